"""The last facts of two courses at once, in real processes: the track whose last courses they are is completed."""

import pytest
from sqlalchemy import func, insert, select

from lms.catalogue.models import TrackRelease
from lms.ext import db
from lms.progress.models import Enrolment, TrackEnrolment
from tests.courses import two_lessons
from tests.processes import together
from tests.processes.test_together import many

SYSTEM = {"as_system": "this test"}
OFFICERS = 100


def one_lesson(slug: str) -> dict[str, bytes]:
    """The least course: one lesson, so that one fact completes it."""
    return {name: text for name, text in two_lessons(slug).items() if "numbers" not in name}


def in_both(make, first, second) -> list[tuple[int, int, int]]:
    """(person, enrolment in the first, enrolment in the second) of officers who are in a track of the two."""
    track = make.track(first, second)
    pairs = many(make, first, OFFICERS)
    one = db.session.get_one(Enrolment, pairs[0][1], execution_options=SYSTEM)
    same = {c.name: getattr(one, c.name) for c in Enrolment.__table__.columns if c.name not in ("id", "key", "person_id")}
    base = {**same, "course_id": second.id, "release_id": make.enrolled(make.trainee(), second).release_id}
    added = db.session.execute(
        insert(Enrolment).returning(Enrolment.person_id, Enrolment.id), [{**base, "person_id": person} for person, _ in pairs]
    )
    others = {row.person_id: row.id for row in added}
    release = db.session.scalar(select(TrackRelease.id).where(TrackRelease.track_id == track.id))
    row = {"track_id": track.id, "track_release_id": release, "via": "unit", "started_at": make.now}
    db.session.execute(insert(TrackEnrolment), [{**row, "person_id": person} for person, _ in pairs])
    return [(person, enrolment, others[person]) for person, enrolment in pairs]


@pytest.mark.timeout(240)
def test_the_last_facts_of_two_courses_at_once_complete_the_track(app, make, url, tmp_path, processes):
    first, second = (make.course(slug, files=one_lesson(slug)) for slug in ("one", "two"))
    people = in_both(make, first, second)
    db.session.commit()
    db.session.remove()
    lessons = [course.outline.activities[0].id for course in (first, second)]
    tasks = [[(person, (a, b)[n], lessons[n]) for person, a, b in people] for n in (0, 1)]
    running = [processes.submit(together.last_fact, url, str(tmp_path), part, at_once=True) for part in tasks]
    said = [each.result() for each in running]

    assert said == [OFFICERS, OFFICERS]
    completed = select(func.count()).select_from(TrackEnrolment).where(TrackEnrolment.completed_at.is_not(None))
    assert db.session.scalar(completed, execution_options=SYSTEM) == OFFICERS
