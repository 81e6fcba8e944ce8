"""Every select of what it adds up to."""

from lms.insight.queries.asking import (
    About,
    Asked,
    Waiting,
    called,
    count_requests,
    followed_among,
    known,
    people_of,
    request_or_404,
    requests,
    told_already,
)  # fmt: skip
from lms.insight.queries.behind import Behind, Listed, behind, listed
from lms.insight.queries.courses import Courses, Head, courses
from lms.insight.queries.figures import tally, units_served
from lms.insight.queries.programme import Counted, Member, members, members_counted

__all__ = [
    "About", "Asked", "Behind", "Counted", "Courses", "Head", "Listed", "Member", "Waiting", "behind", "called", "count_requests",
    "courses", "followed_among", "known", "listed", "members", "members_counted", "people_of", "request_or_404", "requests", "tally",
    "told_already", "units_served",
]  # fmt: skip
