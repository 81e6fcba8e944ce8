"""The clock and the ways to read it. `now()` is called in doors only (views, cli, jobs); everybody else is given `at`."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time

from babel.dates import get_timezone_location
from flask import current_app

from lms.lib.zones import zone_of

CLOCK = "clock"  # app.extensions[CLOCK]: how far the programme's clock stands from the real one


def real_now() -> datetime:
    """The real time, in UTC: for sign-in, tokens and throttles, which a demo's clock must not bend."""
    return datetime.now(UTC)


def now() -> datetime:
    """The programme's time, in UTC. It is the real time except in a demo, whose clock stands at a date of its own."""
    offset: Callable[[], timedelta] | None = current_app.extensions.get(CLOCK)
    return real_now() + offset() if offset else real_now()


def shown(at: datetime) -> datetime:
    """A real moment, of a sign-in or a slip, as the programme's clock reads it: a page of a demo shows one time and not two."""
    offset: Callable[[], timedelta] | None = current_app.extensions.get(CLOCK)
    return at + offset() if offset else at


def local(at: datetime, zone: str) -> datetime:
    """The same moment on the wall of a place; `zone` is an IANA name such as Asia/Almaty."""
    return at.astimezone(zone_of(zone))


def today(at: datetime, zone: str) -> date:
    """Which day it is at that place."""
    return local(at, zone).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The last moment of a day at a place, in UTC: a due date is kept until then."""
    midnight = datetime.combine(day + timedelta(days=1), wall_time.min, zone_of(zone))
    return midnight.astimezone(UTC) - timedelta(seconds=1)


def last_day(until: datetime) -> date:
    """The day whose end at a place (from UTC−12 to UTC+11) that moment is: a due date is one day, wherever it is read."""
    return (until.astimezone(UTC) - timedelta(hours=12)).date()


def city(zone: str, lang: str) -> str:
    """The place that gives a zone its name, as a reader knows it: Asia/Almaty is Almaty, or Алматы."""
    return get_timezone_location(zone, locale=lang, return_city=True)
