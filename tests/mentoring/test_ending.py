"""A mentorship ends: what was to come is cancelled by the same act, said once, and what was stays readable to who was party to it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms.lib.time import local
from lms.mentoring import jobs
from lms.mentoring.actions import ending
from lms.mentoring.actions import meetings as actions
from lms.mentoring.rules.meetings import Outcome
from lms.notices.models import Notice
from lms.people.models import Membership
from tests.mentoring import pairs
from tests.mentoring.pairs import text


@dataclass
class Ended:
    """A unit with a mentor, a meeting that was held and one to come."""

    coordinator: Any
    keeper: Any
    officer: Any
    mentor: Any
    row: Any
    was: Any
    coming: Any


def running(make) -> Ended:
    coordinator, keeper, officer = make.coordinator(), make.focal_point(), make.trainee(call_name="Gulbahor Y.")
    mentor = pairs.mentor(make)
    row = pairs.opened(make, coordinator, "UZ-CHUKURSAY", mentor, keeper)
    was, coming = pairs.met(make, row, mentor), pairs.met(make, row, mentor, ago=timedelta(days=-3))
    actions.note_meeting(was.key, Outcome.HELD, present=[officer.id], note="Two plans", by=make.viewer(mentor), at=make.now)
    return Ended(coordinator, keeper, officer, mentor, row, was, coming)


@pytest.fixture
def it(make) -> Ended:
    return make.scene(running)


def told(db, person, kind):
    statement = select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)
    return db.session.scalars(statement, execution_options=pairs.SYSTEM).all()


def test_its_end_cancels_the_meetings_to_come_and_says_so_in_its_own_notice(client, sign_in, db, make, it):
    sign_in(client, it.coordinator)
    at = f"/engagements/{it.row.key}/end"
    assert "1 meeting to come is cancelled with it" in text(client.get(at))
    assert "1 meeting to come is cancelled." in text(client.post(at, data={"why": "Done"}, follow_redirects=True))

    assert (it.coming.outcome, it.coming.sequence, it.was.outcome) == ("cancelled", 1, "held")
    assert "STATUS:CANCELLED" in client.get(f"/meetings/{it.coming.key}/meeting.ics").text
    for who, kind in ((it.officer, "mentor_ended"), (it.mentor, "engagement_ended")):
        assert len(told(db, who, kind)) == 1 and not told(db, who, "meeting_cancelled")
        sign_in(client, who)
        assert f"{local(it.coming.starts_at, who.tz):%H:%M}" in text(client.get("/notices")).split("has ended")[-1]
        assert "is off" in text(client.get("/notices"))


def test_so_does_its_last_day_with_nobody_clicking(app, db, make, it):
    it.row.ends_on = make.today - timedelta(days=1)
    db.session.flush()
    jobs.end_engagements(make.now)
    assert (it.row.ended_how, it.coming.outcome, it.coming.noted_by_id) == ("over", "cancelled", None)


def test_the_officer_goes_on_reading_what_they_were_party_to_and_the_mentor_does_not(client, sign_in, make, it):
    newcomer, of_another = make.trainee(), make.trainee(agency="UZ-NCDC")
    ending.end(it.row.key, why="Done", by=make.viewer(it.coordinator), at=make.now)
    addresses = [f"/engagements/{it.row.key}", *(f"/meetings/{each.key}" for each in (it.was, it.coming))]
    for who, status in ((it.officer, 200), (newcomer, 200), (it.mentor, 404), (of_another, 404), (make.outsider(), 404)):
        sign_in(client, who)
        assert [client.get(address).status_code for address in addresses] == [status] * 3, who.call_name
    sign_in(client, it.officer)
    assert "Two plans" in text(client.get(addresses[1])) and "this mentorship has ended" in text(client.get(addresses[1]))


def test_who_comes_to_the_unit_after_the_end_was_no_party_to_it(client, sign_in, db, make, it):
    newcomer = make.trainee()
    ending.end(it.row.key, why="Done", by=make.viewer(it.coordinator), at=make.now - timedelta(days=2))
    here = select(Membership).where(Membership.person_id == newcomer.id)
    db.session.scalars(here, execution_options=pairs.SYSTEM).one().from_day = make.today
    db.session.flush()
    sign_in(client, newcomer)
    assert client.get(f"/engagements/{it.row.key}").status_code == 404


def test_the_coordinator_reads_it_as_cancelled_and_has_nothing_to_note(client, sign_in, make, it):
    ending.end(it.row.key, why="Done", by=make.viewer(it.mentor), at=make.now)
    sign_in(client, it.coordinator)
    page = text(client.get(f"/meetings/{it.coming.key}"))
    assert "Cancelled" in page and "To come" not in page and "Note it" not in page
    assert "To come" not in text(client.get(f"/engagements/{it.row.key}"))


def test_a_notice_of_what_one_may_not_see_any_more_stays_and_leads_nowhere(client, sign_in, db, make, it):
    sign_in(client, it.mentor)
    assert "See it" in text(client.get("/notices"))
    notice = told(db, it.mentor, "engagement_opened")[0]
    ending.end(it.row.key, why="Done", by=make.viewer(it.coordinator), at=make.now)
    page = client.get("/notices")
    assert "You are the mentor of" in text(page) and "See it" not in text(page)
    answer = client.post(f"/notices/{notice.key}/read", data={"go": "1"}, follow_redirects=True)
    assert "not yours to see any more" in text(answer) and notice.path not in answer.text


def test_every_notice_of_the_officer_leads_to_a_page(client, sign_in, db, make, it):
    ending.end(it.row.key, why="Done", by=make.viewer(it.coordinator), at=make.now)
    sign_in(client, it.officer)
    notices = db.session.scalars(select(Notice).where(Notice.person_id == it.officer.id), execution_options=pairs.SYSTEM).all()
    paths = {notice.path for notice in notices if notice.path}
    assert len(paths) >= 1
    for path in paths:
        assert client.get(path, follow_redirects=True).status_code == 200, path
    page = text(client.get("/notices"))
    assert page.count("See it") >= 3


def test_the_people_of_an_agency_that_takes_its_word_back_are_told_of_their_meetings_and_the_others_meet(app, db, make, it):
    colleague, keeper = make.trainee(agency="UZ-NCDC"), make.focal_point("UZ-NCDC")
    pairs.agreement.agree(it.row.key, by=make.viewer(keeper), at=make.now)
    ending.end(it.row.key, why="Audit", by=make.viewer(keeper), at=make.now)
    assert it.coming.outcome is None and told(db, colleague, "mentor_ended")[0].params["meetings"] == 1
    assert not told(db, it.officer, "mentor_ended")


def test_a_reason_from_a_window_that_is_older_than_the_end_is_given_back(client, sign_in, make, it):
    sign_in(client, it.mentor)
    ending.end(it.row.key, why="Done", by=make.viewer(it.coordinator), at=make.now)
    make.session.commit()
    for page in ("answer", "end"):
        answer = client.post(f"/engagements/{it.row.key}/{page}", data={"why": "I am on a mission in May"})
        assert "What you wrote, to copy" in text(answer, 404) and "I am on a mission in May</textarea>" in answer.text
        assert "Chukursay" not in answer.text
    noted = client.post(f"/meetings/{it.coming.key}", data={"outcome": "cancelled", "note": "The post has no power"})
    assert "The post has no power</textarea>" in noted.text and noted.status_code == 404


@pytest.mark.parametrize("who", ["mentor", "coordinator"])
def test_an_end_sent_twice_says_what_stands_and_gives_another_reason_back(client, sign_in, db, it, who):
    sign_in(client, getattr(it, who))
    at = f"/engagements/{it.row.key}/end"
    assert client.post(at, data={"why": "Done"}).status_code == 302
    assert "You ended this mentorship already: today" in text(client.post(at, data={"why": " Done"}, follow_redirects=True))
    other = client.post(at, data={"why": "We have met as often as we had planned"})
    assert "That stands." in text(other, 409) and "We have met as often as we had planned</textarea>" in other.text
    assert it.row.ended_why == "Done" and client.get(at).status_code == (404 if who == "mentor" else 409)


def test_an_end_after_that_of_somebody_else_says_when_and_by_whom(client, sign_in, make, it):
    ending.end(it.row.key, why="Done", by=make.viewer(it.mentor), at=make.now)
    make.session.commit()
    sign_in(client, it.coordinator)
    answer = client.post(f"/engagements/{it.row.key}/end", data={"why": "No power at the post"})
    assert "This engagement has ended already" in text(answer, 409) and "Lieven M." in answer.text
    assert "No power at the post</textarea>" in answer.text
