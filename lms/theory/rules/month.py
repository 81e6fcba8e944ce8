"""Six weeks of days as a strip."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS, BEFORE = 6, 2  # so many weeks, of which so many lie before the present one


@dataclass(frozen=True)
class Strip:
    """The days from a Monday on."""

    first: date

    @property
    def last(self) -> date:
        """Its last day, a Sunday."""
        return self.first + timedelta(days=7 * WEEKS - 1)

    @property
    def days(self) -> Iterator[date]:
        """All of them."""
        return (self.first + timedelta(days=number) for number in range(7 * WEEKS))

    @property
    def earlier(self) -> date:
        """Where the strip before begins."""
        return self.first - timedelta(days=7 * WEEKS)

    @property
    def later(self) -> date:
        """Where the next begins."""
        return self.last + timedelta(days=1)


def strip(today: date, asked: str | None) -> Strip:
    """The strip that begins in the week of the day asked for; by default the one with today in its third week."""
    usual = today - timedelta(weeks=BEFORE)
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        day = usual
    if abs((day - usual).days) > 20 * 366:  # nothing is there, and a calendar has an end
        day = usual
    return Strip(day - timedelta(days=day.weekday()))
