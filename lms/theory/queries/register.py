"""The register of one session: who stands in it, and who of the invited could be added. Each takes a session whose register the viewer
may read (`register_or_404`): a trainer reads everybody who took part in their session, a coordinator those of their countries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from lms.catalogue.models import ReleaseItem
from lms.ext import db
from lms.lib.text import fold
from lms.people.access import Viewer
from lms.people.models import Person, Role, RoleGrant
from lms.progress.models import Enrolment, Evidence
from lms.theory.models import Attendance, AttendanceMark, Joined, Seat, SessionInvited, TheorySession
from lms.theory.queries.places import serves_at
from lms.theory.rules.register import ENOUGH, Mark, Outcome, mark_of

MOST_FOUND = 10
# Whether a confirmed mark counts as having been there, as in `rules.counts`; the statement has the attendance and its session.
ATTENDED: ColumnElement[bool] = and_(
    Attendance.outcome.in_([Outcome.PRESENT, Outcome.PARTLY]), Attendance.minutes * 100 >= TheorySession.minutes * ENOUGH
)


@dataclass(frozen=True)
class Attended:
    """What a confirmed register says of somebody."""

    no: int
    outcome: str
    minutes: int
    why: str
    at: datetime
    objection: str | None
    answer: str | None

    def says(self, outcome: str, minutes: int) -> bool:
        """Whether that is what it says."""
        return (self.outcome, self.minutes) == (outcome, minutes)


@dataclass(frozen=True)
class Entry:
    """Somebody in a register. `history` is what was confirmed, the latest first."""

    person_id: int
    ref: str
    call_name: str
    unit_id: int | None
    agency_id: int | None
    joined_at: datetime | None
    has_seat: bool
    mark: Mark
    history: Sequence[Attended] = ()

    @property
    def is_objected(self) -> bool:
        """Whether the officer's word against the mark waits for a correction or an answer."""
        return bool(self.history and self.history[0].objection and not self.history[0].answer)


def entries(viewer: Viewer, session: TheorySession) -> list[Entry]:
    """Everybody in the register whom this viewer may read there, by unit and call name."""
    joined = (
        select(func.min(Joined.at))
        .where(Joined.session_id == session.id, Joined.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    statement = (
        select(
            Person.id, Person.ref, Person.call_name, Person.unit_id, Person.agency_id, joined.label("joined_at"),
            Seat.at.label("seat_at"), AttendanceMark.outcome, AttendanceMark.minutes,
        )
        .outerjoin(Seat, and_(Seat.person_id == Person.id, Seat.session_id == session.id))
        .outerjoin(AttendanceMark, and_(AttendanceMark.person_id == Person.id, AttendanceMark.session_id == session.id))
        .where(stands_in(session), _reads(viewer, session))
        .order_by(Person.cc, Person.unit_id, Person.fold, Person.id)
    )  # fmt: skip
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id}).all()
    history = _history(viewer, session) if session.confirmed_at else {}
    return [_entry(row, session, history.get(row.id, ())) for row in rows]


def _entry(row: Any, session: TheorySession, history: Sequence[Attended]) -> Entry:
    mark = mark_of(row.outcome, row.minutes, row.joined_at, session.starts_at, session.minutes)
    return Entry(
        row.id, row.ref, row.call_name, row.unit_id, row.agency_id, row.joined_at, row.seat_at is not None, mark, history
    )  # fmt: skip


def stands_in(session: TheorySession) -> ColumnElement[bool]:
    """Whoever holds a seat, was added, or was confirmed."""
    tables = (Seat, AttendanceMark, Attendance)
    return or_(*(exists().where(table.session_id == session.id, table.person_id == Person.id).correlate(Person) for table in tables))


def _reads(viewer: Viewer, session: TheorySession) -> ColumnElement[bool]:
    """Its trainer reads all of them; a coordinator those who serve in their countries now."""
    is_own = session.trainer_id == viewer.id and viewer.has(Role.TRAINER)
    return true() if is_own else Person.cc.in_(viewer.coordinated)


def hidden(viewer: Viewer, session: TheorySession, shown: int) -> int:
    """How many stand in it and serve where this viewer does not see them now."""
    statement = select(func.count()).select_from(Person).where(stands_in(session))
    return (db.session.scalar(statement, execution_options={"as_system": "a count of who is not shown"}) or 0) - shown


