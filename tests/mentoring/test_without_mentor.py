"""Without a mentor of one's own: the pages say with whom a conversation lies, and that it waits only where it does."""

import pytest
from sqlalchemy import select

from lms.mentoring.actions import ending
from lms.notices.models import Notice
from lms.progress.actions import enrol_in_track
from tests.mentoring import pairs
from tests.mentoring.pairs import text
from tests.mentoring.works import ASSIGNMENT, Work, handed_in


@pytest.fixture
def story(make) -> tuple[Work, object, object]:
    return make.scene(handed_in)


def ended(work, mentor) -> None:
    row = pairs.select(pairs.Engagement).where(pairs.Engagement.mentor_id == mentor.id)
    key = work.db.session.scalars(row, execution_options=pairs.SYSTEM).one().key
    ending.end(key, why="Done", by=work.make.viewer(work.coordinator), at=work.make.now)
    work.db.session.commit()


def told(work) -> set[str]:
    statement = select(Notice.kind).where(Notice.person_id == work.officer.id)
    return set(work.db.session.scalars(statement, execution_options=pairs.SYSTEM))


def test_a_conversation_that_a_coordinator_gave_to_a_mentor_is_said_to_lie_with_them(story, make):
    work, mentor, thread = story
    make.trainee("UZ-ALAT")
    other, _row = work.paired(work.mentor(call_name="Tamar G."), "UZ-ALAT")
    ended(work, mentor)
    track = make.track(work.course, make.course())
    enrol_in_track([work.officer], track.id, by=make.viewer(work.keeper), at=make.now)
    assert "No mentor yet" in text(work.browser(work.officer).get("/"))
    given = work.browser(work.coordinator).post(f"/waiting/{thread.key}", data={"mentor": other.ref})
    assert given.status_code == 302
    for address, says in (("/", "The coordinator gave them this conversation."), ("/mentor", "gave your open conversation to Tamar G.")):
        page = text(work.browser(work.officer).get(address))
        assert "Tamar G." in page and says in page and "No mentor yet" not in page, address


def test_a_new_version_that_is_still_a_draft_does_not_wait_on_the_coordinators_list(story):
    work, mentor, _thread = story
    work.say(mentor, "Say who opens the doors.", outcome="revise")
    ended(work, mentor)
    page = text(work.browser(work.officer).get(ASSIGNMENT))
    assert "once handed in, it waits on the coordinator’s list" in page and "Handed in. You have no mentor yet." not in page
    assert "is your turn still; you have no mentor now" in text(work.browser(work.officer).get("/notices"))
    assert {"thread_yours"} <= told(work) and "thread_waits" not in told(work)


def test_the_pairing_page_counts_those_who_stand_on_the_list_and_nobody_whose_own_turn_it_is(story):
    work, mentor, _thread = story
    work.say(mentor, "Say who opens the doors.", outcome="revise")
    work.ask("Which seal is it?")
    ended(work, mentor)
    boss = work.browser(work.coordinator)
    page = text(boss.get("/pairing"))
    assert "1 conversation waits without a mentor." in page and "No mentor yet (1)" in text(boss.get("/waiting"))
    assert "2 conversations wait" not in page and "· 1 conversation waits" in page


def test_what_was_handed_in_and_lies_with_nobody_waits_there(story):
    work, mentor, _thread = story
    ended(work, mentor)
    page = text(work.browser(work.officer).get(ASSIGNMENT))
    assert "it waits on the coordinator’s list" in page and "Handed in. You have no mentor yet." in page
    assert "thread_waits" in told(work) and "thread_yours" not in told(work)


def test_a_meeting_is_set_by_a_mentor_only_where_there_is_one(client, sign_in, make):
    officer, keeper, mentor = make.trainee(), make.focal_point(), pairs.mentor(make)
    enrol_in_track([officer], make.track(pairs.course(make)).id, by=make.viewer(keeper), at=make.now)
    sign_in(client, officer)
    assert "Your mentor sets the time" not in text(client.get("/")) and "Once you have a mentor" in text(client.get("/"))
    pairs.opened(make, make.coordinator(), officer, mentor, keeper)
    assert "Your mentor sets the time" in text(client.get("/"))
