"""Periodic work: each job in its turn, one failing without the others, two workers sharing the turns."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.jobs import queries
from lms.jobs.clockwork import JOBS, Job
from lms.jobs.models import JobRun
from lms.jobs.rules import is_due
from lms.lib.time import now

MINUTE = timedelta(minutes=1)


@pytest.fixture
def jobs(app, monkeypatch):
    """`jobs(one, other)`: those and no others; each is (name, what it does)."""

    def only(**named) -> None:
        made = tuple(Job(name.replace("_", "."), 5 * MINUTE, run) for name, run in named.items())
        monkeypatch.setitem(app.extensions, JOBS, made)

    return only


@pytest.fixture
def typed(app):
    """What `flask jobs …` shows, and how it ends."""

    def words(*said: str):
        answer = app.test_cli_runner().invoke(args=["jobs", *said])
        return answer.exit_code, answer.output

    return words


def long_ago(db, name: str, minutes: int) -> None:
    """As if that job had begun so many minutes earlier."""
    run = db.session.scalars(select(JobRun).where(JobRun.name == name)).one()
    run.started_at -= minutes * MINUTE
    db.session.commit()


def test_each_job_runs_in_its_turn_and_not_before(db, jobs, typed):
    done = []
    jobs(a_first=lambda at: done.append("first") or 3, a_second=lambda at: done.append("second") or 0)

    assert typed("run") == (0, "a.first: 3 done\na.second: 0 done\n")
    assert typed("run") == (0, "")
    long_ago(db, "a.second", 5)
    assert typed("run") == (0, "a.second: 0 done\n")
    assert typed("run", "a.first") == (0, "a.first: 3 done\n")
    assert done == ["first", "second", "second", "first"]


def test_a_job_that_fails_stops_no_other_and_its_row_names_nobody(db, jobs, typed):
    def fails(at):
        raise ValueError("Yuldosheva Gulbahor")

    jobs(a_fails=fails, b_works=lambda at: 1)
    code, said = typed("run")

    assert (code, "b.works: 1 done" in said) == (1, True)
    run = queries.last_runs()["a.fails"]
    assert run.failed_at and run.finished_at and run.error.startswith("ValueError at ")
    assert "Gulbahor" not in run.error
    jobs(a_fails=lambda at: 2)
    assert typed("run", "a.fails") == (0, "a.fails: 2 done\n")
    assert (queries.last_runs()["a.fails"].failed_at, queries.last_runs()["a.fails"].error) == (None, "")


def test_what_a_failed_job_had_not_committed_is_not_kept(db, jobs, typed):
    def half(at):
        db.session.execute(update(JobRun).values(done=77))
        raise ValueError

    jobs(a_half=half)
    typed("run")
    assert queries.last_runs()["a.half"].done == 0


def test_a_job_killed_in_the_middle_is_taken_up_again_after_ten_minutes(db, jobs, typed):
    jobs(a_first=lambda at: 1)
    db.session.add(JobRun(name="a.first", started_at=now() - 6 * MINUTE, done=0, error=""))
    db.session.commit()

    assert "not finished" in typed("list")[1]
    assert typed("run") == (0, "")
    long_ago(db, "a.first", 5)
    assert typed("run") == (0, "a.first: 1 done\n")


def test_a_turn_comes_with_the_tick_that_is_a_little_early_and_after_a_clock_that_went_back(db):
    at = now()
    assert is_due(5 * MINUTE, at - 5 * MINUTE + timedelta(seconds=20), at, at)
    assert not is_due(5 * MINUTE, at - 4 * MINUTE, at, at)
    assert is_due(5 * MINUTE, at + MINUTE, at + MINUTE, at)


def test_the_list_says_what_there_is_and_when_it_last_ran(db, jobs, typed):
    jobs(a_first=lambda at: 4, b_new=lambda at: 0)
    typed("run", "a.first")
    first, new = typed("list")[1].splitlines()
    assert first.startswith("a.first") and first.endswith(" UTC, 4 done")
    assert new.startswith("b.new") and new.endswith("never ran, due")
    assert typed("run", "a.frist") == (1, "Error: No job is called a.frist: they are a.first, b.new.\n")


def test_the_jobs_of_all_rooms_have_names_of_their_own_and_a_minute_at_least(app):
    jobs = app.extensions[JOBS]
    assert len({job.name for job in jobs}) == len(jobs) > 0
    assert all(job.every >= MINUTE and len(job.name) <= 60 and "." in job.name for job in jobs)


def test_in_a_demo_jobs_live_by_the_demos_clock(db, jobs, typed, app, monkeypatch):
    from lms.lib.time import CLOCK

    seen = []
    jobs(a_first=lambda at: seen.append(at) or 0)
    monkeypatch.setitem(app.extensions, CLOCK, lambda: timedelta(days=-2000))
    typed("run")
    assert now() - seen[0] < MINUTE
    typed("run")
    assert len(seen) == 1
    monkeypatch.setitem(app.extensions, CLOCK, lambda: timedelta(days=-1999))
    typed("run")
    assert seen[1] - seen[0] > timedelta(hours=23)
