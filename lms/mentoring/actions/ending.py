"""The end of an engagement: it takes access away in the same transaction, so that the next request finds nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.mentoring.actions import meetings, threads
from lms.mentoring.actions.agreement import agreed_agencies, give
from lms.mentoring.actions.places import give_back
from lms.mentoring.actions.telling import engagement_path, keepers, say
from lms.mentoring.models import Engagement, EngagementAgreement, MentoringMeeting
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries import meetings as calendar
from lms.people import actions as people_actions
from lms.people.access import Viewer
from lms.people.models import Role


def end(key: UUID, *, why: str, by: Viewer, at: datetime) -> Engagement:
    """A coordinator, the mentor or a focal point ends it with a reason.

    A focal point speaks for one agency: where others of a joint unit have agreed as well, theirs goes on.
    """
    row = queries.held(key)
    own = [agency for agency in queries.concerned([row], by.day)[row.id] if agency in by.focal_agencies]
    decides = row.cc in by.coordinated or (row.mentor_id == by.id and by.has(Role.MENTOR))
    if not decides and not own:
        raise NotAllowed()
    if row.ended_at is not None:
        raise Conflict(_("This engagement has ended already."), kept=_("Nothing was changed."))
    if row.accepted_at is None:
        raise Conflict(_("The mentor has not accepted yet: the offer is taken back, or declined."), kept=_("Nothing was changed."))
    if not why.strip():
        raise BadInput(_("Say in a few words why: the others read it."), kept=_("Nothing was changed."))
    agreed = set(agreed_agencies(row))
    if decides or not agreed - set(own):
        _end(row, "ended", why.strip(), by=by.id, at=at, day=by.day)
    else:
        _withdraw(row, agreed & set(own), agreed - set(own), why.strip(), by=by, at=at)
    return row


def over(found: queries.Over, *, at: datetime, day: date) -> bool:
    """By its date, or because one of the two is there no more; False where it was ended meanwhile. `ended_why` is then a code."""
    row = queries.held(found.key)
    if row.ended_at is not None:
        return False
    _end(row, "over", found.why, by=None, at=at, day=day)
    return True


def _end(row: Engagement, how: str, why: str, *, by: int | None, at: datetime, day: date) -> None:
    agencies = agreed_agencies(row)
    people = queries.covered(row, agencies, day) if row.opened_at else []
    row.ended_at, row.ended_by_id, row.ended_how, row.ended_why = at, by, how, why
    db.session.flush()
    people_actions.end_sight(row.key, at=at, by=by)
    give_back(row)
    threads.reroute(people, at=at)
    off = _off(meetings.cancel_to_come(row, by=by, at=at))
    audit.note("ended mentorship", by=by, at=at, table="engagement", row=row.id, person_id=row.person_id, cc=row.cc, reason=why)
    say([person for person in people if person != row.mentor_id], "mentor_ended", row, at=at, path=engagement_path(row), **off)
    told = [row.mentor_id if row.opened_at else None, row.offered_by_id, *keepers(agencies, day)]
    if row.opened_at is None and row.mentor_id != by:  # who never saw anybody of it is told no name
        say([row.mentor_id], "mentor_taken_back", row, at=at)
    said = {"why": why if how == "ended" else "", **off}
    say([one for one in told if one != by], "engagement_ended", row, at=at, path=engagement_path(row), **said)


def _off(found: Sequence[MentoringMeeting]) -> dict[str, Any]:
    """What a notice of an end says of the meetings that were to come: how many there are, and when the first of them was."""
    return {"meetings": len(found), "starts": found[0].starts_at.isoformat()} if found else {}


def _withdraw(row: Engagement, own: set[int], others: set[int], why: str, *, by: Viewer, at: datetime) -> None:
    """One agency of a joint unit takes its word back; the mentor goes on with the people of the others."""
    if not own:
        raise Conflict(_("Your agency has not agreed: the mentor sees nobody of it."), kept=_("Nothing was changed."))
    people = queries.covered(row, own, by.day)
    gone = delete(EngagementAgreement).where(EngagementAgreement.engagement_id == row.id, EngagementAgreement.agency_id.in_(own))
    db.session.execute(gone, execution_options={"as_system": "an agency takes its word back"})
    people_actions.end_sight(row.key, at=at, by=by.id)
    for agency in sorted(others):
        give(row, agency, at=at, by=by.id)
    threads.reroute(people, at=at)
    audit.note("agency withdrew", by=by.id, at=at, table="engagement", row=row.id, cc=row.cc, reason=why)
    say([person for person in people if person != row.mentor_id], "mentor_ended", row, at=at, again=at.isoformat(),
        **_off(calendar.to_come(row.id, at)))  # fmt: skip
    say([row.mentor_id, row.offered_by_id], "agency_withdrew", row, at=at, path=engagement_path(row), again=at.isoformat(), why=why)
