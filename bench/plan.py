"""What the regional plan costs beside the raw SQL of its counts: five countries of 400 lines each, 100,000 facts behind them."""

import logging
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from bench import stage
from bench.completion import AT, FIRST_DAY, course_of, put, run_raw, seconds
from lms.catalogue.models import Release
from lms.ext import db
from lms.lib.types import uuid7
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting, MentorProfile
from lms.people.actions.logins import begin_login
from lms.people.models import OrgNode, Person, Role, RoleGrant, Secret
from lms.programme.models import LineText, PlanLine, PlanVersion, WorkPlan
from lms.progress.models import Enrolment
from lms.theory.models import Attendance, SessionInvited, TheorySession

LINES, PEOPLE = 400, 20_000  # a country; in all
ENROLLED, ATTENDED, MET = 60_000, 36_000, 4_000  # facts
TYPES = ("elearning", "theory", "mentorship", "in_person")
SESSIONS = 2  # of a line of theory
COUNTED = ("FROM enrolment", "FROM theory_session", "FROM attendance", "FROM session_invited", "FROM plan_line_held", "WITH wanted")
YEAR = AT.year


def fill(app: Flask) -> str:
    """Plans, people and what they did, inserted in bulk. Returns a coordinator's token."""
    chance = random.Random(10)  # the same in every run
    with app.app_context():
        region = db.session.scalars(select(OrgNode).where(OrgNode.kind == "region")).one()
        countries = db.session.scalars(select(OrgNode).where(OrgNode.kind == "country", OrgNode.cc.is_not(None)).order_by(OrgNode.id)).all()
        boss = coordinator_of(region)
        put(Person, people(countries))
        lines = [line for node in countries for line in plan_of(node)]
        by_type = {name: [id_ for id_, of in lines if of == name] for name in TYPES}
        put(Enrolment, enrolments(by_type["elearning"], course_of(0), countries, chance))
        theory(by_type["theory"], boss, countries, chance)
        mentorship(by_type["mentorship"], boss, countries)
        token = begin_login(boss.id, at=AT, device="bench", idle_minutes=None)
        db.session.commit()
        return token


def coordinator_of(region: OrgNode) -> Person:
    """Who reads the plan; trainer and mentor of all as well, whom nobody counts."""
    boss = Person(ref="XX-BOSS", call_name="Coordinator", fold="coordinator", tz=region.tz, created_at=AT)
    db.session.add(boss)
    db.session.flush()
    last = AT.date() + timedelta(days=30)
    db.session.add(RoleGrant(person_id=boss.id, role=Role.COORDINATOR, node_id=region.id, from_day=FIRST_DAY, to_day=last))
    db.session.add(Secret(person_id=boss.id, kind="password", hash="", made_at=AT))
    db.session.add(MentorProfile(person_id=boss.id, at=AT))
    db.session.flush()
    return boss


def people(countries: Any) -> Iterator[dict[str, Any]]:
    """Everybody, spread over the countries."""
    for number in range(PEOPLE):
        node, name = countries[number % len(countries)], f"Officer {number}"
        yield {"id": 1000 + number, "key": uuid7(), "ref": f"B{number:06d}", "cc": node.cc, "call_name": name, "fold": name.lower(),
               "tz": node.tz, "created_at": AT}  # fmt: skip


def plan_of(node: OrgNode) -> list[tuple[int, str]]:
    """A plan of one version with its lines, over the year. Returns (line, type) of each."""
    plan = WorkPlan(node_id=node.id, year=YEAR)
    db.session.add(plan)
    db.session.flush()
    version = PlanVersion(plan_id=plan.id, no=1, made_at=AT)
    db.session.add(version)
    db.session.flush()
    rows = [PlanLine(plan_id=plan.id, number=f"{node.code}-{number + 1:02}") for number in range(LINES)]
    db.session.add_all(rows)
    db.session.flush()
    put(LineText, (text_of(row.id, version.id, number) for number, row in enumerate(rows)))
    return [(row.id, TYPES[number % len(TYPES)]) for number, row in enumerate(rows)]


def text_of(line: int, version: int, number: int) -> dict[str, Any]:
    """What the version says of one of them."""
    first = date(YEAR, 1, 1) + timedelta(days=number % 330)
    return {"line_id": line, "version_id": version, "pos": number, "type": TYPES[number % len(TYPES)], "mode": "live",
            "title": {"en": f"Activity {number}", "ru": f"Занятие {number}"}, "from_day": first, "to_day": first + timedelta(days=30),
            "seats": 120, "events": SESSIONS, "minutes": 90, "langs": {"codes": ["ru"]}, "office": "", "status": "planned", "reason": "",
            "note": "", "source": ""}  # fmt: skip


