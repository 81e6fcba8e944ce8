"""Sessions as their trainer and the coordinators see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.lib.refusals import NotAllowed, NotThere
from lms.people.access import Viewer
from lms.people.models import Person, Role
from lms.theory.models import Attendance, AttendanceMark, Seat, SessionMove, TheorySession, Waiting
from lms.theory.queries.sight import has_part, invites_one_of, is_invited, reads_register, sees_session
from lms.theory.rules.clock import Span

AnyRow = Row[*tuple[Any, ...]]
LONGEST = timedelta(minutes=600)


def session_or_404(viewer: Viewer, key: UUID) -> TheorySession:
    """The session of that key, if this viewer sees it."""
    statement = select(TheorySession).where(TheorySession.key == key, sees_session(viewer))
    found = db.session.scalar(statement, execution_options={"seen_by": viewer.id})
    if found is None:
        raise NotThere()
    return found


def is_officers(viewer: Viewer, session: TheorySession) -> bool:
    """Whether the viewer meets it as an officer: invited, or with a part in it."""
    if not viewer.has(Role.TRAINEE):
        return False
    statement = select(TheorySession.id).where(TheorySession.id == session.id, or_(is_invited(viewer), has_part(viewer)))
    return db.session.scalar(statement, execution_options={"seen_by": viewer.id}) is not None


def own_or_404(viewer: Viewer, key: UUID) -> TheorySession:
    """The same for its trainer; whoever else sees it may not change it."""
    found = session_or_404(viewer, key)
    if found.trainer_id != viewer.id or not viewer.has(Role.TRAINER):
        raise NotAllowed()
    return found


def register_or_404(viewer: Viewer, key: UUID) -> TheorySession:
    """The session whose register this viewer may read: its trainer, and who coordinates every invited country."""
    own = TheorySession.trainer_id == viewer.id if viewer.has(Role.TRAINER) else false()
    statement = select(TheorySession).where(TheorySession.key == key, or_(own, reads_register(viewer)))
    found = db.session.scalar(statement, execution_options={"seen_by": viewer.id})
    if found is None:
        session_or_404(viewer, key)  # not seen at all is 404; seen without its people is 403
        raise NotAllowed()
    return found


def lock(session_id: int) -> TheorySession:
    """The session as it stands now, held until the end of the transaction (SQLite holds its one write lock already).

    Whoever registers waits for it, or has been waited for.
    """
    statement = select(TheorySession).where(TheorySession.id == session_id).with_for_update()
    options = {"populate_existing": True, "as_system": "holding a session that its own door has found"}
    return db.session.scalars(statement, execution_options=options).one()


def made_with(viewer: Viewer, key: UUID) -> TheorySession | None:
    """The session that they have made already with that key of a form."""
    statement = select(TheorySession).where(TheorySession.key == key, TheorySession.created_by_id == viewer.id)
    return db.session.scalar(statement, execution_options={"seen_by": viewer.id})


def busy(
    viewer: Viewer, since: datetime, until: datetime, *, but: UUID | None = None, trainer_id: int | None = None
) -> list[tuple[Span, TheorySession]]:
    """This trainer's own sessions that are on between two moments, or those of the trainer whom a coordinator chooses: of these a page
    says when, and not what."""
    statement = select(TheorySession).where(
        TheorySession.trainer_id == (trainer_id or viewer.id),
        TheorySession.cancelled_at.is_(None),
        TheorySession.starts_at < until,
        TheorySession.starts_at > since - LONGEST,
    )
    rows = db.session.scalars(statement.order_by(TheorySession.starts_at), execution_options={"seen_by": viewer.id})
    return [(Span(row.starts_at, row.minutes), row) for row in rows if row.key != but]


def moves_of(viewer: Viewer, session: TheorySession) -> Sequence[SessionMove]:
    """What was said before, the latest first, of a session that the viewer has been given."""
    statement = select(SessionMove).where(SessionMove.session_id == session.id).order_by(SessionMove.sequence.desc())
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).all()


@dataclass(frozen=True)
class Listed:
    """A session in a list of staff. `may_read`: the register is open to this viewer."""

    session: TheorySession
    trainer: str
    waiting: int
    marked: int
    may_read: bool


def _listed(condition: ColumnElement[bool], may_read: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    waiting = select(func.count()).where(Waiting.session_id == TheorySession.id).scalar_subquery()
    marked = (
        select(func.count()).where(AttendanceMark.session_id == TheorySession.id, AttendanceMark.outcome.is_not(None)).scalar_subquery()
    )
    return (
        select(TheorySession, Person.call_name, waiting, marked, may_read.label("may_read"))
        .join(Person, Person.id == TheorySession.trainer_id)
        .where(condition)
    )


def _run(viewer: Viewer, statement: Select[*tuple[Any, ...]]) -> list[Listed]:
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    return [Listed(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def _whose(viewer: Viewer, as_trainer: bool) -> ColumnElement[bool]:
    return TheorySession.trainer_id == viewer.id if as_trainer else invites_one_of(viewer.coordinated)


def _is_over(at: datetime) -> ColumnElement[bool]:
    """Roughly: by the start. What is on right now stands with what is to come until its hour has passed."""
    return TheorySession.starts_at < at - timedelta(hours=1)


def coming(viewer: Viewer, at: datetime, *, as_trainer: bool, offset: int = 0, limit: int = 50) -> tuple[list[Listed], int]:
    """Sessions not over yet, the next first, and how many there are: a trainer's own, or those of a coordinator's countries."""
    return _page(viewer, and_(_whose(viewer, as_trainer), ~_is_over(at)), as_trainer, TheorySession.starts_at.asc(), offset, limit)


def held(viewer: Viewer, at: datetime, *, as_trainer: bool, offset: int = 0, limit: int = 50) -> tuple[list[Listed], int]:
    """Sessions that are over, the latest first, and how many there are."""
    return _page(viewer, and_(_whose(viewer, as_trainer), _is_over(at)), as_trainer, TheorySession.starts_at.desc(), offset, limit)


def _page(viewer: Viewer, which: ColumnElement[bool], as_trainer: bool, order: Any, offset: int, limit: int) -> tuple[list[Listed], int]:
    may_read = TheorySession.trainer_id == viewer.id if as_trainer else reads_register(viewer)
    statement = _listed(which, may_read).order_by(order, TheorySession.id).offset(offset).limit(limit)
    total = select(func.count()).select_from(TheorySession).where(which)
    return _run(viewer, statement), db.session.scalar(total, execution_options={"seen_by": viewer.id}) or 0


def registers(viewer: Viewer, at: datetime) -> list[Listed]:
    """This trainer's registers that wait to be confirmed, the oldest first."""
    waits = and_(
        TheorySession.trainer_id == viewer.id,
        TheorySession.starts_at <= at,
        TheorySession.cancelled_at.is_(None),
        TheorySession.confirmed_at.is_(None),
    )
    return _run(viewer, _listed(waits, TheorySession.trainer_id == viewer.id).order_by(TheorySession.starts_at).limit(200))


