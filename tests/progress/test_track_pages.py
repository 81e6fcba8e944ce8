"""The pages on which people are enrolled in a track and withdrawn from it say before what happens to whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.progress import actions
from lms.progress.models import TrackEnrolment
from tests.progress.test_enrol import SYSTEM, enrol, enrolments, text

WHERE = "/enrol?who=UZ-CHUKURSAY&course=track.basic-track"


@pytest.fixture
def focal_point(make):
    return make.focal_point(call_name="Focal point")


@pytest.fixture
def browser(client, sign_in, focal_point):
    return sign_in(client, focal_point)


@pytest.fixture
def courses(make):
    return [make.course(slug) for slug in ("first", "second", "third")]


@pytest.fixture
def track(make, courses):
    return make.track(*courses)


def in_tracks(db):
    return list(db.session.scalars(select(TrackEnrolment).order_by(TrackEnrolment.id), execution_options=SYSTEM))


def test_a_whole_unit_is_enrolled_in_a_track_with_one_date(browser, make, db, track):
    officers = [make.trainee(), make.trainee()]
    due = make.today + timedelta(days=30)
    page = text(browser.get(WHERE))
    answer = enrol(browser, course="track.basic-track", due=f"{due:%d.%m.%Y}")

    assert "Enrol in a course or track" in page and "2 = 2 new" in page and "3 courses: Seals in short" in page
    assert answer.headers["Location"] == "/people?unit=UZ-CHUKURSAY"
    assert [row.person_id for row in in_tracks(db)] == [officer.id for officer in officers]
    assert {row.via for row in in_tracks(db)} == {"unit"} and len(enrolments(db)) == 6
    assert "2 people are enrolled in Basic track, due" in text(browser.get("/people"))


def test_the_page_says_what_happens_to_each_course_somebody_has(browser, make, focal_point, courses, track):
    officer, keeper = make.trainee(), make.viewer(focal_point)
    soon, late = make.now + timedelta(days=3), make.now + timedelta(days=200)
    make.enrolled(officer, courses[0], by=focal_point, due_at=soon)
    make.enrolled(officer, courses[1], by=focal_point, due_at=late)
    gone = make.enrolled(officer, courses[2], by=focal_point)
    actions.withdraw(gone, by=keeper, at=make.now, reason="on leave")
    page = text(browser.get(f"{WHERE}&due={make.today + timedelta(days=30)}"))

    assert "enrolled already," in page and "stays" in page and "instead of" in page and "goes on where it stopped" in page


def test_what_is_completed_is_said_to_count_and_an_administrator_does_not_read_it(client, sign_in, make, focal_point, courses, track):
    make.completed(make.trainee(), courses[0], by=focal_point)
    of_focal_point = text(sign_in(client, focal_point).get(WHERE))
    of_admin = text(sign_in(client, make.admin()).get(WHERE))

    assert "2 courses are new" in of_focal_point and "counts" in of_focal_point.split("Not enrolled")[1]
    assert "completed" not in of_admin.split("Not enrolled")[1] and "enrolled already" in of_admin


def test_who_was_withdrawn_from_the_track_is_left_unless_ticked(browser, make, db, focal_point, track):
    officer, keeper = make.trainee(), make.viewer(focal_point)
    [done] = actions.enrol_in_track([officer], track.id, by=keeper, at=make.now)
    actions.withdraw_from_track(done.enrolment, officer, by=keeper, at=make.now, reason="on other duties")
    assert "on other duties" in text(browser.get(WHERE))
    enrol(browser, course="track.basic-track")
    assert len(in_tracks(db)) == 1
    enrol(browser, course="track.basic-track", again=[officer.ref])

    assert len(in_tracks(db)) == 2 and all(row.withdrawn_at is None for row in enrolments(db))


def test_the_same_form_sent_twice_enrols_once(browser, make, db, track):
    make.trainee()
    enrol(browser, course="track.basic-track")
    enrol(browser, course="track.basic-track")

    assert len(in_tracks(db)) == 1 and "Nobody was enrolled: those who have Basic track keep it" in text(browser.get("/people"))


def test_one_person_is_withdrawn_from_a_track_after_seeing_which_courses_end(browser, make, db, focal_point, courses, track):
    officer = make.trainee()
    make.enrolled(officer, courses[0], by=focal_point)
    [done] = actions.enrol_in_track([officer], track.id, by=make.viewer(focal_point), at=make.now)
    address = f"/tracks/{done.enrolment.key}/withdraw"
    page = text(browser.get(address))
    assert page.count("ends with the track") == 2 and page.count(": stays") == 1
    assert "Say in a few words why" in text(browser.post(address, data={"reason": " "}))
    answer = browser.post(address, data={"reason": "on other duties"})

    assert answer.headers["Location"] == f"/people/{officer.ref}" and in_tracks(db)[0].ended_why == "on other duties"
    assert browser.post(address, data={"reason": "again"}).status_code == 409
    assert "on other duties" in text(browser.get(address))


def test_a_whole_unit_is_withdrawn_from_a_track_and_its_courses(browser, make, db, focal_point, courses, track):
    officers = [make.trainee(), make.trainee()]
    actions.enrol_in_track(officers, track.id, by=make.viewer(focal_point), at=make.now)
    elsewhere = make.trainee(unit="UZ-ALAT")
    actions.enrol_in_track([elsewhere], track.id, by=make.viewer(focal_point), at=make.now)
    page = text(browser.get("/withdraw?unit=UZ-CHUKURSAY&course=track.basic-track"))
    browser.post("/withdraw", data={"unit": "UZ-CHUKURSAY", "course": "track.basic-track", "reason": "closed"})

    assert "2 people of Chukursay Tekhkontora will be withdrawn from Basic track" in page and "end with it" in page
    assert {row.person_id for row in in_tracks(db) if row.ended_at} == {officer.id for officer in officers}
    assert {row.person_id for row in enrolments(db) if row.withdrawn_at is None} == {elsewhere.id}


@pytest.mark.parametrize("role", ["outside_focal_point", "mentor", "trainee"])
def test_a_track_of_somebody_not_visible_is_not_there(client, sign_in, make, focal_point, track, role):
    [done] = actions.enrol_in_track([make.trainee()], track.id, by=make.viewer(focal_point), at=make.now)
    browser = sign_in(client, getattr(make, role)())

    assert browser.get(f"/tracks/{done.enrolment.key}/withdraw").status_code in (403, 404)
    assert browser.get("/enrol?who=UZ-CHUKURSAY&course=track.no-such-track").status_code in (403, 404)


def test_a_course_of_a_track_says_so_before_it_is_withdrawn_alone(browser, make, focal_point, track):
    [done] = actions.enrol_in_track([make.trainee()], track.id, by=make.viewer(focal_point), at=make.now)

    assert "a course of the track “Basic track”" in text(browser.get(f"/enrolments/{done.courses[0].enrolment.key}/withdraw"))