def enrolments(lines: list[int], release: Release, countries: Any, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Cycles of one course, so that everybody is in several lines; two of three completed."""
    for number in range(ENROLLED):
        person, node = number % PEOPLE, countries[number % PEOPLE % len(countries)]
        status = chance.choice(("in_progress", "completed", "completed"))
        began = AT - timedelta(days=chance.randrange(20, 300))
        yield {"id": 1000 + number, "key": uuid7(), "person_id": 1000 + person, "course_id": release.course_id,
               "cycle": 1 + number // PEOPLE, "release_id": release.id, "cc": node.cc, "tz_then": node.tz, "via": "unit",
               "plan_line_id": lines[number % len(lines)], "enrolled_at": began, "due_at": began + timedelta(days=60), "status": status,
               "completed_at": began + timedelta(days=15) if status == "completed" else None, "percent": 0}  # fmt: skip


def theory(lines: list[int], boss: Person, countries: Any, chance: random.Random) -> None:
    """Sessions that were held, their registers confirmed."""
    usual = {"title": {"en": "Seals"}, "lang": "en", "wall_day": AT.date(), "wall_time": "10:00", "zone": "Asia/Tashkent", "tz_version": "",
             "minutes": 90, "capacity": 200, "taken": 0, "trainer_id": boss.id, "created_by_id": boss.id, "created_at": AT,
             "confirmed_at": AT, "confirmed_by_id": boss.id}  # fmt: skip
    sessions = [line for line in lines for _time in range(SESSIONS)]
    put(TheorySession, ({"id": 1000 + n, "key": uuid7(), "plan_line_id": line, "starts_at": AT - timedelta(days=1 + n % 300), **usual}
                        for n, line in enumerate(sessions)))  # fmt: skip
    put(SessionInvited, ({"session_id": 1000 + n, "node_id": countries[n % len(countries)].id} for n in range(len(sessions))))
    put(Attendance, attendances(len(sessions), boss, countries, chance))


def attendances(sessions: int, boss: Person, countries: Any, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Nine of ten were there."""
    for number in range(ATTENDED):
        outcome = "absent" if chance.random() < 0.1 else "present"
        yield {"session_id": 1000 + number % sessions, "person_id": 1000 + number // sessions * 7 % PEOPLE, "no": 1, "outcome": outcome,
               "cc": countries[0].cc, "minutes": 90 if outcome == "present" else 0, "why": "", "at": AT, "by_id": boss.id}  # fmt: skip


def mentorship(lines: list[int], boss: Person, countries: Any) -> None:
    """A person of each line, met several times."""
    began = {"offered_at": AT, "expires_at": AT, "accepted_at": AT, "opened_at": AT, "offered_by_id": boss.id, "ends_on": AT.date()}
    ended = {"ended_at": AT, "ended_how": "over", "ended_why": ""}
    put(Engagement, ({"id": 1000 + n, "key": uuid7(), "mentor_id": boss.id, "person_id": 1000 + n, "cc": countries[n % len(countries)].cc,
                      "plan_line_id": line, "topics": {}, "reasons": {}, "goals": "", "why_not_first": "", **began, **ended}
                     for n, line in enumerate(lines)))  # fmt: skip
    met = {"wall_day": AT.date(), "wall_time": "10:00", "zone": "Asia/Tashkent", "minutes": 45, "planned_by_id": boss.id, "planned_at": AT,
           "outcome": "held", "noted_at": AT, "noted_by_id": boss.id, "starts_at": AT - timedelta(days=3)}  # fmt: skip
    put(MentoringMeeting, ({"id": 1000 + n, "key": uuid7(), "engagement_id": 1000 + n % len(lines), **met} for n in range(MET)))
    put(MeetingPresent, ({"meeting_id": 1000 + n, "person_id": 1000 + n % len(lines)} for n in range(MET)))


def raw_counts(client: FlaskClient, path: str) -> tuple[list[tuple[str, Any]], int]:
    """The statements by which the page counts, with their values, as the driver gets them; and how many statements it makes in all."""
    found: list[tuple[str, Any]] = []
    every: list[str] = []

    def keep(connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        every.append(statement)
        if any(table in statement for table in COUNTED):
            found.append((statement, values))

    event.listen(Engine, "before_cursor_execute", keep)
    assert client.get(path).status_code == 200
    event.remove(Engine, "before_cursor_execute", keep)
    return found, len(every)


def main() -> None:
    """Print the figures."""
    logging.disable(logging.INFO)
    with stage.application() as app:
        token = fill(app)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
        path = f"/plan/region/{YEAR}"
        counts, every = raw_counts(client, path)
        raw = min(run_raw(file, counts) for _ in range(7))
        page = seconds(lambda: client.get(path))
        stage.say("regional plan / raw SQL of its counts", page / raw, 3)
        stage.say("regional plan, statements", every, 15)
        stage.say("regional plan, statements that count", len(counts))
        stage.say("regional plan", page * 1000, unit=" ms")
        stage.say("raw SQL of its counts", raw * 1000, unit=" ms")
        stage.say("regional plan, its HTML", len(client.get(path).data) / 1024, unit=" KB")


if __name__ == "__main__":
    main()
