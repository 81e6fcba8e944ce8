"""An officer takes a quiz in a real browser: with a script and without, over a link that goes, at a PC that others use too."""

import re

import pytest
from playwright.sync_api import Error, Page, Route, expect
from sqlalchemy import select, update

from lms.assessment.models import Answer, Attempt
from lms.catalogue import queries
from lms.people.models import Login
from lms.progress.models import Enrolment
from tests.catalogue.conftest import FILES
from tests.learning.conftest import in_order
from tests.make import MadeCourse

START = "/courses/seals/seal-quiz/attempts"


BY_SCRIPT = "Each answer is saved as you give it."


@pytest.fixture
def officer(enrolled):
    return enrolled("seals", in_order(FILES), call_name="Aziza K.")


def question(page: Page, words: str):
    """The section of the question that says so; goes to its page first."""
    page.locator("[data-question]").first.wait_for()  # a click does not wait for the page that it leads to
    for _ in range(2):
        found = page.locator("[data-question]", has_text=words)
        if found.count():
            return found
        button = page.locator(".foot button").filter(has_text=re.compile(r"^(Next: )?\d+( to \d+)?$"))
        number = button.get_attribute("value")
        button.click()
        page.wait_for_url(f"**page={number}")
    raise AssertionError(words)


def answer_all(page: Page) -> None:
    question(page, "Which class").get_by_label("H", exact=True).check()
    signs = question(page, "Which of these say")
    signs.get_by_label("The pin turns").check()
    signs.get_by_label("The number differs").check()
    question(page, "at least, in kN").get_by_role("textbox").fill("11")
    question(page, "put on by the").get_by_role("textbox").fill("Shipper")
    order = question(page, "Put the check in order")
    for place, step in enumerate(("View", "Verify", "Tug", "Twist"), 1):
        order.get_by_label(step).select_option(str(place))
    match = question(page, "Match the sign")
    for sign, meaning in (("H", "high security"), ("S", "security"), ("I", "indicative")):
        match.locator("label", has=page.locator("b", has_text=sign)).locator("select").select_option(meaning)


def saved(site) -> int:
    return sum(1 for row in site.rows(select(Answer)) if row.given)


def hand_in(page: Page) -> None:
    page.locator("[data-question]").first.wait_for()
    onward = page.locator(".foot button").filter(has_text=re.compile("^Next: "))
    if onward.count():
        onward.click()
        page.wait_for_url("**page=2")
    page.locator(".foot").get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/hand-in")
    page.locator("main").get_by_role("button", name=re.compile("^Hand in")).click()
    page.wait_for_url("**/result")


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_from_the_door_to_the_result(site, officer, script):
    page = site.pc(officer, java_script_enabled=script)
    page.goto(START)
    expect(page.get_by_text(f"Aziza K. {officer.ref}")).to_be_visible()
    page.get_by_role("button", name="Start as Aziza K.").click()
    answer_all(page)
    hand_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed, 11 of 11 points")
    expect(page.get_by_text("ISO 17712 names three classes.")).to_be_visible()
    assert [(row.score, row.is_passed) for row in site.rows(select(Attempt))] == [(11, True)]


def test_enter_in_a_typed_answer_sends_it_once_and_goes_on(site, officer):
    page = site.pc(officer)
    page.goto(START)
    page.get_by_role("button", name="Start as Aziza K.").click()
    field = question(page, "at least, in kN").get_by_role("textbox")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    field.fill("11")
    with page.expect_navigation():
        field.press("Enter")
    page.wait_for_timeout(1500)

    assert saved(site) == 1
    assert len(posts) <= 3, posts


def test_a_closed_browser_loses_nothing(site, officer):
    page = site.pc(officer)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    question(page, "put on by the").get_by_role("textbox").fill("Shipper")
    expect(question(page, "put on by the").locator("[data-pill]")).to_contain_text("Saved")
    page.context.close()

    again = site.pc(officer)  # another PC even
    again.goto(START)
    expect(again).to_have_url(re.compile("/attempts/"))
    expect(question(again, "put on by the").get_by_role("textbox")).to_have_value("Shipper")


def test_the_link_goes_in_the_middle_and_handing_in_waits_for_it(site, officer):
    page = site.pc(officer)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    first = page.locator("[data-question]").first
    question(page, "Which class").get_by_label("S", exact=True).check()
    expect(question(page, "Which class").locator("[data-pill]")).to_contain_text("Saved")
    before = saved(site)

    page.context.set_offline(True)
    question(page, "Which class").get_by_label("H", exact=True).check()
    expect(question(page, "Which class").locator("[data-pill]")).to_have_text("Not yet sent")
    expect(page.locator("[data-link]")).to_have_text("No link. Answers that wait on this PC: 1.")
    page.locator(".foot button").last.click()
    expect(page.locator(".foot button").last).to_have_text("Waits for answers to be sent: 1")
    assert first.is_visible() and saved(site) == before

    with page.expect_navigation():
        page.context.set_offline(False)
    assert [row.given for row in site.rows(select(Answer)) if row.given] == [{"value": 0}]  # H, which the author wrote first


