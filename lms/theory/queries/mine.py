"""Sessions as one officer sees them: with their own place in them. The statement is built once (house, Conventions)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.people.models import NodeKind, OrgNode, Person, Role
from lms.programme import queries as programme
from lms.programme.queries import Told
from lms.theory.models import Attendance, RegistrationStep, Seat, SessionInvited, SessionMove, TheorySession, Waiting
from lms.theory.rules.clock import Span
from lms.theory.rules.standing import Known, Standing, standing

ME: BindParameter[int] = bindparam("me")
PLACES: BindParameter[list[int]] = bindparam("places", expanding=True)  # where this officer serves: unit and agency
LONGEST = timedelta(minutes=600)  # what is on now has begun no longer ago


@dataclass(frozen=True)
class Mine:
    """A session, and how this officer stands in it. `place` is theirs on the waiting list, from 1."""

    id: int
    key: UUID
    title: Mapping[str, str]
    lang: str
    activity_id: int | None
    agenda: str
    starts_at: datetime
    minutes: int
    capacity: int
    taken: int
    link: str
    sequence: int
    trainer: str
    trainer_zone: str
    cancelled_at: datetime | None
    cancelled_why: str | None
    broke_off_why: str | None
    confirmed_at: datetime | None
    is_invited: bool
    seat_at: datetime | None
    waiting_id: int | None
    place: int
    waiting: int
    outcome: str | None
    there: int | None
    corrected_why: str | None
    objection: str | None
    answer: str | None
    was_at: datetime | None
    moved_why: str | None
    moved_at: datetime | None
    state: Standing = Standing.OPEN
    told: Told | None = None  # the line of a plan that it counts for, where one session is asked for

    @property
    def is_coming(self) -> bool:
        """Whether one may still do something about it."""
        return self.state in (Standing.REGISTERED, Standing.WAITING, Standing.OPEN, Standing.FULL)

    @property
    def is_own(self) -> bool:
        """Whether one has a place in it that still stands."""
        return self.state in (Standing.REGISTERED, Standing.WAITING)

    @property
    def is_kept(self) -> bool:
        """Whether one held the seat when the session was moved, and not only since."""
        return self.seat_at is not None and self.moved_at is not None and self.seat_at <= self.moved_at

    @property
    def free(self) -> int:
        """Seats that nobody holds."""
        return self.capacity - self.taken


def _invited() -> ColumnElement[bool]:
    country = select(OrgNode.id).where(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc == bindparam("cc"))
    nodes = or_(SessionInvited.node_id.in_(PLACES), SessionInvited.node_id.in_(country))
    return exists().where(SessionInvited.session_id == TheorySession.id, nodes).correlate(TheorySession)


def _has_part() -> ColumnElement[bool]:
    stepped = exists().where(RegistrationStep.session_id == TheorySession.id, RegistrationStep.person_id == ME)
    stands = exists().where(Attendance.session_id == TheorySession.id, Attendance.person_id == ME)
    return or_(stepped.correlate(TheorySession), stands.correlate(TheorySession))


_waits = aliased(Waiting)


def _statement() -> Select[*tuple[Any, ...]]:
    later, newer, before = aliased(Attendance), aliased(SessionMove), aliased(Waiting)
    place = select(func.count()).where(before.session_id == TheorySession.id, before.id <= _waits.id).correlate(TheorySession, _waits)
    waiting = select(func.count()).where(before.session_id == TheorySession.id).correlate(TheorySession)
    last = select(func.max(later.no)).where(later.session_id == TheorySession.id, later.person_id == ME).correlate(TheorySession)
    moved = select(func.max(newer.sequence)).where(newer.session_id == TheorySession.id).correlate(TheorySession)
    plain = (
        "id", "key", "title", "lang", "activity_id", "agenda", "starts_at", "minutes", "capacity", "taken", "link", "sequence",
        "cancelled_at", "cancelled_why", "broke_off_why", "confirmed_at",
    )  # fmt: skip
    return (
        select(
            *(getattr(TheorySession, name) for name in plain), Person.call_name.label("trainer"), Person.tz.label("trainer_zone"),
            _invited().label("is_invited"), Seat.at.label("seat_at"), _waits.id.label("waiting_id"),
            place.scalar_subquery().label("place"), waiting.scalar_subquery().label("waiting"),
            Attendance.outcome, Attendance.minutes.label("there"), Attendance.why.label("corrected_why"),
            Attendance.objection, Attendance.answer,
            SessionMove.was_at, SessionMove.why.label("moved_why"), SessionMove.at.label("moved_at"),
        )
        .join(Person, Person.id == TheorySession.trainer_id)
        .outerjoin(Seat, (Seat.session_id == TheorySession.id) & (Seat.person_id == ME))
        .outerjoin(_waits, (_waits.session_id == TheorySession.id) & (_waits.person_id == ME))
        .outerjoin(
            Attendance,
            (Attendance.session_id == TheorySession.id) & (Attendance.person_id == ME) & (Attendance.no == last.scalar_subquery()),
        )
        .outerjoin(SessionMove, (SessionMove.session_id == TheorySession.id) & (SessionMove.sequence == moved.scalar_subquery()))
        .where(or_(_invited(), _has_part()))
        .order_by(TheorySession.starts_at, TheorySession.id)
    )  # fmt: skip


_ALL = _statement()
_ONE = programme.told_beside(_ALL.where(TheorySession.key == bindparam("key")), TheorySession.plan_line_id)
_BETWEEN = _ALL.where(TheorySession.starts_at >= bindparam("since"), TheorySession.starts_at < bindparam("until"))
_IS_OWN = or_(Seat.at.is_not(None), _waits.id.is_not(None))
MOST_AWAITED = timedelta(days=90)  # a register that was not confirmed by then is not waited for any more
_AWAITED = and_(Seat.at.is_not(None), TheorySession.confirmed_at.is_(None), TheorySession.cancelled_at.is_(None))
_AHEAD = _ALL.where(TheorySession.starts_at > bindparam("ago"), or_(TheorySession.starts_at > bindparam("since"), _AWAITED)).order_by(None)
_AHEAD = _AHEAD.order_by(_IS_OWN.desc(), TheorySession.starts_at, TheorySession.id).limit(40)
_OF = _ALL.where(TheorySession.activity_id == bindparam("activity")).limit(200)
_HELD = _ALL.where(Seat.at.is_not(None), TheorySession.starts_at >= bindparam("since")).limit(500)
_AROUND = (
    select(
        func.count().filter(TheorySession.starts_at < bindparam("since")),
        func.count().filter(TheorySession.starts_at >= bindparam("until")),
    )
    .select_from(TheorySession)
    .where(or_(_invited(), _has_part()))
)


def _who(viewer: Viewer) -> dict[str, Any]:
    places = [id_ for id_ in (viewer.unit_id, viewer.agency_id) if id_]
    return {"me": viewer.id, "cc": viewer.cc, "places": places}


def _run(viewer: Viewer, statement: Select[*tuple[Any, ...]], at: datetime, **values: Any) -> list[Mine]:
    if not viewer.has(Role.TRAINEE):
        return []
    rows = db.session.execute(statement, {**_who(viewer), **values}, execution_options={"seen_by": viewer.id})
    return [_mine(row, at) for row in rows]


def _mine(row: Row[*tuple[Any, ...]], at: datetime) -> Mine:
    known = Known(
        row.starts_at, row.minutes, row.capacity, row.taken, row.cancelled_at is not None, row.broke_off_why is not None,
        row.seat_at is not None, row.waiting_id is not None, row.outcome, row.there or 0,
    )  # fmt: skip
    said = dict(row._mapping)
    told = programme.read_told(said) if "told_number" in said else None
    return Mine(**{**said, "is_invited": bool(row.is_invited)}, state=standing(known, at), told=told)


def mine_or_404(viewer: Viewer, key: UUID, at: datetime) -> Mine:
    """The session of that key, if this officer sees it."""
    found = _run(viewer, _ONE, at, key=key)
    if not found:
        raise NotThere()
    return found[0]


def between(viewer: Viewer, since: datetime, until: datetime, at: datetime) -> list[Mine]:
    """Those that begin between two moments."""
    return _run(viewer, _BETWEEN, at, since=since, until=until)


def around(viewer: Viewer, since: datetime, until: datetime) -> tuple[int, int]:
    """How many there are before and after."""
    values = {**_who(viewer), "since": since, "until": until}
    row = db.session.execute(_AROUND, values, execution_options={"seen_by": viewer.id}).one()
    return row[0], row[1]


def of_activity(viewer: Viewer, activity_id: int, at: datetime) -> list[Mine]:
    """Those that are about one activity of a course."""
    return _run(viewer, _OF, at, activity=activity_id)


def with_seat(viewer: Viewer, at: datetime, *, ago: timedelta = timedelta(days=30)) -> list[Mine]:
    """Those in which this officer holds a seat, from a month ago on: what a calendar holds."""
    return _run(viewer, _HELD, at, since=at - ago)


def ahead_of(viewer: Viewer, at: datetime) -> list[Mine]:
    """What an officer's home shows: those in which they have a place; then those that they could register for; then those that are
    full. The next first in each."""
    return ahead_and_awaited(viewer, at)[0]


def ahead_and_awaited(viewer: Viewer, at: datetime) -> tuple[list[Mine], list[Mine]]:
    """The same, and beside it those in which they had a seat, that are over, and whose register is not confirmed yet."""
    every = _run(viewer, _AHEAD, at, since=at - LONGEST, ago=at - MOST_AWAITED)
    found = [each for each in every if each.is_coming and (each.is_own or each.is_invited)]
    ahead = sorted(found, key=lambda each: (not each.is_own, each.state is not Standing.OPEN and not each.is_own))
    return ahead, [each for each in every if each.state is Standing.AWAITED]


def clashes(viewer: Viewer, mine: Mine, at: datetime) -> list[Mine]:
    """The sessions in which this officer has a place and that are at the same time as that one, or about the same step."""
    others = [each for each in ahead_of(viewer, at) if each.is_own and each.key != mine.key]
    return [each for each in others if overlap(each, mine) or (mine.activity_id and each.activity_id == mine.activity_id)]


def overlap(one: Mine, other: Mine) -> bool:
    """Whether both are on at some moment."""
    return Span(one.starts_at, one.minutes).overlaps(other.starts_at, other.minutes)


__all__: Sequence[str] = [
    "Mine", "ahead_and_awaited", "ahead_of", "around", "between", "clashes", "mine_or_404", "of_activity", "overlap", "with_seat",
]  # fmt: skip
