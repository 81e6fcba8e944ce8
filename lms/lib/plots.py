"""Counts over time as bars. What is drawn and what stands in the table beside it are the same list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

MOST_WEEKS = 27  # half a year; more bars are no picture any more, and become months


@dataclass(frozen=True)
class Bar:
    """A week or month: its first day (a Monday, or the 1st), what was counted in it, and that with all before it."""

    start: date
    number: int
    so_far: int


@dataclass(frozen=True)
class Bars:
    """Bars without gaps from the first day to the last. `step` is week or month."""

    step: str
    first: date
    last: date
    bars: tuple[Bar, ...]

    @property
    def total(self) -> int:
        """All that was counted."""
        return self.bars[-1].so_far if self.bars else 0


def bars(by_day: Mapping[date, int], first: date | None, last: date) -> Bars:
    """Days counted together by week, or by month where weeks would be too many.

    `first` is the first day of the period, or None for the first that has something. Every day of `by_day` lies between them.
    """
    begin = min([last, first or last, *by_day])
    end = max([last, *by_day])
    step = "week" if (monday(end) - monday(begin)).days // 7 < MOST_WEEKS else "month"
    start_of = monday if step == "week" else first_of_month
    counted = dict.fromkeys(starts(begin, end, step), 0)
    for day, number in by_day.items():
        counted[start_of(day)] += number
    running = accumulate(counted.values())
    return Bars(step, begin, end, tuple(Bar(start, n, sum_) for (start, n), sum_ in zip(counted.items(), running, strict=True)))


def starts(first: date, last: date, step: str) -> list[date]:
    """The first days of all weeks or months that touch the period."""
    found = [monday(first) if step == "week" else first_of_month(first)]
    while (after := following(found[-1], step)) <= last:
        found.append(after)
    return found


def following(start: date, step: str) -> date:
    """The first day of the next week or month."""
    return start + timedelta(days=7) if step == "week" else first_of_month(start + timedelta(days=31))


def monday(day: date) -> date:
    """The Monday of that week."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """The first day of that month."""
    return day.replace(day=1)