def _history(viewer: Viewer, session: TheorySession) -> Mapping[int, Sequence[Attended]]:
    names = ("no", "outcome", "minutes", "why", "at", "objection", "answer")
    statement = (
        select(Attendance.person_id, *(getattr(Attendance, name) for name in names))
        .where(Attendance.session_id == session.id)
        .order_by(Attendance.no.desc())
    )
    found: dict[int, list[Attended]] = {}
    for row in db.session.execute(statement, execution_options={"seen_by": viewer.id}):
        found.setdefault(row.person_id, []).append(Attended(*row[1:]))
    return found


def _invited(session: TheorySession) -> ColumnElement[bool]:
    return serves_at(select(SessionInvited.node_id).where(SessionInvited.session_id == session.id))


def _officers(day: date) -> ColumnElement[bool]:
    grant = exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.TRAINEE, RoleGrant.ended_at.is_(None),
        RoleGrant.from_day <= day, RoleGrant.to_day >= day,
    )  # fmt: skip
    return and_(grant.correlate(Person), Person.left_on.is_(None))


def to_add(viewer: Viewer, session: TheorySession, asked: str) -> list[Person]:
    """Officers of the invited places who are not in the register, by ref or call name."""
    words = fold(asked)
    if len(words) < 2:
        return []
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    named = or_(Person.ref == asked.strip().upper(), Person.fold.like(pattern, escape="\\"))
    statement = (
        select(Person)
        .where(named, _invited(session), _officers(viewer.day), ~stands_in(session))
        .order_by(Person.fold, Person.id)
        .limit(MOST_FOUND + 1)
    )
    return list(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))


def one_to_add(viewer: Viewer, session: TheorySession, ref: str) -> Person | None:
    """The officer of the invited places with that ref, in the register or not."""
    statement = select(Person).where(Person.ref == ref, _invited(session), _officers(viewer.day))
    return db.session.scalar(statement, execution_options={"seen_by": viewer.id})


def persons_in(viewer: Viewer, session: TheorySession) -> Sequence[Person]:
    """Everybody in it, as rows, for confirming."""
    statement = select(Person).where(stands_in(session)).order_by(Person.id)
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).all()


def latest(session: TheorySession, person_id: int) -> Attendance | None:
    """What the confirmed register says of somebody now."""
    statement = select(Attendance).where(Attendance.session_id == session.id, Attendance.person_id == person_id)
    statement = statement.order_by(Attendance.no.desc()).limit(1)
    return db.session.scalar(statement, execution_options={"as_system": "a register that its own door has found"})


def enrolment_of_event(person_id: int, event_id: UUID) -> int:
    """The enrolment in which a fact was written."""
    statement = select(Evidence.enrolment_id).where(Evidence.person_id == person_id, Evidence.event_id == event_id)
    return db.session.scalars(statement, execution_options={"as_system": "undoing an attendance"}).one()


def uncredited(limit: int = 200, *, session_id: int | None = None) -> list[tuple[Attendance, TheorySession, int]]:
    """Confirmed attendances that count, are no fact yet, and whose person is enrolled in the course: (attendance, session, enrolment)."""
    newer = select(func.max(Attendance.no)).where(
        Attendance.session_id == TheorySession.id, Attendance.person_id == Enrolment.person_id
    )  # fmt: skip
    latest_no = newer.correlate(TheorySession, Enrolment).scalar_subquery()
    statement = (
        select(Attendance, TheorySession, Enrolment.id)
        .join(TheorySession, TheorySession.id == Attendance.session_id)
        .join(ReleaseItem, ReleaseItem.activity_id == TheorySession.activity_id)
        .join(Enrolment, and_(Enrolment.person_id == Attendance.person_id, Enrolment.release_id == ReleaseItem.release_id))
        .where(Attendance.event_id.is_(None), Attendance.no == latest_no, ATTENDED, Enrolment.withdrawn_at.is_(None))
        .order_by(Attendance.id, Enrolment.cycle.desc())
        .limit(limit)
    )
    if session_id is not None:
        statement = statement.where(TheorySession.id == session_id)
    rows = db.session.execute(statement, execution_options={"as_system": "attendance becomes a fact"}).all()
    found: dict[int, tuple[Attendance, TheorySession, int]] = {}
    for row in rows:
        found.setdefault(row.Attendance.id, (row.Attendance, row.TheorySession, row.id))
    return list(found.values())


def one_in(viewer: Viewer, session: TheorySession, ref: str) -> Person | None:
    """The person with that ref in the register of the viewer's own session."""
    statement = select(Person).where(Person.ref == ref, stands_in(session), _reads(viewer, session))
    return db.session.scalar(statement, execution_options={"seen_by": viewer.id})
