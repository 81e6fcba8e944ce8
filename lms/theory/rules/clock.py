"""What a session's time means: when one may join, who still moves up, and what speaks against it at the places invited."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from lms.lib.zones import TimeError, resolve, zone_of

OPENS = timedelta(minutes=20)  # before the start one may join
LAST_MOVE_UP = timedelta(hours=1)  # before the start nobody moves up any more: a seat that comes free then is for who is there
OFFICE = (time(9), time(18))  # brief 3.4
LUNCH = (time(13), time(14))
STEP, DAYS_AHEAD, EARLIEST, LATEST = timedelta(minutes=30), 14, time(6), time(20)


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    """When it is over."""
    return starts_at + timedelta(minutes=minutes)


def is_joinable(starts_at: datetime, minutes: int, at: datetime) -> bool:
    """Whether the room is open: from twenty minutes before the start until the end."""
    return starts_at - OPENS <= at < ends_at(starts_at, minutes)


def moves_up(starts_at: datetime, at: datetime) -> bool:
    """Whether a seat that comes free still goes to who waits first."""
    return at < starts_at - LAST_MOVE_UP


class Against(StrEnum):
    """What speaks against a time at a place."""

    DAY_OFF = "day_off"
    WEEKEND = "weekend"
    OUTSIDE = "outside"
    LUNCH = "lunch"


@dataclass(frozen=True)
class Fault:
    """One thing that speaks against it there. `minutes` of the session are concerned; `day` is the day off."""

    what: Against
    minutes: int = 0
    day: date | None = None


@dataclass(frozen=True)
class Place:
    """Somewhere people are invited: a clock, a country."""

    cc: str | None
    zone: str


DaysOff = Mapping[str, Collection[date]]  # {country: days}


def faults(starts_at: datetime, minutes: int, place: Place, off: DaysOff) -> list[Fault]:
    """What speaks against it at that place: a day off or weekend there, else hours outside the office's or in its lunch."""
    start = starts_at.astimezone(zone_of(place.zone)).replace(tzinfo=None)
    end = ends_at(starts_at, minutes).astimezone(zone_of(place.zone)).replace(tzinfo=None)
    if start.date() in off.get(place.cc or "", ()):
        return [Fault(Against.DAY_OFF, minutes, start.date())]
    if start.weekday() > 4:
        return [Fault(Against.WEEKEND, minutes, start.date())]
    found = []
    if outside := minutes - _within(start, end, *OFFICE):
        found.append(Fault(Against.OUTSIDE, outside))
    if lunch := _within(start, end, *LUNCH):
        found.append(Fault(Against.LUNCH, lunch))
    return found


def _within(start: datetime, end: datetime, since: time, until: time) -> int:
    """Minutes of a span, on one wall, that lie between two times of its first day."""
    low, high = (datetime.combine(start.date(), edge) for edge in (since, until))
    return max(0, int((min(end, high) - max(start, low)).total_seconds()) // 60)


@dataclass(frozen=True)
class Span:
    """A time that somebody is busy."""

    starts_at: datetime
    minutes: int

    def overlaps(self, starts_at: datetime, minutes: int) -> bool:
        """Whether both are on at some moment."""
        return self.starts_at < ends_at(starts_at, minutes) and starts_at < ends_at(self.starts_at, self.minutes)


@dataclass(frozen=True)
class Slot:
    """A wall time to start at, and the moment it means."""

    day: date
    clock: str
    starts_at: datetime

    @property
    def value(self) -> str:
        """As a button sends it: 2020-07-08T07:30."""
        return f"{self.day}T{self.clock}"


def free_slots(
    wanted: datetime, minutes: int, zone: str, places: Iterable[Place], off: DaysOff, busy: Sequence[Span], *, after: datetime
) -> list[Slot]:
    """The next two days with a time, on the organiser's wall, that nothing speaks against anywhere; of each day the time nearest to
    the hour that was wanted."""
    asked, found = list(dict.fromkeys(places)), list[Slot]()
    wall = wanted.astimezone(zone_of(zone))
    for number in range(DAYS_AHEAD):
        near = sorted(
            _slots(wall.date() + timedelta(days=number), zone), key=lambda slot: abs(_minute(slot.clock) - _minute(f"{wall:%H:%M}"))
        )
        found += list(islice((slot for slot in near if slot.starts_at > after and _is_free(slot, minutes, asked, off, busy)), 1))
        if len(found) == 2:
            break
    return found


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _is_free(slot: Slot, minutes: int, places: Sequence[Place], off: DaysOff, busy: Sequence[Span]) -> bool:
    if any(span.overlaps(slot.starts_at, minutes) for span in busy):
        return False
    return not any(faults(slot.starts_at, minutes, place, off) for place in places)


def _slots(day: date, zone: str) -> Iterator[Slot]:
    """The half hours of one day."""
    at, last = datetime.combine(day, EARLIEST), datetime.combine(day, LATEST)
    while at <= last:
        clock = f"{at:%H:%M}"
        at += STEP
        try:
            yield Slot(day, clock, resolve(day, clock, zone))
        except TimeError:  # it does not exist there, or comes twice: not a time to propose
            continue
