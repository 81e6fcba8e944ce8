"""The list of courses and the page of one: join, leave, how far, what is due."""

import re
from datetime import timedelta

from sqlalchemy import select

from lms.catalogue import actions as catalogue
from lms.catalogue.models import Severity
from lms.catalogue.rules.folder import Folder
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from tests.catalogue.conftest import FILES
from tests.courses import small
from tests.learning.conftest import in_order

TEST = {"as_system": "test"}


def enrolments(db) -> list[Enrolment]:
    return list(db.session.scalars(select(Enrolment), execution_options=TEST))


def test_an_officer_joins_an_open_course_and_leaves_it_again(client, make, db):
    make.course()
    browser = make.sign_in(client, make.trainee())
    assert "Open to join" in browser.get("/courses").text
    assert "Join this course" in browser.get("/courses/seals-in-short").text

    for _ in range(2):  # a double click
        assert browser.post("/courses/seals-in-short/enrolment/join").status_code == 302
    page = browser.get("/courses/seals-in-short").text
    assert "Begin, 1 min" in page and "Leave this course" in page
    assert [row.via for row in enrolments(db)] == ["self"]

    browser.post("/courses/seals-in-short/enrolment/leave")
    page = browser.get("/courses/seals-in-short").text
    assert "You left this course" in page and "Join this course" in page
    assert "You have left the course. What you did in it is kept." in page
    assert re.search(
        r'<button[^>]* form="join">Undo</button>.*<form method="post" id="join" action="/courses/seals-in-short/enrolment/join">',
        page,
        re.S,
    )
    browser.post("/courses/seals-in-short/enrolment/join")
    assert [row.withdrawn_at for row in enrolments(db)] == [None]


def test_withdrawn_by_somebody_else_a_self_joined_course_says_so_with_day_and_reason(client, make, db):
    make.course()
    browser = make.sign_in(client, make.trainee())
    browser.post("/courses/seals-in-short/enrolment/join")
    progress.withdraw(enrolments(db)[0], by=make.viewer(make.focal_point()), at=make.now, reason="Moved to the border")
    db.session.commit()

    page = browser.get("/courses/seals-in-short").text
    assert "You left this course" not in page
    assert re.search(r"You were withdrawn from this course on \w+ \d+ \w+ \d{4}\.", page)
    assert "The reason given: Moved to the border" in page


def test_a_closed_course_is_neither_listed_nor_joined(client, make, db):
    make.course(is_open=False)
    browser = make.sign_in(client, make.trainee())
    assert "Seals in short" not in browser.get("/courses").text
    assert "Your focal point enrols people in it." in browser.get("/courses/seals-in-short").text
    assert browser.post("/courses/seals-in-short/enrolment/join").status_code == 403
    assert enrolments(db) == []


def test_who_was_enrolled_by_others_does_not_leave_by_themself(client, make, db):
    officer = make.trainee()
    make.enrolled(officer)
    browser = make.sign_in(client, officer)
    assert "Leave this course" not in browser.get("/courses/seals-in-short").text
    assert browser.post("/courses/seals-in-short/enrolment/leave").status_code == 403
    assert enrolments(db)[0].withdrawn_at is None


def test_an_overdue_course_says_so_and_still_counts(client, make):
    officer = make.trainee()
    course = make.course()
    row = make.enrolled(officer, course, due_at=make.now + timedelta(days=1))
    row.due_at = make.now - timedelta(days=2)
    browser = make.sign_in(client, officer)
    assert "It still counts in full." in browser.get("/courses/seals-in-short").text
    assert "Overdue, was due" in browser.get("/courses").text


def test_a_finished_course_says_when_and_offers_no_next_step(client, make):
    officer = make.trainee()
    make.completed(officer)
    page = make.sign_in(client, officer).get("/courses/seals-in-short").text
    assert "All texts stay open to you." in page and 'id="next"' not in page and "3 of 3" not in page


def test_a_newer_version_is_announced_and_one_goes_on_with_ones_own(client, make):
    officer = make.trainee()
    make.enrolled(officer)
    files = {name: data for name, data in small("seals-in-short").items() if "02-numbers" not in name}
    files["02-check/01-quiz.md"] = files["02-check/01-quiz.md"].replace(b" lesson=numbers", b"")
    catalogue.publish(Folder("seals-in-short", files), Severity.MAJOR, at=make.now)
    page = make.sign_in(client, officer).get("/courses/seals-in-short").text
    assert "Version 2 is out" in page and "You go on with version 1" in page and "Numbers" in page


def test_a_mended_sentence_is_on_the_next_page_of_who_is_enrolled(client, make):
    officer = make.trainee()
    make.enrolled(officer)
    browser = make.sign_in(client, officer)
    assert "closed once" in browser.get("/courses/seals-in-short/seals").text
    files = small("seals-in-short")
    files["01-basics/01-seals.md"] = files["01-basics/01-seals.md"].replace(b"closed once", b"closed exactly once")
    catalogue.publish(Folder("seals-in-short", files), Severity.EDITORIAL, at=make.now)
    assert "closed exactly once" in browser.get("/courses/seals-in-short/seals").text
    assert "Version" in browser.get("/courses/seals-in-short").text and "is out since" not in browser.get("/courses/seals-in-short").text


def test_nothing_of_an_outsider_is_on_these_pages(client, make):
    outsider = make.outsider()
    course = make.course()
    make.completed(outsider, course)
    browser = make.sign_in(client, make.trainee())
    for path in ("/courses", "/courses/seals-in-short"):
        page = browser.get(path).text
        assert outsider.ref not in page and "Outsider" not in page and "All texts stay open" not in page


def test_a_course_that_never_was_is_not_there_and_staff_have_no_list(client, make):
    browser = make.sign_in(client, make.trainee())
    assert browser.get("/courses/nowhere").status_code == 404
    assert browser.post("/courses/nowhere/enrolment/join").status_code == 404
    assert browser.post("/courses/nowhere/enrolment/leave").status_code == 404
    assert make.sign_in(client, make.coordinator()).get("/courses").status_code == 403


def test_what_completes_a_course_is_said_where_it_is_not_simply_all_of_it(client, make, sign_in):
    head = FILES["course.md"]
    either = {**FILES, "course.md": head.replace("pillar: elearning", "complete: {of: 1, from: [parts, seal-quiz]}\npillar: elearning")}
    officer = make.trainee()
    make.enrolled(officer, make.course("seals", files=in_order(either)))
    page = " ".join(re.sub(r"<[^>]+>", " ", sign_in(client, officer).get("/courses/seals").text).split())
    assert re.search("Completed by 1 of these: The parts of a seal, [A-Z]", page)


def test_where_all_of_a_course_completes_it_nothing_more_is_said(client, make, sign_in):
    officer = make.trainee()
    make.enrolled(officer, make.course("seals", files=in_order(FILES)))
    assert "Completed by" not in sign_in(client, officer).get("/courses/seals").text
