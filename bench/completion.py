"""What the coordinator's completion page costs beside the raw SQL of its counts: 20,000 people, 20 activities each."""

import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select
from sqlalchemy.engine import Engine

from bench import stage
from lms.catalogue.models import Activity, Course, Release, ReleaseItem, Rule
from lms.catalogue.rules.outline import ModuleOutline, Outline
from lms.ext import db
from lms.lib.time import today
from lms.lib.types import uuid7
from lms.people.actions.logins import begin_login
from lms.people.models import OrgName, OrgNode, Person, Role, RoleGrant, Secret
from lms.progress.models import Award, Enrolment, ModuleDone, State

PEOPLE, UNITS, COURSES, MODULES, LESSONS = 20_000, 200, 2, 2, 5
AT = datetime.now(UTC)
FIRST_DAY = date(2009, 1, 1)
SYSTEM = {"as_system": "bench"}


def fill(app: Flask) -> str:
    """Everybody and what they did, inserted in bulk. Returns a coordinator's token."""
    chance = random.Random(8)  # the same programme in every run
    with app.app_context():
        region = db.session.scalars(select(OrgNode).where(OrgNode.kind == "region")).one()
        agencies = db.session.scalars(select(OrgNode).where(OrgNode.kind == "agency")).all()
        units = list(units_of(agencies))
        releases = [course_of(number) for number in range(COURSES)]
        put(Person, people(units, chance))
        put(Enrolment, enrolments(units, releases, chance))
        done = list(progress_of(releases))
        put(State, (row for states, _ in done for row in states))
        put(ModuleDone, (row for _, modules in done for row in modules))
        put(Award, awards())
        boss = Person(ref="XX-BOSS", call_name="Coordinator", fold="coordinator", tz=region.tz, created_at=AT)
        db.session.add(boss)
        db.session.flush()
        last = AT.date() + timedelta(days=30)
        db.session.add(RoleGrant(person_id=boss.id, role=Role.COORDINATOR, node_id=region.id, from_day=FIRST_DAY, to_day=last))
        db.session.add(Secret(person_id=boss.id, kind="password", hash="", made_at=AT))
        token = begin_login(boss.id, at=AT, device="bench", idle_minutes=None)
        db.session.commit()
        return token


