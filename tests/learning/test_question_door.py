"""From any lesson the officer can ask the mentor a question."""

from tests.progress.test_enrol import text


def test_a_lesson_leads_to_a_question_to_the_mentor(client, sign_in, make):
    officer, course = make.trainee(), make.course()
    make.enrolled(officer, course)
    browser = sign_in(client, officer)
    assert (
        'href="/courses/seals-in-short/seals/question">Ask your mentor about this lesson'
        in browser.get("/courses/seals-in-short/seals").text
    )

    assert "Seals" in text(browser.get("/courses/seals-in-short/seals/question"))
