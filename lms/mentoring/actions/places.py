"""A mentor's places: each is moved by one conditional UPDATE, so that two offers at once cannot take the last one (house, rule 9)."""

from datetime import date

from sqlalchemy import CursorResult, or_, update

from lms.ext import db
from lms.mentoring.models import Engagement, MentorProfile

_COLUMNS = {"unit": (MentorProfile.units_taken, MentorProfile.units_max), "person": (MentorProfile.people_taken, MentorProfile.people_max)}


def take_place(mentor_id: int, kind: str, day: date) -> bool:
    """Take one place for a unit or a person; False where there is none, or where the mentor is away on that day."""
    taken, most = _COLUMNS[kind]
    awake = or_(MentorProfile.paused_until.is_(None), MentorProfile.paused_until < day)
    return _move(update(MentorProfile).where(MentorProfile.person_id == mentor_id, taken < most, awake).values({taken: taken + 1}))


def give_back(engagement: Engagement) -> None:
    """The place that an engagement held is free again."""
    taken, _most = _COLUMNS["unit" if engagement.unit_id else "person"]
    _move(update(MentorProfile).where(MentorProfile.person_id == engagement.mentor_id, taken > 0).values({taken: taken - 1}))


def _move(statement: object) -> bool:
    options = {"as_system": "places of a mentor", "synchronize_session": False}
    result = db.session.execute(statement, execution_options=options)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)
