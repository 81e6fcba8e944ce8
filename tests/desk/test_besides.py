"""Beside the programme home says the last word with the mentor, the next meeting, and what was not right in a quiz."""

from datetime import timedelta

from tests.assessment.conftest import browser, course, desk, officer
from tests.desk.test_programme import story
from tests.mentoring import pairs

__all__ = ["browser", "course", "desk", "officer", "story"]  # fixtures


def test_the_last_word_of_the_conversation_and_the_next_meeting_stand_with_the_mentor(story, make, read):
    story.in_track()
    mentor, row = story.paired()
    thread = story.hand_in()
    page = read(story.browser(story.officer), "/")
    assert "Since today at" in page and "Next meeting" not in page
    story.say(mentor, "First the seal, then the doors. " + "Look again. " * 30, thread=thread)
    pairs.met(make, row, mentor, ago=timedelta(days=-3))
    pairs.met(make, row, mentor)
    page = read(story.browser(story.officer), "/")

    assert "First the seal, then the doors." in page and page.count("Look again.") < 20, "its beginning"
    assert "Your mentor, today at" in page and page.count("Next meeting: ") == 1
    story.say(story.officer, "And the floor?", thread=thread)
    page = read(story.browser(story.officer), "/")
    assert "And the floor? You, today at" in page and "First the seal" not in page


def test_what_was_not_right_in_a_passed_quiz_leads_to_why_until_all_of_it_is(desk, browser, read):
    desk.start()
    least = min(desk.asked().values(), key=lambda asked: asked.points)
    desk.save_all(desk.right(least.slug))
    desk.hand_in()
    attempt = desk.attempts()[0]
    assert attempt.is_passed
    page = browser.get("/").text
    assert "1 answer of 6 was not right" in page and f'href="/attempts/{attempt.key}/result">See why' in page
    desk.start()
    desk.save_all(desk.right())
    desk.hand_in()

    assert "was not right" not in browser.get("/").text
