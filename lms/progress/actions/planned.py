"""What enrolling for a line of a work plan asks first, and how what was enrolled for none is put under one later."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people.access import Viewer
from lms.people.models import Person
from lms.programme import queries as programme
from lms.progress import queries

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


@dataclass(frozen=True)
class Loose:
    """The enrolments of a country in a course on a day (UTC) that were made for no line."""

    cc: str
    course_id: int
    day: date


def put_under(loose: Loose, plan_line: UUID, *, by: Viewer, at: datetime) -> tuple[int, int]:
    """The country's coordinator puts them under a line, as far as it is for those people where they served then. Returns how many are
    under it now, and how many it is not for.

    Raises NotThere and Conflict as `open_line` does, BadInput where it is for none of them, Conflict where there are none any more.
    """
    if loose.cc not in by.coordinated:
        raise NotAllowed()
    found, kept = programme.open_line(by, plan_line, LINES), _("Nothing was changed.")
    if found.line.courses and loose.course_id not in found.line.courses:
        raise BadInput(_("%(number)s is for other courses.", number=found.line.number), kept=kept)
    rows = queries.loose_held(by, loose.cc, loose.course_id, loose.day)
    if not rows:
        raise Conflict(_("Somebody else has put them under a line meanwhile."), kept=kept)
    fits = [row for row in rows if found.places.have(row.cc, row.unit_then_id, [row.agency_then_id])]
    if not fits:
        raise BadInput(_("%(number)s is for people of other places.", number=found.line.number), kept=kept)
    for row in fits:
        row.plan_line_id = found.line.id
        audit.note("put under a line", by=by.id, at=at, table="enrolment", row=row.id, person_id=row.person_id, cc=row.cc)
    db.session.flush()
    return len(fits), len(rows) - len(fits)
