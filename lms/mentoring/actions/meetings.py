"""Meetings: set, moved, noted once, corrected with a reason. Only one that was held completes a step, and only of those who were there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.dates import in_full
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import today
from lms.lib.types import uuid7
from lms.lib.zones import resolve
from lms.mentoring.actions.agreement import agreed_agencies
from lms.mentoring.actions.telling import again, say, starts
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries import meetings
from lms.mentoring.rules.meetings import FURTHEST, Outcome, correction, may_be_noted
from lms.people.access import Viewer
from lms.people.models import Role
from lms.people.published.facts import HOME_ZONE
from lms.progress import actions as progress
from lms.progress.rules import Source

InCalendars = tuple[datetime, int, bool]  # start, minutes, whether it is cancelled


@dataclass(frozen=True)
class Wall:
    """A time as it is written at a place. `fold` says which of two equal times is meant, None that it comes once."""

    day: date
    clock: str  # HH:MM
    zone: str
    fold: int | None = None

    @property
    def at(self) -> datetime:
        """The moment, in UTC. Raises lms.lib.zones.TimeError."""
        return resolve(self.day, self.clock, self.zone, self.fold)


def _refuse_stranger(row: Engagement, by: Viewer) -> None:
    """The mentor of that engagement, or a coordinator of the country."""
    if not ((row.mentor_id == by.id and by.has(Role.MENTOR)) or row.cc in by.coordinated):
        raise NotAllowed()


def set_meeting(
    key: UUID, when: Wall, *, minutes: int, about: str, by: Viewer, at: datetime, link: str = "", form_key: UUID | None = None
) -> MentoringMeeting:
    """The mentor or the coordinator sets a meeting of an engagement whose access is open, or one that has just been held.

    `form_key` is made with the form: sent twice, it is one meeting and a sentence.
    """
    row = queries.held(key)
    _refuse_stranger(row, by)
    if row.state != "open":
        raise Conflict(_("A meeting is set while the engagement runs."), kept=_("No meeting was set."))
    starts_at = when.at
    assert row.opened_at is not None
    if not row.opened_at - timedelta(days=1) <= starts_at <= at + FURTHEST:
        raise BadInput(_("A meeting lies between the day access opened and a year from now."), kept=_("No meeting was set."))
    _refuse_after(row, starts_at, kept=_("No meeting was set."))
    _refuse_unsafe(link, kept=_("No meeting was set."))
    meeting = MentoringMeeting(
        key=form_key or uuid7(), engagement_id=row.id, wall_day=when.day, wall_time=when.clock, zone=when.zone, fold=when.fold or 0,
        starts_at=starts_at, minutes=minutes, about=about.strip(), link=link, sequence=0, planned_by_id=by.id, planned_at=at,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    _note("set meeting", meeting, row, by=by.id, at=at)
    if starts_at > at:
        _tell_officers("meeting_set", meeting, row, by=by, at=at)
        _tell_mentor(meeting, row, by=by, at=at)
    return meeting


def change_meeting(
    key: UUID, when: Wall, *, minutes: int, about: str, link: str, seen: int, by: Viewer, at: datetime
) -> MentoringMeeting:  # fmt: skip
    """Move a meeting to come, or mend its words and its link. `seen` is the SEQUENCE that the page showed: of two windows one moves it."""
    meeting = meetings.held_meeting(key)
    row, kept = meetings.by_id(meeting.engagement_id), _("Nothing was changed.")
    _refuse_stranger(row, by)
    if row.state != "open" or meeting.outcome is not None or meeting.starts_at <= at:
        raise Conflict(_("This meeting has begun, or was noted already: it cannot be changed any more."), kept=kept)
    if meeting.sequence != seen:
        raise Conflict(_("This meeting was moved from another window meanwhile."), kept=kept, todo=_("Look at its page again."))
    if not at < when.at <= at + FURTHEST:
        raise BadInput(_("A meeting is moved to a time to come, at most a year from now."), kept=kept)
    _refuse_after(row, when.at, kept=kept)
    _refuse_unsafe(link, kept=kept)
    before, was = _in_calendars(meeting), meeting.starts_at
    _put(meeting, when, minutes)
    meeting.about, meeting.link = about.strip(), link
    _count(meeting, before)
    db.session.flush()
    _note("changed meeting", meeting, row, by=by.id, at=at)
    if meeting.sequence != seen:
        _tell_officers("meeting_moved", meeting, row, by=by, at=at, was=was.isoformat())
        _tell_mentor(meeting, row, by=by, at=at)
    return meeting


def _refuse_after(row: Engagement, starts_at: datetime, *, kept: str) -> None:
    """With its last day access ends by itself, and a meeting after it could not be."""
    if today(starts_at, HOME_ZONE) > row.ends_on:
        raise BadInput(_("The last day of this mentorship is %(day)s: choose a time before it ends.", day=in_full(row.ends_on)), kept=kept)


def _refuse_unsafe(link: str, *, kept: str) -> None:
    if link and not link.startswith("https://"):
        raise BadInput(_("A join link begins with https://."), kept=kept)


def _put(meeting: MentoringMeeting, when: Wall, minutes: int) -> None:
    meeting.wall_day, meeting.wall_time, meeting.zone, meeting.fold = when.day, when.clock, when.zone, when.fold or 0
    meeting.starts_at, meeting.minutes = when.at, minutes


def _in_calendars(meeting: MentoringMeeting) -> InCalendars:
    """What a calendar file says of it."""
    return meeting.starts_at, meeting.minutes, meeting.is_cancelled


def _count(meeting: MentoringMeeting, before: InCalendars) -> None:
    """Raise SEQUENCE where a calendar would say something else than before."""
    if _in_calendars(meeting) != before:
        meeting.sequence += 1


def note_meeting(
    key: UUID, outcome: Outcome, *, present: Collection[int], note: str, by: Viewer, at: datetime, when: Wall | None = None,
    minutes: int | None = None, step: int | None = None,
) -> MentoringMeeting:  # fmt: skip
    """Say what became of a meeting: once. `when` and `minutes` say how it was where that differs from how it was set.

    `step` is the activity that it completes, of those who were there and have still to do it; None: no step.
    """
    meeting = meetings.held_meeting(key)
    row = meetings.by_id(meeting.engagement_id)
    _refuse_stranger(row, by)
    if meeting.outcome is not None:
        raise Conflict(
            _("This meeting was noted already."), kept=_("What was noted stands."), todo=_("A mistake is corrected, with a reason.")
        )
    _check(outcome, meeting.starts_at if outcome is not Outcome.HELD or when is None else when.at, present, at)
    if outcome is Outcome.CANCELLED:
        cancel(meeting, row, note=note, by=by.id, at=at)
        if meeting.starts_at > at:
            _tell_officers("meeting_cancelled", meeting, row, by=by, at=at)
        return meeting
    starts_at = when.at if when is not None and outcome is Outcome.HELD else meeting.starts_at
    there = _among(row, starts_at, present, by) if outcome is Outcome.HELD else []
    before = _in_calendars(meeting)
    if when is not None and outcome is Outcome.HELD:
        _put(meeting, when, minutes or meeting.minutes)
    _became(outcome, meeting, row, before, note=note, by=by.id, at=at)
    if outcome is Outcome.HELD:
        _hold(meeting, there, step, by=by, at=at)
    return meeting


def cancel(meeting: MentoringMeeting, row: Engagement, *, note: str = "", by: int | None, at: datetime) -> None:
    """It does not take place, and calendars say so. The caller has locked it, and tells people."""
    _became(Outcome.CANCELLED, meeting, row, _in_calendars(meeting), note=note, by=by, at=at)


def cancel_to_come(row: Engagement, *, by: int | None, at: datetime) -> list[MentoringMeeting]:
    """With an engagement end its meetings to come. Returns them, the next first: the notice of the end names it."""
    found = meetings.to_come(row.id, at)
    for meeting in found:
        cancel(meeting, row, by=by, at=at)
    return found


def _became(
    outcome: Outcome, meeting: MentoringMeeting, row: Engagement, before: InCalendars, *, note: str, by: int | None, at: datetime
) -> None:  # fmt: skip
    meeting.outcome, meeting.note, meeting.noted_at, meeting.noted_by_id = outcome.value, note.strip(), at, by
    _count(meeting, before)
    db.session.flush()
    _note(f"noted meeting {outcome.value}", meeting, row, by=by, at=at)


def correct_meeting(
    key: UUID, outcome: Outcome, *, present: Collection[int], why: str, by: Viewer, at: datetime, step: int | None = None, seen: str = ""
) -> MentoringMeeting:
    """Mend a mistake: what completed a step of somebody who was not there, or another step than `step`, is undone by another fact,
    with the reason. `seen`: `said_at` of what the page showed; what was corrected from another window meanwhile is not overwritten unread.
    """
    meeting = meetings.held_meeting(key)
    row = meetings.by_id(meeting.engagement_id)
    _refuse_stranger(row, by)
    if meeting.outcome is None:
        raise Conflict(_("This meeting was not noted yet."), kept=_("Nothing was changed."))
    if seen and seen != meeting.said_at:
        raise Conflict(
            _("This meeting was corrected from another window meanwhile."), kept=_("Nothing was changed."),
            todo=_("Look at it as it stands now, and correct it again if it is still wrong."), own_text=why,
        )  # fmt: skip
    if not why.strip():
        raise BadInput(_("Say in a few words what was wrong: the reason stays beside the meeting."), kept=_("Nothing was changed."))
    _check(outcome, meeting.starts_at, present, at)
    known = meetings.presents(meeting.id)
    now_there = _among(row, meeting.starts_at, present, by, known) if outcome is Outcome.HELD else []
    completed = meetings.completed(meeting.id)
    for person, there in known.items():
        if there.removed_at is None and (person not in now_there or (person in completed and completed[person].id != step)):
            _undo(there, meeting, why.strip(), by=by, at=at)
    said, before = correction(meeting.outcome, outcome.value, why.strip()), _in_calendars(meeting)
    meeting.was_outcome, meeting.outcome = meeting.outcome, outcome.value
    _count(meeting, before)
    meeting.corrected_at, meeting.corrected_by_id, meeting.corrected_why = at, by.id, why.strip()
    db.session.flush()
    _note(meetings.CORRECTED, meeting, row, by=by.id, at=at, why=said)
    _hold(meeting, [person for person in now_there if person not in completed or known[person].removed_at], step, by=by, at=at)
    return meeting


def _check(outcome: Outcome, starts_at: datetime, present: Collection[int], at: datetime) -> None:
    if not may_be_noted(outcome, starts_at, at):
        raise BadInput(
            _("This meeting has not begun yet: it can be cancelled now, and noted once it has begun."), kept=_("Nothing was noted.")
        )
    if outcome is Outcome.HELD and not present:
        raise BadInput(_("Tick who was there: only they complete the step."), kept=_("Nothing was noted."))
    if outcome is not Outcome.HELD and present:
        raise BadInput(
            _("You ticked who was there, and only a meeting that was held has somebody there: take the ticks away, or choose “Held”."),
            kept=_("Nothing was noted."),
        )


def _among(row: Engagement, starts_at: datetime, present: Collection[int], by: Viewer, known: Collection[int] = ()) -> list[int]:
    """Those of the ticked whom the engagement is about, or was on the day of the meeting, or who were noted before. Raises Conflict where
    somebody else is ticked: nobody is left out without a word."""
    agencies = agreed_agencies(row)
    then = queries.covered_on(row, agencies, today(starts_at, HOME_ZONE))
    covered = {*queries.covered(row, agencies, by.day), *then, *known} - {row.mentor_id}
    if set(present) - covered:
        said = _("Somebody whom you ticked is not with you, and was not on that day.")
        raise Conflict(said, kept=_("Nothing was noted."), todo=_("Open the page again: it shows who can be ticked."))
    return list(dict.fromkeys(present))


def _hold(meeting: MentoringMeeting, people: list[int], step_id: int | None, *, by: Viewer, at: datetime) -> None:
    """Note each as present, and complete the step of those who have still to do it."""
    known = meetings.presents(meeting.id)
    chosen = next((each for each in meetings.steps(people) if each.activity_id == step_id), None)
    for person in sorted(people):
        place = chosen.open.get(person) if chosen else None
        event = uuid7() if place else None
        if place and event:
            progress.record(
                place[0], "held", by=by, at=at, event_id=event, source=Source.STAFF, activity_id=step_id, release_id=place[1],
                happened_at=meeting.starts_at, witness=True,
            )  # fmt: skip
        there = known.get(person) or MeetingPresent(meeting_id=meeting.id, person_id=person)
        there.event_id, there.removed_at = event, None
        db.session.add(there)
    db.session.flush()


def _undo(there: MeetingPresent, meeting: MentoringMeeting, why: str, *, by: Viewer, at: datetime) -> None:
    there.removed_at = at
    if there.event_id is not None and (enrolment := meetings.enrolment_of(there.person_id, there.event_id)):
        progress.record(
            enrolment, "voided", by=by, at=at, event_id=uuid7(), source=Source.STAFF, voids_id=there.event_id, body={"reason": why},
            witness=True,
        )  # fmt: skip


def _tell_mentor(meeting: MentoringMeeting, row: Engagement, *, by: Viewer, at: datetime) -> None:
    """Unless it is the mentor who says it."""
    whom = [row.mentor_id] if row.mentor_id != by.id else []
    say(whom, "meeting_of_mentor", row, at=at, path=f"/meetings/{meeting.key}", again=again(meeting), **starts(meeting))


def officers(row: Engagement, day: date) -> list[int]:
    """Whom an engagement is about that day, without its mentor."""
    return [person for person in queries.covered(row, agreed_agencies(row), day) if person != row.mentor_id]


def _tell_officers(kind: str, meeting: MentoringMeeting, row: Engagement, *, by: Viewer, at: datetime, **more: str) -> None:
    say(officers(row, by.day), kind, row, at=at, path=f"/engagements/{row.key}", again=again(meeting), **starts(meeting), **more)


def _note(verb: str, meeting: MentoringMeeting, row: Engagement, *, by: int | None, at: datetime, why: str = "") -> None:
    audit.note(verb, by=by, at=at, table="mentoring_meeting", row=meeting.id, person_id=row.person_id, cc=row.cc, reason=why)
