"""Running jobs: those due, by the worker once a minute (lms/jobs/worker.py) and by `flask jobs run`.

What is due stands in the rows of `job_run`, so a worker that was away for a day catches up, and two of them share the turns.
"""

import logging
import traceback
from dataclasses import dataclass

from flask import current_app

from lms.ext import db
from lms.jobs import actions, queries
from lms.jobs.clockwork import JOBS, Job
from lms.jobs.rules import is_due
from lms.lib.time import now

log = logging.getLogger("lms.jobs")


@dataclass(frozen=True)
class Ran:
    """What came of a job: how many items, or the class and the place of its error."""

    name: str
    done: int
    error: str = ""


def all_jobs() -> tuple[Job, ...]:
    """Every job of every room."""
    jobs: tuple[Job, ...] = current_app.extensions[JOBS]
    return jobs


def due() -> frozenset[str]:
    """The names of the jobs whose turn has come."""
    at, runs = now(), queries.last_runs()
    db.session.rollback()
    return frozenset(
        job.name for job in all_jobs() if (run := runs.get(job.name)) is None or is_due(job.every, run.started_at, run.finished_at, at)
    )


def run(job: Job, *, forced: bool = False) -> Ran | None:
    """Run a job if its turn has come, or `forced`; None if it has not. An error is written down and goes no further."""
    at = now()
    mine = actions.claim(job, at=at, forced=forced)
    db.session.commit()
    if not mine:
        return None
    try:
        ran = Ran(job.name, job.run(at))
        db.session.rollback()  # it commits what it does; what it only read is let go
        actions.finish(job.name, at=now(), done=ran.done)
    except Exception as error:
        db.session.rollback()
        log.exception("the job %s failed", job.name)
        ran = Ran(job.name, 0, _place(error))
        actions.fail(job.name, at=now(), error=ran.error)
    db.session.commit()
    return ran


def _place(error: Exception) -> str:
    """ValueError at notices/jobs.py:41. What the error says may name somebody, and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if "/lms/" in frame.filename), frames[-1])
    return f"{type(error).__name__} at {last.filename.rpartition('/lms/')[2]}:{last.lineno}"
