"""An agency does not agree: said under its own name, to those whom it concerns, before anybody's access was open."""

import pytest

from lms.lib.refusals import Conflict
from lms.mentoring.actions import agreement, ending
from tests.mentoring import pairs
from tests.mentoring.pairs import text

UNIT, WHY = "UZ-CHUKURSAY", "Both are on a long mission"
AGENCY = "Customs Committee under the Ministry of Economy and Finance"
ENDING = ("End the mentorship", "End it", "ends at once", "has ended", "Ended.")


def refused(make, row, keeper):
    return agreement.refuse(row.key, why=WHY, by=make.viewer(keeper), at=make.now)


def test_the_focal_point_reads_of_an_answer_and_nowhere_of_an_end(client, sign_in, make, coordinator, keeper, officer, mentor):
    row = pairs.accepted(make, coordinator, officer, mentor)
    sign_in(client, keeper)
    at = f"/engagements/{row.key}/end"
    pages = [text(client.get(at)), text(client.post(at, data={"why": " "})), text(client.get(f"/engagements/{row.key}"))]
    assert all("Do not agree" in page for page in pages) and "the mentor will have no access" in pages[0]
    assert "Say in a few words why." in pages[1]
    pages += [text(client.post(at, data={"why": WHY}, follow_redirects=True)), text(client.get("/mentors"))]
    assert "Noted: your agency does not agree." in pages[3] and f"{AGENCY} did not agree" in pages[3] and WHY in pages[3]
    assert "not agreed" in pages[4] and "Nothing waits for your agency" in pages[4]
    assert not [(end, page) for page in pages for end in ENDING if end in page]
    assert "You said already that your agency does not agree" in text(client.post(at, data={"why": WHY}, follow_redirects=True))
    assert "You said already" in (page := text(client.post(at, data={"why": "Another"}), 409)) and "Another" in page


def test_coordinator_and_mentor_are_told_why_and_the_mentor_reads_no_name(client, sign_in, db, make, coordinator, keeper, officer, mentor):
    row = refused(make, pairs.accepted(make, coordinator, officer, mentor), keeper)
    assert row.opened_at is None and not pairs.sights(db, row) and pairs.places(db, mentor) == (0, 0)
    sign_in(client, coordinator)
    notices, page, list_ = (text(client.get(at)) for at in ("/notices", f"/engagements/{row.key}", f"/pairing/person/{officer.ref}"))
    assert f"{AGENCY} does not agree to Lieven M." in notices and officer.ref in notices
    assert all(WHY in each for each in (notices, page, list_)) and "has ended" not in notices
    assert f"{AGENCY} did not agree" in page and f"{AGENCY} did not agree, today" in list_
    sign_in(client, mentor)
    notices = text(client.get("/notices"))
    assert f"{AGENCY} does not agree to a mentorship that you accepted: access stays closed" in notices and WHY in notices
    assert officer.ref not in notices and officer.call_name not in notices and client.get(f"/engagements/{row.key}").status_code == 404


def test_another_agency_of_a_joint_unit_reads_neither_whose_answer_it_was_nor_why(
    client, sign_in, make, coordinator, keeper, officer, mentor
):
    make.trainee(agency="UZ-NCDC")
    row = refused(make, pairs.accepted(make, coordinator, UNIT, mentor), keeper)
    sign_in(client, make.focal_point("UZ-NCDC"))
    page = text(client.get(f"/engagements/{row.key}"))
    assert "Another agency did not agree" in page and AGENCY not in page and WHY not in page


def test_once_access_is_open_a_mentorship_is_ended_and_no_longer_refused(client, sign_in, make, coordinator, keeper, officer, mentor):
    row = pairs.opened(make, coordinator, officer, mentor, keeper)
    with pytest.raises(Conflict, match="open meanwhile"):
        refused(make, row, keeper)
    sign_in(client, keeper)
    assert "End the mentorship" in text(client.get(f"/engagements/{row.key}/end"))
    client.post(f"/engagements/{row.key}/end", data={"why": WHY})
    assert row.ended_how == "ended" and not row.is_refused


def test_who_accepted_and_never_had_access_is_told_no_name_when_it_is_taken_back(client, sign_in, make, coordinator, officer, mentor):
    row = pairs.accepted(make, coordinator, officer, mentor)
    ending.end(row.key, why="The officer goes on leave", by=make.viewer(coordinator), at=make.now)
    sign_in(client, mentor)
    page = text(client.get("/notices"))
    assert "An offer to be a mentor was taken back" in page and officer.ref not in page and officer.call_name not in page
