"""What happens by itself, once however often it runs; and zone rules that change under sessions already set."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.zones import resolve
from lms.notices.models import Notice
from lms.theory import jobs
from lms.theory.models import Seat, SessionMove, TheorySession, Waiting

TEST = {"as_system": "test"}


def told(db, kind):
    db.session.rollback()
    return db.session.scalars(select(Notice.person_id).where(Notice.kind == kind), execution_options=TEST).all()


def test_who_is_registered_is_told_a_day_and_an_hour_before_once_each(db, make, stage):
    officer, waiting = stage.officers(2)
    session = stage.session("UZ-CHUKURSAY", capacity=1)
    stage.booked(officer, session)
    stage.booked(waiting, session, wait=True)
    start = session.starts_at

    assert jobs.remind_day(start - timedelta(hours=25)) == 0
    assert [jobs.remind_day(start - timedelta(hours=hours)) for hours in (24, 20, 2)] == [1, 0, 0]
    assert [jobs.remind_hour(start - timedelta(minutes=minutes)) for minutes in (61, 60, 5)] == [0, 1, 0]
    assert jobs.remind_hour(start) == 0
    assert told(db, "session_tomorrow") == told(db, "session_soon") == [officer.id]


def test_who_registers_within_the_last_day_is_not_told_that_it_is_tomorrow(db, make, stage):
    officer = make.trainee()
    session = stage.session("UZ-CHUKURSAY", starts_at=stage.when(hours=5))
    stage.booked(officer, session)
    assert jobs.remind_day(make.now) == 0
    assert jobs.remind_hour(session.starts_at - timedelta(minutes=30)) == 1


def test_a_cancelled_session_reminds_nobody_and_a_moved_one_reminds_anew(db, make, stage, trainer):
    from lms.theory import actions

    officer = make.trainee()
    session, by = stage.session("UZ-CHUKURSAY"), make.viewer(trainer)
    stage.booked(officer, session)
    assert jobs.remind_day(session.starts_at - timedelta(hours=23)) == 1
    actions.move(session, stage.wall(stage.when(days=5)), "so", seen=0, by=by, at=make.now)
    db.session.commit()
    assert jobs.remind_day(session.starts_at - timedelta(hours=23)) == 1
    actions.cancel(session, "ill", by=by, at=make.now)
    db.session.commit()
    assert jobs.remind_hour(session.starts_at - timedelta(minutes=30)) == 0


def test_the_net_under_the_waiting_list_fills_a_seat_that_was_missed(db, make, stage):
    first, second = stage.officers(2)
    session = stage.session("UZ-CHUKURSAY", capacity=1)
    stage.booked(first, session)
    stage.booked(second, session, wait=True)
    db.session.delete(db.session.get_one(Seat, (session.id, first.id), execution_options=TEST))
    session.taken = 0
    db.session.commit()

    assert jobs.move_up(session.starts_at - timedelta(minutes=60)) == 0
    assert jobs.move_up(make.now) == 1 and jobs.move_up(make.now) == 0
    assert db.session.scalars(select(Seat.person_id), execution_options=TEST).all() == [second.id]
    assert db.session.scalars(select(Waiting), execution_options=TEST).all() == []


def test_who_left_the_service_is_passed_over(db, make, stage):
    first, gone, third = stage.officers(3)
    session = stage.session("UZ-CHUKURSAY", capacity=1)
    for person in (first, gone, third):
        stage.booked(person, session, wait=True)
    gone.left_on = make.today
    db.session.commit()
    stage.withdrew(first, session)
    assert db.session.scalars(select(Seat.person_id), execution_options=TEST).all() == [third.id]


@pytest.fixture
def changed(db, stage):
    """A session set under rules that had its zone one hour further east; somebody holds a seat."""
    officer = stage.make.trainee()
    session = stage.session("UZ-CHUKURSAY")
    stage.booked(officer, session)
    session.starts_at -= timedelta(hours=1)
    session.tz_version = "2020a"
    db.session.commit()
    return session


def run(app, *words):
    return app.test_cli_runner().invoke(args=["theory", "zones", *words])


def test_sessions_whose_moment_changes_with_the_zone_rules_are_listed(app, db, stage, changed):
    stage.session("UZ-CHUKURSAY")
    said = run(app)
    assert said.exit_code == 1 and str(changed.key) in said.output and "2020a" in said.output
    assert said.output.count("was 20") == 1


@pytest.mark.parametrize("meant", ["wall", "utc"])
def test_one_says_which_was_meant_and_it_is_a_move_that_all_are_told(app, db, changed, meant):
    before = (changed.starts_at, changed.wall_time)
    said = run(app, "--accept", meant, str(changed.key))
    assert said.exit_code == 0 and "1 told" in said.output, said.output
    db.session.rollback()
    now = db.session.scalars(select(TheorySession), execution_options=TEST).one()

    assert now.starts_at == resolve(now.wall_day, now.wall_time, now.zone, now.fold)
    assert (now.starts_at == before[0], now.wall_time == before[1]) == ((False, True) if meant == "wall" else (True, False))
    assert now.sequence == 1 and len(told(db, "session_moved")) == 1
    kept = db.session.scalars(select(SessionMove), execution_options=TEST).one()
    assert kept.was_at == before[0]
    assert run(app).exit_code == 0


def test_a_key_that_does_not_change_is_refused_with_a_sentence(app, stage):
    said = run(app, "--accept", "wall", str(stage.session("UZ-CHUKURSAY").key))
    assert said.exit_code == 1 and "No coming session of that key" in said.output
