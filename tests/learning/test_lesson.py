"""A lesson: read, left and found again, checked on the way, finished when it was open long enough."""

import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from lms.progress import actions
from lms.progress.models import Enrolment, Evidence, Place
from tests.catalogue.conftest import FILES
from tests.learning.conftest import in_order

LESSON = "/courses/seals/parts"
TEST = {"as_system": "test"}


def opened(page: str) -> str:
    return re.search(r'name="opened" value="([^"]+)"', page)[1]


def facts(db) -> list[str]:
    return list(db.session.scalars(select(Evidence.kind).order_by(Evidence.happened_at), execution_options=TEST))


def done(browser, token: str, **more):
    return browser.post(f"{LESSON}/done", data={"opened": token, **more})


def test_an_officer_reads_a_lesson_and_goes_on_to_the_next_step(browser, db, later):
    page = browser.get(LESSON).text
    assert "A bolt seal has a pin and a body." in page and "Step 1 of 2" in page
    assert "/courses/seals/seal-quiz" in page  # the link to another activity leads there
    later(60)

    answer = done(browser, opened(page))

    assert answer.headers["Location"] == "/courses/seals/seal-quiz/attempts"
    assert facts(db) == ["read"]
    assert "1 of 2 steps done" in browser.get(LESSON).text


def test_the_lesson_that_completes_the_course_leads_to_the_page_that_says_so_and_a_passed_quiz_is_passed_over(
    browser, db, make, officer, course, later
):
    enrolment = db.session.scalars(select(Enrolment), execution_options=TEST).one()
    make.did(enrolment, officer, course, "seal-quiz")
    page = browser.get(LESSON).text
    later(60)

    assert done(browser, opened(page)).headers["Location"] == "/courses/seals"
    assert "Done on" in browser.get("/courses/seals").text


def test_pressed_too_early_one_moves_on_and_the_lesson_stays_open(browser, db, later):
    answer = done(browser, opened(browser.get(LESSON).text))

    assert answer.headers["Location"].endswith("/attempts")
    assert "stays open: about 5 seconds more" in browser.get(answer.headers["Location"]).text
    assert facts(db) == ["opened"]
    course = browser.get("/courses/seals").text
    assert "Continue" in course and f'class="btn" href="{LESSON}"' in course


def test_who_comes_back_keeps_the_seconds_already_spent(browser, db, later):
    token = opened(browser.get(LESSON).text)
    later(3)
    done(browser, token)
    page = browser.get(LESSON).text
    later(2)
    done(browser, opened(page))
    assert facts(db) == ["opened", "read"]


def test_a_double_click_and_a_reload_are_one_fact(browser, db, later):
    token = opened(browser.get(LESSON).text)
    later(60)
    for _ in range(3):
        assert done(browser, token).status_code == 302
    assert facts(db) == ["read"]


def test_a_page_of_somebody_else_or_of_another_lesson_finishes_nothing(browser, db, make, client, later, course, app):
    token = opened(browser.get(LESSON).text)
    other = make.trainee()
    make.enrolled(other, course)
    theirs = make.sign_in(app.test_client(), other)
    later(60)
    assert done(theirs, token).status_code == 400
    assert done(browser, token[:-2] + "xx").status_code == 400
    assert done(browser, "").status_code == 400
    assert facts(db) == []


def test_opening_writes_nothing(browser, db):
    for path in ("/courses", "/courses/seals", LESSON, f"{LESSON}?lang=ru"):
        assert browser.get(path).status_code == 200
    assert facts(db) == [] and not db.session.scalars(select(Place), execution_options=TEST).all()


def test_a_self_check_answers_at_its_place_and_costs_nothing(browser, db):
    page = browser.get(LESSON).text
    tokens = dict(re.findall(r'name="a" value="(\d)"[^>]*> <span>(On the \w+)', page))
    wrong = next(token for token, text in tokens.items() if text == "On the pin")
    right = next(token for token, text in tokens.items() if text == "On the body")
    assert 'action="/courses/seals/parts#check-where"' in page and "moulded" not in page

    missed = browser.post(LESSON, data={"check": "where", "a": wrong}).text
    assert "Not yet." in missed and f'value="{wrong}" checked' in missed and "Check again" in missed
    found = browser.post(LESSON, data={"check": "where", "a": right}).text
    assert "<b>Right.</b>" in found and "moulded" in found
    assert "Nothing is answered yet." in browser.post(LESSON, data={"check": "where"}).text
    assert facts(db) == []


def test_with_script_only_the_check_itself_comes_back(browser):
    answer = browser.post(LESSON, data={"check": "where", "a": "1"}, headers={"X-Requested-With": "fetch"})
    assert answer.text.startswith('<section class="rule stack" id="check-where"')
    assert browser.post(LESSON, data={"check": "gone"}).status_code == 400


def test_the_place_is_remembered_and_both_languages_lead_back_to_it(browser, db):
    assert browser.post(f"{LESSON}/place", data={"block": "b3", "percent": "40", "lang": "en"}).status_code == 204
    page = browser.get(LESSON).text
    assert 'href="?lang=ru#b3"' in page and "go on where you stopped" in page
    course = browser.get("/courses/seals").text
    assert f'class="btn" href="{LESSON}#b3"' in course and "You stopped here" in course
    assert facts(db) == ["opened"]


