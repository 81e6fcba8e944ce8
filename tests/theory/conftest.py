"""A trainer, two officers of Chukursay, a session in two days that its unit and Altynkol are invited to, and a clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lms.catalogue.rules.folder import Folder
from lms.lib.time import CLOCK, local
from lms.lib.types import uuid7
from lms.people.models import Role
from lms.theory import actions, queries
from lms.theory.actions import Plan, Wall
from lms.theory.models import TheorySession
from tests.make import MadeCourse, Make

FILES = {
    "course.md": """---
id: {slug}
title: Theory in short
summary: Two live sessions.
hours: 3
level: basic
audience: [customs]
pillar: theory
open: {is_open}
---
You will be able to doubt a seal.
""",
    "01-live/module.md": "---\nid: live\ntitle: Live\n---\n",
    "01-live/01-seals.md": "---\nid: live-seals\ntitle: Signs of tampering\nkind: session\nminutes: 90\n---\nBring a question.\n",
    "01-live/02-search.md": "---\nid: live-search\ntitle: A safe search\nkind: session\nminutes: 90\n---\nThe order of a search.\n",
}


def theory_files(slug: str = "theory-in-short", *, is_open: bool = False) -> dict[str, bytes]:
    """A theory course of two sessions."""
    said = {"slug": slug, "is_open": "true" if is_open else "false"}
    return Folder(slug, {name: text.format(**said).encode() for name, text in FILES.items()}).files  # type: ignore[return-value]


@dataclass
class Stage:
    """Makes sessions through the actions that the pages call."""

    make: Make
    trainer: Any

    def when(self, **ahead: int) -> datetime:
        """A full minute ahead of now: `when(days=2)`."""
        return (self.make.now + timedelta(**ahead)).replace(second=0, microsecond=0)

    def wall(self, starts_at: datetime, zone: str = "Asia/Tashkent", minutes: int = 90) -> Wall:
        """That moment on a wall."""
        there = local(starts_at, zone)
        return Wall(there.date(), f"{there:%H:%M}", zone, minutes, there.fold)

    def plan(self, *invited: str, **more: Any) -> Plan:
        """What a session is; by default for Chukursay and Altynkol."""
        nodes = [self.make.node(code).id for code in invited or ("UZ-CHUKURSAY", "KZ-ALTYNKOL")]
        usual = {
            "title": {"ru": "Пломбы", "en": "Seals and tampering"}, "lang": "ru", "activity_id": None, "agenda": "", "capacity": 3,
            "link": "https://meet.example.org/r/7f2c", "invited": nodes,
        }  # fmt: skip
        return Plan(**{**usual, **more})

    def session(self, *invited: str, by: Any = None, zone: str = "Asia/Tashkent", minutes: int = 90, **more: Any) -> TheorySession:
        """A session; `starts_at` is in two days by default."""
        starts_at = more.pop("starts_at", None) or self.when(days=2)
        trainer = self.make.viewer(by or self.trainer)
        at = more.pop("at", self.make.now)
        made = actions.create(uuid7(), self.plan(*invited, **more), self.wall(starts_at, zone, minutes), by=trainer, at=at)
        self.make.session.commit()
        return made

    def booked(self, person: Any, session: TheorySession, *, wait: bool = False, at: datetime | None = None) -> actions.Place:
        """The person registers."""
        viewer = self.make.viewer(person)
        found = queries.bookable(viewer, session.key)
        place = actions.book(found, seen=session.sequence, by=viewer, at=at or self.make.now, wait=wait)
        self.make.session.commit()
        return place

    def withdrew(self, person: Any, session: TheorySession, *, at: datetime | None = None) -> str:
        """The person gives it back."""
        viewer = self.make.viewer(person)
        gave = actions.withdraw(queries.bookable(viewer, session.key), by=viewer, at=at or self.make.now)
        self.make.session.commit()
        return gave

    def officers(self, count: int, **more: Any) -> list[Any]:
        """That many officers of Chukursay."""
        return [self.make.trainee(**more) for _ in range(count)]


@pytest.fixture
def trainer(make: Make) -> Any:
    """A trainer of the whole region, in Vienna."""
    person = make.person((Role.TRAINER, "CA"), call_name="Trainer 2")
    person.tz = "Europe/Vienna"
    make.session.flush()
    return person


@pytest.fixture
def stage(make: Make, trainer: Any) -> Stage:
    """`stage.session()`, `stage.booked(officer, session)`."""
    return Stage(make, trainer)


@pytest.fixture
def course(make: Make) -> MadeCourse:
    """A theory course of two sessions that is not open to join."""
    return make.course("theory-in-short", files=theory_files())


@pytest.fixture
def read(app: Flask) -> Callable[..., str]:
    """`read(browser, "/sessions")`: the words of a page, which must be there."""

    def words(browser: Any, address: str, **how: Any) -> str:
        answer = browser.get(address, **how)
        assert answer.status_code == 200, answer.status
        return plain(answer.text)

    return words


def plain(html: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(html)).split())


@pytest.fixture
def clock(app: Flask) -> Iterator[dict[str, timedelta]]:
    """How far the programme's clock stands from the real one."""
    kept = {"gone": timedelta()}
    app.extensions[CLOCK] = lambda: kept["gone"]
    yield kept
    del app.extensions[CLOCK]


@pytest.fixture
def later(clock: dict[str, timedelta]) -> Callable[..., None]:
    """`later(minutes=20)`: so much time passes on the programme's clock."""

    def pass_by(**span: int) -> None:
        clock["gone"] += timedelta(**span)

    return pass_by


@pytest.fixture
def set_clock(clock: dict[str, timedelta]) -> Callable[[datetime], datetime]:
    """`set_clock(moment)`: the programme's clock stands there, as in a demo."""

    def put(moment: datetime) -> datetime:
        clock["gone"] = moment - datetime.now(UTC)
        return moment

    return put


@pytest.fixture
def asked(app: Flask) -> Callable[..., int]:
    """`asked(browser, "/sessions")`: how many statements a page makes, the sign-in's own included."""

    def number(browser: Any, address: str) -> int:
        found: list[str] = []

        def count(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                found.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        try:
            assert browser.get(address).status_code == 200
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        return len(found)

    return number
