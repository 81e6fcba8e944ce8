"""A course of sessions, meetings and assignments lists them with their state and what they wait for, and leads to their doors."""

import pytest

from lms.lib.types import uuid7
from lms.progress import actions
from lms.progress.rules import Source
from tests.courses import mentorship, sessions
from tests.progress.test_enrol import text


@pytest.fixture
def keeper(make):
    return make.focal_point()


@pytest.fixture
def officer(make):
    return make.trainee()


@pytest.fixture
def learner(client, sign_in, officer):
    return sign_in(client, officer)


def test_a_theory_course_lists_its_sessions_and_what_completes_them(learner, make, officer, keeper):
    course = make.course("theory-in-short", files=sessions())
    enrolment = make.enrolled(officer, course, by=keeper)
    page = learner.get("/courses/theory-in-short")
    assert text(page).count("Live session, 60 min · done when the trainer confirms that you were there") == 3
    assert 'href="/courses/theory-in-short/documents/sessions">See the sessions' in page.text
    make.did(enrolment, officer, course, "documents", by=make.trainer())

    assert "Documents Live session, 60 min · attended" in text(learner.get("/courses/theory-in-short"))
    assert 'href="/courses/theory-in-short/tampering/sessions">See the sessions' in learner.get("/courses/theory-in-short").text


def test_a_mentorship_course_says_what_waits_for_the_mentor(learner, make, officer, keeper):
    course = make.course("mentorship-in-short", files=mentorship())
    enrolment = make.enrolled(officer, course, by=keeper)
    page = learner.get("/courses/mentorship-in-short")
    assert "Meeting with your mentor, 60 min · done when your mentor notes that it was held" in text(page)
    assert "Assignment, 60 min · to write;" in text(page)
    for door in ("first-meeting/meeting", "search-plan/assignment", "closing-meeting/meeting"):
        assert f'href="/courses/mentorship-in-short/{door}"' in page.text
    make.did(enrolment, officer, course, "first-meeting", by=make.mentor())
    plan = course.outline.find("search-plan").id
    actions.record(
        enrolment.id, "submitted", by=make.viewer(officer), at=make.now, event_id=uuid7(), source=Source.BROWSER, activity_id=plan
    )
    page = text(learner.get("/courses/mentorship-in-short"))

    assert "First meeting Meeting with your mentor, 60 min · held" in page and "Assignment, 60 min · begun;" in page


def test_the_address_of_such_a_step_leads_to_its_door(learner, make, officer, keeper):
    make.enrolled(officer, make.course("theory-in-short", files=sessions()), by=keeper)
    answer = learner.get("/courses/theory-in-short/search")

    assert answer.status_code == 302 and answer.headers["Location"] == "/courses/theory-in-short/search/sessions"


def test_a_course_joined_alone_that_a_track_needs_offers_no_way_out(learner, make, officer, keeper):
    course = make.course()
    actions.join(make.viewer(officer), course.id, at=make.now)
    assert "Leave this course" in text(learner.get("/courses/seals-in-short"))
    actions.enrol_in_track([officer], make.track(course).id, by=make.viewer(keeper), at=make.now)

    assert "Leave this course" not in text(learner.get("/courses/seals-in-short"))
    assert learner.post("/courses/seals-in-short/enrolment/leave").status_code == 403
