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


def with_a_role_above(make) -> dict[str, object]:
    """Somebody of the agency UZ-SCC who is more elsewhere: whose slip would be a way into more than their own page."""
    at, officers = ("UZ-CHUKURSAY", "UZ-SCC"), {}
    for role, code in ((Role.ADMIN, "CA"), (Role.COORDINATOR, "CA"), (Role.ADMIN, "UZ"), (Role.COORDINATOR, "UZ"), (Role.DONOR, "CA")):
        officers[f"{role} at {code}"] = make.person((Role.TRAINEE, at[0]), (role, code), unit=at[0], agency=at[1])
    return officers


def verbs(make, person, by):
    """Everything a keeper of the row does to somebody."""
    said = actions.Description(call_name="Another N.", lang="en")
    at, day, by = make.now, make.today, make.viewer(by)
    return {
        "hand a slip": lambda: actions.hand_slip(person, "x", "x", by=by, at=at),
        "describe": lambda: actions.describe(person, said, by=by, at=at),
        "transfer": lambda: actions.transfer(person, make.node("UZ-ALAT").id, day, by=by, at=at),
        "see out": lambda: actions.leave(person, day, by=by, at=at, real_at=at),
    }


DOORS = ("password", "edit", "transfer", "leave")
MAY_ALSO = {"the administrator of the country": {"admin at UZ", "coordinator at UZ"}}


@pytest.mark.parametrize("who", ["the focal point of the agency", "the administrator of the country"])
def test_nobody_takes_over_who_may_more_than_they_could_give(client, make, who):
    keeper = make.focal_point() if who.startswith("the focal") else make.admin("UZ")
    make.sign_in(client, keeper)
    for held, person in with_a_role_above(make).items():
        page = client.get(f"/people/{person.ref}").data.decode()
        if held in MAY_ALSO.get(who, ()):
            assert client.get(f"/people/{person.ref}/password").status_code == 200, held
            continue
        for door in DOORS:
            assert client.get(f"/people/{person.ref}/{door}").status_code == 403, (held, door)
            answer = client.post(f"/people/{person.ref}/{door}", data={"day": make.today.isoformat(), "call_name": "X", "lang": "en"})
            assert (answer.status_code, b"a role that is not yours to give" in answer.data) == (403, True), (held, door)
            assert f"/people/{person.ref}/{door}" not in page, (held, door)
        for verb, do in verbs(make, person, keeper).items():
            with pytest.raises(NotAllowed):
                do()
                pytest.fail(f"{who} may {verb} {held}")


def test_a_focal_point_keeps_their_own_officers_mentors_trainers_and_fellow_focal_points(client, make):
    make.sign_in(client, make.focal_point())
    at = {"unit": "UZ-CHUKURSAY", "agency": "UZ-SCC"}
    for person in (make.trainee(), make.mentor(), make.trainer(), make.focal_point(), make.person(**at), make.trainee("UZ-ALAT")):
        assert {client.get(f"/people/{person.ref}/{door}").status_code for door in DOORS} == {200}


def test_an_administrator_of_the_region_keeps_everybody(client, make):
    make.sign_in(client, make.admin())
    for person in (*with_a_role_above(make).values(), make.coordinator(), make.mentor(), make.outside_focal_point()):
        assert client.get(f"/people/{person.ref}/password").status_code == 200


def test_a_role_that_is_over_keeps_nobody_out(client, make):
    officer, admin = make.trainee(), make.admin()
    make.sign_in(client, make.focal_point())
    grant = give(make, officer, Role.COORDINATOR, "UZ")
    assert client.get(f"/people/{officer.ref}/password").status_code == 403
    actions.end_role(grant.id, officer, reason="", by=make.viewer(admin), at=make.now)
    assert client.get(f"/people/{officer.ref}/password").status_code == 200


def test_an_administrator_of_the_country_still_gives_and_ends_what_is_of_the_country(client, make):
    officer = make.person((Role.TRAINEE, "UZ-CHUKURSAY"), (Role.COORDINATOR, "CA"), unit="UZ-CHUKURSAY", agency="UZ-SCC")
    make.sign_in(client, make.admin("UZ"))
    assert f"/people/{officer.ref}/roles" in client.get(f"/people/{officer.ref}").data.decode()
    assert client.get(f"/people/{officer.ref}/roles").status_code == 200
