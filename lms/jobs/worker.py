"""The worker: huey's clock and threads around `running.run`. Imported only where one runs, so that no web process carries it.

Each job is a periodic task. Nothing is put into the queue but by the worker's own clock; the queue is a file in LMS_DATA, or what
LMS_JOBS names, where the workers of several machines may share the work.
"""

import logging
import os
import signal
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer, ConsumerStopped
from huey.serializer import SignedSerializer
from sqlalchemy.exc import OperationalError, ProgrammingError

from config import Settings
from lms.ext import db
from lms.jobs import running
from lms.jobs.clockwork import JOBS, Job
from lms.jobs.reach import Reach

log = logging.getLogger("lms.jobs")
THREADS = 2  # one slow mail server must not hold up the rest
LAST_CALL = 1.5  # seconds for what runs when the worker is stopped; whatever is cut off is found again by its rows


def queue_of(settings: Settings) -> Huey:
    """The queue: a file of SQLite in the folder of the data, PostgreSQL's tables `huey_*`, or Redis. Named after the database, so that
    two programmes may share one server, and signed: what is in a queue is run."""
    name = f"lms-{sha256(settings.database_url.encode()).hexdigest()[:8]}"
    common: dict[str, Any] = {"results": False, "serializer": SignedSerializer(secret=settings.secret_key, salt="lms.jobs")}
    if settings.jobs.startswith("postgresql:"):
        return PostgresHuey(name, dsn=settings.jobs, **common)
    if settings.jobs.startswith(("redis:", "rediss:")):
        return RedisHuey(name, url=settings.jobs, **common)
    return SqliteHuey(name, filename=str(settings.data / "jobs.sqlite"), cache_mb=1, **common)


def clockwork(app: Flask, huey: Huey) -> Huey:
    """The queue with a periodic task a job."""
    asked: dict[datetime, frozenset[str]] = {}

    def due(at: datetime) -> frozenset[str]:
        """Asked once a tick, for all jobs."""
        if at not in asked:
            asked.clear()
            asked[at] = _due(app)
        return asked[at]

    for job in app.extensions[JOBS]:
        _periodic(app, huey, job, due)
    return huey


def _periodic(app: Flask, huey: Huey, job: Job, due: Any) -> None:
    def task() -> None:
        with app.app_context():
            running.run(job)

    # A turn that was not taken within a minute is dropped: the next tick finds the job due again.
    huey.periodic_task(lambda at: job.name in due(at), name=job.name.replace(".", "_"), expires=60)(task)


def _due(app: Flask) -> frozenset[str]:
    try:
        with app.app_context():
            return running.due()
    except (OperationalError, ProgrammingError) as error:  # no database, or one without tables: a line, again and again until it is mended
        log.error("the worker cannot ask what is due: %s", str(error.orig).strip().splitlines()[0])
        return frozenset()
    except Exception:
        log.exception("the worker cannot ask what is due")
        return frozenset()


class Worker(Consumer):
    """Huey's consumer, which ends with whoever started it, and within two seconds."""

    def __init__(self, huey: Huey, *, alone: bool) -> None:
        super().__init__(huey, workers=THREADS, initial_delay=0.5, max_delay=2, scheduler_interval=10)
        self.starter = 0 if alone else os.getppid()
        # Each lets the running job end. At SIGHUP huey would start anew, by a command line that is the web's: beside it none is heard.
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if alone else (signal.SIGINT, signal.SIGTERM)
        self._signal_actions = dict.fromkeys(numbers, (False, True))

    def loop(self, health_check_ts: float | None = None) -> float | None:
        """As huey's, ten times a second."""
        if self.starter and os.getppid() != self.starter:
            self._last_call()
            self.stop()
            raise ConsumerStopped
        return super().loop(health_check_ts)

    def _handle_signal(self, number: int, frame: Any) -> None:
        if self._signum is None:
            self._last_call()
            super()._handle_signal(number, frame)
            signal.signal(number, signal.SIG_IGN)  # a second one hurries nothing: the last call is near

    def _last_call(self) -> None:
        """An alarm, and no thread: a signal may come while the lock is held that a thread needs to start."""
        signal.signal(signal.SIGALRM, lambda number, frame: os._exit(0))
        signal.setitimer(signal.ITIMER_REAL, LAST_CALL)


def work(app: Flask, *, alone: bool) -> None:
    """Run jobs until told to stop. `alone`: started by itself, and not beside a web that ends it with its own end."""
    huey = queue_of(app.config["SETTINGS"])
    _say_where_the_application_does(huey)
    with app.app_context():
        db.engine.dispose(close=False)  # of before a fork
    Worker(clockwork(app, huey), alone=alone).run()


def _say_where_the_application_does(huey: Huey) -> None:
    logger = logging.getLogger("huey")
    logger.handlers[:] = [Reach(huey, logging.getLogger("lms").handlers)]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
