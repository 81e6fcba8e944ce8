"""What happens with sessions by itself: reminders, waiting lists, attendance of people enrolled since."""

from collections.abc import Callable
from datetime import datetime, timedelta

from lms.ext import db
from lms.jobs.clockwork import Job
from lms.lib.time import today
from lms.people import queries as people
from lms.theory import actions, queries
from lms.theory.actions.telling import tell
from lms.theory.models import TheorySession

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TICK = timedelta(minutes=1)


def remind_day(at: datetime) -> int:
    """Tell who is registered a day before, once. Who registered later than that has just read the time."""
    return _remind("session_tomorrow", at + HOUR, at + DAY, lambda session: session.starts_at - DAY, at)


def remind_hour(at: datetime) -> int:
    """The same an hour before."""
    return _remind("session_soon", at, at + HOUR, lambda session: session.starts_at - HOUR, at)


def _remind(kind: str, since: datetime, until: datetime, due: Callable[[TheorySession], datetime], at: datetime) -> int:
    told = 0
    for session in queries.starting_between(since, until):
        whom = queries.seated_before(session, due(session))
        told += tell(whom, kind, session, at=at, once=f"{kind} {session.sequence}")
        db.session.commit()
    return told


def move_up(at: datetime) -> int:
    """Fill seats that came free. Withdrawing does so itself; this is the net under it."""
    moved = 0
    for session in queries.with_room(at + HOUR):
        moved += actions.promote(queries.lock(session.id), at=at)
        db.session.commit()
    return moved


def credit(at: datetime) -> int:
    """Attendance of people who were enrolled after the register was confirmed: the same fact, with its own date."""
    done = 0
    for attendance, session, enrolment_id in queries.uncredited():
        by = people.acting(attendance.by_id, today(attendance.at, session.zone))  # as whoever confirmed it was that day
        actions.credit(attendance, session, enrolment_id, by=by, at=at)
        db.session.commit()
        done += 1
    return done


JOBS: tuple[Job, ...] = (
    Job("theory.remind_day", 5 * TICK, remind_day),
    Job("theory.remind_hour", 5 * TICK, remind_hour),
    Job("theory.move_up", TICK, move_up),
    Job("theory.credit", 5 * TICK, credit),
)
