"""When the worker last ran what; `/readyz` reads it."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model


class JobRun(Model):
    """The last run of a periodic job, by its name. `error` is a class and a place, never a person."""

    __tablename__ = "job_run"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(Integer, default=0)  # items in the last finished run
    failed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")
