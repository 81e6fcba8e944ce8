"""A session that another trainer holds from now on: the one who was to hold it is ill, has left, or is no trainer any more."""

from datetime import datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people.access import Viewer
from lms.theory import queries
from lms.theory.actions.telling import moment, tell
from lms.theory.models import TheorySession
from lms.theory.queries import Trainer


def hand_over(session: TheorySession, ref: str, *, seen: str, by: Viewer, at: datetime) -> Trainer:
    """A coordinator of every invited country gives it to another trainer of all of them, until its register is confirmed. Both are told.

    `seen` is the ref of who held it on their page, "" of somebody who is no trainer any more. Returns who holds it now. Raises NotAllowed,
    BadInput for somebody who cannot hold it, Conflict where it is over with it or where it was given to another meanwhile.
    """
    ccs = queries.invited_ccs(session.id)
    if not queries.gives(by, ccs):
        raise NotAllowed(_("A session is given to another trainer by who coordinates all of its places."))
    now = queries.lock(session.id)
    if now.cancelled_at or now.confirmed_at:
        raise Conflict(_("This session was cancelled, or its register is confirmed."), kept=_("Nothing was changed."))
    trainers = queries.trainers(by)
    found = next((one for one in trainers if one.ref == ref), None)
    held_by = next((one.ref for one in trainers if one.id == now.trainer_id), "")
    if found is None or not found.ccs >= ccs:
        raise BadInput(_("Choose a trainer of all these places."), kept=_("Nothing was changed."))
    if found.id == now.trainer_id:
        raise Conflict(_("%(name)s holds this session already.", name=found.call_name), kept=_("Nothing was changed."))
    if seen != held_by:
        raise Conflict(_("This session was given to another trainer meanwhile."), kept=_("Nothing was changed."))
    before, now.trainer_id = now.trainer_id, found.id
    whom = {"by": f"{by.call_name} ({by.ref})"}
    tell([found.id], "session_yours", now, at=at, once=f"yours {moment(at)}", **whom)
    tell([before], "session_given", now, at=at, once=f"given {moment(at)}", **whom)
    audit.note("session given", by=by.id, at=at, table="theory_session", row=now.id, person_id=found.id)
    return found
