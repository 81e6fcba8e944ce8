"""Wall time at a place and the moment it means. A wall time may not exist, or come twice, where clocks are changed (PEP 495)."""

import re
import zoneinfo
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

# What a form offers: the programme's countries, then where its mentors sit. Any other IANA name is accepted as well.
PROGRAMME_ZONES = (
    "Asia/Almaty",
    "Asia/Aqtau",
    "Asia/Aqtobe",
    "Asia/Ashgabat",
    "Asia/Atyrau",
    "Asia/Bishkek",
    "Asia/Dushanbe",
    "Asia/Oral",
    "Asia/Qostanay",
    "Asia/Qyzylorda",
    "Asia/Samarkand",
    "Asia/Tashkent",
)
ABROAD_ZONES = (
    "Asia/Baku",
    "Asia/Shanghai",
    "Asia/Tbilisi",
    "Asia/Tokyo",
    "Asia/Urumqi",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Moscow",
    "Europe/Rome",
    "Europe/Vienna",
    "UTC",
)
ZONES = (*PROGRAMME_ZONES, *ABROAD_ZONES)
CLOSES = wall(18)  # when an office's working day ends

_NOT_PLACES = {"localtime", "Factory", "posixrules"}
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@cache
def zone_of(name: str) -> ZoneInfo:
    """A zone by its IANA name. Python keeps eight of them, and reads the file of a ninth again each time; a page may name a dozen."""
    return ZoneInfo(name)


class TimeError(ValueError):
    """A wall time that names no moment, or more than one."""


class BadClock(TimeError):
    """It is no time of day."""


class UnknownZone(TimeError):
    """There is no such zone."""


class NoSuchTime(TimeError):
    """The clocks jump over it. `before` and `after` are the nearest wall times there are, as HH:MM; `changed` is the jump, from and to.

    `before_at` and `after_at` are the same with their days, since a whole day has been jumped over (Apia, 30 December 2011).
    """

    def __init__(self, before: datetime, after: datetime) -> None:
        super().__init__("no such time")
        self.before_at, self.after_at = before, after
        self.before, self.after = f"{before:%H:%M}", f"{after:%H:%M}"
        self.changed = (f"{before + timedelta(minutes=1):%H:%M}", self.after)


class TwiceTime(TimeError):
    """The clocks go back over it: it comes twice, at `first` and at `second` (UTC)."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__("comes twice")
        self.first, self.second = first, second


def read_clock(text: str) -> str:
    """A time of day as HH:MM; 9:00 and 09.00 are read too. Raises BadClock."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise BadClock(text)
    return f"{int(found[1]):02}:{found[2]}"


def known(zone: str) -> bool:
    """Whether there is such a zone."""
    return zone in _names()


def resolve(day: date, clock: str, zone: str, fold: int | None = None) -> datetime:
    """The moment, in UTC, that a wall time means at a place. `fold` says which of two is meant: 0 the first, 1 the second.

    Raises BadClock, UnknownZone, NoSuchTime, and TwiceTime where it comes twice and `fold` is not said.
    """
    hour, minute = read_clock(clock).split(":")
    if not known(zone):
        raise UnknownZone(zone)
    naive = datetime.combine(day, wall(int(hour), int(minute)))
    there = zone_of(zone)
    # In a gap `earlier` is read with the offset before the jump and is the later of the two (PEP 495).
    earlier, later = (naive.replace(tzinfo=there, fold=which).astimezone(UTC) for which in (0, 1))
    if earlier.astimezone(there).replace(tzinfo=None) != naive:
        raise _jumped(later, earlier, there)
    if earlier == later or fold == 0:
        return earlier
    if fold == 1:
        return later
    raise TwiceTime(earlier, later)


def zone_label(zone: str, at: datetime) -> str:
    """How far a place is from UTC at that moment: UTC+6, UTC+5:30, UTC−3; UTC itself is UTC."""
    minutes = round((at.astimezone(zone_of(zone)).utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


@cache
def tz_version() -> str:
    """Which edition of the zone rules is in use, such as 2026f. A system's own comes before the package's: so zoneinfo looks."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "UTC").is_file():
            return _edition(folder)
    try:
        year, _, letter = version("tzdata").partition(".")
    except PackageNotFoundError:
        return "unknown"
    return f"{year}{chr(ord('a') + int(letter) - 1)}"


def working_deadline(since: datetime, days: int, zone: str, off: Collection[date] = ()) -> datetime:
    """The end of the n-th working day after the day of `since` at that place, at 18:00 there, in UTC.

    Working days are Monday to Friday less the days `off`. `days` is at least 1.
    """
    there = zone_of(zone)
    day = since.astimezone(there).date()
    for _ in range(max(days, 1)):
        day += timedelta(days=1)
        while day.weekday() > 4 or day in off:
            day += timedelta(days=1)
    return datetime.combine(day, CLOSES, there).astimezone(UTC)


def working_days(after: date, before: date, off: Collection[date] = ()) -> int:
    """How many working days lie between two days, neither of them counted."""
    first, last = after + timedelta(days=1), before - timedelta(days=1)
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    whole = weeks * 5 + sum((first + timedelta(days=n)).weekday() < 5 for n in range(rest))
    return whole - sum(1 for day in set(off) if first <= day <= last and day.weekday() < 5)


def _jumped(low: datetime, high: datetime, there: ZoneInfo) -> NoSuchTime:
    """The jump that lies between two moments, to the minute."""
    offset = low.astimezone(there).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if middle.astimezone(there).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return NoSuchTime(low.astimezone(there).replace(tzinfo=None), high.astimezone(there).replace(tzinfo=None))


@cache
def _names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - _NOT_PLACES)


def _edition(folder: Path) -> str:
    """As a folder of zones says it: in +VERSION (BSD, macOS) or in the first line of tzdata.zi (Debian: # version 2025b)."""
    for name, start in (("+VERSION", ""), ("tzdata.zi", "# version ")):
        try:
            with (folder / name).open(encoding="ascii", errors="replace") as file:
                line = file.readline(40).strip()
        except OSError:
            continue
        if line.startswith(start):
            return line.removeprefix(start)[:12]
    return "system"


class OnAWall(Protocol):
    """A live event: what its organiser meant, and the moment that this was when it was written."""

    wall_day: Any
    wall_time: Any
    zone: Any
    fold: Any
    starts_at: Any


def means_now(event: OnAWall) -> str:
    """The moment, in ISO 8601, that its time on the wall means by the rules in use; or that it means none (house, rule 7)."""
    try:
        return resolve(event.wall_day, event.wall_time, event.zone, event.fold).isoformat()
    except TimeError:
        return "no such time"


Event = TypeVar("Event", bound=OnAWall)


def changed(events: Iterable[Event]) -> list[Event]:
    """Those whose moment the rules in use would put elsewhere."""
    return [event for event in events if means_now(event) != event.starts_at.isoformat()]


def listed(events: Iterable[Event], key: Callable[[Event], object]) -> Iterator[str]:
    """What a command says of them, a line each, under the rules in use."""
    yield f"Zone rules in use: {tz_version()}."
    for event in events:
        was = f"{event.wall_day} {event.wall_time} {event.zone} was {event.starts_at.isoformat()}"
        yield f"{key(event)}: {was}, now {means_now(event)}"


def on_the_wall(event: OnAWall) -> tuple[date, str, int]:
    """(day, clock, fold) that its moment has there by the rules in use, where the moment was what was meant."""
    there = event.starts_at.astimezone(zone_of(event.zone))
    return there.date(), f"{there:%H:%M}", there.fold
