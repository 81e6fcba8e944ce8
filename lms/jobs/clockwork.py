"""What a periodic job is. Each room's `jobs.py` has `JOBS`; lms/rooms.py gathers them in app.extensions[JOBS]."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

JOBS = "jobs"


@dataclass(frozen=True)
class Job:
    """A piece of periodic work: a loop over a query, an action an item, a commit an item, safe to run twice at once.

    `name` is its room and verb, `theory.reminders`; `every` is a minute or more. `run` is given the moment and returns how many
    items it did. It begins within a minute of its turn, in a thread of the worker, with an application context of its own.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]


# That the worker lives, for `/readyz`: it goes through queue and threads like any other job.
BEAT = Job("jobs.beat", timedelta(minutes=1), lambda at: 0)
