"""The pages of coordination meetings, as everybody must be able to use them; and a meeting held without a script or a mouse."""

import pytest

from tests.journeys.usable import can_be_used
from tests.programme import met

PAGES = {
    "focal point": ("/coordination", "/coordination?country=UZ", "{one}", "{one}/paper"),
    "coordinator": (
        "/coordination", "/coordination/new", "{one}", "{one}?minutes=1", "{one}/paper", "{one}/parties", "{one}/agenda", "{one}/minutes",
        "{one}/decisions/new", "{one}/decisions/1", "{one}/actions/new", "{ahead}", "{ahead}/edit", "{ahead}/cancel",
    ),
}  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_a_meeting_can_be_used_by_everybody(site, role):
    make = site.make
    known = {"one": f"/coordination/{met.whole(make).key}", "ahead": f"/coordination/{met.meeting(make, 30).key}"}
    who = make.focal_point() if role == "focal point" else make.coordinator()
    make.session.commit()

    can_be_used(site, who, [address.format(**known) for address in PAGES[role]])


def test_minutes_are_written_and_made_final_with_the_keyboard_alone_and_without_a_script(site):
    row = met.meeting(site.make, -1)
    page = site.pc(site.make.coordinator(), java_script_enabled=False)
    page.goto(f"/coordination/{row.key}")
    page.get_by_role("link", name="Write the minutes").first.press("Enter")
    page.get_by_label("Text of the minutes").fill("As agreed.")
    page.get_by_role("button", name="Save as version 1").press("Enter")
    page.get_by_role("button", name="Make the minutes final").press("Enter")

    assert "Minutes final, version 1" in page.inner_text("main") and "As agreed." in page.inner_text("#minutes")
