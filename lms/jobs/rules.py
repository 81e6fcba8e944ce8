"""When a job's turn has come. Pure."""

from datetime import datetime, timedelta

# The clockwork ticks once a minute, and a run begins some seconds after its tick: without this every other tick would be missed.
SLACK = timedelta(seconds=30)
# A run that has neither ended nor failed by then was killed in the middle: the next one finds what it left.
LOST = timedelta(minutes=10)
# The web is not ready when its worker has been silent for longer.
LATE = timedelta(minutes=10)


def is_due(every: timedelta, started_at: datetime | None, finished_at: datetime | None, at: datetime) -> bool:
    """Whether a job is to run, after a last run that began and ended then (None: never, or not yet)."""
    if started_at is None or started_at > at:  # the clock went back, as when a demo is told anew
        return True
    if finished_at is None and at - started_at < LOST:
        return False
    return at - started_at >= every - SLACK


def is_late(ran_at: datetime | None, up_since: datetime, at: datetime) -> bool:
    """Whether the worker should have run something by now. It has its time from the start on, too."""
    return at - max(ran_at or up_since, up_since) > LATE
