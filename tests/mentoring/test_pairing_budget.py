"""What waits for a mentor, and that the pages of pairing ask a fixed number of times however much there is."""

import logging
import re
from datetime import timedelta
from html import unescape

import pytest

from lms.mentoring.actions import meetings
from lms.mentoring.queries import waiting_for
from lms.mentoring.rules.meetings import Outcome
from tests.mentoring import pairs
from tests.test_budget import MOST, over

UNITS = ("UZ-ALAT", "UZ-YALLAMA", "UZ-AVIAYUKLAR", "UZ-CHUKURSAY")


@pytest.fixture
def crowd(make):
    """A coordinator, a focal point and a mentor with pairs in every state."""
    coordinator, keeper = make.coordinator(), make.focal_point()
    officers = [make.trainee(unit, call_name=f"Officer {n}") for n, unit in enumerate(UNITS * 2)]
    mentor = pairs.mentor(make, units=9, people=9)
    for n in range(6):
        pairs.mentor(make, call_name=f"Mentor {n}")
    course = pairs.course(make)
    for officer in officers:
        make.enrolled(officer, course, by=keeper)
    open_ones = [pairs.opened(make, coordinator, whom, mentor, keeper) for whom in ("UZ-ALAT", "UZ-YALLAMA", officers[0])]
    pairs.accepted(make, coordinator, officers[1], mentor)
    pairs.offered(make, coordinator, officers[2], mentor)
    rows = [pairs.met(make, open_ones[0], mentor, ago=timedelta(hours=n)) for n in (9, 6, 3, -3)]
    meetings.note_meeting(rows[0].key, Outcome.HELD, present=[officers[4].id], note="", by=make.viewer(mentor), at=make.now)
    return {"coordinator": coordinator, "keeper": keeper, "mentor": mentor, "officer": officers[4], "row": open_ones[0], "met": rows[1]}


@pytest.mark.architecture
def test_pages_ask_no_more_often_with_many_pairs_than_they_may(client, sign_in, crowd, caplog):
    caplog.set_level(logging.INFO, logger="lms.request")
    logging.getLogger("lms").propagate = True
    engagement, meeting = f"/engagements/{crowd['row'].key}", f"/meetings/{crowd['met'].key}"
    asked = {
        "coordinator": ["/pairing", "/pairing?q=officer", "/pairing/unit/UZ-AVIAYUKLAR", "/pairing/unit/UZ-ALAT", engagement, meeting],
        "keeper": ["/mentors", engagement, meeting, f"{engagement}/end"],
        "mentor": ["/profile/mentoring", engagement, meeting, f"{engagement}/meetings/new", "/desk"],
        "officer": ["/courses/meetings/first/meeting", engagement, meeting, "/mentor"],
    }
    for who, addresses in asked.items():
        sign_in(client, crowd[who])
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    lines = [record.line for record in caplog.records if hasattr(record, "line")]

    assert len(lines) == sum(map(len, asked.values())) and over(lines, MOST) == []


def test_what_waits_for_a_mentor_are_offers_and_meetings_that_were_not_noted(client, sign_in, make, crowd):
    found = waiting_for(make.viewer(crowd["mentor"]), make.now)
    assert [one.unit for one in found.offers] == [None] and len(found.to_note) == 2
    assert found.to_note[0].starts_at < found.to_note[1].starts_at and found.to_note[0].whom["en"] == "Alat"
    sign_in(client, crowd["mentor"])
    page = " ".join(re.sub(r"<[^>]+>", " ", unescape(client.get("/desk").text)).split())
    assert "An offer: a trainee" in page and "A meeting: Alat" in page
    nobody = waiting_for(make.viewer(crowd["officer"]), make.now)
    assert (nobody.offers, nobody.to_note) == ([], [])
