"""Every select of what it adds up to."""

from lms.insight.queries.behind import Behind, Listed, behind, listed
from lms.insight.queries.courses import Courses, Head, courses
from lms.insight.queries.figures import tally, units_served

__all__ = ["Behind", "Courses", "Head", "Listed", "behind", "courses", "listed", "tally", "units_served"]