@pytest.mark.parametrize("block", ["", "main", 'b3"><script>', "b99999", "t-" + "x" * 80])
def test_only_the_name_of_a_block_is_a_place(browser, db, block):
    assert browser.post(f"{LESSON}/place", data={"block": block, "percent": "40"}).status_code == 400
    assert not db.session.scalars(select(Place), execution_options=TEST).all()


def test_a_language_chosen_in_the_middle_goes_along(browser, later):
    page = browser.get(f"{LESSON}?lang=ru").text
    assert "У болтовой пломбы" in page and '<div class="prose gap-t" lang="ru"' in page
    assert "awaits a native speaker" in page
    later(60)
    answer = done(browser, opened(page), lang="ru")
    assert urlsplit(answer.headers["Location"]).path.endswith("/attempts")
    again = browser.get(f"{LESSON}?lang=ru").text
    assert parse_qs(urlsplit(re.search(r'aria-current="step"><a href="([^"]+)"', again)[1]).query) == {"lang": ["ru"]}


def test_titles_say_their_language_where_the_page_is_in_another(browser, make, client, course):
    in_russian = browser.get(f"{LESSON}?lang=ru").text
    assert re.search(r'<h1 lang="ru">', in_russian) and re.search(r'aria-current="step"><a href="[^"]+" lang="ru"', in_russian)
    assert not re.search(r"<(h1|a class=\"more small\")[^>]* lang=", browser.get(LESSON).text)
    reader = make.trainee(lang="ru")
    make.enrolled(reader, course)
    russian = make.sign_in(client, reader)
    page = russian.get(f"{LESSON}?lang=en").text
    assert '<html lang="ru">' in page and re.search(r'<h1 lang="en">', page) and re.search(r'<h2 id="steps-h"><span lang="en">', page)
    assert not re.search(r"<h1 lang=", russian.get(LESSON).text)


def test_the_language_of_reading_is_on_the_fact(browser, db, later):
    token = opened(browser.get(f"{LESSON}?lang=ru").text)
    later(60)
    done(browser, token)
    assert db.session.scalars(select(Evidence.lang), execution_options=TEST).all() == ["ru"]


def test_a_missing_language_falls_back_and_says_so(browser):
    page = browser.get(f"{LESSON}?lang=ky").text
    assert "Not in Кыргызча yet." in page and "You read it in English" in page


def test_a_stale_translation_says_so(make, client):
    files = in_order(FILES)
    old = {**files, "01-seals/01-parts.md": files["01-seals/01-parts.md"].replace(b"Ask first.", b"Ask your chief first.")}
    course = make.course("seals", files=old)
    officer = make.trainee()
    make.enrolled(officer, course)
    browser = make.sign_in(client, officer)
    assert "This translation is older than its source." in browser.get(f"{LESSON}?lang=ru").text
    assert "This translation is older" not in browser.get(LESSON).text


def test_who_is_not_enrolled_is_shown_the_course_and_reads_nothing(client, make, course):
    browser = make.sign_in(client, make.outsider())
    answer = browser.get(LESSON)
    assert answer.headers["Location"] == "/courses/seals"
    assert browser.get("/courses/seals/no-such").headers["Location"] == "/courses/seals"
    assert browser.get("/courses/nowhere/parts").status_code == 404
    assert browser.post(f"{LESSON}/done", data={"opened": "x"}).status_code == 409
    assert browser.post(f"{LESSON}/place", data={"block": "b1", "percent": "1"}).status_code == 404


def test_a_step_that_is_not_in_the_course_is_not_there(browser):
    assert browser.get("/courses/seals/no-such").status_code == 404


def test_after_a_withdrawal_nothing_is_added_and_what_was_done_is_kept(browser, db, make, officer, later):
    token = opened(browser.get(LESSON).text)
    row = db.session.scalars(select(Enrolment), execution_options=TEST).one()
    actions.withdraw(row, by=make.viewer(make.focal_point()), at=make.now, reason="Moved to the border")
    later(60)
    assert browser.get(LESSON).headers["Location"] == "/courses/seals"
    assert "Moved to the border" in browser.get("/courses/seals").text
    refused = done(browser, token)
    assert refused.status_code == 409 and "What you did before is kept" in refused.text
    assert facts(db) == []


@pytest.mark.architecture
def test_a_lesson_costs_at_most_five_statements_and_ten_kilobytes(browser, caplog):
    browser.get(LESSON)  # what never changes is remembered from here on
    caplog.set_level(logging.INFO, logger="lms.request")
    caplog.clear()
    answer = browser.get(LESSON, headers={"Accept-Encoding": "gzip"})
    assert [record.line["queries"] for record in caplog.records] == [3]
    assert len(answer.data) <= 10 * 1024


def test_a_first_visit_is_light(browser):
    page = browser.get(LESSON, headers={"Accept-Encoding": "gzip"})
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', browser.get(LESSON).text)
    weight = len(page.data) + sum(len(browser.get(file, headers={"Accept-Encoding": "gzip"}).data) for file in files)
    assert len(files) <= 4  # with the page itself: five requests
    assert weight <= 40 * 1024
