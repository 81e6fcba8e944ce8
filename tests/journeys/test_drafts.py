"""An assignment and a comment in Chromium: saved while one types, with a link that comes and goes, on two devices, and without a script."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms.lib.time import real_now
from lms.mentoring.models import Draft, Post, Submission
from lms.mentoring.rules.drafts import LONGEST
from lms.people.actions import end_all
from tests.mentoring import pairs
from tests.mentoring.works import ASSIGNMENT, FILES

SAVED = "[data-saved]"


@pytest.fixture
def world(site):
    """An officer with a plan to write, and their mentor."""
    make = site.make
    course = make.course("plans", files={name: text.encode() for name, text in FILES.items()})
    officer, keeper = make.trainee(call_name="Gulbahor Y."), make.focal_point()
    make.enrolled(officer, course, by=keeper)
    mentor = pairs.mentor(make)
    pairs.opened(make, make.coordinator(), officer, mentor, keeper)
    site.db.session.commit()
    return officer, mentor


def test_it_is_saved_while_one_types_moved_by_keyboard_and_handed_in(site, world):
    officer, _ = world
    page = site.pc(officer)
    page.goto(ASSIGNMENT)
    page.fill("#aim", "Look behind the first row.")
    expect(page.locator(f"#draft {SAVED}")).to_contain_text("Saved ")
    for number, step in enumerate(("Seal", "Papers", "Doors"), 1):
        page.fill(f"#s{number}", step)
    page.get_by_role("button", name="Move step 2 up").focus()
    page.keyboard.press("Enter")
    assert page.locator("#s1").input_value() == "Papers"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move step 1 down"
    page.get_by_role("button", name="Add a step").click()
    page.keyboard.type("Seal again")
    page.click("text=Hand in")
    expect(page.get_by_text("An answer is promised by")).to_be_visible()
    row = site.rows(select(Submission))[0]
    assert (row.text, row.steps["items"]) == ("Look behind the first row.", ["Papers", "Seal", "Doors", "Seal again"]) and row.handed_in_at


def test_what_could_not_be_sent_waits_in_the_browser_and_goes_out_by_itself(site, world):
    officer, _ = world
    page = site.pc(officer)
    page.goto(ASSIGNMENT)
    page.context.set_offline(True)
    page.fill("#aim", "Written without a link.")
    expect(page.locator(f"#draft {SAVED}")).to_contain_text("Not sent yet: no link.")
    page.context.set_offline(False)
    expect(page.locator(f"#draft {SAVED}")).to_contain_text("Saved ")
    page.reload()
    assert page.locator("#aim").input_value() == "Written without a link."
    assert page.evaluate("localStorage.length") == 0


def test_a_page_that_was_closed_without_a_link_puts_back_what_was_written(site, world):
    officer, _ = world
    page = site.pc(officer)
    page.goto(ASSIGNMENT)
    page.context.set_offline(True)
    page.fill("#s3", "The third step.")
    expect(page.locator(f"#draft {SAVED}")).to_contain_text("Not sent yet")
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(ASSIGNMENT)
    expect(again.locator(f"#draft {SAVED}")).to_contain_text("Saved ")
    assert again.locator("#s3").input_value() == "The third step."


def test_two_devices_keep_both_drafts_and_one_chooses(site, world):
    officer, _ = world
    desk, phone = site.pc(officer), site.pc(officer, viewport={"width": 360, "height": 740})
    for page in (desk, phone):
        page.goto(ASSIGNMENT)
    desk.fill("#aim", "From the desk.")
    expect(desk.locator(f"#draft {SAVED}")).to_contain_text("Saved ")
    phone.fill("#aim", "From the telephone.")
    expect(phone.locator(f"#draft {SAVED}")).to_contain_text("A newer draft was saved on another device")
    phone.click("text=See both")
    expect(phone.get_by_text("From the desk.")).to_be_visible()
    phone.locator("section", has_text="From the telephone.").get_by_role("button").click()
    expect(phone.locator("#aim")).to_have_value("From the telephone.")
    desk.reload()
    assert desk.locator("#aim").input_value() == "From the telephone."


def test_without_a_script_every_button_saves_and_nothing_is_lost(site, world):
    officer, mentor = world
    page = site.pc(officer, java_script_enabled=False)
    page.goto(ASSIGNMENT)
    page.fill("#aim", "Look behind the first row.")
    page.fill("#s1", "Seal")
    page.fill("#s2", "Papers")
    page.get_by_role("button", name="Move step 2 up").click()
    page.wait_for_url("**#s1")
    expect(page.locator("#s1")).to_have_value("Papers")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("An answer is promised by")).to_be_visible()
    review = site.pc(mentor, java_script_enabled=False)
    review.goto("/desk")
    review.click("text=Review")
    review.fill("#cm", "Outside first.")
    review.check("text=Revise")
    review.get_by_role("button", name="Send").click()
    expect(review.get_by_text("Sent, ")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Outside first.")).to_be_visible()
    assert page.locator("#aim").input_value() == "Look behind the first row."


def test_a_comment_is_saved_as_typed_and_outlives_the_sign_in(site, world):
    officer, mentor = world
    page = site.pc(officer)
    page.goto(ASSIGNMENT)
    page.fill("#aim", "Look behind the first row.")
    page.fill("#s1", "Seal")
    page.click("text=Hand in")
    expect(page.get_by_text("An answer is promised by")).to_be_visible()
    review = site.pc(mentor)
    review.goto("/desk")
    review.click("text=Review")
    review.fill("#cm", "Outside first.")
    expect(review.locator(SAVED)).to_contain_text("Saved ")
    end_all(mentor.id, at=real_now())
    site.db.session.commit()
    review.fill("#cm", "Outside first, then the seal.")
    expect(review.locator(SAVED)).to_contain_text("the sign-in has ended")
    site.sign_in(review.context, mentor)
    review.reload()
    expect(review.locator(SAVED)).to_contain_text("Saved ")
    assert review.locator("#cm").input_value() == "Outside first, then the seal."
    assert not site.rows(select(Post))


def test_a_text_over_the_limit_is_not_sent_and_the_page_says_how_much_is_too_much(site, world):
    officer, _ = world
    page = site.pc(officer)
    page.goto(ASSIGNMENT)
    page.focus("#aim")
    page.keyboard.insert_text("я" * (LONGEST + 1_200))
    expect(page.locator(f"#draft {SAVED}")).to_contain_text("Letters too many: 1,200; at most 20,000 are read.")
    page.click("text=Hand in")
    assert page.url.endswith(ASSIGNMENT) and not site.rows(select(Draft))
    page.reload()
    assert len(page.input_value("#aim")) == LONGEST + 1_200
    page.fill("#aim", "я" * LONGEST)
    expect(page.locator(f"#draft {SAVED}")).to_contain_text("Saved ")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_has_what_was_written_where_it_was_too_large_to_read(site, world, monkeypatch, script):
    officer, _ = world
    monkeypatch.setitem(site.app.config, "MAX_CONTENT_LENGTH", 30_000)
    page = site.pc(officer, java_script_enabled=script)
    page.goto("/courses/plans/read/question")
    page.focus("#q")
    page.keyboard.insert_text("я" * 20_000)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Back in your browser shows what you wrote.")).to_be_visible()
    page.go_back()
    assert page.input_value("#q") == "я" * 20_000


def test_on_paper_nothing_stands_that_is_closed(site, world):
    officer, _ = world
    page = site.pc(officer)
    page.goto(ASSIGNMENT)
    page.fill("#aim", "Look behind the first row.")
    page.fill("#s1", "Seal")
    expect(page.locator(f"#draft {SAVED}")).to_contain_text("Saved ")
    page.click("text=Hand in")
    expect(page.get_by_text("An answer is promised by")).to_be_visible()
    closed = page.locator("main details:not([open])").first
    expect(closed).to_be_visible()
    page.emulate_media(media="print")
    expect(closed).to_be_hidden()
