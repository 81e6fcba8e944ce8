"""Home says to each role what needs them now: to an officer the exact next step."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.lib.time import CLOCK


def test_an_officer_continues_at_the_exact_next_step(client, sign_in, make, read, focal_point, course):
    officer = make.trainee(call_name="Dilnoza R.")
    enrolment = make.enrolled(officer, course, by=focal_point, due_at=make.now + timedelta(days=4))
    make.did(enrolment, officer, course, "seals")
    browser = sign_in(client, officer)
    page = read(browser, "/")

    assert "Dilnoza R." in page and "Tashkent time · Chukursay Tekhkontora" in page
    assert "Continue · Seals in short, module 1 of 2, step 2 of 2 Numbers" in page
    assert 'href="/courses/seals-in-short/numbers">Continue, 1 min' in browser.get("/").text
    assert "1 of 3 steps done · next: Numbers" in page and "eLearning: 0 of 1 course completed" in page


def test_after_the_lessons_comes_the_quiz_and_then_nothing(client, sign_in, make, read, focal_point, course):
    officer = make.trainee()
    enrolment = make.enrolled(officer, course, by=focal_point)
    browser = sign_in(client, officer)
    for slug in ("seals", "numbers"):
        make.did(enrolment, officer, course, slug)
    assert "Quiz on seals A quiz of 2 questions." in read(browser, "/")
    make.did(enrolment, officer, course, "quiz")
    page = read(browser, "/")

    assert "All your courses are completed." in page and "1 of 1 course completed" in page and "Continue" not in page


def test_the_overdue_comes_before_the_due_and_the_due_before_the_rest(client, sign_in, make, read, focal_point):
    officer = make.trainee()
    soon, late, rest = (make.course(slug) for slug in ("soon", "late", "rest"))
    make.enrolled(officer, rest, by=focal_point)
    make.enrolled(officer, soon, by=focal_point, due_at=make.now + timedelta(days=1))
    overdue = make.enrolled(officer, late, by=focal_point, due_at=make.now + timedelta(days=9))
    browser = sign_in(client, officer)
    assert 'href="/courses/soon/seals">' in browser.get("/").text.split("Your programme")[0]
    overdue.due_at = make.now - timedelta(days=1)
    card = browser.get("/").text.split("Your programme")[0]

    assert 'href="/courses/late/seals">' in card and "Overdue since" in card


def test_who_has_no_course_reads_how_to_get_one_and_may_join_an_open_one(client, sign_in, make, read, course):
    make.course("closed-course", is_open=False)
    browser = sign_in(client, make.trainee())
    page = read(browser, "/")

    assert "No course yet" in page and "Open to join" in page
    assert "/courses/seals-in-short" in browser.get("/").text and "closed-course" not in browser.get("/").text


def test_a_withdrawn_course_is_no_longer_part_of_the_programme(client, sign_in, make, read, focal_point, course):
    from lms.progress import actions

    officer = make.trainee()
    enrolment = make.enrolled(officer, course, by=focal_point)
    actions.withdraw(enrolment, by=make.viewer(focal_point), at=make.now, reason="moved")
    page = read(sign_in(client, officer), "/")

    assert "No longer part of your programme." in page and "Begin ·" not in page


@pytest.mark.parametrize(("role", "place"), [("focal_point", "/people"), ("coordinator", "/overview"), ("admin", "/first-steps")])
def test_staff_land_where_their_work_is(client, sign_in, make, role, place):
    answer = sign_in(client, getattr(make, role)()).get("/")

    assert answer.status_code == 302 and answer.headers["Location"] == place


def test_an_administrator_lands_on_people_once_the_programme_has_begun(client, sign_in, make, course):
    make.enrolled(make.trainee(), course)

    assert sign_in(client, make.admin()).get("/").headers["Location"] == "/people"


def test_an_officer_with_other_work_sees_the_way_to_it(client, sign_in, make, read):
    from lms.people.models import Role

    officer = make.trainee()
    make.grant(officer, Role.FOCAL_POINT, "UZ-SCC")
    browser = sign_in(client, officer)

    assert "Your other work here Focal point" in read(browser, "/") and 'href="/people"' in browser.get("/").text


@pytest.mark.parametrize(("role", "place"), [("mentor", "/desk"), ("trainer", "/sessions")])
def test_who_teaches_lands_where_their_work_is(client, sign_in, make, role, place):
    answer = sign_in(client, getattr(make, role)()).get("/")

    assert answer.status_code == 302 and answer.headers["Location"] == place


def test_who_has_nothing_here_yet_reads_so_without_a_dead_link(client, sign_in, make, read):
    browser = sign_in(client, make.donor())
    page = browser.get("/").text

    assert "no figures" in read(browser, "/") and 'href="/profile"' in page and "/people" not in page and "/completion" not in page


@pytest.mark.architecture
def test_home_costs_few_statements_however_many_courses(client, sign_in, make, queries, focal_point):
    officer = make.trainee()
    for n in range(4):
        made = make.course(f"course-{n}")
        make.did(make.enrolled(officer, made, by=focal_point), officer, made, "seals")
    browser = sign_in(client, officer)

    assert queries(browser, "/") <= 13


@pytest.mark.parametrize(("hour", "hello"), [(1, "Hello"), (8, "Good morning"), (13, "Good afternoon"), (21, "Good evening")])
def test_the_greeting_fits_the_hour_at_the_readers_place_and_at_night_says_neither_evening_nor_morning(
    app, client, make, monkeypatch, hour, hello
):
    asked = datetime.now(ZoneInfo("Asia/Tashkent")).replace(hour=hour, minute=42) - datetime.now(UTC)
    monkeypatch.setitem(app.extensions, CLOCK, lambda: asked)
    page = make.sign_in(client, make.trainee(call_name="Dilnoza R.")).get("/").text
    assert f"<h1>{hello}, Dilnoza\u00a0R.</h1>" in page
