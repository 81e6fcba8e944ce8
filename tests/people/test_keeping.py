"""Who lets whom in and out: nobody makes a slip for, describes, moves or sees out a person who may more than they could give."""

import pytest

from lms.lib.refusals import NotAllowed
from lms.people import actions
from lms.people.access import may_act_for
from lms.people.models import Role
from tests.people.test_roles import give

UNIT, AGENCY = "UZ-CHUKURSAY", "UZ-SCC"
DOORS = ("password", "edit", "transfer", "leave")
# Whoever keeps somebody of the agency UZ-SCC, or of no agency; nobody else keeps anybody there.
FOCAL_POINT, OF_COUNTRY, OF_REGION = "the focal point of the agency", "the administrator of the country", "the administrator of the region"


def keeper(make, who: str):
    return make.focal_point() if who == FOCAL_POINT else make.admin("UZ" if who == OF_COUNTRY else "CA")


def everybody(make) -> dict[str, object]:
    """{what somebody is: the person}: at a unit of an agency, in an agency alone, and abroad without either. First in a test."""
    return make.scene(of_every_role)


def of_every_role(make) -> dict[str, object]:
    """As `everybody` says."""
    found = {"trainee": make.trainee(), "focal point": make.focal_point(), "nothing in the agency": make.person(agency=AGENCY)}
    above = [(role, "CA") for role in (Role.ADMIN, Role.COORDINATOR, Role.DONOR, Role.MENTOR, Role.TRAINER)]
    for role, code in [*above, (Role.ADMIN, "UZ"), (Role.COORDINATOR, "UZ")]:
        found[f"{role} at {code}"] = make.person((Role.TRAINEE, UNIT), (role, code), unit=UNIT, agency=AGENCY)
        found[f"{role} at {code}, without a unit"] = make.person((role, code), agency=AGENCY)
        found[f"{role} at {code}, abroad"] = make.person((role, code))
    return found


def is_kept(who: str, what: str) -> bool:
    """As it ought to be."""
    if who == OF_REGION:
        return True
    if "abroad" in what:
        return False
    return what in ("trainee", "focal point", "nothing in the agency") or (who == OF_COUNTRY and " at UZ" in what)


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


@pytest.mark.architecture
@pytest.mark.parametrize("who", [FOCAL_POINT, OF_COUNTRY, OF_REGION])
def test_nobody_takes_over_who_may_more_than_they_could_give(client, make, who):
    people, by = everybody(make), keeper(make, who)
    make.sign_in(client, by)
    for number, (what, person) in enumerate(people.items()):
        # Two doors each, in turn: every door is tried on every role, and every person at a door.
        doors = {DOORS[number % 4], DOORS[(number + 1 + number // 4 % 3) % 4]}
        answers = {door: client.get(f"/people/{person.ref}/{door}") for door in doors if door != "transfer" or person.agency_id}
        shown = client.get(f"/people/{person.ref}").data.decode()
        if is_kept(who, what):
            assert {answer.status_code for answer in answers.values()} == {200}, what
            assert f"/people/{person.ref}/password" in shown, what
            continue
        unseen = "abroad" in what
        assert {answer.status_code for answer in answers.values()} == {404 if unseen else 403}, what
        assert unseen or all(b"a role that is not yours to give" in answer.data for answer in answers.values()), what
        assert not any(f"/people/{person.ref}/{door}" in shown for door in DOORS), what


@pytest.mark.architecture
@pytest.mark.parametrize("who", [FOCAL_POINT, OF_COUNTRY])
def test_no_verb_is_done_to_who_may_more(client, make, who):
    people, by = everybody(make), keeper(make, who)
    make.sign_in(client, by)
    for what, person in people.items():
        if is_kept(who, what):
            continue
        for door in DOORS:
            sent = {"day": make.today.isoformat(), "call_name": "X", "lang": "en"}
            assert client.post(f"/people/{person.ref}/{door}", data=sent).status_code in (403, 404), (what, door)
        for verb, do in verbs(make, person, by).items():
            with pytest.raises(NotAllowed):
                do()
                pytest.fail(f"{who} may {verb} {what}")


@pytest.mark.parametrize("place", ["CA", "UZ"])
def test_a_coordinator_takes_over_nobody(client, make, place):
    people, by = everybody(make), make.coordinator(place)
    make.sign_in(client, by)
    for what, person in people.items():
        assert client.post(f"/people/{person.ref}/password").status_code == 403, what
        with pytest.raises(NotAllowed):
            verbs(make, person, by)["hand a slip"]()
            pytest.fail(f"a coordinator may hand {what} a slip")


def test_to_coordinate_adds_nothing_to_what_a_focal_point_keeps(make):
    people = everybody(make)
    both = make.person((Role.FOCAL_POINT, AGENCY), (Role.COORDINATOR, "CA"), agency=AGENCY)
    for what, person in people.items():
        if not is_kept(FOCAL_POINT, what):
            with pytest.raises(NotAllowed):
                verbs(make, person, both)["hand a slip"]()
                pytest.fail(f"they may hand {what} a slip")


@pytest.mark.parametrize("role", [Role.MENTOR, Role.TRAINER])
@pytest.mark.parametrize(("held_at", "keepers"), [("CA", {OF_REGION}), ("UZ", {OF_COUNTRY, OF_REGION}), ("KZ", {OF_REGION})])
@pytest.mark.parametrize("unit", [UNIT, None])
def test_a_mentor_and_a_trainer_are_kept_by_the_administrator_of_the_place_where_they_are_one(make, role, held_at, keepers, unit):
    """At a country neither is given today; were it given, the rule stands."""
    person, held = make.person(unit=unit, agency=AGENCY), [(role, make.node(held_at))]
    found = {who for who in (FOCAL_POINT, OF_COUNTRY, OF_REGION) if may_act_for(make.viewer(keeper(make, who)), person, held)}
    assert found == keepers


def test_a_mentor_is_not_taken_over_to_see_whom_they_were_given_in_another_agency(client, db, make):
    mentor, officer, by = make.mentor(), make.outsider(), make.focal_point()
    actions.give_sight(mentor.id, source=officer.key, at=make.now, by=None, person_id=officer.id)
    db.session.commit()
    make.sign_in(client, by)
    assert client.get(f"/people/{officer.ref}").status_code == 404
    assert client.post(f"/people/{mentor.ref}/password").status_code == 403


def test_a_role_that_is_over_keeps_nobody_out(client, make):
    officer, admin = make.trainee(), make.admin()
    make.sign_in(client, make.focal_point())
    for role, code in ((Role.COORDINATOR, "UZ"), (Role.MENTOR, "CA")):
        grant = give(make, officer, role, code)
        assert client.get(f"/people/{officer.ref}/password").status_code == 403
        actions.end_role(grant.id, officer, reason="", by=make.viewer(admin), at=make.now)
        assert client.get(f"/people/{officer.ref}/password").status_code == 200


def test_an_administrator_of_the_country_still_gives_and_ends_what_is_of_the_country(client, make):
    officer = make.person((Role.TRAINEE, UNIT), (Role.COORDINATOR, "CA"), unit=UNIT, agency=AGENCY)
    make.sign_in(client, make.admin("UZ"))
    assert f"/people/{officer.ref}/roles" in client.get(f"/people/{officer.ref}").data.decode()
    assert client.get(f"/people/{officer.ref}/roles").status_code == 200
