"""Confirmed attendance becomes a fact in the ledger, and completes the linked activity."""

from datetime import datetime
from uuid import UUID, uuid5

from lms.people.access import Viewer
from lms.progress import actions as progress
from lms.progress.rules import Source
from lms.theory import queries
from lms.theory.models import Attendance, TheorySession
from lms.theory.rules.clock import ends_at


def event_of(session: TheorySession, attendance: Attendance, what: str = "attended") -> UUID:
    """The id of a fact, made from what it is about: however often it is brought, it is one."""
    return uuid5(session.key, f"{what} {attendance.person_id} {attendance.no}")


def credit(attendance: Attendance, session: TheorySession, enrolment_id: int, *, by: Viewer, at: datetime) -> None:
    """What the trainer witnessed and confirmed, as a fact with its own date: the end of the session.

    `by` is who confirmed or corrected the register; the caller has found that it was their session.
    """
    event_id = event_of(session, attendance)
    progress.record(
        enrolment_id, "attended", by=by, at=at, event_id=event_id, source=Source.STAFF, activity_id=session.activity_id,
        lang=session.lang, body={"minutes": attendance.minutes, "of": session.minutes, "session": str(session.key)},
        happened_at=ends_at(session.starts_at, session.minutes), witness=True,
    )  # fmt: skip
    attendance.event_id = event_id


def uncredit(attendance: Attendance, session: TheorySession, *, by: Viewer, at: datetime) -> None:
    """The trainer corrected it: the fact is voided by another. Nothing where it never became one."""
    if attendance.event_id is None:
        return
    progress.record(
        queries.enrolment_of_event(attendance.person_id, attendance.event_id), "voided", by=by, at=at,
        event_id=event_of(session, attendance, "voided"), source=Source.STAFF, activity_id=session.activity_id, lang=session.lang,
        voids_id=attendance.event_id, witness=True,
    )  # fmt: skip
