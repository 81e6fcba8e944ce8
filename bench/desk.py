"""What a mentor's desk costs beside a bare page of the same size: 200 open conversations, 60 people in a track of four courses."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from bench import stage
from bench.completion import AT, FIRST_DAY, SYSTEM, put
from bench.lesson import queries_of
from lms.catalogue import queries as catalogue
from lms.catalogue.models import Course, Track, TrackItem, TrackRelease
from lms.ext import db
from lms.lib.types import uuid7
from lms.mentoring.models import Engagement, EngagementAgreement, MentorProfile, Post, Submission, Thread, Turn
from lms.people.actions import give_sight
from lms.people.actions.logins import begin_login
from lms.people.doors import reader, signed_in
from lms.people.models import OrgNode, Person, Role, RoleGrant, Secret
from lms.progress.models import Enrolment, State, TrackEnrolment

PEOPLE, THREADS = 60, 200
COURSES = ("programme-welcome", "container-marking", "theory-basics", "first-mentorship")
ROWS = THREADS + PEOPLE * len(COURSES)  # what the desk reads: a row a conversation, and a row a course of everybody
LINE = 194  # bytes that a line of the bare page weighs before it is filled up
LAST = AT.date() + timedelta(days=90)


def fill(app: Flask) -> str:
    """The unit, its mentor, and what waits; inserted in bulk. Returns the mentor's token."""
    with app.app_context():
        unit, agency, region = (
            db.session.scalars(select(OrgNode).where(OrgNode.code == code)).one() for code in ("UZ-CHUKURSAY", "UZ-SCC", "CA")
        )
        mentor = mentor_of(region)
        place = {"cc": unit.cc, "agency_id": agency.id, "unit_id": unit.id, "tz": unit.tz, "created_at": AT}
        names = [f"Officer {number}" for number in range(PEOPLE)]
        put(Person, ({"id": 1000 + n, "key": uuid7(), "ref": f"B{n:06d}", "call_name": name, "fold": name.lower(), **place}
                     for n, name in enumerate(names)))  # fmt: skip
        pair(mentor, unit, agency)
        courses = in_track(unit, agency)
        conversations(mentor, courses)
        token = begin_login(mentor.id, at=AT, device="bench", idle_minutes=None)
        db.session.commit()
        return token


def mentor_of(region: OrgNode) -> Person:
    """A mentor abroad."""
    mentor = Person(ref="XX-MENT", call_name="Mentor", fold="mentor", tz="Europe/Brussels", created_at=AT)
    db.session.add(mentor)
    db.session.flush()
    db.session.add(RoleGrant(person_id=mentor.id, role=Role.MENTOR, node_id=region.id, from_day=FIRST_DAY, to_day=LAST))
    db.session.add(Secret(person_id=mentor.id, kind="password", hash="", made_at=AT))
    db.session.add(MentorProfile(person_id=mentor.id, at=AT))
    db.session.flush()
    return mentor


def pair(mentor: Person, unit: OrgNode, agency: OrgNode) -> None:
    """The unit is the mentor's, and its agency has agreed."""
    began = {"offered_at": AT, "expires_at": AT, "accepted_at": AT, "opened_at": AT, "offered_by_id": mentor.id, "ends_on": LAST}
    row = Engagement(mentor_id=mentor.id, unit_id=unit.id, cc=unit.cc or "", topics={}, reasons={}, **began)
    db.session.add(row)
    db.session.flush()
    db.session.add(EngagementAgreement(engagement_id=row.id, agency_id=agency.id, at=AT, by_id=mentor.id))
    give_sight(mentor.id, source=row.key, at=AT, by=mentor.id, unit_id=unit.id, agency_id=agency.id)


