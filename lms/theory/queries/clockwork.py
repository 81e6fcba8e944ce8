"""What jobs and commands look for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from lms.ext import db
from lms.theory.models import Seat, TheorySession, Waiting

JOB = {"as_system": "periodic work on sessions"}


def starting_between(since: datetime, until: datetime) -> Sequence[TheorySession]:
    """Sessions that will take place and begin after `since`, until `until`."""
    statement = select(TheorySession).where(
        TheorySession.cancelled_at.is_(None), TheorySession.starts_at > since, TheorySession.starts_at <= until
    )
    return db.session.scalars(statement.order_by(TheorySession.starts_at), execution_options=JOB).all()


def with_room(since: datetime) -> Sequence[TheorySession]:
    """Sessions that begin after `since`, have a free seat, and somebody who waits for one."""
    statement = select(TheorySession).where(
        TheorySession.cancelled_at.is_(None),
        TheorySession.starts_at > since,
        TheorySession.taken < TheorySession.capacity,
        exists().where(Waiting.session_id == TheorySession.id),
    )
    return db.session.scalars(statement.order_by(TheorySession.starts_at), execution_options=JOB).all()


def future(at: datetime) -> Sequence[TheorySession]:
    """Sessions that will take place and are still to come."""
    statement = select(TheorySession).where(TheorySession.cancelled_at.is_(None), TheorySession.starts_at > at)
    return db.session.scalars(statement.order_by(TheorySession.starts_at), execution_options=JOB).all()


def seated_before(session: TheorySession, moment: datetime) -> list[int]:
    """Who held a seat by then."""
    statement = select(Seat.person_id).where(Seat.session_id == session.id, Seat.at <= moment)
    return list(db.session.scalars(statement, execution_options=JOB))
