"""A session under a line of a work plan: what is asked when it is set for one, and how it is put there later and taken out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, NotAllowed
from lms.people import queries as people
from lms.people.access import Viewer
from lms.programme import queries as programme
from lms.theory import queries
from lms.theory.models import TheorySession

LINES = "theory"  # the type of line that is fulfilled by sessions


def refuse_unless_for(plan_line: UUID | int | None, ccs: Collection[str | None], *, by: Viewer) -> int | None:
    """The id of the line under which a session that invites these countries may stand; none for none.

    Raises NotThere for a line that is not theirs to use, Conflict for one that is postponed or cancelled, BadInput where nobody of
    the line's countries is invited.
    """
    if plan_line is None:
        return None
    found = programme.open_line(by, plan_line, LINES)
    if not found.places.around & set(ccs):
        raise BadInput(_("%(number)s is for other countries than those invited.", number=found.line.number))
    return found.line.id


def put_under(session: TheorySession, plan_line: UUID | None, *, by: Viewer, at: datetime) -> TheorySession:
    """A coordinator of a country that is invited puts it under a line, or with None takes it out of the one it stands under.

    Raises Conflict where that is of another's plan.
    """
    ccs = [node.cc for node in people.rows(sorted(queries.invited_ids(session.id)))]
    if not set(ccs) & set(by.coordinated):
        raise NotAllowed()
    now = queries.lock(session.id)
    programme.refuse_to_move(by, now.plan_line_id, LINES)
    now.plan_line_id = refuse_unless_for(plan_line, ccs, by=by)
    db.session.flush()
    audit.note("put under a line" if plan_line else "taken out of a line", by=by.id, at=at, table="theory_session", row=now.id)
    return now
