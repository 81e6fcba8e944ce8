"""Taking a quiz: each answer is kept as it is given, on one page or two, in one window or two, by the person alone."""

import re
from itertools import chain

import pytest
from sqlalchemy import select

from lms.assessment import views
from lms.assessment.rules import field_of
from lms.catalogue.rules.marking import right_answer
from lms.progress import actions as progress
from lms.progress.models import Enrolment, Evidence
from tests.assessment.conftest import START, TEST


def test_an_officer_starts_answers_leaves_and_comes_back(desk, browser, officer):
    page = browser.get(START).text
    assert "Start as Aziza K." in page and officer.ref in page and "Not you?" in page
    assert "9 of 11 points" in page and "3 of 3 left" in page and "Take your time." in page

    href = desk.start()
    desk.save(desk.right(), page=1)

    assert browser.get(START).headers["Location"] == href  # resumed, not begun anew
    page = browser.get(href).text
    assert "5 of 6 saved · 1 without an answer" in page and "This attempt is" in page and officer.ref in page
    assert page.count("Saved ") >= 5


def test_a_page_of_one_question_says_one_number(desk, browser):
    first, last = (" ".join(re.sub(r"<[^>]+>", " ", browser.get(f"{desk.start()}?page={page}").text).split()) for page in (1, 2))
    assert "Questions 1 to 5, page 1 of 2." in first and "Next: 6" in first and "6 to 6" not in first + last
    assert "Question 6, page 2 of 2." in last and ": 6 ·" in last


def test_two_windows_and_a_double_click_end_in_the_same_attempt(desk, browser):
    assert len({desk.start() for _ in range(3)}) == 1
    assert len(desk.attempts()) == 1


def test_a_start_that_another_overtakes_opens_the_first(desk, browser, monkeypatch):
    first = desk.start()
    real, calls = views.queries.attempts, []

    def blind(*args):  # the other window's row is not there yet when we look, and is when we write
        calls.append(args)
        found = real(*args)
        return type(found)([]) if len(calls) == 1 else found

    monkeypatch.setattr("lms.assessment.queries.attempts", blind)
    assert browser.post(START).headers["Location"] == first
    assert len(desk.attempts()) == 1


def test_every_button_saves_the_page_and_goes_where_it_says(desk, browser):
    desk.start()
    answer = desk.save(desk.right(), go="2")
    assert answer.headers["Location"].endswith("?page=2")
    assert desk.save(desk.right(), page=2, go="1#q3").headers["Location"].endswith("?page=1#q3")
    assert desk.save({}, go="hand-in").headers["Location"].endswith("/hand-in")
    assert [row.saved_at is not None for row in desk.answers()] == [True] * 6


def test_a_failed_page_that_is_loaded_again_sends_the_same_harmlessly(desk):
    desk.start()
    for _ in range(3):
        desk.save(desk.right())
    assert [bool(row.given) for row in desk.answers()] == [True] * 5 + [False]


def test_a_script_sends_one_answer_and_hears_that_it_is_saved(desk):
    desk.start()
    said = desk.send("who", {"value": "the shipper"}).json
    assert said["state"] == "done" and re.fullmatch(r"Saved \d\d:\d\d", said["words"])
    assert said["shown"] == "the shipper" and said["counts"] == "1 of 6 saved · 5 without an answer"
    assert desk.answers()[desk.place("who") - 1].given == {"value": "the shipper"}


def test_letters_in_a_number_are_kept_and_said(desk, browser):
    desk.start()
    said = desk.send("load", {"value": "ten"}).json
    assert said["state"] == "part" and "“ten” is kept as you wrote it" in said["wrong"]
    page = browser.get(f"{desk.href}?page={1 + (desk.place('load') > 5)}").text
    assert 'value="ten"' in page and "This field takes a number" in page


def test_half_an_answer_says_how_much_and_two_steps_with_one_place_are_said(desk):
    desk.start()
    assert desk.send("match", {"value": [1, None, None]}).json["words"].endswith("1 of 3")
    assert "Two steps have place 2." in desk.send("order", {"value": [1, 2, 2, 3]}).json["wrong"]


def test_an_answer_taken_back_is_no_answer(desk):
    desk.start()
    desk.send("who", {"value": "shipper"})
    said = desk.send("who", {"value": ""}, **{f"had-{field_of(desk.place('who'))}": "shipper"}).json
    assert said["state"] == "open" and said["words"] == "No answer"


def test_what_another_window_saved_meanwhile_gives_way_to_the_later_answer(desk, browser):
    desk.start()
    pos = desk.place("who")
    desk.send("who", {"value": "shipper"})  # on the phone, while this page still shows none
    answer = desk.save({"who": {"value": "carrier"}}, page=1 + (pos > 5))
    assert f"Question {pos} was saved otherwise in another window" in browser.get(answer.headers["Location"]).text
    assert desk.answers()[pos - 1].given == {"value": "carrier"}


