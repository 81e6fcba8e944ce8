"""Registering, waiting, withdrawing, moving up, pressing Join."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Table, bindparam, delete, insert, select, update

from lms.catalogue.models import Activity
from lms.ext import db
from lms.lib.refusals import Conflict, NotAllowed
from lms.people.access import Viewer
from lms.people.models import Person, Role
from lms.progress import actions as progress
from lms.progress import queries as enrolments
from lms.theory import queries
from lms.theory.actions.telling import moment, tell
from lms.theory.models import Joined, RegistrationStep, Seat, TheorySession, Waiting
from lms.theory.queries import Bookable
from lms.theory.rules.clock import is_joinable, moves_up


def _table(model: Any) -> Table:
    """The table itself: a hot statement needs nothing of the ORM."""
    return cast(Table, model.__table__)


_SESSION, _SEAT, _STEP = TheorySession.__table__.c, insert(_table(Seat)), insert(_table(RegistrationStep))
# Capacity is moved by this one statement: of two clicks for the last seat one finds no row (house, rule 9).
_TAKE = (
    update(_table(TheorySession))
    .where(
        _SESSION.id == bindparam("session"),
        _SESSION.sequence == bindparam("seen"),
        _SESSION.taken < _SESSION.capacity,
        _SESSION.cancelled_at.is_(None),
        _SESSION.starts_at > bindparam("now"),
    )
    .values(taken=_SESSION.taken + 1)
    .returning(_SESSION.taken)
)


@dataclass(frozen=True)
class Place:
    """What came of it: a seat with its number, or a place on the waiting list with who is before. `counts`: attending will complete
    the linked activity; None: nothing is linked, False: as soon as somebody enrols this officer."""

    seat: int | None = None
    waits_behind: int | None = None
    counts: bool | None = None


def book(session: Bookable, *, seen: int, by: Viewer, at: datetime, wait: bool = False) -> Place:
    """An invited officer takes a free seat; with `wait`, where there is none, a place on the waiting list.

    `seen` is the SEQUENCE that their page showed: whoever looked at the time before a move is told and not registered.
    """
    if not (by.has(Role.TRAINEE) and session.is_invited):
        raise NotAllowed(_("The place where you serve is not invited to this session."))
    _refuse_second(session)
    values = {"session": session.id, "seen": seen, "now": at}
    taken = db.session.connection().execute(_TAKE, values, execution_options={"seen_by": by.id}).scalar_one_or_none()
    if taken is not None:
        return Place(seat=_sit(session, taken, by, at), counts=_enrol(session, by=by, at=at))
    now = queries.lock(session.id)
    _refuse_late(now, seen, at)
    if now.taken < now.capacity:  # it came free between the two statements
        now.taken += 1
        db.session.flush()
        return Place(seat=_sit(session, now.taken, by, at), counts=_enrol(session, by=by, at=at))
    if not wait:
        raise _full(now)
    return _wait(now, by, at)


def _refuse_second(session: Bookable) -> None:
    if session.seat_at:
        raise Conflict(_("You were registered already."), kept=_("Nothing was changed; you hold one seat."))


def _refuse_late(session: TheorySession, seen: int, at: datetime) -> None:
    """Say why it cannot be registered for any more."""
    kept = _("You are not registered.")
    if session.cancelled_at:
        raise Conflict(_("This session was cancelled."), kept=kept)
    if session.starts_at <= at:
        raise Conflict(_("This session has begun; one registers before."), kept=kept)
    if session.sequence != seen:
        raise Conflict(_("This session was moved while the page was open."), kept=kept, todo=_("Look at the new time, then register."))


def _full(session: TheorySession) -> Conflict:
    return Conflict(
        _("The last of %(seats)s seats went while this page was open.", seats=session.capacity),
        kept=_("You are not registered."),
        todo=_("The waiting list moves up by itself."),
    )


def _sit(session: Bookable, number: int, by: Viewer, at: datetime) -> int:
    """Write the seat down; who waited does so no more."""
    connection = db.session.connection()
    connection.execute(_SEAT, {"session_id": session.id, "person_id": by.id, "at": at})
    connection.execute(_STEP, {"session_id": session.id, "person_id": by.id, "what": "booked", "at": at, "by_id": by.id})
    if session.waiting_id:
        gone = delete(Waiting).where(Waiting.id == session.waiting_id)
        db.session.execute(gone, execution_options={"seen_by": by.id})
    return number


def _wait(session: TheorySession, by: Viewer, at: datetime) -> Place:
    """The last place on the list. Twice is once: the unique constraint says so."""
    if not moves_up(session.starts_at, at):
        raise Conflict(
            _("All seats are taken, and in the last hour nobody moves up any more."), kept=_("You are not registered.")
        )  # fmt: skip
    before = select(Waiting.person_id).where(Waiting.session_id == session.id)
    people = db.session.scalars(before, execution_options={"as_system": "the length of a waiting list"}).all()
    if by.id in people:
        raise Conflict(_("You are on the waiting list already."), kept=_("Nothing was changed; you have one place on it."))
    db.session.add(Waiting(session_id=session.id, person_id=by.id, at=at))
    _step(session.id, by.id, "waiting", at, by.id)
    db.session.flush()
    return Place(waits_behind=len(people))


def _step(session_id: int, person_id: int, what: str, at: datetime, by_id: int | None) -> None:
    db.session.add(RegistrationStep(session_id=session_id, person_id=person_id, what=what, at=at, by_id=by_id))


def _enrol(session: Bookable, *, by: Viewer, at: datetime) -> bool | None:
    """Whether attending counts: for who is enrolled; who is not joins the course by this, if it is open. Who was withdrawn stays so."""
    if session.activity_id is None:
        return None
    if by.id in enrolments.enrolment_for([by.id], session.activity_id, as_system="does attending count"):
        return True
    course_id = db.session.execute(select(Activity.course_id).where(Activity.id == session.activity_id)).scalar_one()
    if enrolments.latest_by_person(by, course_id, [by.id]):
        return False
    try:
        progress.join(by, course_id, at=at)
    except NotAllowed:
        return False
    return True


def withdraw(session: Bookable, *, by: Viewer, at: datetime) -> str:
    """An officer gives their seat, or place on the list, back. Says which. The seat goes to who waits first, in this transaction."""
    if not by.has(Role.TRAINEE):
        raise NotAllowed()
    now = queries.lock(session.id)
    if now.cancelled_at or now.starts_at <= at:
        raise Conflict(
            _("It is too late to withdraw: the session was cancelled, or has begun."), kept=_("Nothing was changed.")
        )  # fmt: skip
    given_up = _give_up(now, by.id, by, at)
    if given_up is None:
        raise Conflict(_("You hold no seat in this session and are not on its waiting list."), kept=_("Nothing was changed."))
    return given_up


def withdraw_all(person: Person, *, by: Viewer, at: datetime) -> int:
    """Somebody leaves the service: what they hold in sessions that have not begun goes to who waits. Returns in how many.

    The door that calls this sees them out in the same transaction, and whoever may not do so is refused there.
    """
    ahead = queries.booked_ahead(by, person.id, at)
    return sum(_give_up(queries.lock(id_), person.id, by, at) is not None for id_ in ahead)


def _give_up(session: TheorySession, person_id: int, by: Viewer, at: datetime) -> str | None:
    """Of a session that is held (`queries.lock`). Says which it was: a seat, or a place on the waiting list."""
    if _is_gone(Seat, session.id, person_id, by):
        session.taken -= 1
        _step(session.id, person_id, "withdrew", at, by.id)
        db.session.flush()
        promote(session, at=at)
        return "seat"
    if _is_gone(Waiting, session.id, person_id, by):
        _step(session.id, person_id, "left_list", at, by.id)
        return "waiting"
    return None


def _is_gone(table: type[Seat] | type[Waiting], session_id: int, person_id: int, by: Viewer) -> bool:
    gone = delete(table).where(table.session_id == session_id, table.person_id == person_id).returning(table.person_id)
    return db.session.execute(gone, execution_options={"seen_by": by.id}).scalar_one_or_none() is not None


def promote(session: TheorySession, *, at: datetime) -> int:
    """Who waits first moves up, as many as there are free seats. Nobody's action: withdrawing, more seats, and a job call it.

    The caller holds the session (`queries.lock`). Nothing moves in the last hour.
    """
    moved = 0
    while session.taken < session.capacity and not session.cancelled_at and moves_up(session.starts_at, at):
        first = queries.waiting_first(session.id)
        if first is None:
            break
        db.session.delete(first)
        db.session.add(Seat(session_id=session.id, person_id=first.person_id, at=at))
        _step(session.id, first.person_id, "moved_up", at, None)
        session.taken += 1
        db.session.flush()
        tell([first.person_id], "session_seat", session, at=at, once=f"seat {moment(at)}")
        moved += 1
    return moved


def join_call(session: Bookable, minutes: int, *, by: Viewer, at: datetime) -> None:
    """Who holds a seat presses Join: from twenty minutes before the start until the end. A hint for the register."""
    if not session.seat_at:
        raise NotAllowed(_("Who holds a seat joins here."))
    if not is_joinable(session.starts_at, minutes, at):
        raise Conflict(_("The room opens 20 minutes before the start and closes at the end."), kept=_("Nothing was changed."))
    db.session.add(Joined(session_id=session.id, person_id=by.id, at=at))
