"""The agencies' word: access of a mentor opens, agency by agency, when the focal point agrees here or a letter is entered."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.mentoring.actions import threads
from lms.mentoring.actions.places import give_back
from lms.mentoring.actions.telling import engagement_path, keepers, place, say
from lms.mentoring.models import Engagement, EngagementAgreement
from lms.mentoring.queries import engagements as queries
from lms.people import actions as people_actions
from lms.people.access import Viewer

LONGEST_NUMBER = 60


def ask_agencies(row: Engagement, *, by: Viewer, at: datetime) -> None:
    """Tell the focal points that their word is awaited. Who is of no agency needs nobody's."""
    agencies = queries.concerned([row], by.day)[row.id]
    if not agencies and row.person_id:
        _open(row, None, at=at, by=by)
    say(keepers(agencies, by.day), "agreement_asked", row, at=at, path="/mentors")


def agree(key: UUID, *, by: Viewer, at: datetime) -> list[int]:
    """A focal point agrees for their agency. Returns the agencies for which access is open now and was not before."""
    row = queries.held(key)
    agencies = [agency for agency in queries.concerned([row], by.day)[row.id] if agency in by.focal_agencies]
    if not agencies or row.mentor_id == by.id:
        raise NotAllowed()
    _refuse_unless_accepted(row)
    new = [agency for agency in agencies if agency not in _agreed(row)]
    if not new:
        raise Conflict(_("Your agency has agreed already."), kept=_("Nothing was changed."))
    for agency in new:
        _write(row, agency, at=at, by=by)
    say([row.offered_by_id], "agreement_given", row, at=at, path=engagement_path(row), agency=place(new[0], at), again=str(new[0]))
    return new


def refuse(key: UUID, *, why: str, by: Viewer, at: datetime) -> Engagement:
    """A focal point does not agree for their agency: access never opens, and the mentor's place is free again. Raises Conflict once it is
    open for anybody: from then on a mentorship is ended."""
    row = queries.held(key)
    own = [agency for agency in queries.concerned([row], by.day)[row.id] if agency in by.focal_agencies]
    if not own or row.mentor_id == by.id:
        raise NotAllowed()
    _refuse_unless_accepted(row)
    if row.opened_at is not None:
        raise Conflict(_("Access is open meanwhile."), kept=_("Nothing was changed."), todo=_("An engagement is ended, with a reason."))
    why = why.strip()
    if not why:
        raise BadInput(_("Say in a few words why: the others read it."), kept=_("Nothing was changed."))
    row.ended_at, row.ended_by_id, row.ended_how, row.ended_why = at, by.id, "declined", why
    db.session.flush()
    give_back(row)
    audit.note("agency did not agree", by=by.id, at=at, table="engagement", row=row.id, person_id=row.person_id, cc=row.cc, reason=why)
    agency = place(own[0], at)
    say([row.offered_by_id], "agency_refused", row, at=at, path=engagement_path(row), agency=agency, why=why)
    say([row.mentor_id], "accepted_refused", row, at=at, agency=agency, why=why)
    return row


def enter_letter(key: UUID, agency_id: int, *, number: str, day: date | None, by: Viewer, at: datetime) -> None:
    """A coordinator enters the letter of an agency: its number and its date, which is not to come."""
    row = queries.held(key)
    if row.cc not in by.coordinated or row.mentor_id == by.id:
        raise NotAllowed()
    number = number.strip()
    if not number or day is None or len(number) > LONGEST_NUMBER:
        raise BadInput(_("A letter has a number and a date."), kept=_("Access stays closed."))
    if day > by.day:
        raise BadInput(_("This date is still to come."), kept=_("Access stays closed."))
    if agency_id not in queries.concerned([row], by.day)[row.id]:
        raise BadInput(_("This agency has nobody here now."), kept=_("Access stays closed."))
    _refuse_unless_accepted(row)
    if agency_id in _agreed(row):
        raise Conflict(_("This agency has agreed already."), kept=_("Nothing was changed."))
    _write(row, agency_id, at=at, by=by, letter=(number, day))
    told = keepers([agency_id], by.day)
    say(told, "letter_entered", row, at=at, path="/mentors", again=str(agency_id), letter=number, day=day.isoformat())


def _refuse_unless_accepted(row: Engagement) -> None:
    if row.ended_at is not None:
        raise Conflict(_("This engagement has ended."), kept=_("Nothing was changed."))
    if row.accepted_at is None:
        raise Conflict(_("The mentor has not accepted yet."), kept=_("Nothing was changed."))


def _agreed(row: Engagement) -> set[int]:
    return {agreement.agency_id for agreement in queries.agreements([row.id]).get(row.id, ())}


def _write(row: Engagement, agency_id: int, *, at: datetime, by: Viewer, letter: tuple[str, date] | None = None) -> None:
    number, day = letter or (None, None)
    db.session.add(EngagementAgreement(engagement_id=row.id, agency_id=agency_id, at=at, by_id=by.id, letter_no=number, letter_day=day))
    db.session.flush()
    said = f"letter {number} of {day}" if letter else ""
    audit.note("agency agreed", by=by.id, at=at, table="engagement", row=row.id, person_id=row.person_id, cc=row.cc, reason=said)
    _open(row, agency_id, at=at, by=by)


def _open(row: Engagement, agency_id: int | None, *, at: datetime, by: Viewer) -> None:
    """Let the mentor see the people of this agency, and lead what waits there to them."""
    give(row, agency_id, at=at, by=by.id)
    is_first = row.opened_at is None
    row.opened_at = row.opened_at or at
    db.session.flush()
    people = queries.covered(row, [agency_id] if agency_id else [], by.day)
    threads.reroute(people, at=at)
    others = [person for person in people if person != row.mentor_id]
    say(others, "mentor_opened", row, at=at, path=engagement_path(row), again=at.isoformat())
    if is_first:
        say([row.mentor_id], "engagement_opened", row, at=at, path=engagement_path(row))


def give(row: Engagement, agency_id: int | None, *, at: datetime, by: int | None) -> None:
    """The sight itself: of a person, or of the people of an agency in the unit."""
    if row.person_id:
        people_actions.give_sight(row.mentor_id, source=row.key, at=at, by=by, to_day=row.ends_on, person_id=row.person_id)
    else:
        people_actions.give_sight(row.mentor_id, source=row.key, at=at, by=by, to_day=row.ends_on, unit_id=row.unit_id,
                                  agency_id=agency_id)  # fmt: skip


def agreed_agencies(row: Engagement) -> Collection[int]:
    """The agencies that have agreed so far."""
    return _agreed(row)
