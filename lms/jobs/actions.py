"""Writing down that a job runs. None of them commits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lms.ext import db
from lms.jobs.clockwork import Job
from lms.jobs.models import JobRun
from lms.jobs.rules import is_due


def claim(job: Job, *, at: datetime, forced: bool = False) -> bool:
    """Take a job's turn, if it has come: of two that ask at once one gets it. `forced`: whether or not it has come."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    table = JobRun.metadata.tables["job_run"]
    new = insert(table).values(name=job.name, started_at=at, done=0, error="").on_conflict_do_nothing(index_elements=["name"])
    if db.session.execute(new.returning(table.c.name)).one_or_none() is not None:
        return True
    run = _locked(job.name)
    if not forced and not is_due(job.every, run.started_at, run.finished_at, at):
        return False
    run.started_at, run.finished_at = at, None
    db.session.flush()
    return True


def finish(name: str, *, at: datetime, done: int) -> None:
    """It ended well, with so many items done."""
    run = _locked(name)
    run.finished_at, run.done, run.failed_at, run.error = at, done, None, ""
    db.session.flush()


def fail(name: str, *, at: datetime, error: str) -> None:
    """It ended in an error: a class and a place, never a person."""
    run = _locked(name)
    run.finished_at, run.failed_at, run.error = at, at, error[:200]
    db.session.flush()


def _locked(name: str) -> JobRun:
    statement = select(JobRun).where(JobRun.name == name).with_for_update()
    return db.session.scalars(statement, execution_options={"populate_existing": True}).one()