def put(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows, some thousands at a time."""
    rows_ = list(rows)
    for start in range(0, len(rows_), 5000):
        db.session.execute(insert(model), rows_[start : start + 5000])
    db.session.flush()


def units_of(agencies: Any) -> Iterator[tuple[OrgNode, OrgNode]]:
    """(unit, agency) of as many units as we want."""
    for number in range(UNITS):
        agency = agencies[number % len(agencies)]
        unit = OrgNode(code=f"{agency.cc}-BENCH{number}", kind="unit", cc=agency.cc, tz=agency.tz, unit_type="pcu")
        db.session.add(unit)
        db.session.flush()
        db.session.add(OrgName(node_id=unit.id, txt={"en": f"Post {number}", "ru": f"Пост {number}"}, from_day=FIRST_DAY))
        yield unit, agency


def course_of(number: int) -> Release:
    """A published course of two modules with five lessons each."""
    course = Course(slug=f"bench-{number}", pillar="elearning")
    rule = Rule(digest=f"{number:064d}", tree={})
    db.session.add_all([course, rule])
    db.session.flush()
    modules = tuple(ModuleOutline(f"module-{m}", {"en": f"Module {m}"}) for m in range(MODULES))
    outline = Outline(course.id, course.slug, {"en": f"Course {number}"}, {}, {}, 1, "basic", (), ("en",), True, modules, {})
    release = Release(course_id=course.id, no=1, rule_id=rule.id, digest="", severity="first", outline=outline.to_doc(), published_at=AT)
    db.session.add(release)
    db.session.flush()
    release.base_id = release.id
    for place in range(MODULES * LESSONS):
        activity = Activity(course_id=course.id, slug=f"lesson-{place}", kind="lesson")
        db.session.add(activity)
        db.session.flush()
        db.session.add(ReleaseItem(release_id=release.id, activity_id=activity.id, module_slug=f"module-{place // LESSONS}", pos=place))
    db.session.flush()
    return release


def people(units: list[tuple[OrgNode, OrgNode]], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Everybody, spread over the units."""
    for number in range(PEOPLE):
        unit, agency = units[number % UNITS]
        name = f"Officer {number}"
        yield {"id": 1000 + number, "key": uuid7(), "ref": f"B{number:06d}", "cc": unit.cc, "agency_id": agency.id, "unit_id": unit.id,
               "call_name": name, "fold": name.lower(), "tz": unit.tz, "created_at": AT}  # fmt: skip


def enrolments(units: list[tuple[OrgNode, OrgNode]], releases: list[Release], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Each person in each course, in all states, over a year."""
    for number in range(PEOPLE * COURSES):
        unit, agency = units[(number // COURSES) % UNITS]
        release, began = releases[number % COURSES], AT - timedelta(days=chance.randrange(20, 365))
        status = chance.choice(("not_started", "in_progress", "completed", "completed"))
        gone = began if status != "completed" and chance.random() < 0.03 else None
        yield {"id": 1000 + number, "key": uuid7(), "person_id": 1000 + number // COURSES, "course_id": release.course_id, "cycle": 1,
               "release_id": release.id, "cc": unit.cc, "agency_then_id": agency.id, "unit_then_id": unit.id, "tz_then": unit.tz,
               "via": "unit", "enrolled_at": began, "due_at": began + timedelta(days=60), "status": status,
               "withdrawn_at": gone, "withdrawn_why": "left" if gone else None,
               "completed_at": began + timedelta(days=15) if status == "completed" else None, "percent": 0}  # fmt: skip


def progress_of(releases: list[Release]) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """States and finished modules of each enrolment: all of a completed one, of one in progress the first module."""
    activities = {
        r.course_id: list(db.session.scalars(select(Activity.id).where(Activity.course_id == r.course_id).order_by(Activity.id)))
        for r in releases
    }
    columns = (Enrolment.id, Enrolment.course_id, Enrolment.status, Enrolment.enrolled_at)
    for row in db.session.execute(select(*columns).where(Enrolment.status != "not_started"), execution_options=SYSTEM):
        modules = MODULES if row.status == "completed" else 1
        states = [
            {"enrolment_id": row.id, "activity_id": id_, "status": "done", "done_at": row.enrolled_at, "updated_at": AT}
            for id_ in activities[row.course_id][: modules * LESSONS]
        ]
        yield states, [{"enrolment_id": row.id, "module_slug": f"module-{m}", "done_at": row.enrolled_at} for m in range(modules)]


def awards() -> Iterator[dict[str, Any]]:
    """One for each completed enrolment."""
    for row in db.session.scalars(select(Enrolment).where(Enrolment.status == "completed"), execution_options=SYSTEM):
        assert row.completed_at is not None
        yield {"key": uuid7(), "person_id": row.person_id, "enrolment_id": row.id, "course_id": row.course_id, "cc": row.cc,
               "agency_then_id": row.agency_then_id, "unit_then_id": row.unit_then_id, "earned_at": row.completed_at,
               "earned_on": today(row.completed_at, row.tz_then), "lang": "en"}  # fmt: skip


def raw_counts(client: FlaskClient, path: str) -> list[tuple[str, Any]]:
    """The statements over enrolments and awards that the page makes, with their values, as the driver gets them."""
    found: list[tuple[str, Any]] = []

    def keep(connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "FROM enrolment" in statement or "FROM award" in statement:
            found.append((statement, values))

    event.listen(Engine, "before_cursor_execute", keep)
    assert client.get(path).status_code == 200
    event.remove(Engine, "before_cursor_execute", keep)
    return found


def run_raw(file: str, statements: list[tuple[str, Any]]) -> float:
    """Seconds that they take over sqlite3 alone."""
    connection = sqlite3.connect(file)
    began = time.perf_counter()
    for statement, values in statements:
        connection.execute(statement, values).fetchall()
    spent = time.perf_counter() - began
    connection.close()
    return spent


def seconds(act: Any) -> float:
    """The best of seven."""

    def once() -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    return min(once() for _ in range(7))


def main() -> None:
    """Print the figures."""
    with stage.application() as app:
        token = fill(app)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
        path = "/completion"
        counts = raw_counts(client, path)
        raw = min(run_raw(file, counts) for _ in range(7))
        page = seconds(lambda: client.get(path))
        stage.say("completion page / raw SQL of its counts", page / raw, 3)
        stage.say("completion page, statements that count", len(counts), 8)
        stage.say("completion page", page * 1000, unit=" ms")
        stage.say("raw SQL of its counts", raw * 1000, unit=" ms")
        stage.say("completion page, its HTML", len(client.get(path).data) / 1024, unit=" KB")


if __name__ == "__main__":
    main()