def test_what_is_answered_before_the_script_has_come_is_saved_once_it_has(site, officer):
    page, late = site.pc(officer), list[Route]()
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    question(page, "Which class")

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/js/sending.js*", hold)
    page.goto(page.url, wait_until="commit")
    asked = question(page, "Which class")
    asked.get_by_label("H", exact=True).check()
    expect(asked.locator("[data-pill]")).to_have_text("No answer")

    late[0].continue_()

    expect(asked.locator("[data-pill]")).to_contain_text("Saved")
    assert saved(site) == 1


def test_a_window_closed_without_a_link_finds_its_answers_again(site, officer):
    page = site.pc(officer)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    asked = question(page, "Which class")
    expect(page.get_by_text(BY_SCRIPT)).to_be_visible()
    context, address = page.context, page.url
    context.set_offline(True)
    asked.get_by_label("H", exact=True).check()
    expect(asked.locator("[data-pill]")).to_have_text("Not yet sent")
    page.close()
    assert saved(site) == 0

    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(question(again, "Which class").get_by_label("H", exact=True)).to_be_checked()
    expect(question(again, "Which class").locator("[data-pill]")).to_contain_text("Saved")
    assert saved(site) == 1
    assert again.evaluate("localStorage.length") == 0  # nothing stays behind on this PC


def test_the_page_that_asks_before_handing_in_sends_what_waits_first(site, officer):
    page = site.pc(officer)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    asked, address = question(page, "Which class"), page.url.partition("?")[0]
    expect(page.get_by_text(BY_SCRIPT)).to_be_visible()
    page.context.set_offline(True)
    asked.get_by_label("H", exact=True).check()
    expect(asked.locator("[data-pill]")).to_have_text("Not yet sent")
    page.close()

    again = page.context.new_page()
    again.context.set_offline(False)
    again.route("**/answers/*", lambda route: route.abort())
    again.goto(f"{address}/hand-in")
    held = again.get_by_role("button", name="Waits for answers to be sent: 1")
    expect(held).to_be_disabled()
    expect(again.locator("[data-link]")).to_have_text("No link. Answers that wait on this PC: 1.")
    expect(again.get_by_text("6 questions are not complete.")).to_be_visible()

    again.unroute("**/answers/*")
    again.evaluate("dispatchEvent(new Event('online'))")
    expect(again.get_by_text("5 questions are not complete.")).to_be_visible()
    expect(again.get_by_role("button", name="Hand in all the same")).to_be_enabled()
    assert saved(site) == 1 and again.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("status", [200, 401, 403, 408])
def test_an_answer_that_somebody_on_the_way_swallowed_goes_out_again(site, officer, status):
    page = site.pc(officer)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    asked = question(page, "Which class")
    expect(page.get_by_text(BY_SCRIPT)).to_be_visible()
    page.route("**/answers/*", lambda route: route.fulfill(status=status, body="<p>Sign in to this hotspot</p>", content_type="text/html"))
    asked.get_by_label("H", exact=True).check()
    expect(asked.locator("[data-pill]")).to_have_text("Not yet sent")

    page.unroute("**/answers/*")
    expect(asked.locator("[data-pill]")).to_contain_text("Saved")
    assert saved(site) == 1


def test_a_sign_in_that_ends_keeps_the_answers_for_the_same_person_alone(site, officer, enrolled):
    page = site.pc(officer)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    asked = question(page, "Which class")  # on whichever page it is: going there is a request of its own
    site.db.session.execute(update(Login).values(ended_at=site.make.now, ended_why="idle"), execution_options={"as_system": "test"})
    site.db.session.commit()
    asked.get_by_label("H", exact=True).check()
    expect(page.locator("[data-link]")).to_contain_text("the sign-in has ended")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()

    colleague = site.make.trainee(call_name="Bakhtiyor T.")
    seals = queries.course("seals")
    site.make.enrolled(colleague, MadeCourse(seals.course_id, seals.outline))
    site.sign_in(page.context, colleague)
    theirs = page.context.new_page()
    theirs.goto(START)
    theirs.get_by_role("button", name="Start as Bakhtiyor T.").click()
    expect(theirs.locator("input:checked")).to_have_count(0)
    theirs.goto(page.url)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("There is no page here for you")
    page.evaluate("dispatchEvent(new Event('focus'))")  # the old window tries again, as somebody else
    page.wait_for_timeout(500)
    assert saved(site) == 0

    site.sign_in(page.context, officer)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(asked.locator("[data-pill]")).to_contain_text("Saved")
    assert saved(site) == 1


def test_without_a_script_a_failed_page_sent_again_is_harmless(site, officer):
    page = site.pc(officer, java_script_enabled=False)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    question(page, "Which class").get_by_label("H", exact=True).check()
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"), page.expect_navigation():
        page.get_by_role("button", name="Save this page").click()
    assert saved(site) == 0

    page.context.set_offline(False)
    page.reload()  # sends the form of the failed page again
    expect(question(page, "Which class").get_by_label("H", exact=True)).to_be_checked()
    assert saved(site) == 1
    assert site.rows(select(Enrolment.status)) == ["in_progress"]


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_of_the_window(site, officer, width):
    page = site.pc(officer, viewport={"width": width, "height": 800})
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/attempts/*")
    too_wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(too_wide) <= 0
    page.get_by_role("button", name="Next: ").click()
    page.wait_for_url("**page=2")
    assert page.evaluate(too_wide) <= 0
    hand_in(page)
    assert page.evaluate(too_wide) <= 0
