"""Every kind of page in Chromium: axe finds nothing serious, its headings and landmarks lead through it, nothing is wider than a
phone, and no script or policy complains."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from lms.assessment import actions as assessment
from lms.assessment import queries as attempts

WIDTHS = (1280, 360)
THEMES = ("light", "dark")
WEIGHTY = ("serious", "critical")
ALSO = ("heading-order", "landmark-unique", "page-has-heading-one")  # axe calls them moderate; who hears the page goes by them
PAGES = {
    "nobody": ("/signin", "/no-such-page", "/styleguide"),
    "officer": (
        "/", "/courses", "{course}", "{lesson}", "{lesson}?lang=ru", "{quiz}", "{attempt}", "{attempt}/hand-in",
        "{done}/result", "/profile", "/notices", "/me/mail",
    ),
    "focal point": (
        "/people", "/people/{ref}", "/people/add", "/people/{ref}/edit", "/people/{ref}/transfer", "/people/{ref}/leave", "/enrol",
        "/withdraw", "/completion", "/completion/people", "/completion/paper",
    ),
    "coordinator": ("/people", "/people/{ref}", "/completion", "/completion/people?state=overdue"),
    "administrator": (
        "/first-steps", "/people", "/people/{ref}/roles", "/units", "/units/add", "/units/UZ-ALAT", "/agencies/add", "/countries/add",
    ),
}  # fmt: skip


@pytest.fixture
def people(site):
    """Who looks, and the addresses of what they look at."""
    make = site.make
    course, officer, keeper = make.course(), make.trainee(call_name="Dilnoza R."), make.focal_point()
    make.enrolled(officer, course, by=keeper)
    make.completed(make.trainee(), course, by=keeper)
    viewer, at = make.viewer(officer), make.now
    quiz = attempts.quiz(viewer, course.outline.slug, "quiz")
    done = assessment.start(quiz, by=viewer, at=at)
    assessment.hand_in(attempts.attempt_or_404(viewer, done), by=viewer, at=at)
    running = assessment.start(quiz, by=viewer, at=at)
    base = f"/courses/{course.outline.slug}"
    known = {
        "course": base, "lesson": f"{base}/seals", "quiz": f"{base}/quiz/attempts", "attempt": f"/attempts/{running}",
        "done": f"/attempts/{done}", "ref": officer.ref,
    }  # fmt: skip
    who = {"nobody": None, "officer": officer, "focal point": keeper, "coordinator": make.coordinator(), "administrator": make.admin()}
    site.db.session.commit()
    return who, known


def can_be_used(site, who, addresses) -> None:
    """Fails at the first of these pages that does not do what this file says, at a width and in a theme."""
    for width in WIDTHS:
        for theme in THEMES:
            page = site.pc(who, viewport={"width": width, "height": 800}, color_scheme=theme)
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
            for address in addresses:
                page.goto(address)
                found = Axe().run(page).response["violations"]
                refused = [each for each in found if each["impact"] in WEIGHTY or each["id"] in ALSO]
                assert [(each["id"], each["nodes"][0]["html"][:200]) for each in refused] == [], (address, width, theme)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            assert [text for text in said if "404" not in text] == [], addresses


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", PAGES)
def test_every_page_can_be_used_by_everybody(site, people, role):
    who, known = people
    can_be_used(site, who[role], [address.format(**known) for address in PAGES[role]])
