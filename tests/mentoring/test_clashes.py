"""A live session and a meeting of a mentor at the same time: each side is asked about it once, by the room that stands above both."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.lib.time import local
from lms.mentoring.actions import meetings as actions
from lms.mentoring.models import MentoringMeeting
from lms.mentoring.rules.meetings import Outcome
from lms.theory.models import Seat
from tests.mentoring import pairs
from tests.mentoring.pairs import text
from tests.theory.conftest import Stage


@pytest.fixture
def officer(make):
    return make.trainee(call_name="Gulbahor Y.")


@pytest.fixture
def mentor(make, officer):
    return pairs.mentor(make)


@pytest.fixture
def row(make, mentor):
    return pairs.opened(make, make.coordinator(), "UZ-CHUKURSAY", mentor)


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


def warned_in(page):
    return re.search(r'name="warned" type="hidden" value="([^"]+)"', page.text)[1]


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
    session = stage.session(starts_at=stage.when(days=2))
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
    assert client.post(new, data=at(then + timedelta(minutes=30))).status_code == 302, "the session is over then"
    assert rows(db, MentoringMeeting) == 2


def test_a_meeting_is_moved_onto_a_session_after_it_was_asked_and_its_words_are_changed_at_once(
    client, db, sign_in, make, stage, row, mentor, officer
):  # fmt: skip
    session = stage.session(starts_at=stage.when(days=2))
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
