"""A programme that sends mail to a server on the loopback."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from config import MailServer
from lms.lib import time
from lms.notices.actions import choose_mail, tell
from lms.notices.models import Mail, Notice
from tests.notices import post_office

apart = contextvars.Context().run  # as another process would: the test's own application is not in the way
SYSTEM = {"as_system": "test"}
MORNING = datetime(2026, 6, 26, 4, 0, tzinfo=UTC)  # 09:00 in Tashkent
EVENING = datetime(2026, 6, 26, 13, 1, tzinfo=UTC)  # 18:01 there
PUBLIC = "https://training.example.org/lms"


@pytest.fixture
def office() -> Iterator[post_office.Office]:
    with post_office.opened() as office:
        yield office


@pytest.fixture
def mailing(new_app: Callable[..., Flask], office: post_office.Office, db, monkeypatch) -> Callable[..., str]:
    """`mailing(at)`: what `flask jobs run` says of the job of mail at that time."""

    def run(at: datetime, *, server: MailServer | None = None) -> str:
        db.session.commit()
        server = server or MailServer("127.0.0.1", office.port, "none", "training@example.org")
        runner = new_app(mail=server, public_url=PUBLIC).test_cli_runner()
        monkeypatch.setattr(time, "real_now", lambda: at)
        said = apart(runner.invoke, args=["jobs", "run", "notices.mail"]).output.strip()
        monkeypatch.undo()
        return said

    return run


@pytest.fixture
def told(db, make) -> Callable[..., int]:
    """`told(person, n, at)`: somebody who wants mail is told so many things."""

    def tell_them(person, number: int = 3, at: datetime = MORNING, address: str = "officer@post.example") -> int:
        choose_mail(address=address, is_wanted=True, by=make.viewer(person), at=at)
        for one in range(number):
            moment = datetime(2026, 6, 30, 4 + one, 0, tzinfo=UTC)
            params = {"topic": {"en": "Open sources"}, "starts": moment.isoformat(), "why": "Yuldosheva is ill"}
            tell([person.id], "session_moved", at=at, once=f"{at} {one}", path="/sessions", params=params, about_at=moment)
        return int(person.id)

    return tell_them


@pytest.fixture
def mails(db) -> Callable[[], list[Mail]]:
    """The rows, oldest first."""

    def rows() -> list[Mail]:
        db.session.rollback()
        return list(db.session.scalars(select(Mail).order_by(Mail.id), execution_options={**SYSTEM, "populate_existing": True}))

    return rows


def make_due(db, at: datetime) -> None:
    """Whatever mail waits, its time has come."""
    db.session.execute(update(Mail).values(next_at=at), execution_options=SYSTEM)
    db.session.commit()


def read_everything(db, at: datetime) -> None:
    """Everybody has read all of it."""
    db.session.execute(update(Notice).values(read_at=at), execution_options=SYSTEM)
    db.session.commit()
