"""An officer reads a lesson in a real browser: with a script, without one, and over a slow line."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms.progress.models import Evidence, Place
from tests.catalogue.conftest import FILES
from tests.learning.conftest import in_order

LONG = {
    **FILES,
    "01-seals/01-parts.md": FILES["01-seals/01-parts.md"].replace("## The parts", "A seal is one thing.\n\n" * 40 + "## The parts"),
}
LONG["01-seals/01-parts.ru.md"] = FILES["01-seals/01-parts.ru.md"].replace("## Части", "Пломба одна.\n\n" * 40 + "## Части")


@pytest.fixture
def officer(enrolled):
    return enrolled("seals", in_order(LONG), call_name="Aziza K.")


def facts(site) -> list[str]:
    return site.rows(select(Evidence.kind).order_by(Evidence.learned_at))


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_from_the_list_of_courses_to_the_next_step(site, officer, script):
    page = site.pc(officer, java_script_enabled=script)
    page.goto("/courses")
    page.get_by_role("link", name="Seals").first.click()
    page.get_by_role("link", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The parts of a seal")

    page.get_by_label("On the pin").check()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("Not yet.")).to_be_visible()
    expect(page.get_by_label("On the pin")).to_be_checked()
    page.get_by_label("On the body").check()
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Both halves carry it on good seals.")).to_be_visible()

    site.later(minutes=1)
    page.get_by_role("button", name="Done, next").click()
    expect(page).to_have_url(f"{site.address}/courses/seals/seal-quiz/attempts")
    assert "read" in facts(site)


def test_pressed_too_early_continue_returns_to_it(site, officer):
    page = site.pc(officer, java_script_enabled=False)
    page.goto("/courses/seals/parts")
    page.get_by_role("button", name="Done, next").click()
    expect(page.get_by_text("stays open: about")).to_be_visible()
    page.goto("/courses/seals")
    page.get_by_role("link", name="Continue").click()
    expect(page).to_have_url(f"{site.address}/courses/seals/parts")


def test_the_place_is_found_again_after_the_window_was_closed(site, officer):
    page = site.pc(officer)
    page.goto("/courses/seals/parts")
    page.locator("#b30").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('b30').scrollIntoView()")
    with page.expect_response("**/place"):
        pass
    stopped = site.rows(select(Place))[0]
    assert stopped.block.startswith("b3") and 30 < stopped.percent <= 100

    again = page.context.new_page()
    again.goto("/courses/seals")
    again.get_by_role("link", name="Continue").click()
    assert again.url.endswith(f"#{stopped.block}")
    expect(again.locator(f"#{stopped.block}")).to_be_in_viewport()
    again.goto("about:blank")
    again.goto("/courses/seals/parts")
    expect(again.locator(f"#{stopped.block}")).to_be_in_viewport()


def test_the_language_changes_in_the_middle_and_the_place_stays(site, officer):
    page = site.pc(officer)
    page.goto("/courses/seals/parts")
    page.evaluate("document.getElementById('b25').scrollIntoView()")
    page.evaluate("document.querySelector('.tabs [hreflang=ru]').click()")
    page.wait_for_url("**lang=ru#b*")
    block = page.url.partition("#")[2]
    assert block in ("b24", "b25", "b26", "b27", "b28", "b29", "b30")
    expect(page.locator(f"#{block}")).to_be_in_viewport()
    expect(page.locator(f"#{block}")).to_have_text("Пломба одна.")


def test_who_scrolls_up_to_the_languages_stays_where_they_read(site, officer):
    page = site.pc(officer)
    page.goto("/courses/seals/parts")
    page.evaluate("document.getElementById('b25').scrollIntoView()")
    with page.expect_response("**/place"):  # stayed there for three seconds
        pass
    read = site.rows(select(Place))[0].block
    page.evaluate("scrollTo(0, 60)")
    page.wait_for_timeout(3500)
    page.get_by_role("link", name="Русский").last.click()
    page.wait_for_url(f"**lang=ru#{read}")
    expect(page.locator(f"#{read}")).to_be_in_viewport()
    assert read in ("b24", "b25")
    assert [row.block for row in site.rows(select(Place))] == [read]


def test_a_first_visit_is_at_most_five_requests_and_forty_kilobytes(site, officer):
    page = site.pc(officer)
    sizes: dict[str, int] = {}

    def weigh(request) -> None:
        if "/media/" not in request.url:
            size = request.sizes()
            sizes[request.url] = size["responseBodySize"] + size["responseHeadersSize"]

    page.on("requestfinished", weigh)
    page.goto("/courses/seals/parts")
    page.wait_for_load_state("networkidle")
    assert len(sizes) <= 5, sizes
    assert sum(sizes.values()) <= 40 * 1024, sizes


def test_by_keyboard_alone(site, officer):
    page = site.pc(officer)
    page.goto("/courses/seals/parts")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    page.get_by_label("On the body").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Both halves carry it on good seals.")).to_be_visible()
    expect(page.get_by_role("button", name="Check again")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_of_the_window(site, officer, width):
    page = site.pc(officer, viewport={"width": width, "height": 800})
    for path in ("/courses", "/courses/seals", "/courses/seals/parts", "/courses/seals/seal-quiz/attempts"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_the_lesson_that_completes_the_course_leads_to_the_page_that_says_so(site, enrolled):
    only = {path: text.replace("lesson:seal-quiz", "#parts") for path, text in FILES.items() if "02-quiz" not in path}
    page = site.pc(enrolled("seals", in_order(only)), viewport={"width": 360, "height": 740})
    page.goto("/courses/seals/parts")
    site.later(minutes=6)
    page.get_by_role("button", name="Done").click()
    expect(page).to_have_url(f"{site.address}/courses/seals")
    expect(page.get_by_text("Done on").first).to_be_visible()
    assert sorted(facts(site)) == ["opened", "read"]
