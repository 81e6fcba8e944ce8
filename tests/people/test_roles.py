"""Roles are held at a node, with an end and a reason; nobody ends the last administrator."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import Audit
from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.people import actions, queries
from lms.people.models import Role, RoleGrant
from lms.people.rules import HELD_AT, fits


def grants(db, person) -> list[RoleGrant]:
    statement = select(RoleGrant).where(RoleGrant.person_id == person.id).order_by(RoleGrant.id)
    return list(db.session.scalars(statement, execution_options={"as_system": "test"}))


def later(make, days=100):
    return make.today + timedelta(days=days)


def give(make, person, role, code, by=None, **more):
    given = {"to_day": later(make), "reason": "a letter", "at": make.now, **more}
    return actions.grant_role(person, role, make.node(code), by=by and make.viewer(by), **given)


def test_an_administrator_makes_somebody_focal_point_who_then_adds_their_own_people(client, db, make):
    officer, admin = make.trainee(), make.admin()
    make.sign_in(client, admin)
    assert b"Give a role" in client.get(f"/people/{officer.ref}/roles").data

    given = {"role": "focal_point", "node": officer.agency_id, "to_day": later(make).isoformat(), "reason": "letter 12"}
    assert client.post(f"/people/{officer.ref}/roles", data=given).status_code == 302

    new = grants(db, officer)[-1]
    assert (new.role, new.node_id, new.to_day, new.granted_by_id) == ("focal_point", officer.agency_id, later(make), admin.id)
    make.sign_in(browser := client.application.test_client(), officer)
    assert browser.get("/people/add").status_code == 200
    assert client.post(f"/people/{officer.ref}/roles/{new.id}/end", data={"reason": "moved on"}).status_code == 302
    assert browser.get("/people/add").status_code == 403


def test_what_was_given_and_ended_is_in_the_log_book_with_the_reason(db, make):
    officer, admin = make.trainee(), make.admin()
    grant = give(make, officer, Role.FOCAL_POINT, "UZ-SCC", by=admin)
    actions.end_role(grant.id, officer, reason="moved on", by=make.viewer(admin), at=make.now)
    lines = db.session.scalars(
        select(Audit).where(Audit.actor_id == admin.id).order_by(Audit.id), execution_options={"as_system": "test"}
    ).all()
    assert [(line.verb, line.reason.split(": ")[-1], line.cc) for line in lines] == [
        ("gave role", "a letter", "UZ"),
        ("ended role", "moved on", "UZ"),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_held_only_where_it_fits(role):
    assert [kind for kind in ("region", "country", "agency", "unit") if fits(role, kind)] == sorted(
        HELD_AT[role], key=["region", "country", "agency", "unit"].index
    )


def test_a_role_that_does_not_fit_is_refused_with_a_sentence(client, db, make):
    officer = make.trainee()
    make.sign_in(client, make.admin())
    given = {"role": "coordinator", "node": officer.agency_id, "to_day": later(make).isoformat(), "reason": "x"}
    assert b"This role is not held at such a place" in client.post(f"/people/{officer.ref}/roles", data=given).data
    for role, code in ((Role.FOCAL_POINT, "UZ-NCDC"), (Role.TRAINEE, "UZ-ALAT"), (Role.MENTOR, "UZ"), (Role.ADMIN, "UZ-SCC")):
        with pytest.raises(BadInput):
            give(make, officer, role, code)


def test_every_role_has_an_end_and_it_is_not_far(make):
    officer = make.trainee()
    for day in (later(make, -10), later(make, 365 * 6)):
        with pytest.raises(BadInput):
            give(make, officer, Role.FOCAL_POINT, "UZ-SCC", to_day=day)


def test_a_role_is_not_held_twice_but_again_after_it_is_over(db, make):
    officer = make.trainee()
    give(make, officer, Role.FOCAL_POINT, "UZ-SCC", to_day=later(make, -100), at=make.since)
    give(make, officer, Role.FOCAL_POINT, "UZ-SCC")
    with pytest.raises(Conflict):
        give(make, officer, Role.FOCAL_POINT, "UZ-SCC")
    assert queries.acting(officer.id, make.today).focal_agencies == (officer.agency_id,)


def test_a_role_is_over_the_day_after_its_last(make):
    officer = make.trainee()
    give(make, officer, Role.FOCAL_POINT, "UZ-SCC", to_day=later(make, 3))
    assert queries.acting(officer.id, later(make, 3)).has(Role.FOCAL_POINT)
    assert not queries.acting(officer.id, later(make, 4)).has(Role.FOCAL_POINT)


def test_the_last_administrator_cannot_end_themselves(client, db, make):
    admin = make.admin()
    make.sign_in(client, admin)
    answer = client.post(f"/people/{admin.ref}/roles/{grants(db, admin)[0].id}/end")
    assert (answer.status_code, b"This is the last administrator" in answer.data) == (409, True)
    make.admin()
    assert client.post(f"/people/{admin.ref}/roles/{grants(db, admin)[0].id}/end").status_code == 302


def test_an_administrator_of_a_country_gives_nothing_outside_it(make):
    admin, officer, outsider = make.admin("UZ"), make.trainee(), make.outsider()
    give(make, officer, Role.COORDINATOR, "UZ", by=admin)
    for person, role, code in (
        (officer, Role.COORDINATOR, "CA"),
        (officer, Role.COORDINATOR, "KZ"),
        (outsider, Role.FOCAL_POINT, "KZ-SRC"),
    ):
        with pytest.raises(NotAllowed):
            give(make, person, role, code, by=admin)


def test_nobody_but_an_administrator_gives_or_ends_roles(client, db, make):
    officer = make.trainee()
    grant = grants(db, officer)[0]
    for who, status in ((make.focal_point(), 403), (make.coordinator(), 403), (make.outsider(), 403), (make.admin("KZ"), 404)):
        make.sign_in(client, who)
        assert client.get(f"/people/{officer.ref}/roles").status_code == status
        assert client.post(f"/people/{officer.ref}/roles/{grant.id}/end").status_code == status
        with pytest.raises(NotAllowed):
            actions.end_role(grant.id, officer, reason="", by=make.viewer(who), at=make.now)


def test_a_role_of_another_person_is_not_ended_through_this_one(db, make):
    officer, other = make.trainee(), make.trainee()
    with pytest.raises(NotThere):
        actions.end_role(grants(db, other)[0].id, officer, reason="", by=None, at=make.now)


def test_no_role_is_offered_or_given_at_a_place_that_has_ended(client, db, make):
    admin, mentor, node = make.admin(), make.mentor(), make.node("TJ")
    node.closed_on = make.today - timedelta(days=1)
    db.session.commit()
    with pytest.raises(Conflict, match="TJ has ended: no role is given there"):
        give(make, mentor, Role.COORDINATOR, "TJ", by=admin)
    make.sign_in(client, admin)
    assert f'value="{node.id}"' not in client.get(f"/people/{mentor.ref}/roles").text
    node.closed_on = make.today
    db.session.commit()
    assert give(make, mentor, Role.COORDINATOR, "TJ", by=admin).node_id == node.id, "its last day is one of its days"
