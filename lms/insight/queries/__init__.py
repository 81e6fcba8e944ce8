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
from lms.insight.queries.of_person import Counting, UnderLine, attended_under_lines, counting
from lms.insight.queries.overview import OfCountry, by_country
from lms.insight.queries.plan_parts import Agreement, agreements, comments, places, relatives, shares
from lms.insight.queries.plan_people import OneBehind, Shown, behind_line, listed_behind
from lms.insight.queries.plans import counted, reached
from lms.insight.queries.programme import Counted, Member, members, members_counted
from lms.insight.queries.unplanned import Loose, unplanned, unplanned_sessions

__all__ = [
    "About", "Agreement", "Asked", "Behind", "Counted", "Counting", "Courses", "Head", "Listed", "Loose", "Member", "OfCountry",
    "OneBehind", "Shown", "UnderLine", "Waiting", "agreements", "attended_under_lines", "behind", "behind_line", "by_country", "called",
    "comments", "count_requests", "counted", "counting", "courses", "followed_among", "known", "listed", "listed_behind", "members",
    "members_counted", "people_of", "places", "reached", "relatives", "request_or_404", "requests", "shares", "tally", "told_already",
    "units_served", "unplanned", "unplanned_sessions",
]  # fmt: skip
