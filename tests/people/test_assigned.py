"""What a mentor sees: those assigned, from the moment of the agreement until the end, and nobody else."""

import pytest
from sqlalchemy import select

from lms.lib.types import uuid7
from lms.people import actions, queries
from lms.people.access import follows, visible_people
from lms.people.models import Person


def seen(make, db, mentor) -> set[int]:
    return set(db.session.scalars(visible_people(make.viewer(mentor)), execution_options={"seen_by": mentor.id}))


@pytest.fixture
def mentor(make):
    return make.mentor(unit=None, agency=None)


def test_a_mentor_sees_who_is_assigned_until_it_ends(db, make, mentor, client):
    officer, colleague, source = make.trainee(), make.trainee(), uuid7()
    assert seen(make, db, mentor) == {mentor.id}

    actions.give_sight(mentor.id, source=source, at=make.now, by=None, person_id=officer.id)
    make.sign_in(client, mentor)
    assert client.get(f"/people/{officer.ref}").status_code == 200
    assert client.get(f"/people/{colleague.ref}").status_code == 404
    assert follows(make.viewer(mentor), officer) and not follows(make.viewer(mentor), colleague)

    assert actions.end_sight(source, at=make.now, by=None) == 1
    db.session.commit()
    assert client.get(f"/people/{officer.ref}").status_code == 404


def test_of_a_joint_unit_only_the_people_of_the_agency_that_agreed(db, make, mentor):
    unit = make.node("UZ-CHUKURSAY")
    customs, police, abroad = make.trainee(), make.trainee(agency="UZ-NCDC"), make.outsider()
    actions.give_sight(mentor.id, source=uuid7(), at=make.now, by=None, unit_id=unit.id, agency_id=make.node("UZ-SCC").id)

    assert seen(make, db, mentor) == {mentor.id, customs.id}
    assert not {police.id, abroad.id} & seen(make, db, mentor)


def test_whoever_moves_away_from_the_unit_is_no_longer_seen_and_who_comes_is(db, make, mentor):
    unit, agency = make.node("UZ-CHUKURSAY"), make.node("UZ-SCC")
    goes, comes = make.trainee(), make.trainee(unit="UZ-ALAT")
    actions.give_sight(mentor.id, source=uuid7(), at=make.now, by=None, unit_id=unit.id, agency_id=agency.id)
    actions.transfer(goes, make.node("UZ-ALAT").id, make.today, by=None, at=make.now)
    actions.transfer(comes, unit.id, make.today, by=None, at=make.now)

    assert seen(make, db, mentor) == {mentor.id, comes.id}


def test_without_the_role_of_a_mentor_an_assignment_shows_nothing(db, make):
    officer, other = make.trainee(), make.trainee()
    actions.give_sight(officer.id, source=uuid7(), at=make.now, by=None, person_id=other.id)
    assert seen(make, db, officer) == {officer.id}


def test_it_is_given_once_by_one_source(db, make, mentor):
    officer, source = make.trainee(), uuid7()
    for _ in range(2):
        actions.give_sight(mentor.id, source=source, at=make.now, by=None, person_id=officer.id)
    assert actions.end_sight(source, at=make.now, by=None) == 1


def test_the_officer_reads_which_mentor_sees_them(db, make, mentor, client):
    officer = make.trainee()
    make.sign_in(client, officer)
    assert "nobody assigned" in client.get("/profile").get_data(as_text=True)

    actions.give_sight(mentor.id, source=uuid7(), at=make.now, by=None, person_id=officer.id)
    db.session.commit()
    assert f"{mentor.call_name}, mentor" in client.get("/profile").get_data(as_text=True)


def test_a_mentor_changes_nothing_of_who_is_assigned(db, make, mentor, client):
    officer = make.trainee()
    actions.give_sight(mentor.id, source=uuid7(), at=make.now, by=None, person_id=officer.id)
    make.sign_in(client, mentor)
    for door in ("edit", "transfer", "leave", "reset"):
        assert client.get(f"/people/{officer.ref}/{door}").status_code in (403, 404)
    assert queries.identities(make.viewer(mentor), [officer.id], "person", make.now) == {}
    assert db.session.scalar(select(Person.call_name).where(Person.id == officer.id), execution_options={"as_system": "test"})
