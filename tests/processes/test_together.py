"""Several processes at once: nothing fails, nothing is lost, and two last facts do not miss each other."""

import pytest
from sqlalchemy import func, insert, select

from lms.ext import db
from lms.people.models import Account, Membership, Person, Role, RoleGrant
from lms.progress.models import Award, Enrolment, Evidence
from tests.courses import two_lessons
from tests.processes import together
from tests.processes.together import PROCESSES

SYSTEM = {"as_system": "this test"}
LAST = 400


@pytest.mark.timeout(240)
def test_four_processes_write_read_and_sign_in_at_once_and_lose_nothing(app, make, url, tmp_path, processes):
    course = make.course()
    keeper = make.focal_point()
    lesson = course.outline.activities[0]
    jobs = []
    for _ in range(PROCESSES):
        officer = make.trainee()
        enrolment = make.enrolled(officer, course, by=keeper)
        name = db.session.get_one(Account, officer.id, execution_options=SYSTEM).name
        jobs.append((url, str(tmp_path), name, officer.id, enrolment.id, lesson.id, f"/courses/{course.outline.slug}/{lesson.slug}"))
    db.session.commit()
    db.session.remove()
    said = [each.result() for each in [processes.submit(together.work, *job) for job in jobs]]

    half = together.WRITES // 2
    assert said == [{"5xx": 0, "facts": half, "pages": half, "sign-ins": together.SIGN_INS}] * PROCESSES
    kept = dict(db.session.execute(select(Evidence.kind, func.count()).group_by(Evidence.kind), execution_options=SYSTEM).all())
    assert kept == {"answered": PROCESSES * half, "opened": PROCESSES}


def many(make, course, count: int) -> list[tuple[int, int]]:
    """(person, enrolment) of that many officers of Chukursay, made in a few statements."""
    one = make.trainee()
    pattern = {c.name: getattr(one, c.name) for c in Person.__table__.columns if c.name not in ("id", "key", "ref")}
    people = [{**pattern, "ref": f"UZ-{n:04d}"} for n in range(count)]
    ids = list(db.session.scalars(insert(Person).returning(Person.id), people))
    since, until = make.since.date(), make.since.date().replace(year=make.since.year + 4)
    member = {"unit_id": one.unit_id, "agency_id": one.agency_id, "from_day": since}
    db.session.execute(insert(Membership), [{**member, "person_id": id_} for id_ in ids])
    grant = {"role": Role.TRAINEE, "node_id": one.unit_id, "from_day": since, "to_day": until, "reason": ""}
    db.session.execute(insert(RoleGrant), [{**grant, "person_id": id_} for id_ in ids])
    pinned = make.enrolled(one, course)
    same = {c.name: getattr(pinned, c.name) for c in Enrolment.__table__.columns if c.name not in ("id", "key", "person_id")}
    rows = db.session.execute(insert(Enrolment).returning(Enrolment.person_id, Enrolment.id), [{**same, "person_id": id_} for id_ in ids])
    return [(row.person_id, row.id) for row in rows]


@pytest.mark.timeout(240)
def test_the_two_last_facts_of_400_enrolments_at_once_complete_all_of_them(app, make, url, tmp_path, processes):
    course = make.course("two-lessons", files=two_lessons())
    first, second = (activity.id for activity in course.outline.activities)
    pairs = many(make, course, LAST)
    db.session.commit()
    db.session.remove()
    # Each half of the processes brings one of the two facts, in the same order, so that they meet again and again.
    tasks = [[(person, enrolment, activity) for person, enrolment in pairs] for activity in (first, second)]
    said = [each.result() for each in [processes.submit(together.last_fact, url, str(tmp_path), part) for part in tasks]]

    assert said == [LAST, LAST]
    completed = select(func.count()).select_from(Enrolment).where(Enrolment.status == "completed")
    assert db.session.scalar(completed, execution_options=SYSTEM) == LAST
    assert db.session.scalar(select(func.count()).select_from(Award), execution_options=SYSTEM) == LAST
