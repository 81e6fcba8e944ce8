"""Since when a lesson is open: whatever draws its page anew before it is finished goes on counting."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from lms.learning.forms import signed
from lms.learning.rules import Opening
from tests.learning.test_lesson import LESSON, done, facts, opened


def answered(browser, page: str) -> str:
    """The page that comes back without script when the self-check's own form is sent as it was drawn."""
    form = re.search(r'<form[^>]*action="[^"]*#check-where".*?</form>', page, re.S)[0]
    return browser.post(LESSON, data={"check": "where", "opened": opened(form), "a": "1"}).text


def test_a_self_check_without_script_does_not_begin_the_time_anew(browser, db, later):
    page = browser.get(LESSON).text
    later(60)
    page = answered(browser, answered(browser, page))

    assert done(browser, opened(page)).status_code == 302
    assert facts(db) == ["read"]


def test_two_lessons_side_by_side_keep_their_time_by_their_forms(browser, db, later):
    page = browser.get(LESSON).text
    with browser.session_transaction() as cookie:
        cookie["opened"] = [0, 0]  # another lesson was opened last
    later(7200)
    done(browser, opened(answered(browser, page)))
    assert facts(db) == ["read"]


def test_with_script_the_check_that_comes_back_carries_the_time_as_well(browser):
    token = opened(browser.get(LESSON).text)
    answer = browser.post(LESSON, data={"check": "where", "a": "1", "opened": token}, headers={"X-Requested-With": "fetch"})
    assert opened(answer.text) == token


@pytest.mark.parametrize("again", ["reload", "?lang=ru", "/language"])
def test_a_reload_and_another_language_do_not_begin_the_time_anew(browser, db, later, again):
    browser.get(LESSON)
    later(60)
    if again == "/language":
        browser.post("/language", data={"code": "ru", "next": LESSON})
    page = browser.get(LESSON + (again if again.startswith("?") else "")).text

    done(browser, opened(page))
    assert facts(db) == ["read"]


def test_the_browser_s_word_holds_for_an_hour_and_until_done_was_pressed(browser, db, later):
    first = opened(browser.get(LESSON).text)
    later(3601)
    second = opened(browser.get(LESSON).text)
    assert second != first
    done(browser, second)
    later(60)
    assert opened(browser.get(LESSON).text) != second
    assert facts(db) == ["opened"]


@pytest.mark.parametrize("away", [-86400 * 30, 3600])
def test_an_opening_before_the_enrolment_or_in_the_future_is_not_believed(browser, db, app, officer, course, away):
    step = course.outline.find("parts").id
    at = datetime.now(UTC)
    token = signed(Opening(officer.id, step, at + timedelta(seconds=away), "en"), str(app.secret_key))
    with browser.session_transaction() as cookie:
        cookie["opened"] = [step, int((at + timedelta(seconds=away)).timestamp())]
    page = browser.post(LESSON, data={"check": "where", "a": "1", "opened": token}).text

    done(browser, opened(page))
    assert facts(db) == ["opened"]


@pytest.mark.parametrize("token", ["", "1 2 3 en.forged"])
def test_a_self_check_with_a_time_that_is_not_ours_is_answered_all_the_same(browser, db, token):
    page = browser.post(LESSON, data={"check": "where", "a": "1", "opened": token}).text
    assert "Check again" in page
    done(browser, opened(page))
    assert facts(db) == ["opened"]
