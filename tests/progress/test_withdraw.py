"""An enrolment ends with a reason, for one person or for a whole unit, and what was done is kept."""

import re

import pytest
from sqlalchemy import select

from lms.audit.models import Audit
from lms.progress.models import Enrolment, Evidence
from tests.progress.test_enrol import SYSTEM, enrolments, text


@pytest.fixture
def focal_point(make):
    return make.focal_point(call_name="Focal point")


@pytest.fixture
def course(make):
    return make.course()


@pytest.fixture
def browser(client, sign_in, focal_point):
    return sign_in(client, focal_point)


def test_one_person_is_withdrawn_with_a_reason_and_what_was_done_stays(browser, make, db, focal_point, course):
    officer = make.trainee(call_name="Dilnoza R.")
    enrolment = make.enrolled(officer, course, by=focal_point)
    make.did(enrolment, officer, course, "seals")
    answer = browser.post(f"/enrolments/{enrolment.key}/withdraw", data={"reason": " on other duties "})

    assert answer.headers["Location"] == f"/people/{officer.ref}"
    [row] = enrolments(db)
    assert row.withdrawn_why == "on other duties" and row.withdrawn_by_id == focal_point.id and row.percent > 0
    assert db.session.scalars(select(Evidence), execution_options=SYSTEM).all()
    noted = select(Audit.reason).where(Audit.verb == "withdrawn", Audit.person_id == officer.id)
    assert db.session.scalars(noted, execution_options=SYSTEM).all() == ["on other duties"]
    assert "Withdrawn from Seals in short: “on other duties”" in text(browser.get(f"/people/{officer.ref}"))


def test_without_a_reason_nothing_changes(browser, make, db, focal_point, course):
    enrolment = make.enrolled(make.trainee(), course, by=focal_point)
    page = browser.post(f"/enrolments/{enrolment.key}/withdraw", data={"reason": ""})

    assert "Say in a few words why" in text(page) and enrolments(db)[0].withdrawn_at is None


def test_two_tabs_withdraw_once(browser, make, db, focal_point, course):
    enrolment = make.enrolled(make.trainee(), course, by=focal_point)
    address = f"/enrolments/{enrolment.key}/withdraw"
    browser.post(address, data={"reason": "first"})
    second = browser.post(address, data={"reason": "second"})

    assert second.status_code == 409 and enrolments(db)[0].withdrawn_why == "first"
    assert "first" in text(browser.get(address))


def test_a_completed_course_is_not_withdrawn(browser, make, db, focal_point, course):
    enrolment = make.completed(make.trainee(), course, by=focal_point)
    address = f"/enrolments/{enrolment.key}/withdraw"

    assert "This course is completed" in text(browser.get(address))
    assert browser.post(address, data={"reason": "no"}).status_code == 409 and enrolments(db)[0].withdrawn_at is None


def test_a_course_joined_by_oneself_is_left_by_oneself_and_one_given_is_not(client, sign_in, make, db, focal_point, course):
    from lms.progress import actions

    officer, given = make.trainee(), make.course("another-course", is_open=True)
    browser = sign_in(client, officer)
    joined = actions.join(make.viewer(officer), course.id, at=make.now).enrolment
    enrolled = make.enrolled(officer, given, by=focal_point)

    assert browser.post(f"/enrolments/{joined.key}/withdraw", data={"reason": "later"}).headers["Location"] == "/"
    assert browser.post(f"/enrolments/{enrolled.key}/withdraw", data={"reason": "later"}).status_code == 403
    assert {one.id: one.withdrawn_why for one in enrolments(db)} == {joined.id: "later", enrolled.id: None}


@pytest.mark.parametrize("role", ["mentor", "donor", "outsider", "outside_focal_point"])
def test_an_enrolment_of_somebody_not_visible_is_not_found(client, sign_in, make, focal_point, course, role):
    enrolment = make.enrolled(make.trainee(), course, by=focal_point)
    browser = sign_in(client, getattr(make, role)())

    assert browser.get(f"/enrolments/{enrolment.key}/withdraw").status_code == 404
    assert browser.post(f"/enrolments/{enrolment.key}/withdraw", data={"reason": "x"}).status_code == 404


