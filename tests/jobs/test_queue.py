"""The worker's queue: a file of its own, or tables on PostgreSQL that no revision of ours sees."""

import os
import subprocess
import sys
from datetime import datetime

import pytest
from flask_migrate import check
from sqlalchemy import inspect

from config import SettingsError
from lms import commands
from lms.jobs import queries
from lms.jobs.worker import clockwork, queue_of
from tests import house


@pytest.fixture
def huey(app, db, new_app, url):
    """The queue as the settings of this run have it: on PostgreSQL in the same database."""
    there = url.replace("postgresql+psycopg:", "postgresql:") if url.startswith("postgresql") else ""
    settings = new_app(jobs=there).config["SETTINGS"]
    db.session.rollback()
    huey = clockwork(app, queue_of(settings))
    yield huey
    huey.storage.close()
    with db.engine.begin() as connection:
        for name in inspect(connection).get_table_names():
            if name.startswith("huey_"):
                connection.exec_driver_sql(f"DROP TABLE {name}")


def tick(huey) -> list[str]:
    """What the clock puts into the queue at one tick; all of it is then done."""
    put = huey.read_periodic(datetime.now())  # noqa: DTZ005 - as huey asks
    for task in put:
        huey.enqueue(task)
    for task in iter(huey.dequeue, None):
        huey.execute(task)
    return [task.name for task in put]


def test_a_tick_puts_what_is_due_into_the_queue_and_a_thread_does_it(db, huey):
    assert "jobs_beat" in tick(huey)
    assert queries.last_runs()["jobs.beat"].finished_at
    db.session.rollback()
    assert "jobs_beat" not in tick(huey)
    assert huey.pending_count() == huey.result_count() == 0


@pytest.mark.architecture
def test_the_queues_own_tables_are_no_business_of_the_revisions(app, huey, url):
    names = {name for name in inspect_names(app) if name.startswith("huey_")}
    assert bool(names) == url.startswith("postgresql")
    commands.load(app)
    check(directory=str(house.ROOT / "migrations"))


def inspect_names(app) -> list[str]:
    from lms.ext import db

    with db.engine.connect() as connection:
        return inspect(connection).get_table_names()


def test_what_somebody_else_puts_into_the_queue_is_not_run(db, huey):
    huey.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.:0123456789")
    with pytest.raises(ValueError, match="mismatch"):
        huey.dequeue()


@pytest.mark.parametrize(
    ("written", "kept"),
    [("", ""), ("redis://cache:6379/1", "redis://cache:6379/1"), ("postgres://u:p@db/lms", "postgresql://u:p@db/lms")],
)
def test_where_the_queue_is_can_be_said(tmp_path, written, kept):
    from config import Settings

    assert Settings.from_env({"LMS_DATA": str(tmp_path), "LMS_JOBS": written}).jobs == kept


@pytest.mark.parametrize(
    "written",
    [
        "amqp://u:hunter2@mq",
        "redis://:hunter2@cache:port/0",
        "redis://:hunter2@cache:66000/0",
        "redis://:hunter2@/0",
        "redis://:hunter2@cache/jobs",
        "redis://:hunter2@cache/0?timeout=hunter2",
        "redis://:hunter2#@cache/0",
        "redis://:hunter2 @cache/0",
        "redis://:hunter2@[cache/0",
        "redis:hunter2@cache",
        "rediss://",
    ],
)
def test_a_queue_that_nobody_could_reach_is_refused_by_name_and_its_password_is_not_told(tmp_path, written):
    from config import Settings

    with pytest.raises(SettingsError, match=r"^LMS_JOBS is not a queue") as refused:
        Settings.from_env({"LMS_DATA": str(tmp_path), "LMS_JOBS": written})
    assert "hunter2" not in str(refused.value)


@pytest.mark.process
def test_a_worker_whose_queue_is_a_file_does_not_load_the_client_of_redis(tmp_path):
    words = "import sys; from config import Settings; from lms.jobs.beside import spare_what_is_not_used as spare"
    words += "; spare(Settings.from_env()); import lms.jobs.worker; print('redis.client' in sys.modules)"
    known = {"PATH": os.environ["PATH"], "LMS_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", words], cwd=house.ROOT, env=known, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