def test_what_was_not_touched_here_is_not_sent_over_what_another_window_saved(desk, browser):
    href = desk.start()
    pos = desk.place("who")
    desk.send("who", {"value": "shipper"})
    page = 1 + (pos > 5)
    had = desk.had("who", browser.get(f"{href}?page={page}").text)
    desk.send("who", {"value": "consignor"}, **{f"had-q{pos}": had})
    desk.save({"who": {"value": "shipper"}}, page=page, **{f"had-q{pos}": had})  # the old page, another question changed
    assert desk.answers()[pos - 1].given == {"value": "consignor"}


def test_an_answer_that_waited_for_the_link_gives_way_to_a_later_one(desk):
    desk.start()
    desk.send("who", {"value": "consignor"})
    said = desk.send("who", {"value": "shipper"}, age="600").json  # given ten minutes ago, sent now
    assert "That one counts." in said["note"] and 'value="consignor"' in said["html"]
    assert desk.answers()[desk.place("who") - 1].given == {"value": "consignor"}


@pytest.mark.parametrize("age", ["-5", "soon", "9" * 40])
def test_nonsense_for_a_time_is_refused(desk, age):
    desk.start()
    assert desk.send("who", {"value": "shipper"}, age=age).status_code == 400


def test_a_clock_that_stood_years_back_costs_no_answer(desk):
    desk.start()
    assert desk.send("who", {"value": "shipper"}, age=str(25 * 365 * 86_400)).status_code == 200
    assert desk.answers()[desk.place("who") - 1].given == {"value": "shipper"}


def test_nobody_else_sees_or_takes_it(desk, app, make, officer):
    href = desk.start()
    browsers = {name: make.sign_in(app.test_client(), person) for name, person in {
        "outsider": make.outsider(), "abroad": make.outside_focal_point(), "own": make.focal_point(), "colleague": make.trainee(),
    }.items()}  # fmt: skip
    for path in (href, f"{href}/hand-in", f"{href}/result"):
        got = {name: each.get(path) for name, each in browsers.items()}
        assert {name: answer.status_code for name, answer in got.items()} == {"outsider": 404, "abroad": 404, "own": 403, "colleague": 404}
        assert not [name for name, answer in got.items() if officer.ref in answer.text or "Aziza" in answer.text]
    assert {each.post(f"{href}/answers/1", data={"q1": "1"}).status_code for each in browsers.values()} == {403, 404}
    assert not any(row.given for row in desk.answers())


def test_no_page_of_an_attempt_says_the_key_before_it_is_marked(desk, browser):
    href = desk.start()
    desk.save_all({"class": {"value": 2}, "match": {"value": [0, 1, 2]}})
    pages = [browser.get(path).text for path in (START, href, f"{href}?page=2", f"{href}/hand-in", "/courses/seals")]
    pages.append(desk.send("load", {"value": "7"}).text)
    for asked in desk.asked().values():
        key = asked.answer_key
        said = [*key.get("explanation", {}).values(), *chain.from_iterable(key.get("feedback", {}).values()), *key.get("said", {}).values()]
        words = [re.sub("<[^>]+>", "", each) for each in said if each]
        assert not [word for word in words for page in pages if word in page]
        assert not [page for page in pages if f'"{asked.slug}"' in page]  # a name may hint; pages say places
    assert not [page for page in pages if re.search(r"answer_key|is_right|data-right|verdict|\bcorrect\b", page)]


def test_each_attempt_is_mixed_by_a_seed_of_its_own_that_no_page_says(desk, browser):
    seeds = set()
    for _ in range(3):
        page = browser.get(desk.start()).text
        seed = desk.attempts()[-1].seed
        assert str(seed) not in page
        seeds.add(seed)
        desk.hand_in()
    assert len(seeds) == 3


def test_a_withdrawal_meanwhile_is_said_with_what_was_kept(desk, browser, db, make):
    href = desk.start()
    desk.send("who", {"value": "shipper"})
    row = db.session.scalars(select(Enrolment), execution_options=TEST).one()
    progress.withdraw(row, by=make.viewer(make.focal_point()), at=make.now, reason="Moved")
    for answer in (browser.get(href), desk.save(desk.right()), desk.hand_in(), desk.send("who", {"value": "x"})):
        assert answer.status_code == 409
    assert "What you had answered is kept as it was" in browser.get(href).text
    assert desk.answers()[desk.place("who") - 1].given == {"value": "shipper"}


def test_only_the_enrolled_start_and_only_quizzes_have_a_door(client, make, course, db):
    browser = make.sign_in(client, make.outsider())
    assert browser.get(START).headers["Location"] == "/courses/seals"
    assert browser.post(START).headers["Location"] == "/courses/seals"
    officer = make.trainee()
    make.enrolled(officer, course)
    browser = make.sign_in(client, officer)
    assert browser.get("/courses/seals/parts/attempts").status_code == 404
    assert browser.get("/courses/seals/seal-quiz").headers["Location"] == START
    assert not db.session.scalars(select(Evidence), execution_options=TEST).all()


def test_an_answer_survives_in_another_language(desk, browser, officer, db):
    href = desk.start()
    given = right_answer(desk.asked()[desk.place("class")])
    desk.send("class", given)
    officer.lang = "ru"
    page = browser.get(f"{href}?page={1 + (desk.place('class') > 5)}").text
    assert "К какому классу относится" in page and re.search(r"checked> <span>H</span>", page)