def test_a_whole_unit_is_withdrawn_and_only_who_is_in_the_middle(browser, make, db, focal_point, course):
    first, second, done, elsewhere = make.trainee(), make.trainee(), make.trainee(), make.trainee(unit="UZ-ALAT")
    for officer in (first, second, elsewhere):
        make.enrolled(officer, course, by=focal_point)
    make.completed(done, course, by=focal_point)
    preview = text(browser.get("/withdraw?unit=UZ-CHUKURSAY&course=seals-in-short"))
    answer = browser.post("/withdraw", data={"unit": "UZ-CHUKURSAY", "course": "seals-in-short", "reason": "the course is held on site"})

    assert "2 people of Chukursay Tekhkontora will be withdrawn" in preview and "Withdraw 2 people" in preview
    assert answer.headers["Location"] == "/people?unit=UZ-CHUKURSAY"
    assert {one.person_id for one in enrolments(db) if one.withdrawn_at} == {first.id, second.id}
    assert "2 people of Chukursay Tekhkontora are withdrawn from Seals in short." in text(browser.get("/people"))


def test_another_agency_in_the_joint_unit_is_counted_and_stays(browser, make, db, focal_point, course):
    mine, theirs = make.trainee(), make.trainee(agency="UZ-NCDC")
    make.enrolled(mine, course, by=focal_point)
    make.enrolled(theirs, course, by=make.focal_point("UZ-NCDC"))
    page = browser.get("/withdraw?unit=UZ-CHUKURSAY&course=seals-in-short")
    browser.post("/withdraw", data={"unit": "UZ-CHUKURSAY", "course": "seals-in-short", "reason": "why not"})

    assert "One more person there is of another agency" in text(page) and theirs.ref not in page.text
    assert [one.person_id for one in enrolments(db) if one.withdrawn_at] == [mine.id]


def test_a_unit_without_a_reason_stays_and_what_was_chosen_is_kept(browser, make, db, focal_point, course):
    make.enrolled(make.trainee(), course, by=focal_point)
    page = browser.post("/withdraw", data={"unit": "UZ-CHUKURSAY", "course": "seals-in-short", "reason": ""})

    assert "Say in a few words why" in text(page) and '<option value="UZ-CHUKURSAY" selected>' in page.text
    assert enrolments(db)[0].withdrawn_at is None


def test_who_leaves_the_service_leaves_every_open_course(browser, make, db, focal_point, course):
    officer, other = make.trainee(), make.course("another-course")
    make.enrolled(officer, course, by=focal_point)
    make.completed(officer, other, by=focal_point)
    page = text(browser.get(f"/people/{officer.ref}/leave"))
    answer = browser.post(f"/people/{officer.ref}/leave", data={"day": str(make.today), "reason": "retired"})

    assert "1 open enrolment ends as withdrawn." in page and answer.headers["Location"] == f"/people/{officer.ref}"
    states = {one.course_id: (one.status, one.withdrawn_why) for one in db.session.scalars(select(Enrolment), execution_options=SYSTEM)}
    assert states == {course.id: ("not_started", "retired"), other.id: ("completed", None)}


def test_a_leaving_day_still_to_come_changes_nothing(browser, make, db, focal_point, course):
    officer = make.trainee()
    make.enrolled(officer, course, by=focal_point)
    page = text(browser.post(f"/people/{officer.ref}/leave", data={"day": "2199-01-01"}))

    assert "That day is still to come." in page and enrolments(db)[0].withdrawn_at is None


def test_each_page_that_withdraws_or_mends_names_whom_in_its_title(browser, make, focal_point, course):
    officers = [make.trainee(call_name="Dilnoza R.") for _ in range(2)]
    pages = [browser.get(f"/enrolments/{make.enrolled(one, course, by=focal_point).key}/withdraw").text for one in officers]
    pages += [browser.get(f"/people/{one.ref}/edit").text for one in officers]
    titles = [re.search(r"<title>(.*?) ·", page)[1] for page in pages]
    assert titles[0] == f"Withdraw from Seals in short: Dilnoza R., {officers[0].ref}"
    assert titles[2] == f"What is kept of Dilnoza R., {officers[0].ref}"
    assert len(set(titles)) == 4
