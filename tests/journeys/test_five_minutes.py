"""The first five minutes of the README, done as it says: what one person does moves the numbers of the next."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from lms.demo import story
from lms.ext import db
from lms.lib.time import real_now
from tests.journeys.conftest import PATIENCE

TYPED = {
    "ZQBU 761259": "2",
    "QXTU 418205": "0",
    "usual 40 ft high-cube reefer": "45R1",
    "kilograms are unexplained": "1550",
    "How much length is missing": "0.47",
    "stow of 60 m³ of floor tiles": "45",
}
CHOSEN = {
    "Which slips can the check digit not catch": ("A written as K", "D written as N"),
    "A number passes the sum": ("That the number was probably copied well",),
    "Left wall and right wall": ("Photograph both, read the plate",),
    "worth a second look": ("A patch that shows outside only", "A floor one has to step up to", "A dull sound half-way"),
    "a fine bright line": ("Photograph, hands off, call the leader",),
    "record of a new seal": ("The numbers of the old seal", "Who cut, who put on", "The reason, and the number of the act"),
}
MATCHED = {
    "22G1": "20 ft, general purpose", "45G1": "40 ft high cube", "22T6": "20 ft, tank", "22P1": "20 ft, flat",
    "I": "Indicative", "S": "Security", "H": "High security",
}  # fmt: skip
ORDERED = ("Write down the ten characters", "Multiply each value", "Add the products", "Divide the sum", "Take the remainder")


@pytest.fixture
def demo(new_app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The demo as `make run` has it, on the database of this run: its address."""
    app = new_app(demo=True)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    with app.app_context():
        story.tell(real_now())
        db.session.commit()
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def become(page: Page, who: str) -> None:
    """*Change person*, and the card of somebody."""
    if not page.url.endswith("/demo"):
        page.get_by_role("link", name="Change person").click()
    page.get_by_role("button", name=f"Enter as {who}").click()


def completed(page: Page) -> dict[str, int]:
    """{pillar: how many enrolments are completed} as the coordinator's page says."""
    become(page, "Regional coordinator")
    page.get_by_role("navigation").get_by_role("link", name="Completion").click()
    table = page.get_by_role("table", name=re.compile("Enrolments by pillar"))
    page.wait_for_load_state()
    heads = table.locator("thead th").all_inner_texts()
    place = heads.index("Completed")
    rows = {row.locator("th").inner_text(): row for row in table.locator("tbody tr").all()}
    return {name: int(row.locator("th, td").nth(place).inner_text()) for name, row in rows.items()}


def answer(question: Locator) -> None:
    """Whatever kind of question it is."""
    words = question.inner_text()
    for part, text in TYPED.items():
        if part in words:
            question.get_by_role("textbox").fill(text)
            return
    for part, choices in CHOSEN.items():
        if part in words:
            for choice in choices:
                question.get_by_label(choice).check()
            return
    if "in order" in words:
        for place, step in enumerate(ORDERED, 1):
            question.get_by_label(step).select_option(str(place))
        return
    for label in question.locator("label", has=question.page.locator("select")).all():
        meaning = MATCHED[label.locator("b").inner_text()]
        options = label.locator("option").all_inner_texts()
        label.locator("select").select_option(label=next(option for option in options if meaning in option))


def read_and_pass(page: Page, later: Callable[[], object]) -> None:
    """Continue the lesson, stay until it counts as read, then give the last answers of the quiz that closes the course."""
    page.get_by_role("link", name=re.compile("^Continue, ")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A decision, and a new seal")
    later()
    page.get_by_role("button", name="Done, next").click()
    expect(page.get_by_text("12 of 15 saved · 3 without an answer")).to_be_visible()
    for number in (2, 3):
        page.locator(".foot button").filter(has_text="Next: ").click()
        page.wait_for_url(f"**page={number}")
    for question in page.locator("[data-question]").all():
        answer(question)
    page.locator(".foot").get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/hand-in")
    page.locator("main").get_by_role("button", name=re.compile("^Hand in")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Passed, 15 of 15 points"))


def review(page: Page) -> None:
    """Of the plans that wait at the desk the oldest: it meets what was asked."""
    expect(page.get_by_text("3 wait for you, 1 of them past the promise")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Review")).first.click()
    page.get_by_label("Your comment").fill("Weighing comes second for a good reason. It meets all that was asked.")
    page.get_by_role("radio", name=re.compile("^Meets")).check()
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("**/desk*")
    expect(page.get_by_text("2 wait for you")).to_be_visible()


def mark_and_confirm(page: Page) -> None:
    """Open yesterday's register, mark the five who have no mark yet, confirm."""
    page.get_by_role("link", name="Registers").click()
    page.get_by_role("link", name=re.compile("^Mark the register.*Досмотр")).click()
    missing = page.locator(".register li").filter(has_not=page.locator("input:checked"))
    expect(missing).to_have_count(5)
    for _ in range(5):
        missing.first.get_by_text("Present", exact=True).click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.get_by_role("button", name="Confirm for 38 people").click()
    expect(page.get_by_text(re.compile("^Confirmed Friday 26 June"))).to_be_visible()


@pytest.mark.both_databases
@pytest.mark.timeout(600)
def test_what_each_of_three_people_does_moves_a_pillar_by_one(demo: str, chromium: Browser, new_app: Any) -> None:
    context = chromium.new_context(base_url=demo)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/demo")
    numbers = completed(page)
    assert sorted(numbers) == ["Mentorship", "Theory", "eLearning"]
    minutes_pass = partial(new_app(demo=True).test_cli_runner().invoke, args=["demo", "clock", "2"])
    for who, does, pillar in (
        ("Officer at Altynkol zhol", partial(read_and_pass, later=minutes_pass), "eLearning"),
        ("Mentor in Brussels", review, "Mentorship"),
        ("Trainer of theory sessions, Vienna", mark_and_confirm, "Theory"),
    ):
        become(page, who)
        does(page)
        numbers[pillar] += 1
        assert completed(page) == numbers, who
    context.close()
