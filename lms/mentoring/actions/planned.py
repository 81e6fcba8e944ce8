"""A mentorship under a line of a work plan: what an offer for one asks first, and how one is put there later and taken out."""

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, NotAllowed
from lms.mentoring.models import Engagement
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries.engagements import Pair
from lms.people.access import Viewer
from lms.programme import queries as programme

LINES = "mentorship"  # the type of line that is fulfilled by mentorships


def refuse_unless_for(
    plan_line: UUID | int | None, cc: str | None, unit_id: int | None, agencies: tuple[int, ...], *, by: Viewer
) -> int | None:
    """The id of the line under which a mentorship of somebody there may stand; none for none.

    Raises NotThere for a line that is not theirs to use, Conflict for one that is postponed or cancelled, BadInput for one that is for
    others.
    """
    if plan_line is None:
        return None
    found = programme.open_line(by, plan_line, LINES)
    if not found.places.have(cc, unit_id, agencies):
        raise BadInput(_("%(number)s is for people of other places.", number=found.line.number), kept=_("Nothing was changed."))
    return found.line.id


def put_under(pair: Pair, plan_line: UUID | None, *, by: Viewer, at: datetime) -> Engagement:
    """Its coordinator puts it under a line, or with None takes it out. Raises Conflict where it stands under one of another's plan."""
    if pair.row.cc not in by.coordinated:
        raise NotAllowed()
    row = queries.held(pair.row.key)
    programme.refuse_to_move(by, row.plan_line_id, LINES)
    agencies = queries.concerned([row], by.day)[row.id]
    row.plan_line_id = refuse_unless_for(plan_line, row.cc, row.unit_id or pair.person_unit_id, agencies, by=by)
    db.session.flush()
    verb = "put under a line" if plan_line else "taken out of a line"
    audit.note(verb, by=by.id, at=at, table="engagement", row=row.id, person_id=row.person_id, cc=row.cc)
    return row
