"""Moving a session. What was said before is kept, the calendar's SEQUENCE rises, and everybody with a place is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.zones import on_the_wall, tz_version
from lms.people.access import Viewer
from lms.people.models import Role
from lms.theory import queries
from lms.theory.actions.setting import Wall
from lms.theory.actions.telling import moment, tell
from lms.theory.models import SessionMove, TheorySession


@dataclass(frozen=True)
class Moved:
    """How many people were told, and the SEQUENCE that their calendar files have from now on."""

    told: int
    sequence: int


def move(session: TheorySession, wall: Wall, why: str, *, seen: int, by: Viewer, at: datetime) -> Moved:
    """Its trainer moves what has not begun, with a reason. `seen` is the SEQUENCE that their page showed: of two windows one moves it.

    Raises TimeError for a time that does not exist or comes twice.
    """
    if session.trainer_id != by.id or not by.has(Role.TRAINER):
        raise NotAllowed()
    now, starts_at = queries.lock(session.id), wall.resolve()
    _refuse(now, starts_at, wall.minutes, why, seen, at)
    return _move(now, wall, starts_at, why.strip(), by_id=by.id, at=at)


def _refuse(session: TheorySession, starts_at: datetime, minutes: int, why: str, seen: int, at: datetime) -> None:
    kept = _("Nothing was changed.")
    if session.cancelled_at:
        raise Conflict(_("This session was cancelled; set a new one."), kept=kept)
    if session.starts_at <= at:
        raise Conflict(_("This session has begun and cannot be moved any more."), kept=kept)
    if session.sequence != seen:
        raise Conflict(_("This session was moved from another window meanwhile."), kept=kept, todo=_("Look at its page again."))
    if starts_at <= at:
        raise BadInput(_("That time has passed."), kept=kept)
    if (starts_at, minutes) == (session.starts_at, session.minutes):
        raise BadInput(_("That is when it is now."), kept=kept)
    if not why.strip():
        raise BadInput(_("Say in a few words why: everybody who was registered reads it."), kept=kept)


def _move(session: TheorySession, wall: Wall, starts_at: datetime, why: str, *, by_id: int, at: datetime) -> Moved:
    """Write it down, raise SEQUENCE, tell. The caller holds the session."""
    was = session.starts_at
    db.session.add(
        SessionMove(
            session_id=session.id, sequence=session.sequence, was_at=was, was_minutes=session.minutes,
            was_wall=f"{session.wall_day} {session.wall_time}", was_zone=session.zone, why=why, at=at, by_id=by_id,
        )
    )  # fmt: skip
    session.wall_day, session.wall_time, session.zone, session.fold = wall.day, wall.clock, wall.zone, wall.fold or 0
    session.starts_at, session.minutes, session.tz_version = starts_at, wall.minutes, tz_version()
    session.sequence += 1
    db.session.flush()
    whom = queries.holders(session)
    tell(whom, "session_moved", session, at=at, once=f"moved {session.sequence}", was=moment(was), why=why)
    audit.note("session moved", by=by_id, at=at, table="theory_session", row=session.id, reason=why)
    return Moved(len(whom), session.sequence)


class Meant(StrEnum):
    """What was meant when the rules of a zone have changed since: the time on the wall there, or the moment."""

    WALL = "wall"
    UTC = "utc"


def settle(session: TheorySession, meant: Meant, why: str, *, at: datetime) -> Moved:
    """The command's: settle which was meant after the rules of the session's zone have changed. Raises TimeError where the time
    on the wall no longer exists."""
    now = queries.lock(session.id)
    if meant is Meant.WALL:
        wall = Wall(now.wall_day, now.wall_time, now.zone, now.minutes, now.fold)
        return _move(now, wall, wall.resolve(), why, by_id=now.trainer_id, at=at)
    day, clock, fold = on_the_wall(now)
    wall = Wall(day, clock, now.zone, now.minutes, fold)
    return _move(now, wall, now.starts_at, why, by_id=now.trainer_id, at=at)
