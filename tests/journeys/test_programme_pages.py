"""The pages of the three pillars as one, of tracks, and of what is asked of focal points, as everybody must be able to use them."""

import pytest

from lms.insight.actions import ask
from lms.lib.types import uuid7
from lms.progress import actions
from tests.courses import mentorship, sessions
from tests.journeys.usable import can_be_used

TRACK = "track=basic-track"
PAGES = {
    "officer": ("/", "/courses/theory-in-short", "/courses/mentorship-in-short"),
    "focal point": (
        "/enrol?who=UZ-CHUKURSAY&course=track.basic-track", "/withdraw?unit=UZ-CHUKURSAY&course=track.basic-track",
        "/tracks/{track}/withdraw", "/people/{ref}", "/requests", "/requests/{asked}",
    ),
    "coordinator": (
        f"/completion?{TRACK}", f"/completion/programme?{TRACK}", f"/completion/people?{TRACK}", f"/completion/paper?{TRACK}",
        "/completion/remind", "/completion/ask", f"/completion/remind?{TRACK}&of=programme", "/requests", "/requests/{asked}",
    ),
}  # fmt: skip


@pytest.fixture
def people(site):
    """Who looks, and the addresses of what they look at."""
    make = site.make
    reading = make.course()
    courses = [reading, make.course("theory-in-short", files=sessions()), make.course("mentorship-in-short", files=mentorship())]
    track, keeper, boss = make.track(*courses), make.focal_point(), make.coordinator()
    officer, other = make.trainee(call_name="Dilnoza R."), make.trainee()
    make.enrolled(other, reading, by=keeper)
    [done] = actions.enrol_in_track([officer], track.id, by=make.viewer(boss), at=make.now, due_on=make.today)
    make.did(done.courses[0].enrolment, officer, reading, "seals")
    asked = ask({officer.agency_id: [officer.id]}, "Please see to it.", {"state": "open"}, key=uuid7(), by=make.viewer(boss), at=make.now)
    site.db.session.commit()
    return {"officer": officer, "focal point": keeper, "coordinator": boss}, {
        "track": done.enrolment.key, "ref": officer.ref, "asked": asked[0].key,
    }  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_the_programme_can_be_used_by_everybody(site, people, role):
    who, known = people
    can_be_used(site, who[role], [address.format(**known) for address in PAGES[role]])