def holders(session: TheorySession, *, waiting: bool = True) -> list[int]:
    """Who holds a seat and, with `waiting`, who waits: those who are told what changes."""
    statement = select(Seat.person_id).where(Seat.session_id == session.id)
    if waiting:
        statement = statement.union(select(Waiting.person_id).where(Waiting.session_id == session.id))  # type: ignore[assignment]
    return list(db.session.scalars(statement, execution_options={"as_system": "telling those who have a place"}))


@dataclass(frozen=True)
class Figures:
    """Who a session is about, as numbers: on the waiting list; in the confirmed register by outcome; whether the viewer may read it."""

    waiting: int
    outcomes: dict[str, int]
    may_read: bool


def figures(viewer: Viewer, session: TheorySession) -> Figures:
    """Of a session that the viewer has been given."""
    later = aliased(Attendance)
    newest = select(func.max(later.no)).where(later.session_id == session.id, later.person_id == Attendance.person_id)
    by_outcome = (
        select(Attendance.outcome, func.count())
        .where(Attendance.session_id == session.id, Attendance.no == newest.correlate(Attendance).scalar_subquery())
        .group_by(Attendance.outcome)
    )
    seen_by = {"seen_by": viewer.id}
    waiting = select(func.count()).select_from(Waiting).where(Waiting.session_id == session.id)
    is_own = session.trainer_id == viewer.id and viewer.has(Role.TRAINER)
    reads = select(func.count()).select_from(TheorySession).where(TheorySession.id == session.id, reads_register(viewer))
    return Figures(
        db.session.scalar(waiting, execution_options=seen_by) or 0,
        {row[0]: row[1] for row in db.session.execute(by_outcome, execution_options=seen_by)} if session.confirmed_at else {},
        is_own or bool(db.session.scalar(reads, execution_options=seen_by)),
    )
