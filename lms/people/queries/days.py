"""Days off, by country: from the published calendars, and as staff has mended them since."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from lms.ext import db
from lms.people.models import Holiday


def days_off(ccs: Collection[str], since: date, until: date) -> dict[str, dict[date, dict[str, str]]]:
    """{country: {day: {language: name}}} of the days off from `since` to `until`, both included."""
    found: dict[str, dict[date, dict[str, str]]] = {cc: {} for cc in ccs}
    for row in holidays(ccs, since, until):
        found[row.cc][row.day] = row.txt
    return found


def holidays(ccs: Collection[str], since: date, until: date) -> Sequence[Holiday]:
    """The rows themselves, by country and day."""
    statement = select(Holiday).where(Holiday.cc.in_(ccs), Holiday.day.between(since, until)).order_by(Holiday.cc, Holiday.day)
    return db.session.scalars(statement).all()
