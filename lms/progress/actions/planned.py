"""What enrolling for a line of a work plan asks first."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _

from lms.lib.refusals import NotAllowed
from lms.people.access import Viewer
from lms.people.models import Person
from lms.programme import queries as programme

LINES = "elearning"  # the type of line that is fulfilled by enrolments


def refuse_unless_for(plan_line_id: int | None, people: Sequence[Person], courses: Collection[int], *, by: Viewer) -> None:
    """Whether these people may be enrolled in these courses for a line; without a line there is nothing to ask.

    Raises NotThere for a line that is not theirs to use, Conflict for one that is postponed or cancelled, NotAllowed for people or
    courses that it is not for. A line that names no course is for any.
    """
    if plan_line_id is None:
        return
    found = programme.open_line(by, plan_line_id, LINES)
    if not all(found.places.has(person) for person in people):
        raise NotAllowed(_("%(number)s is for people of other places.", number=found.line.number))
    if found.line.courses and not set(courses) <= set(found.line.courses):
        raise NotAllowed(_("%(number)s is for other courses.", number=found.line.number))
