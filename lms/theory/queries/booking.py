"""What registering asks: the hot path, so one small statement, built once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.people.models import Person, Role
from lms.theory.models import Joined, Seat, TheorySession, Waiting
from lms.theory.queries.mine import ME, _has_part, _invited, _who
from lms.theory.rules.clock import Span

ELSEWHERE = "elsewhere"  # app.extensions[ELSEWHERE]: what an officer has at a time beside sessions, from the room above that knows
MEETINGS_OF = "meetings_of"  # app.extensions[MEETINGS_OF]: the same of several people, as times alone


@dataclass(frozen=True)
class Elsewhere:
    """Something else that an officer has then: what it is called, where its page is."""

    title: str
    url: str
    starts_at: datetime
    minutes: int


ElsewhereAt = Callable[[Viewer, datetime, int], Sequence[Elsewhere]]  # (who, from when, for how many minutes)
MeetingsOf = Callable[[Collection[int], datetime, datetime], Sequence[tuple[int, Span]]]  # (people, since, until): (person, when)


@dataclass(frozen=True)
class Bookable:
    """A session that an officer sees, as far as registering goes. `has_others`: they have a place in another one, over or to come, or
    something that a room above knows of: so it is worth looking whether it clashes."""

    id: int
    key: UUID
    activity_id: int | None
    starts_at: datetime
    is_invited: bool
    seat_at: datetime | None
    waiting_id: int | None
    has_others: bool


_OTHERS = or_(
    *(
        exists().where(place.person_id == ME, place.session_id != TheorySession.id).correlate(TheorySession)
        for place in (aliased(Seat), aliased(Waiting))
    )
)
_BOOKABLE = (
    select(
        TheorySession.id, TheorySession.key, TheorySession.activity_id, TheorySession.starts_at, _invited().label("is_invited"),
        Seat.at.label("seat_at"), Waiting.id.label("waiting_id"), _has_part().label("has_part"),
        _OTHERS.label("has_others"),
    )
    .outerjoin(Seat, (Seat.session_id == TheorySession.id) & (Seat.person_id == ME))
    .outerjoin(Waiting, (Waiting.session_id == TheorySession.id) & (Waiting.person_id == ME))
    .where(TheorySession.key == bindparam("key"))
)  # fmt: skip
_ASKED: dict[str, Select[*tuple[Any, ...]]] = {"bookable": _BOOKABLE}  # `carry_elsewhere` adds a column


def carry_elsewhere(has: ColumnElement[bool]) -> None:
    """Ask with each registration also whether the officer has anything set in a room above this one, at whatever time: an EXISTS that
    says ME and PLACES. So who has nothing pays no further statement."""
    if "has_elsewhere" not in _ASKED["bookable"].selected_columns:
        _ASKED["bookable"] = _BOOKABLE.add_columns(has.label("has_elsewhere"))


def bookable(viewer: Viewer, key: UUID) -> Bookable:
    """The session of that key, if this officer sees it. By the connection: columns need nothing of the ORM."""
    values: dict[str, Any] = {**_who(viewer), "key": key}
    row = db.session.connection().execute(_ASKED["bookable"], values, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None or not viewer.has(Role.TRAINEE) or not (row.is_invited or row.has_part):
        raise NotThere()
    is_invited, has_others = bool(row.is_invited), bool(row.has_others or getattr(row, "has_elsewhere", False))
    return Bookable(row.id, row.key, row.activity_id, row.starts_at, is_invited, row.seat_at, row.waiting_id, has_others)


def joined_at(viewer: Viewer, session_id: int) -> datetime | None:
    """When this officer first pressed Join."""
    statement = select(func.min(Joined.at)).where(Joined.session_id == session_id, Joined.person_id == viewer.id)
    return db.session.scalar(statement, execution_options={"seen_by": viewer.id})


def waiting_first(session_id: int) -> Waiting | None:
    """Who moves up next: the first who waits and still serves."""
    statement = (
        select(Waiting)
        .join(Person, Person.id == Waiting.person_id)
        .where(Waiting.session_id == session_id, Person.left_on.is_(None))
        .order_by(Waiting.id)
        .limit(1)
    )
    return db.session.scalar(statement, execution_options={"as_system": "the waiting list moves up by itself"})


def booked_ahead(viewer: Viewer, person_id: int, at: datetime) -> Sequence[int]:
    """The sessions to come in which somebody holds a seat or waits, in one order: two who hold several never wait for each other."""
    holds = or_(*(exists().where(place.session_id == TheorySession.id, place.person_id == person_id) for place in (Seat, Waiting)))
    ahead = select(TheorySession.id).where(TheorySession.cancelled_at.is_(None), TheorySession.starts_at > at, holds)
    return db.session.scalars(ahead.order_by(TheorySession.id), execution_options={"seen_by": viewer.id}).all()
