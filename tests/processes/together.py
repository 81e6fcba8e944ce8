"""What one of several processes does at once. A module of its own: a process imports it anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import UUID

from flask import Flask

from lms import create_app
from lms.ext import db
from lms.lib.time import real_now
from lms.lib.types import uuid7
from lms.people import queries
from lms.progress import actions as progress
from lms.progress.rules import Source
from tests.conftest import settings_for
from tests.make import PASSWORD

PROCESSES = 4
WRITES = 200
SIGN_INS = 4

_apps: dict[str, Flask] = {}


@contextmanager
def app_on(url: str, folder: str) -> Iterator[Flask]:
    """The application of this process on that database, which is let go of after: the process serves other tests, on other rows."""
    if url not in _apps:
        _apps[url] = create_app(settings_for(url, Path(folder)))
        _apps[url].config["WTF_CSRF_ENABLED"] = False
    yield _apps[url]
    with _apps[url].app_context():
        db.session.remove()
        db.engine.dispose()


def work(url: str, folder: str, user_name: str, person_id: int, enrolment_id: int, activity_id: int, path: str) -> dict[str, int]:
    """200 writes of one officer, half of them pages and half facts, mixed with reads and sign-ins. What was answered, counted."""
    with app_on(url, folder) as app:
        return _work(app, user_name, person_id, enrolment_id, activity_id, path)


def _work(app: Flask, user_name: str, person_id: int, enrolment_id: int, activity_id: int, path: str) -> dict[str, int]:
    client = app.test_client()
    counted: dict[str, int] = {"5xx": 0, "facts": 0, "pages": 0, "sign-ins": 0}

    def ask(method: str, address: str, **more: object) -> int:
        status = client.open(address, method=method, **more).status_code
        counted["5xx"] += status >= 500
        return status

    for n in range(WRITES // 2):
        if n % (WRITES // 2 // SIGN_INS) == 0:
            ask("POST", "/signout")
            counted["sign-ins"] += ask("POST", "/signin", data={"user_name": user_name, "password": PASSWORD}) == 302
        counted["pages"] += ask("POST", f"{path}/place", data={"block": f"b{n % 9 + 1}", "percent": str(n)}) == 204
        ask("GET", path if n % 2 else "/")
        with app.app_context():
            viewer = queries.acting(person_id, real_now().date())
            event = uuid7()
            progress.record(
                enrolment_id, "answered", by=viewer, at=real_now(), event_id=event, source=Source.BROWSER, activity_id=activity_id
            )
            db.session.commit()
            counted["facts"] += 1
    return counted


_met: list[Barrier] = []


def meet_at(barrier: Barrier) -> None:
    """A process of a pool is given where it meets the others."""
    _met.append(barrier)


def last_fact(url: str, folder: str, tasks: list[tuple[int, int, int]], *, at_once: bool = False) -> int:
    """Record the facts (person, enrolment, activity) one after the other; how many were new.

    `at_once`: each waits until the other process is ready with its own, where nothing else makes them meet.
    """
    done = 0
    with app_on(url, folder) as app:
        for person_id, enrolment_id, activity_id in tasks:
            if at_once:
                _met[0].wait(60)
            with app.app_context():
                viewer, event = queries.acting(person_id, real_now().date()), UUID(int=enrolment_id * 1000 + activity_id)
                found = progress.record(
                    enrolment_id, "read", by=viewer, at=real_now(), event_id=event, source=Source.BROWSER, activity_id=activity_id
                )
                db.session.commit()
                done += found.is_new
    return done
