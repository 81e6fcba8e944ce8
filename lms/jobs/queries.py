"""When jobs last ran."""

from datetime import datetime

from sqlalchemy import func, select

from lms.ext import db
from lms.jobs.models import JobRun


def last_runs() -> dict[str, JobRun]:
    """The last run of each job that ever ran, by name."""
    return {run.name: run for run in db.session.scalars(select(JobRun), execution_options={"populate_existing": True})}


def ran_at() -> datetime | None:
    """When the worker last began anything."""
    return db.session.scalar(select(func.max(JobRun.started_at)))
