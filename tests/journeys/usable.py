"""What holds for every page in Chromium: axe finds nothing serious, its headings and landmarks lead through it, nothing is wider than
a phone, and no script or policy complains."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from lms.people.models import Person
from tests.journeys.conftest import Site

WIDTHS = (1280, 360)
WEIGHTY = ("serious", "critical")
ALSO = ("heading-order", "landmark-unique", "page-has-heading-one")  # axe calls them moderate; who hears the page goes by them
# What axe says, as far as it is refused: the rule and the first place.
REFUSED = """([options, weighty, also]) => axe.run(document, {resultTypes: ["violations"], ...options}).then(
    said => said.violations.filter(each => weighty.includes(each.impact) || also.includes(each.id))
        .map(each => [each.id, each.nodes[0].html.slice(0, 200)]))"""
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def can_be_used(site: Site, who: Person | None, addresses: Sequence[str]) -> None:
    """Fails at the first of these pages that does not do what this file says, at a width and in a theme."""
    for width in WIDTHS:
        page = site.pc(who, viewport={"width": width, "height": 800}, color_scheme="light", reduced_motion="reduce")
        page.add_init_script(Axe().axe_script)
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        for address in addresses:
            found = page.goto(address)
            assert found is not None and found.status == (404 if address == "/no-such-page" else 200), address
            assert refused(page) == [], (address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            page.emulate_media(color_scheme="dark")  # the same page in other colours, and only those can be wrong now
            assert refused(page, COLOURS) == [], (address, width, "dark")
            page.emulate_media(color_scheme="light")
        assert [text for text in said if "404" not in text] == [], addresses


def refused(page: Page, options: dict[str, object] | None = None) -> list[list[str]]:
    """[rule, first place] of what axe finds and nobody should meet."""
    found: list[list[str]] = page.evaluate(REFUSED, [options or {}, WEIGHTY, ALSO])
    return found
