"""Handing in: once, marked by the server, recorded in the ledger, explained question by question."""

import re

import pytest
from sqlalchemy import select

from lms.progress.models import Award, Enrolment, Evidence, State
from tests.assessment.conftest import START, TEST, Desk
from tests.catalogue.conftest import FILES
from tests.learning.conftest import in_order


def facts(db) -> list[tuple[str, dict]]:
    rows = db.session.scalars(select(Evidence).order_by(Evidence.learned_at, Evidence.kind), execution_options=TEST)
    return [(row.kind, row.body) for row in rows if row.kind != "opened"]


def status(db) -> str:
    return db.session.scalars(select(Enrolment.status), execution_options=TEST).one()


def test_a_whole_attempt_passes_and_is_explained(desk, browser, db):
    href = desk.start()
    desk.save_all(desk.right())
    assert "All 6 answers are saved" in browser.get(f"{href}/hand-in").text

    assert desk.hand_in().headers["Location"] == f"{href}/result"

    page = browser.get(f"{href}/result").text
    assert "Passed, 11 of 11 points" in page and "Nothing: every answer is right." in page
    assert "ISO 17712 names three classes." in page and "High security." in page
    full = {"percent": 100, "score": 11, "out_of": 11}
    assert sorted(facts(db)) == [("passed", full), ("submitted", full)]
    assert status(db) == "in_progress"  # the lesson is still to be read


def test_with_the_lesson_read_passing_completes_the_course(desk, db, make, officer, course):
    make.did(db.session.scalars(select(Enrolment), execution_options=TEST).one(), officer, course, "parts")
    desk.start()
    desk.save_all(desk.right())
    desk.hand_in()
    assert status(db) == "completed"
    assert len(db.session.scalars(select(Award), execution_options=TEST).all()) == 1


def test_handed_in_twice_it_is_handed_in_once(desk, browser, db):
    href = desk.start()
    desk.save_all(desk.right())
    for _ in range(3):
        assert desk.hand_in().headers["Location"] == f"{href}/result"
    assert len(facts(db)) == 2 and len(desk.attempts()) == 1


def test_what_comes_after_handing_in_adds_nothing_and_leads_to_the_result(desk, browser):
    href = desk.start()
    desk.save_all(desk.right("who"))
    desk.hand_in()
    answer = desk.save({"who": {"value": "shipper"}}, page=2)
    assert answer.headers["Location"] == f"{href}/result"
    assert "Nothing was added to it." in browser.get(answer.headers["Location"]).text
    assert desk.send("who", {"value": "shipper"}).status_code == 409
    assert desk.answers()[desk.place("who") - 1].given == {}


def test_gaps_are_listed_before_and_count_as_not_right(desk, browser):
    href = desk.start()
    desk.save_all(desk.right("match", "signs"))
    page = browser.get(f"{href}/hand-in").text
    assert "2 questions are not complete." in page and "Hand in all the same" in page
    desk.hand_in()
    assert "Not yet: 6 of 11 points" in browser.get(f"{href}/result").text


def test_not_passed_the_right_answers_are_kept_back_while_attempts_are_left(desk, browser, db):
    href = desk.start()
    desk.save_all({"class": {"value": 1}, "load": {"value": "3"}, "who": {"value": "carrier"}})
    desk.hand_in()
    page = browser.get(f"{href}/result").text
    assert "Not yet: 0 of 11 points" in page and "Try again" in page and "Read again first" in page
    assert "You wrote <b>carrier</b>" in page
    for key in ("ISO 17712 names", "High security.", "10..12", "This is right", "Belongs here too", "right is <b>"):
        assert key not in page
    assert facts(db) == [("submitted", {"percent": 0, "score": 0, "out_of": 11})]
    assert [row.score for row in db.session.scalars(select(State), execution_options=TEST)] == [0]


def test_when_no_attempt_is_left_they_are_shown_and_no_other_begins(desk, browser):
    for _ in range(3):
        href = desk.start()
        desk.hand_in()
    page = browser.get(f"{href}/result").text
    assert "All attempts are used." in page and "ISO 17712 names" in page and "Try again" not in page
    assert "Read again first" in page and "try again" not in page
    assert browser.post(START).status_code == 409
    assert "All attempts are used; the best is 0 of 11" in browser.get(START).text
    assert len(desk.attempts()) == 3


def test_the_best_attempt_counts_and_a_worse_one_takes_nothing_away(desk, browser, db):
    best = desk.start()
    desk.save_all(desk.right())
    desk.hand_in()
    worse = desk.start()
    desk.hand_in()
    assert "Your best attempt counts: 11 of 11 points." in browser.get(f"{worse}/result").text
    assert f"{best}/result" in browser.get(START).text
    assert [(row.status, row.score) for row in db.session.scalars(select(State), execution_options=TEST)] == [("done", 100)]


def test_who_has_every_point_is_not_asked_to_try_again_and_who_lacks_some_may(desk, browser):
    href = desk.start()
    desk.save_all(desk.right("who"))
    desk.hand_in()
    page = browser.get(f"{href}/result").text
    assert "Passed, 10 of 11 points" in page and "Try again" in page
    better = desk.start()
    desk.save_all(desk.right())
    desk.hand_in()
    assert "Try again" not in browser.get(f"{better}/result").text
    assert "Try again" not in browser.get(f"{href}/result").text


def test_points_are_told_by_the_titles_of_lessons_and_the_rest_in_words(desk, browser, course):
    href = desk.start()
    desk.save_all(desk.right("who"))
    desk.hand_in()
    page = browser.get(f"{href}/result").text
    assert re.findall(r'<tr><th scope="row">([^<]*)</th>', page) == ["The parts of a seal", "All"]
    assert "Questions that no single lesson answers brought 9 of 10 points." in page
    assert "What no single lesson answers" in page and "Without a lesson" not in page


@pytest.mark.parametrize("slug", ["class", "signs", "load", "who", "order", "match"])
def test_each_type_of_question_loses_only_its_own_points(desk, browser, slug):
    desk.start()
    desk.save_all(desk.right(slug))
    desk.hand_in()
    points = {asked.slug: asked.points for asked in desk.asked().values()}
    assert desk.attempts()[-1].score == 11 - points[slug]


def test_the_result_waits_until_it_is_handed_in(desk, browser):
    href = desk.start()
    assert browser.get(f"{href}/result").headers["Location"] == href
    desk.hand_in()
    assert browser.get(href).headers["Location"] == f"{href}/result"


def test_the_quiz_that_completes_a_course_says_so_though_a_step_is_left_that_is_not_asked_for(make, client, sign_in, db):
    files = in_order(
        FILES | {"course.md": FILES["course.md"].replace("pillar: elearning", "complete: {of: 1, from: [seal-quiz]}\npillar: elearning")}
    )
    officer = make.trainee()
    make.enrolled(officer, make.course("seals", files=files))
    desk = Desk(db, sign_in(client, officer))
    href = desk.start()
    desk.save_all(desk.right())
    desk.hand_in()
    page = client.get(f"{href}/result").text
    assert status(db) == "completed"
    assert "All that the course asks for is done" in page and "Next step" not in page
