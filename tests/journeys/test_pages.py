"""Every kind of page that the first pillar has, as everybody must be able to use it (tests/journeys/usable.py)."""

import pytest

from lms.assessment import actions as assessment
from lms.assessment import queries as attempts
from tests.journeys.usable import can_be_used

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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", PAGES)
def test_every_page_can_be_used_by_everybody(site, people, role):
    who, known = people
    can_be_used(site, who[role], [address.format(**known) for address in PAGES[role]])