def in_track(unit: OrgNode, agency: OrgNode) -> list[Any]:
    """Everybody in the track, a third of each course done. Returns its courses, that with the assignment last."""
    courses = [row for row in catalogue.courses() if row.outline.slug in COURSES]
    track = Track(slug="bench")
    db.session.add(track)
    db.session.flush()
    release = TrackRelease(
        track_id=track.id, no=1, digest="", doc={"title": {"en": "All"}, "summary": {}, "langs": ["en"]}, published_at=AT
    )
    db.session.add(release)
    db.session.flush()
    put(TrackItem, ({"track_release_id": release.id, "course_id": row.course_id, "pos": pos} for pos, row in enumerate(courses)))
    courses.sort(key=lambda row: row.outline.slug == COURSES[-1])
    where = {"cc": unit.cc, "agency_then_id": agency.id, "unit_then_id": unit.id}
    put(TrackEnrolment, ({"key": uuid7(), "person_id": 1000 + n, "track_id": track.id, "track_release_id": release.id, "via": "unit",
                          "started_at": AT, **where} for n in range(PEOPLE)))  # fmt: skip
    put(Enrolment, ({"id": 1000 + n, "key": uuid7(), "person_id": 1000 + n // len(courses),
                     "course_id": courses[n % len(courses)].course_id,
                     "cycle": 1, "release_id": courses[n % len(courses)].base_id, "tz_then": unit.tz, "via": "track", "enrolled_at": AT,
                     "status": "in_progress", "percent": 30, "last_at": AT, **where} for n in range(PEOPLE * len(courses))))  # fmt: skip
    for n in range(PEOPLE * len(courses)):
        activities = courses[n % len(courses)].outline.activities
        done = [{"enrolment_id": 1000 + n, "activity_id": a.id, "status": "done", "done_at": AT, "updated_at": AT}
                for a in activities[: -(-len(activities) // 3)]]  # fmt: skip
        db.session.execute(insert(State), done, execution_options=SYSTEM)
    return courses


def conversations(mentor: Person, courses: list[Any]) -> None:
    """A submission of each officer, and questions for the rest; three of four wait for the mentor, since one to nine days."""
    course = courses[-1]
    plan = next(activity for activity in course.outline.activities if activity.kind == "assignment")
    lesson = courses[0].outline.activities[0]
    enrolment = {n: 1000 + n * len(courses) + len(courses) - 1 for n in range(PEOPLE)}
    put(Submission, ({"key": uuid7(), "enrolment_id": enrolment[n], "activity_id": plan.id, "person_id": 1000 + n, "iteration": 1,
                      "text": "Look behind the first row.", "steps": {"items": ["Seal", "Doors"]}, "saved_at": AT, "handed_in_at": AT}
                     for n in range(PEOPLE)))  # fmt: skip
    for n in range(THREADS):
        officer, is_plan, since = n % PEOPLE, n < PEOPLE, AT - timedelta(days=1 + n % 9)
        thread = Thread(kind="submission" if is_plan else "question", person_id=1000 + officer, cc="UZ", mentor_id=mentor.id, lang="ru",
                        enrolment_id=enrolment[officer] if is_plan else 1000 + officer * len(courses), opened_at=since,
                        activity_id=plan.id if is_plan else lesson.id)  # fmt: skip
        db.session.add(thread)
        db.session.flush()
        db.session.add(Turn(thread_id=thread.id, side="officer" if n % 4 == 0 else "mentor", since=since))
        db.session.add(Post(thread_id=thread.id, author_id=1000 + officer, side="officer", text="Почему пломба последней? " * 20, at=since))


def bare_page(app: Flask, size: int) -> str:
    """The bare page of that size: the sign-in's loader, one select of as many rows as the desk reads, a template that prints a line of
    each and weighs as much; through the whole application like any other, with nothing decided and nothing translated."""
    statement = (
        select(Thread.key, Person.ref, Person.call_name, Thread.opened_at, Turn.side, Course.slug, Enrolment.status)
        .join(Person, Person.id == Thread.person_id)
        .join(Turn, Turn.thread_id == Thread.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Course, Course.id == Enrolment.course_id)
        .order_by(Thread.id, Enrolment.id)
        .limit(ROWS)
    )
    cells = "".join(f"<td>{{{{ row.{column.name} }}}}</td>" for column in statement.selected_columns)
    line = f"<tr>{cells}</tr>" + " " * max(0, size // ROWS - LINE)
    template = app.jinja_env.from_string(f"<h1>{{{{ reader }}}}</h1><table>{{% for row in rows %}}{line}{{% endfor %}}</table>")

    @signed_in
    def bare() -> str:
        rows = db.session.execute(statement, execution_options=SYSTEM).all()
        return template.render(rows=rows, reader=reader().call_name)

    app.view_functions["bare"] = bare
    app.url_map.add(app.url_rule_class("/bare", endpoint="bare"))
    return "/bare"


def browser(app: Flask, token: str) -> FlaskClient:
    """The mentor's."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


def main() -> None:
    """Print the figures."""
    with stage.application() as app:
        client = browser(app, fill(app))
        page = client.get("/desk")
        assert page.status_code == 200, page.status_code
        address = bare_page(app, len(page.data))
        first = queries_of(client, "/desk")
        desk, bare = stage.compare(lambda: client.get("/desk"), lambda: client.get(address))
        stage.say("mentor's desk / bare page of the same size", desk / bare, 3)
        stage.say("mentor's desk, statements", first, 10)
        stage.say("mentor's desk", desk * 1000, unit=" ms")
        stage.say("bare page of the same size", bare * 1000, unit=" ms")
        stage.say("their HTML", len(page.data) / 1024, unit=" KB")
        stage.say("HTML of the bare page", len(client.get(address).data) / 1024, unit=" KB")


if __name__ == "__main__":
    main()
