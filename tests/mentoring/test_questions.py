"""Asking one's mentor something from any lesson, and closing it when it is answered."""

import re

from lms.mentoring.actions import ending
from tests.mentoring import pairs
from tests.mentoring.works import ASK, work  # noqa: F401


def test_an_officer_asks_from_a_lesson_the_mentor_answers_and_it_is_closed(work):  # noqa: F811
    mentor, _ = work.paired()
    page = work.browser(work.officer).get(ASK).text
    assert "Goes to Lieven M., Brussels" in page and "within 3 working days" in page and "Invented data only." in page
    answer = work.ask("Why the seal?")
    assert answer.headers["Location"] == f"/conversations/{work.thread().key}" and work.turns() == [("mentor", True)]
    said = work.browser(work.officer).get(answer.headers["Location"]).text
    assert "Sent to Lieven M., Brussels. A notice tells you of the answer." in said
    desk = work.browser(mentor).get("/desk").text
    assert "A question:" in desk and "Why the seal?" in desk and "What a plan is" in desk

    work.say(mentor, "Nobody has touched it yet.")
    page = work.browser(work.officer).get(f"/conversations/{work.thread().key}").text
    assert "Nobody has touched it yet." in page and "Your turn" in page
    work.browser(work.officer).post(f"/conversations/{work.thread().key}/close")
    assert work.thread().closed_at and work.turns() == [("mentor", False), ("officer", False)]


def test_without_a_mentor_the_next_page_says_that_the_question_was_sent_and_waits(work):  # noqa: F811
    answer = work.ask("Why the seal?")
    assert "Sent. It waits for a mentor; a notice tells you" in work.browser(work.officer).get(answer.headers["Location"]).text


def test_sent_twice_it_is_asked_once(work):  # noqa: F811
    form = dict(re.findall(r'<input type="hidden" name="(key)" value="([^"]*)"', work.browser(work.officer).get(ASK).text))
    answers = [work.browser(work.officer).post(ASK, data={**form, "text": "Why?", "do": "send"}) for _ in range(2)]
    assert len({answer.headers["Location"] for answer in answers}) == 1 and len(work.posts()) == 1


def test_sent_once_more_with_other_words_they_are_given_back_and_the_first_stay(work):  # noqa: F811
    form = dict(re.findall(r'<input type="hidden" name="(key)" value="([^"]*)"', work.browser(work.officer).get(ASK).text))
    work.browser(work.officer).post(ASK, data={**form, "text": "Why?", "do": "send"})
    again = work.browser(work.officer).post(ASK, data={**form, "text": "And the seal?", "do": "send"})
    assert again.status_code == 409 and "And the seal?</textarea>" in again.text and "with other words; they stay" in again.text
    assert [post.text for post in work.posts()] == ["Why?"]


def test_two_clicks_at_once_find_the_question_that_the_first_has_begun(work, monkeypatch):  # noqa: F811
    form = dict(re.findall(r'<input type="hidden" name="(key)" value="([^"]*)"', work.browser(work.officer).get(ASK).text))
    work.browser(work.officer).post(ASK, data={**form, "text": "Why?", "do": "send"})
    from lms.mentoring.actions import posts

    monkeypatch.setattr(posts, "asked", lambda *_: None)  # the other window's row is not there yet when we look
    answer = work.browser(work.officer).post(ASK, data={**form, "text": "Why?", "do": "send"})
    assert answer.status_code == 302 and len(work.posts()) == 1


def test_no_words_too_many_words_and_a_number_that_may_be_real_are_said(work):  # noqa: F811
    assert "Write your question first." in work.ask("").text
    assert "letters go to a mentor" in work.ask("x" * 30_000).text
    page = work.ask("What of QZKU 620031 3?").text
    assert "QZKU 620031 3 is not of this course" in page and "What of QZKU" in page and not work.posts()
    assert work.ask("What of CSQU305438 3?").status_code == 302  # the training box of the lesson
    assert work.ask("What of QZKU 620031 3?", do="invented", numbers="QZKU6200313").status_code == 302


def test_without_a_mentor_it_waits_and_the_list_says_that_but_not_what(work):  # noqa: F811
    assert "You have no mentor yet." in work.browser(work.officer).get(ASK).text
    work.ask("A secret question?")
    page = work.browser(work.coordinator).get("/waiting").text
    assert work.officer.ref in page and "A question" in page and "secret" not in page
    mentor, _ = work.paired()
    assert work.thread().mentor_id == mentor.id and "A secret question?" in work.browser(mentor).get("/desk").text


def test_writing_into_a_closed_question_opens_it_again_with_the_present_mentor(work, make):  # noqa: F811
    first, engagement = work.paired()
    work.ask()
    work.say(first, "Because.")
    work.browser(work.officer).post(f"/conversations/{work.thread().key}/close")
    ending.end(engagement.key, why="over", by=make.viewer(work.coordinator), at=make.now)
    second, _ = work.paired(work.mentor(call_name="Second M."))
    assert work.thread().mentor_id == first.id  # what is closed stays where it was answered
    work.say(work.officer, "And why then?")
    assert work.thread().mentor_id == second.id and not work.thread().closed_at
    assert work.browser(second).get(f"/conversations/{work.thread().key}").status_code == 200


def test_what_somebody_asked_who_left_the_service_is_awaited_by_nobody_and_says_so(work, make):  # noqa: F811
    mentor, _ = work.paired()
    work.ask()
    desk = work.browser(mentor)
    assert "1 waits for you" in desk.get("/desk").text
    work.browser(work.keeper).post(f"/people/{work.officer.ref}/leave", data={"day": make.today.isoformat()})

    assert "Nothing waits for you" in desk.get("/desk").text and work.thread().closed_at is None
    assert "nobody reads what is written here now" in desk.get(f"/conversations/{work.thread().key}").text


def test_only_who_is_enrolled_asks_and_what_others_wrote_is_given_back(work, make):  # noqa: F811
    colleague = make.trainee()
    assert work.browser(colleague).get(ASK).headers["Location"].endswith("/courses/plans")
    key = "00000000-0000-7000-8000-000000000001"
    answer = work.browser(colleague).post(ASK, data={"text": "May I?", "do": "send", "key": key})
    assert answer.status_code == 409 and "May I?" in answer.text
    assert work.browser(work.officer).get("/courses/plans/nothing/question").status_code == 404


def test_a_mentor_of_the_own_unit_is_nobodys_mentor_of_themselves(work, make):  # noqa: F811
    both = pairs.mentor(make, call_name="Both M.", unit=pairs_unit(), agency="UZ-SCC")
    make.grant(both, pairs.Role.TRAINEE, pairs_unit())
    make.enrolled(both, work.course, by=work.keeper)
    work.paired(work.mentor(), "UZ-CHUKURSAY")
    assert work.browser(both).get(ASK).status_code == 200


def pairs_unit() -> str:
    return "UZ-CHUKURSAY"
