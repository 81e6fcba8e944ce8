"""A live session and a meeting of a mentor at the same time: each side is asked about it once, by the room that stands above both."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from lms.lib.time import local
from lms.mentoring.actions import meetings as actions
from lms.mentoring.models import MentoringMeeting
from lms.mentoring.rules.meetings import Outcome
from lms.people.actions import add_day_off
from lms.theory.models import Seat
from tests.mentoring import pairs
from tests.mentoring.pairs import text, warned_in
from tests.theory.conftest import Stage


@pytest.fixture
def stage(make):
    return Stage(make, make.trainer())


def met(make, row, mentor, starts_at):
    """A meeting of three quarters of an hour, set for that moment."""
    when = actions.Wall(starts_at.date(), f"{starts_at:%H:%M}", "UTC", 0)
    return actions.set_meeting(row.key, when, minutes=45, about="", by=make.viewer(mentor), at=make.now)


def at(moment, **more):
    """The form of a meeting at that moment."""
    there = local(moment, "UTC")
    return {"day": f"{there:%d.%m.%Y}", "clock": f"{there:%H:%M}", "zone": "UTC", "minutes": "45", **more}


def rows(db, table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table), execution_options=pairs.SYSTEM)


def test_who_registers_at_the_hour_of_a_meeting_with_their_mentor_is_asked_once(client, db, sign_in, make, stage, row, mentor, officer):
    session, apart = stage.session(starts_at=stage.when(days=2)), stage.session(starts_at=stage.when(days=4))
    meeting = met(make, row, mentor, session.starts_at + timedelta(minutes=60))
    make.session.commit()
    sign_in(client, officer)
    page = client.post(f"/sessions/{session.key}/book", data={"seen": "0"})
    assert "A clash of your own" in text(page) and "The meeting with your mentor Lieven M." in text(page) and "it overlaps" in text(page)
    assert f'href="/meetings/{meeting.key}"' in page.text and rows(db, Seat) == 0
    assert client.post(f"/sessions/{apart.key}/book", data={"seen": "0"}).status_code == 302, "at another hour nothing is asked"
    assert client.post(f"/sessions/{session.key}/book", data={"seen": "0", "anyway": "1"}).status_code == 302
    assert rows(db, Seat) == 2


def test_who_moves_a_session_onto_meetings_of_those_with_a_seat_is_asked_once_and_told_how_many(
    client, db, sign_in, make, stage, row, mentor, officer
):  # fmt: skip
    session = stage.session(starts_at=pairs.office_time(make), minutes=60)
    for who in (officer, make.trainee(), make.outsider()):
        stage.booked(who, session)
    then = session.starts_at + timedelta(hours=2)
    met(make, row, mentor, then)
    make.session.commit()
    sign_in(client, stage.trainer)
    move = f"/sessions/{session.key}/move"
    sent = {"day": f"{then:%d.%m.%Y}", "clock": f"{then:%H:%M}", "zone": "UTC", "minutes": "60", "seen": "0", "why": "No power"}
    asks = client.post(move, data=sent)
    assert "2 people with a seat meet a mentor then." in text(asks) and "No power" in asks.text and officer.ref not in asks.text
    assert f'value="{then:%Y-%m-%dT%H:%M}"' not in asks.text, "no time is proposed at which they meet"
    earlier = {**sent, "clock": f"{then - timedelta(minutes=60):%H:%M}"}
    assert "meet a mentor then" not in text(client.post(move, data={**earlier, "check": "1"})), "it is over by then"
    assert client.post(move, data={**sent, "warned": warned_in(asks)}).status_code == 302
    assert session.starts_at == then


def test_only_a_meeting_of_ones_own_that_is_still_to_be_counts(client, db, sign_in, make, stage, row, mentor, officer):
    session = stage.session(starts_at=stage.when(days=2))
    meeting = met(make, row, mentor, session.starts_at)
    make.session.commit()
    sign_in(client, make.outsider())
    assert client.post(f"/sessions/{session.key}/book", data={"seen": "0"}).status_code == 302
    actions.note_meeting(meeting.key, Outcome.CANCELLED, present=[], note="", by=make.viewer(mentor), at=make.now)
    make.session.commit()
    sign_in(client, officer)
    assert client.post(f"/sessions/{session.key}/book", data={"seen": "0"}).status_code == 302
    assert rows(db, Seat) == 2


def test_a_meeting_at_the_hour_of_a_session_of_its_people_is_asked_about_once(client, db, sign_in, make, stage, row, mentor, officer):
    session = stage.session(starts_at=pairs.office_time(make))
    for who in (officer, make.trainee(), make.outsider()):
        stage.booked(who, session)
    sign_in(client, mentor)
    new, then = f"/engagements/{row.key}/meetings/new", session.starts_at + timedelta(minutes=60)
    asks = client.post(new, data=at(then, about="Seals"))
    assert "2 people of this mentorship are registered for a live session at that time." in text(asks) and "Seals</textarea>" in asks.text
    assert rows(db, MentoringMeeting) == 0
    other = client.post(new, data=at(then - timedelta(minutes=30), warned=warned_in(asks)))
    assert "live session" in text(other), "of another time it is asked anew"
    assert client.post(new, data=at(then, warned=warned_in(asks))).status_code == 302
    assert client.post(new, data=at(then + timedelta(minutes=45))).status_code == 302, "the session is over then"
    assert rows(db, MentoringMeeting) == 2


def test_a_meeting_is_moved_onto_a_session_after_it_was_asked_and_its_words_are_changed_at_once(
    client, db, sign_in, make, stage, row, mentor, officer
):  # fmt: skip
    session = stage.session(starts_at=pairs.office_time(make))
    stage.booked(officer, session)
    meeting = met(make, row, mentor, session.starts_at + timedelta(minutes=120))
    make.session.commit()
    sign_in(client, mentor)
    change, sent = f"/meetings/{meeting.key}/change", at(session.starts_at, seen="0")
    asks = client.post(change, data=sent)
    assert "1 person of this mentorship is registered for a live session at that time." in text(asks)
    assert client.post(change, data={**sent, "warned": warned_in(asks)}).status_code == 302
    words = client.post(change, data=at(session.starts_at, seen="1", about="Seals"))
    assert words.status_code == 302, "it stands there already"
    assert meeting.about == "Seals" and meeting.starts_at == session.starts_at


def test_a_mentor_who_meets_others_then_and_officers_who_meet_another_mentor_are_asked_about_once(
    client, db, sign_in, make, row, mentor, officer
):  # fmt: skip
    then, other = pairs.office_time(make), pairs.mentor(make, call_name="Another")
    met(make, row, mentor, then)
    with_other = pairs.opened(make, make.coordinator(), officer, other)
    sign_in(client, mentor)
    asks = client.post(f"/engagements/{row.key}/meetings/new", data=at(then + timedelta(minutes=30)))
    assert "The mentor has another meeting at that time." in text(asks) and "meet another mentor" not in text(asks)
    sign_in(client, other)
    theirs = client.post(f"/engagements/{with_other.key}/meetings/new", data=at(then + timedelta(minutes=30)))
    assert "People of this mentorship meet another mentor at that time." in text(theirs) and "The mentor has" not in text(theirs)
    assert client.post(f"/engagements/{with_other.key}/meetings/new", data=at(then + timedelta(minutes=45))).status_code == 302
    assert rows(db, MentoringMeeting) == 2


def test_a_meeting_that_is_moved_does_not_stand_in_its_own_way(client, sign_in, make, row, mentor):
    meeting = met(make, row, mentor, pairs.office_time(make))
    make.session.commit()
    sign_in(client, mentor)
    sent = at(meeting.starts_at + timedelta(minutes=30), seen="0")
    assert client.post(f"/meetings/{meeting.key}/change", data=sent).status_code == 302


def test_a_day_off_and_an_hour_outside_the_offices_are_asked_about_before_anybody_is_told(client, db, sign_in, make, row, mentor):
    then, new = pairs.office_time(make), f"/engagements/{row.key}/meetings/new"
    sign_in(client, mentor)
    asks = client.post(new, data=at(then.replace(hour=3)))
    assert "Tashkent time: not within office hours there." in text(asks)
    add_day_off("UZ", then.date(), {"en": "Capital Day"}, by=make.viewer(make.coordinator("UZ")), at=make.now)
    asks = client.post(new, data=at(then, warned=warned_in(asks)))
    assert "Tashkent time: a day off there (Capital Day)." in text(asks) and rows(db, MentoringMeeting) == 0
    assert client.post(new, data=at(then, warned=warned_in(asks))).status_code == 302


def test_no_meeting_is_set_or_moved_beyond_the_last_day_of_the_mentorship(client, db, sign_in, make, row, mentor):
    meeting = met(make, row, mentor, pairs.office_time(make))
    make.session.commit()
    last = datetime.combine(row.ends_on, time(18, 59), UTC)  # 23:59 in Tashkent
    sign_in(client, mentor)
    new, change = f"/engagements/{row.key}/meetings/new", f"/meetings/{meeting.key}/change"
    for address in (new, change):
        late = client.post(address, data=at(last + timedelta(minutes=1), seen="0", about="Seals"))
        assert "The last day of this mentorship is" in text(late) and "Seals</textarea>" in late.text
    asks = client.post(change, data=at(last, seen="0"))
    assert client.post(change, data=at(last, seen="0", warned=warned_in(asks))).status_code == 302
