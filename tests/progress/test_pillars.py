"""How far somebody is over the three pillars, from one function for every page."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lms.progress import actions, queries
from lms.progress.rules import Part, add_up
from tests.courses import mentorship, sessions


@pytest.fixture
def three(app, db, make):
    """A course of each pillar and one more to read, and a track of the four."""
    courses = [
        make.course("reading"),
        make.course("theory-in-short", files=sessions()),
        make.course("mentorship-in-short", files=mentorship()),
        make.course("more"),
    ]
    return courses, make.track(*courses)


def did(make, done, course, *slugs):
    enrolment = next(each.enrolment for each in done.courses if each.enrolment.course_id == course.id)
    for slug in slugs:
        make.did(enrolment, done.person, course, slug)


def test_courses_are_counted_of_elearning_and_steps_of_theory_and_mentorship(three, make):
    (read, attend, meet, _more), track = three
    officer, keeper = make.trainee(), make.viewer(make.focal_point())
    [done] = actions.enrol_in_track([officer], track.id, by=keeper, at=make.now)
    did(make, done, read, "seals", "numbers", "quiz")
    did(make, done, attend, "documents")
    did(make, done, meet, "first-meeting", "search-plan")
    found = queries.pillars(make.viewer(officer), [officer.id], make.now)[officer.id]

    assert [(p.name, p.done, p.total, p.percent) for p in found.pillars] == [
        ("elearning", 1, 2, 50), ("theory", 1, 3, 33), ("mentorship", 2, 3, 66),
    ]  # fmt: skip
    assert (found.percent, found.track["en"], found.completed_at) == ((100 + 33 + 66 + 0) // 4, "Basic track", None)


def test_all_see_the_same_of_the_same_person_and_others_nothing(three, make):
    _courses, track = three
    officer, keeper = make.trainee(), make.focal_point()
    actions.enrol_in_track([officer], track.id, by=make.viewer(keeper), at=make.now, due_on=make.today + timedelta(days=9))
    seen = [queries.pillars(make.viewer(who), [officer.id], make.now) for who in (officer, keeper, make.coordinator())]

    assert seen[0] == seen[1] == seen[2] and seen[0][officer.id].due_at is not None
    for stranger in (make.outside_focal_point(), make.admin(), make.trainee(), make.mentor()):
        assert queries.pillars(make.viewer(stranger), [officer.id], make.now) == {}


def test_a_completed_track_says_when_and_another_begun_later_comes_first(three, make):
    courses, track = three
    officer, keeper = make.trainee(), make.viewer(make.focal_point())
    [done] = actions.enrol_in_track([officer], track.id, by=keeper, at=make.now)
    for course in courses:
        did(make, done, course, *(activity.slug for activity in course.outline.activities))
    found = queries.pillars(keeper, [officer.id], make.now)[officer.id]
    assert (found.percent, found.completed_at) == (100, done.enrolment.completed_at)
    assert [(p.done, p.total) for p in found.pillars] == [(2, 2), (3, 3), (3, 3)]
    actions.enrol_in_track([officer], make.track(courses[0], make.course("new"), slug="next").id, by=keeper, at=make.now)

    assert queries.pillars(keeper, [officer.id], make.now)[officer.id].percent == 50


def test_who_is_in_no_track_has_the_courses_they_hold(three, make):
    (read, *_rest), _track = three
    officer, nobody, keeper = make.trainee(), make.trainee(), make.focal_point()
    make.did(make.enrolled(officer, read, by=keeper), officer, read, "seals")
    left = make.enrolled(nobody, read, by=keeper)
    actions.withdraw(left, by=make.viewer(keeper), at=make.now, reason="moved")
    found = queries.pillars(make.viewer(keeper), [officer.id, nobody.id], make.now)

    assert (found[officer.id].track, found[officer.id].percent, found[officer.id].pillars[0].total) == (None, 33, 1)
    assert found[nobody.id].pillars == () and found[nobody.id].percent == 0


def test_a_course_of_the_track_that_was_withdrawn_counts_as_not_begun(three, make):
    (read, *_rest), track = three
    officer, keeper = make.trainee(), make.viewer(make.focal_point())
    [done] = actions.enrol_in_track([officer], track.id, by=keeper, at=make.now)
    did(make, done, read, "seals")
    actions.withdraw(done.courses[0].enrolment, by=keeper, at=make.now, reason="later")
    found = queries.pillars(keeper, [officer.id], make.now)[officer.id]

    assert (found.pillars[0].total, found.pillars[0].percent, found.percent) == (2, 0, 0)


@pytest.mark.architecture
def test_few_statements_for_one_person_and_for_sixty(three, make, db):
    _courses, track = three
    keeper = make.viewer(make.focal_point())
    officers = [make.trainee() for _ in range(60)]
    actions.enrol_in_track(officers, track.id, by=keeper, at=make.now)
    db.session.commit()
    asked = []
    count = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(Engine, "before_cursor_execute", count)
    try:
        for people in (officers[:1], officers):
            asked.clear()
            assert len(queries.pillars(keeper, [officer.id for officer in people], make.now)) == len(people)
            assert len([each for each in asked if each.startswith("SELECT")]) <= 4
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def test_a_hundred_per_cent_is_said_only_when_all_are_completed():
    done = datetime(2020, 6, 26, tzinfo=UTC)
    parts = [Part(1, "elearning", 100, done), Part(2, "elearning", 99)]

    assert add_up(parts)[1] == 99 and add_up(parts[:1])[1] == 100 and add_up([]) == ((), 0)
