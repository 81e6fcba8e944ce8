"""What the benchmarks share: an application on a database of its own, an officer in a course, and ways to say a figure."""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select

from config import Settings
from lms import commands, create_app
from lms.catalogue import actions as publishing
from lms.catalogue import queries as catalogue
from lms.catalogue.rules.folder import course_folders, read_folder
from lms.ext import db
from lms.people import actions as people
from lms.people import published
from lms.people.models import OrgNode, Person
from lms.people.queries import acting
from lms.progress import actions as progress

ROOT = Path(__file__).resolve().parent.parent
LIMIT = {True: "at most", False: "at least"}


def say(name: str, figure: float, limit: float | None = None, *, unit: str = "", most: bool = True) -> None:
    """One line a figure."""
    tail = f" | {LIMIT[most]} {limit:g}{unit}" if limit is not None else " | no limit"
    print(f"{name} | {figure:.3g}{unit}{tail}", flush=True)


@contextmanager
def application(data: Path | None = None) -> Iterator[Flask]:
    """An application on a SQLite file of its own, with the published rows and the courses."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            env="production", secret_key="for benchmarks only, long enough to be one", data=data or Path(folder),
            database_url=f"sqlite:///{data or folder}/lms.sqlite", demo=False, argon_fast=True,
        )  # fmt: skip
        app = create_app(settings)
        app.config["SESSION_COOKIE_SECURE"] = False
        with app.app_context():
            commands.load(app)
            upgrade(directory=str(ROOT / "migrations"))
            published.load(datetime.now(UTC))
            for course in course_folders(ROOT / "courses"):
                publishing.publish(read_folder(course), None, at=datetime.now(UTC))
            db.session.commit()
            db.session.remove()
        yield app
        with app.app_context():
            db.engine.dispose()


@dataclass(frozen=True)
class Officer:
    """Somebody in the first lesson of the marking course, signed in."""

    client: FlaskClient
    lessons: tuple[str, ...]


def officer(app: Flask) -> Officer:
    """An officer of Chukursay, enrolled, with a browser."""
    at = datetime.now(UTC)
    with app.app_context():
        unit, agency = (db.session.scalars(select(OrgNode).where(OrgNode.code == code)).one() for code in ("UZ-CHUKURSAY", "UZ-SCC"))
        person: Person = people.add_person(people.Description(call_name="Dilnoza R."), agency_id=agency.id, unit_id=unit.id, by=None, at=at)
        course = next(course for course in catalogue.courses() if course.slug == "container-marking")
        progress.join(acting(person.id, at.date()), course.course_id, at=at)
        people.set_own_password(people.hash_of("a long enough word"), by=acting(person.id, at.date()), at=at)
        token = people.begin_login(person.id, at=at, device="bench", idle_minutes=10)
        db.session.commit()
        outline = catalogue.outline(catalogue.release_for_start(course.course_id))
        lessons = tuple(f"/courses/{outline.slug}/{a.slug}" for a in outline.activities if a.kind == "lesson")
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return Officer(client, lessons)


def compare(one: Callable[[], object], other: Callable[[], object], *, rounds: int = 25, each: int = 8) -> tuple[float, float]:
    """Median seconds of the processor for each, measured in turn so that a noisy machine is noisy to both."""
    times: tuple[list[float], list[float]] = ([], [])
    for work in (one, other):
        work()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for found, work in zip(times, (one, other), strict=True):
                began = time.process_time()
                for _ in range(each):
                    work()
                found.append((time.process_time() - began) / each)
    finally:
        gc.enable()
    return statistics.median(times[0]), statistics.median(times[1])
