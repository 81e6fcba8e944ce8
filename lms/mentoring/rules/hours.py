"""Hours together: a mentor's weekly windows against the office hours of a place, week by week, clock changes included. Pure.

Office hours are 09:00 to 18:00 without the lunch and Friday prayer of 13:00 to 14:00, Monday to Friday (brief 3.4).
Minutes are counted from midnight on a wall; 1440 is the midnight after.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from lms.lib.zones import zone_of

DAY, WEEK = 1440, 7 * 1440
OFFICE = ((540, 780), (840, 1080))
WORKDAYS = range(5)
WEEKS = 26  # how far ahead hours are counted: half a year has both clock changes of Europe in it, or lies between them

Span = tuple[int, int]  # from, to; minutes


@dataclass(frozen=True, order=True)
class Window:
    """Hours of every week on a mentor's own wall. Weekday 0 is Monday."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True)
class Spell:
    """What a week looks like on the wall of the place, from a day until the clocks change; `days` has one entry a weekday."""

    since: date
    until: date | None
    days: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Together:
    """`minutes` over all the weeks, days off left out. One spell: no clock change moves anything."""

    minutes: int
    spells: tuple[Spell, ...]

    @property
    def a_week(self) -> float:
        """Hours a week, on average."""
        return self.minutes / 60 / WEEKS

    @property
    def moves(self) -> bool:
        """Whether a change of clocks moves the hours."""
        return len(self.spells) > 1


def together(
    windows: Collection[Window], zone: str, place: str, since: date, *, off: Collection[date] = (), away: Collection[date] = ()
) -> Together:
    """The hours that a mentor in `zone` has with an office at `place`, from a day there over the next 26 weeks.

    `off` are the days off at the place, `away` those of the mentor.
    """
    office = _office(place, since, off)
    mentor = _merged(_moments(windows, zone, since, away))
    return Together(sum(end - start for start, end in _both(office, mentor)), _spells(windows, zone, place, since))


def _office(place: str, since: date, off: Collection[date]) -> list[Span]:
    """The office hours of 26 weeks, in minutes since the epoch."""
    there = zone_of(place)
    days = (since + timedelta(days=n) for n in range(7 * WEEKS))
    open_days = (day for day in days if day.weekday() in WORKDAYS and day not in off)
    return [(_minute(day, start, there), _minute(day, end, there)) for day in open_days for start, end in OFFICE]


def _moments(windows: Collection[Window], zone: str, since: date, away: Collection[date]) -> Iterator[Span]:
    """The windows as they come, in minutes since the epoch; a day before and after, since midnights differ."""
    there = zone_of(zone)
    for n in range(-2, 7 * WEEKS + 2):
        day = since + timedelta(days=n)
        for window in windows:
            if window.weekday == day.weekday() and day not in away:
                start, end = _minute(day, window.start, there), _minute(day, window.end, there)
                if start < end:  # not a window that the clocks jump over
                    yield start, end


def _minute(day: date, minute: int, zone: ZoneInfo) -> int:
    """A wall time as minutes since the epoch. Where it comes twice the first is meant, and one that is jumped over is as much later."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    return int(wall.timestamp()) // 60


def _merged(spans: Iterator[Span] | Sequence[Span]) -> list[Span]:
    """The same in order, with those that meet or overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _both(ones: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """Where two lists, each in order, overlap."""
    here, there = 0, 0
    while here < len(ones) and there < len(others):
        start, end = max(ones[here][0], others[there][0]), min(ones[here][1], others[there][1])
        if start < end:
            yield start, end
        if ones[here][1] <= others[there][1]:
            here += 1
        else:
            there += 1


def _spells(windows: Collection[Window], zone: str, place: str, since: date) -> tuple[Spell, ...]:
    """The usual week, and what it becomes when the clocks change. Two that look alike are one."""
    found: list[tuple[date, tuple[tuple[Span, ...], ...]]] = []
    shift = None
    for n in range(7 * WEEKS):
        day = since + timedelta(days=n)
        if (now := _shift(day, zone, place)) != shift:
            shift = now
            days = week(windows, shift)
            if not found or found[-1][1] != days:
                found.append((day, days))
    ends: list[date | None] = [after[0] - timedelta(days=1) for _before, after in pairwise(found)]
    return tuple(Spell(day, until, days) for (day, days), until in zip(found, [*ends, None], strict=True))


def _shift(day: date, zone: str, place: str) -> int:
    """How many minutes the place is ahead of the mentor at noon there."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone_of(place))
    ahead = (noon.utcoffset() or timedelta()) - (noon.astimezone(UTC).astimezone(zone_of(zone)).utcoffset() or timedelta())
    return round(ahead.total_seconds() / 60)


def on_wall(windows: Collection[Window], shift: int) -> tuple[tuple[Span, ...], ...]:
    """The windows on a wall that is `shift` minutes ahead, a tuple of spans a weekday."""
    days: list[list[Span]] = [[] for _ in range(7)]
    for window in windows:
        start = (window.weekday * DAY + window.start + shift) % WEEK
        end = start + window.end - window.start
        while start < end:
            midnight = (start // DAY + 1) * DAY
            days[start // DAY % 7].append((start % DAY, min(end, midnight) - start // DAY * DAY))
            start = midnight
    return tuple(tuple(_merged(day)) for day in days)


def week(windows: Collection[Window], shift: int) -> tuple[tuple[Span, ...], ...]:
    """The same within office hours."""
    walls = on_wall(windows, shift)
    return tuple(tuple(_both(OFFICE, spans)) if day in WORKDAYS else () for day, spans in enumerate(walls))


def longest(days: Sequence[Sequence[Span]]) -> tuple[tuple[Span, ...], ...]:
    """The same week with its longest stretches alone: of equals on several days all, of equals of one day the first."""
    most = max((end - start for day in days for start, end in day), default=0)
    return tuple(tuple((start, end) for start, end in day if end - start == most)[:1] for day in days)


def shift_now(zone: str, place: str, day: date) -> int:
    """How many minutes the wall at a place is ahead of the mentor's on a day."""
    return _shift(day, zone, place)


def is_office_time(starts: datetime, minutes: int) -> bool:
    """Whether a meeting lies within office hours; `starts` is on the wall of the place. Days off are another matter."""
    start = starts.hour * 60 + starts.minute
    return starts.weekday() in WORKDAYS and any(begin <= start and start + minutes <= end for begin, end in OFFICE)
