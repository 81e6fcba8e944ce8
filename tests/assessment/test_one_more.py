"""Who has used all attempts at a quiz is given one more by whoever follows them, with a reason; it is counted and written down."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from lms.assessment.models import ExtraAttempt
from lms.audit.models import Audit
from lms.notices.models import Notice
from lms.progress.models import Enrolment
from tests.assessment.conftest import START, TEST

WHY = {"why": "Read the lesson with me"}


@pytest.fixture
def used(desk):
    """All three attempts are handed in with nothing answered. Their number."""
    for _ in range(3):
        desk.start()
        desk.hand_in()
    return 3


@pytest.fixture
def door(db, used) -> str:
    """The address where one more is opened."""
    key = db.session.scalars(select(Enrolment.key), execution_options=TEST).one()
    return f"/enrolments/{key}/seal-quiz/attempts"


@pytest.fixture
def as_(app, make):
    """`as_(person)`: a browser of that person's own."""
    return lambda person: make.sign_in(app.test_client(), person)


def said(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page.text)).split())


def opened(db) -> list[tuple[int, str]]:
    return [tuple(row) for row in db.session.execute(select(ExtraAttempt.number, ExtraAttempt.why), execution_options=TEST)]


def test_a_focal_point_opens_one_more_and_the_officer_is_told_sits_it_and_passes(db, make, desk, browser, officer, as_, door):
    keeper = as_(make.focal_point())
    person = keeper.get(f"/people/{officer.ref}")
    assert "3 attempts are used and none has passed." in said(person) and door in person.text
    assert "the best has 0 of 11 points, and 9 are needed" in said(keeper.get(door))
    assert "who is told" in said(keeper.post(door, data=WHY, follow_redirects=True))

    assert "1 of 4 left" in said(browser.get(START))
    assert "One more attempt is open to you" in said(browser.get("/notices")) and "Read the lesson with me" in said(browser.get("/notices"))
    href = desk.start()
    assert "Attempt 4 of 4" in said(browser.get(href))
    desk.save_all(desk.right())
    desk.hand_in()
    assert "Passed, 11 of 11 points" in said(browser.get(f"{href}/result")) and len(desk.attempts()) == 4
    assert browser.post(START).status_code == 409
    assert "One more attempt opened in Seals: “Read the lesson with me”" in said(keeper.get(f"/people/{officer.ref}"))


def test_it_is_written_into_the_log_book_with_its_reason(db, make, officer, as_, door):
    keeper = make.focal_point()
    as_(keeper).post(door, data=WHY)
    found = select(Audit.actor_id, Audit.person_id, Audit.reason).where(Audit.verb == "opened an attempt")
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "attempt_opened"), execution_options=TEST).all()

    assert db.session.execute(found, execution_options=TEST).all() == [(keeper.id, officer.id, WHY["why"])]
    assert opened(db) == [(4, WHY["why"])] and told == [officer.id]


def test_a_second_click_opens_no_second_one_and_a_reason_is_asked_for(db, make, as_, door):
    keeper = as_(make.coordinator("UZ"))
    assert "Say in a few words why" in said(keeper.post(door, data={"why": " "})) and opened(db) == []
    assert keeper.post(door, data=WHY).status_code == 302
    again = keeper.post(door, data=WHY)

    assert again.status_code == 409 and "There is nothing to open" in said(again)
    assert "There is nothing to open" in said(keeper.get(door)) and len(opened(db)) == 1


def test_with_one_more_open_the_right_answers_are_kept_back_again(make, desk, browser, as_, door):
    result = f"{desk.href}/result"
    assert "ISO 17712 names" in browser.get(result).text
    as_(make.focal_point()).post(door, data=WHY)
    page = browser.get(result).text

    assert "ISO 17712 names" not in page and "Try again" in page


def test_while_an_attempt_is_left_or_after_one_has_passed_there_is_nothing_to_open(db, make, desk, officer, as_):
    keeper, key = as_(make.focal_point()), db.session.scalars(select(Enrolment.key), execution_options=TEST).one()
    for is_passed in (False, True):
        desk.start()
        if is_passed:
            desk.save_all(desk.right())
        desk.hand_in()
        assert keeper.post(f"/enrolments/{key}/seal-quiz/attempts", data=WHY).status_code == 409
    assert "none has passed" not in said(keeper.get(f"/people/{officer.ref}")) and opened(db) == []


def test_neither_the_officer_nor_who_does_not_follow_them_opens_one(db, make, browser, as_, door):
    strangers = (make.outside_focal_point(), make.focal_point("UZ-NCDC"), make.coordinator("KZ"))
    assert browser.post(door, data=WHY).status_code == 403
    assert [as_(who).post(door, data=WHY).status_code for who in strangers] == [404, 404, 404]
    assert [as_(who).post(door, data=WHY).status_code for who in (make.admin(), make.mentor(), make.trainer())] == [403, 403, 403]
    assert as_(make.focal_point()).post(door.replace("seal-quiz", "parts"), data=WHY).status_code == 404
    assert opened(db) == []
