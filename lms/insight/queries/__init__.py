"""Every select of what it adds up to."""

from lms.insight.queries.behind import Behind, Listed, behind, listed
from lms.insight.queries.courses import Courses, Head, courses
from lms.insight.queries.figures import tally, units_served
from lms.insight.queries.programme import Counted, Member, members, members_counted

__all__ = [
    "Behind", "Counted", "Courses", "Head", "Listed", "Member", "behind", "courses", "listed", "members", "members_counted", "tally",
    "units_served",
]  # fmt: skip
