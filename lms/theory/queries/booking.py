"""What registering asks: the hot path, so one small statement, built once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.people.models import Person, Role
from lms.theory.models import Joined, Seat, TheorySession, Waiting
from lms.theory.queries.mine import ME, _has_part, _invited, _who


@dataclass(frozen=True)
class Bookable:
    """A session that an officer sees, as far as registering goes. `has_others`: they have a place in another one, over or to come."""

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


def bookable(viewer: Viewer, key: UUID) -> Bookable:
    """The session of that key, if this officer sees it. By the connection: columns need nothing of the ORM."""
    values: dict[str, Any] = {**_who(viewer), "key": key}
    row = db.session.connection().execute(_BOOKABLE, values, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None or not viewer.has(Role.TRAINEE) or not (row.is_invited or row.has_part):
        raise NotThere()
    is_invited, has_others = bool(row.is_invited), bool(row.has_others)
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
