"""Meetings whose moment would change under the zone rules in use are listed, and it is asked which was meant."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.zones import resolve
from lms.mentoring.models import MentoringMeeting
from lms.notices.models import Notice
from lms.programme.models import CoordinationMeeting
from tests.mentoring import pairs
from tests.programme import met

TEST = {"as_system": "test"}


@pytest.fixture
def shifted(make, db):
    """A meeting that was set under rules that had its zone one hour further east."""
    officer, mentor = make.trainee(), pairs.mentor(make)
    row = pairs.opened(make, make.coordinator(), officer, mentor, make.focal_point())
    meeting = pairs.met(make, row, mentor, ago=timedelta(days=-3))
    meeting.starts_at -= timedelta(hours=1)
    db.session.commit()
    return meeting


def run(app, *words):
    return app.test_cli_runner().invoke(args=[*words])


@pytest.mark.parametrize("meant", ["wall", "utc"])
def test_a_meeting_is_listed_until_one_says_which_was_meant(app, db, shifted, meant):
    before = (shifted.starts_at, shifted.wall_time)
    said = run(app, "mentoring", "zones")
    assert said.exit_code == 1 and str(shifted.key) in said.output
    settled = run(app, "mentoring", "zones", "--accept", meant, str(shifted.key))
    assert settled.exit_code == 0, settled.output
    db.session.rollback()
    now = db.session.scalars(select(MentoringMeeting), execution_options=TEST).one()

    assert now.starts_at == resolve(now.wall_day, now.wall_time, now.zone, now.fold)
    assert (now.starts_at == before[0], now.wall_time == before[1]) == ((False, True) if meant == "wall" else (True, False))
    moved = db.session.scalars(select(Notice.id).where(Notice.kind == "meeting_moved"), execution_options=TEST).all()
    assert bool(moved) == (meant == "wall") and run(app, "mentoring", "zones").exit_code == 0
    assert "No coming meeting of that key" in run(app, "mentoring", "zones", "--accept", meant, str(shifted.key)).output


def test_a_coordination_meeting_is_listed_with_the_page_on_which_it_is_saved_anew(app, db, make):
    meeting = met.meeting(make)
    db.session.commit()
    assert run(app, "programme", "zones").exit_code == 0
    db.session.scalars(select(CoordinationMeeting)).one().starts_at -= timedelta(hours=1)
    db.session.commit()
    said = run(app, "programme", "zones")
    assert said.exit_code == 1 and f"/coordination/{meeting.key}/edit" in said.output
