"""/readyz says when the worker last ran, and in production a web whose worker is silent is not ready."""

from datetime import timedelta

import pytest

from lms.jobs.models import JobRun
from lms.lib.time import now, real_now
from lms.web import UP_SINCE

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ready(db, new_app, monkeypatch):
    """`ready(ran=11, up=30, …)`: what /readyz answers where the worker ran and the web began so many minutes ago."""

    def asked(*, ran: int | None, up: int, **settings):
        app = new_app(**settings)
        monkeypatch.setitem(app.extensions, UP_SINCE, real_now() - up * MINUTE)
        if ran is not None:
            db.session.merge(JobRun(name="jobs.beat", started_at=now() - ran * MINUTE, done=0, error=""))
        db.session.commit()
        answer = app.test_client().get("/readyz")
        return answer.status_code, answer.get_json()["worker"], bool(answer.get_json()["worker_ran_at"])

    return asked


def test_a_worker_that_runs_is_told_and_one_that_was_just_started_has_its_time(ready):
    assert ready(ran=None, up=9, env="production") == (200, "starts", False)
    assert ready(ran=1, up=300, env="production") == (200, "runs", True)
    assert ready(ran=600, up=9, env="production") == (200, "runs", True)


def test_a_worker_silent_for_over_ten_minutes_makes_a_web_in_production_unready(ready):
    assert ready(ran=None, up=11, env="production") == (503, "late", False)
    assert ready(ran=11, up=11, env="production") == (503, "late", True)
    assert ready(ran=11, up=11) == (200, "late", True)


def test_a_web_without_worker_is_ready_and_says_so(ready):
    assert ready(ran=None, up=600, env="production", worker=False) == (200, "not here", False)
    assert ready(ran=1, up=600, env="production", worker=False) == (200, "not here", True)
