"""Where somebody serves: moved within the agency, left, come back; what is behind them stays dated."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people import actions, queries
from lms.people.models import Account, Membership, Person, Role, RoleGrant
from tests.make import day_of
from tests.people.test_signin import enter


def served(db, person) -> list[tuple]:
    statement = select(Membership).where(Membership.person_id == person.id).order_by(Membership.from_day)
    return [(row.unit_id, row.from_day, row.to_day) for row in db.session.scalars(statement, execution_options={"as_system": "test"})]


def in_force(db, person) -> list[tuple]:
    statement = select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None))
    return [(row.role, row.node_id) for row in db.session.scalars(statement, execution_options={"as_system": "test"})]


def test_a_focal_point_moves_an_officer_and_the_days_join(client, db, make):
    officer, day = make.trainee(), make.today
    old, new = officer.unit_id, make.node("UZ-ALAT").id
    make.sign_in(client, make.focal_point())

    assert (
        client.post(f"/people/{officer.ref}/transfer", data={"unit": str(new), "day": (day - timedelta(days=2)).isoformat()}).status_code
        == 302
    )

    db.session.refresh(officer)
    assert officer.unit_id == new
    (before, _from, left), now_at = served(db, officer)
    assert (before, left) == (old, day - timedelta(days=3))
    assert now_at == (new, day - timedelta(days=2), None)
    assert in_force(db, officer) == [(Role.TRAINEE, new)]


def test_a_day_before_the_present_unit_is_an_error_beside_the_field(client, db, make):
    officer = make.trainee()
    make.sign_in(client, make.focal_point())
    page = client.post(f"/people/{officer.ref}/transfer", data={"unit": str(make.node("UZ-ALAT").id), "day": "2018-12-31"})
    assert b"before this person came to the present unit" in page.data
    assert len(served(db, officer)) == 1


def test_nobody_is_moved_to_another_agencys_unit_or_into_the_future(db, make):
    officer, keeper, at = make.trainee(), make.viewer(make.focal_point()), make.now
    with pytest.raises(BadInput):
        actions.transfer(officer, make.node("KZ-AKTAU").id, day_of(at), by=keeper, at=at)
    with pytest.raises(BadInput):
        actions.transfer(officer, make.node("UZ-ALAT").id, day_of(at) + timedelta(days=2), by=keeper, at=at)
    with pytest.raises(Conflict):
        actions.transfer(officer, officer.unit_id, day_of(at), by=keeper, at=at)


def test_a_move_of_the_same_day_is_mended_and_not_doubled(db, make):
    officer, keeper, at = make.trainee(), make.viewer(make.focal_point()), make.now
    day = day_of(at)
    actions.transfer(officer, make.node("UZ-ALAT").id, day - timedelta(days=1), by=keeper, at=at)
    actions.transfer(officer, make.node("UZ-YALLAMA").id, day - timedelta(days=1), by=keeper, at=at)
    assert [unit for unit, *_ in served(db, officer)] == [make.node("UZ-CHUKURSAY").id, make.node("UZ-YALLAMA").id]


def test_who_moves_between_clocks_gets_the_clock_of_the_place(db, make):
    officer = make.trainee("KZ-ALTYNKOL", "KZ-SRC")
    actions.transfer(officer, make.node("KZ-AKTAU").id, make.today - timedelta(days=1), by=None, at=make.now)
    assert officer.tz == "Asia/Aqtau"


def test_who_has_left_has_no_role_no_sign_in_and_keeps_the_ref(client, db, make):
    officer, at = make.trainee(), make.now
    enter(client, db, officer)
    day = day_of(at) - timedelta(days=1)

    ended = actions.leave(officer, day, by=make.viewer(make.focal_point()), at=at, real_at=at)

    assert ended == 1
    assert in_force(db, officer) == []
    assert served(db, officer)[-1][2] == officer.left_on == day
    assert client.get("/profile").status_code == 302
    with pytest.raises(LookupError):
        queries.acting(officer.id, day_of(at))
    with pytest.raises(Conflict):
        actions.leave(officer, day, by=None, at=at, real_at=at)


def test_who_comes_back_is_the_same_person_with_a_new_slip(client, db, make):
    officer, at = make.trainee(), make.now
    actions.leave(officer, day_of(at) - timedelta(days=30), by=None, at=at, real_at=at)
    make.sign_in(client, make.focal_point())

    answer = client.post(f"/people/{officer.ref}/return", data={"unit": str(make.node("UZ-ALAT").id)})

    assert answer.headers["Location"] == f"/people/{officer.ref}/password"
    back = db.session.scalars(select(Person).where(Person.id == officer.id), execution_options={"as_system": "test"}).one()
    assert (back.left_on, back.unit_id) == (None, make.node("UZ-ALAT").id)
    assert in_force(db, officer) == [(Role.TRAINEE, back.unit_id)]
    assert db.session.get(Account, officer.id, execution_options={"as_system": "test"}).closed_at is None
    assert b"<kbd>" in client.post(f"/people/{officer.ref}/password").data


def test_the_last_administrator_does_not_leave(db, make):
    admin, at = make.admin(), make.now
    with pytest.raises(Conflict):
        actions.leave(admin, day_of(at), by=None, at=at, real_at=at)
    second = make.admin()
    actions.leave(admin, day_of(at), by=None, at=at, real_at=at)
    with pytest.raises(Conflict):
        actions.leave(second, day_of(at), by=None, at=at, real_at=at)


def test_outsiders_move_nobody(client, make):
    officer = make.trainee()
    for who, status in (
        (make.outside_focal_point(), 404),
        (make.focal_point("UZ-NCDC"), 404),
        (make.coordinator(), 403),
        (make.outsider(), 403),
    ):
        make.sign_in(client, who)
        for page in ("transfer", "return", "edit"):
            assert client.get(f"/people/{officer.ref}/{page}").status_code == status
            assert client.post(f"/people/{officer.ref}/{page}").status_code == status
    for who in (make.coordinator(), make.trainee(), make.outside_focal_point()):
        with pytest.raises(NotAllowed):
            actions.transfer(officer, make.node("UZ-ALAT").id, make.today, by=make.viewer(who), at=make.now)
        with pytest.raises(NotAllowed):
            actions.leave(officer, make.today, by=make.viewer(who), at=make.now, real_at=make.now)
        with pytest.raises(NotAllowed):
            actions.come_back(officer, None, by=make.viewer(who), at=make.now)
