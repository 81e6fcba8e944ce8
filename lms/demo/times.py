"""When something happens in the demo: moments of 2020 as they are written at a place."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as wall
from zoneinfo import ZoneInfo

# (the moment, what happens then: it is given the moment)
Event = tuple[datetime, Callable[[datetime], object]]


def at(day: date, hour: float, zone: str = "Asia/Tashkent") -> datetime:
    """A moment of that day at a place."""
    minutes = int(hour * 60)
    return datetime.combine(day, wall(minutes // 60, minutes % 60), ZoneInfo(zone)).astimezone(UTC)


def moment(said: str, zone: str = "Asia/Tashkent") -> datetime:
    """`06-19 13:40` of 2020 at a place."""
    return datetime.fromisoformat(f"2020-{said}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
