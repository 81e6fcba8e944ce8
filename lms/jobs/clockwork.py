"""What a periodic job is. Each room's `jobs.py` has `JOBS`; lms/rooms.py gathers them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Job:
    """A piece of periodic work: a loop over a query, an action an item, a commit an item, safe to run twice at once.

    `name` is its room and verb, `theory.reminders`. `run` is given the moment and returns how many items it did.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]
