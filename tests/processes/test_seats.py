"""Many clicks at once in real processes: never a seat too many, none lost, and nobody registered for a time they did not see."""

import pytest
from sqlalchemy import func, select

from lms.ext import db
from lms.notices.models import Notice
from lms.people import actions as people
from lms.theory.models import RegistrationStep, Seat, TheorySession, Waiting
from tests.processes import seats
from tests.processes.together import PROCESSES
from tests.theory.conftest import Stage

SYSTEM = {"as_system": "this test"}


@pytest.fixture
def stage(make) -> Stage:
    return Stage(make, make.trainer())


def tokens_of(make, officers):
    return [people.begin_login(one.id, at=make.now, device="a test", idle_minutes=None) for one in officers]


def all_at_once(processes, url, tmp_path, clicks):
    """The clicks, dealt out to the processes in turn; their statuses."""
    db.session.commit()
    db.session.remove()
    parts = [clicks[n::PROCESSES] for n in range(PROCESSES)]
    running = [processes.submit(seats.click, url, str(tmp_path), part) for part in parts]
    return [status for each in running for status in each.result()]


def counted(session_id):
    """(taken as it is counted, seats, waiting)."""
    taken = db.session.scalar(select(TheorySession.taken).where(TheorySession.id == session_id), execution_options=SYSTEM)
    rows = [
        db.session.scalar(select(func.count()).where(table.session_id == session_id), execution_options=SYSTEM) for table in (Seat, Waiting)
    ]
    return (taken, *rows)


@pytest.mark.timeout(240)
def test_fifty_registrations_at_once_for_ten_seats_give_ten_seats(make, stage, url, tmp_path, processes):
    session = stage.session("UZ-CHUKURSAY", capacity=10)
    clicks = [(token, f"/sessions/{session.key}/book", {"seen": "0"}) for token in tokens_of(make, stage.officers(50))]
    statuses = all_at_once(processes, url, tmp_path, clicks)

    assert statuses == [302] * 50
    assert counted(session.id) == (10, 10, 0)


@pytest.mark.timeout(240)
def test_one_officer_in_forty_tabs_holds_one_seat(make, stage, url, tmp_path, processes):
    session = stage.session("UZ-CHUKURSAY", capacity=10)
    (token,) = tokens_of(make, stage.officers(1))
    statuses = all_at_once(processes, url, tmp_path, [(token, f"/sessions/{session.key}/book", {"seen": "0", "wait": "1"})] * 40)

    assert set(statuses) <= {302, 409} and counted(session.id) == (1, 1, 0)


@pytest.mark.timeout(240)
def test_seats_given_back_while_others_join_the_list_are_all_taken_again(make, stage, url, tmp_path, processes):
    session = stage.session("UZ-CHUKURSAY", capacity=8)
    holders, others = stage.officers(8), stage.officers(24)
    for person in holders:
        stage.booked(person, session)
    address = f"/sessions/{session.key}"
    leaving = [(token, f"{address}/withdraw", {}) for token in tokens_of(make, holders)]
    coming = [(token, f"{address}/book", {"seen": "0", "wait": "1"}) for token in tokens_of(make, others)]
    clicks = [one for four in zip(*[iter(coming)] * 3, leaving, strict=True) for one in four]
    statuses = all_at_once(processes, url, tmp_path, clicks)

    assert statuses == [302] * 32 and counted(session.id) == (8, 8, 16)
    moved = select(func.count()).where(RegistrationStep.what == "moved_up")
    booked = select(func.count()).where(RegistrationStep.what == "booked")
    assert db.session.scalar(moved, execution_options=SYSTEM) + db.session.scalar(booked, execution_options=SYSTEM) == 16


@pytest.mark.timeout(240)
def test_a_session_moved_while_people_register_tells_exactly_those_who_hold_a_seat(make, stage, url, tmp_path, processes):
    session = stage.session("UZ-CHUKURSAY", capacity=100)
    clicks = [(token, f"/sessions/{session.key}/book", {"seen": "0"}) for token in tokens_of(make, stage.officers(60))]
    db.session.commit()
    moving = processes.submit(seats.move, url, str(tmp_path), session.trainer_id, str(session.key))
    assert all_at_once(processes, url, tmp_path, clicks) == [302] * 60 and moving.result() == 1

    holders = set(db.session.scalars(select(Seat.person_id), execution_options=SYSTEM))
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "session_moved"), execution_options=SYSTEM))
    assert holders == told and counted(session.id) == (len(holders), len(holders), 0)
