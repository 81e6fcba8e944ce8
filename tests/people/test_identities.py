"""Full names: for the focal point of the agency alone, and every reading is written down."""

import pytest
from sqlalchemy import select

from lms.audit.models import ViewLog
from lms.lib.refusals import NotAllowed
from lms.lib.wall import WallError
from lms.people import actions, queries
from lms.people.access import sees, visible_people
from lms.people.models import Person, PersonIdentity

NAME = "Rahimova Dilnoza"


def looks(db) -> list[tuple]:
    rows = db.session.scalars(select(ViewLog).order_by(ViewLog.id), execution_options={"as_system": "test"})
    return [(row.actor_id, row.person_id, row.what) for row in rows]


def named(make, **more):
    officer = make.trainee(call_name="Dilnoza R.")
    make.identity(officer, NAME, **more)
    return officer


def read(make, who, ids):
    return {person: row.name for person, row in queries.identities(make.viewer(who), ids, "people", make.now).items()}


def test_the_focal_point_reads_the_name_and_that_is_written_down(db, make):
    officer, bare, keeper = named(make), make.trainee(), make.focal_point()
    assert read(make, keeper, [officer.id, bare.id]) == {officer.id: NAME}
    assert looks(db) == [(keeper.id, officer.id, "people")]


def test_no_page_reads_a_name_without_words_for_whoever_is_read_there(db, make):
    with pytest.raises(ValueError, match="NAMED_ON"):
        queries.identities(make.viewer(make.focal_point()), [named(make).id], "insight.new", make.now)
    assert looks(db) == []


def test_nobody_else_reads_a_name_and_nothing_is_written_down(db, make):
    officer = named(make)
    others = [
        make.admin(), make.coordinator(), make.coordinator("UZ"), make.mentor(), make.trainer(), make.donor(), make.trainee(), officer,
        make.focal_point("UZ-NCDC"), make.outside_focal_point(), make.outsider(),
    ]  # fmt: skip
    assert [read(make, who, [officer.id]) for who in others] == [{}] * len(others)
    assert looks(db) == []


def test_a_page_writes_it_down_apart_though_it_only_reads(client, db, make):
    officer, keeper = named(make), make.focal_point()
    make.sign_in(client, keeper)
    assert NAME.encode() in client.get(f"/people/{officer.ref}/edit").data
    assert looks(db) == [(keeper.id, officer.id, "edit")]


def test_a_sent_form_that_comes_back_with_an_error_is_written_down_too(client, db, make):
    officer, keeper = named(make), make.focal_point()
    make.sign_in(client, keeper)
    client.post(f"/people/{officer.ref}/edit", data={"call_name": "", "lang": "ru", "name": NAME})
    assert looks(db) == [(keeper.id, officer.id, "edit")]


def test_the_focal_point_mends_and_takes_away_a_name(client, db, make):
    officer = named(make, service_no="7")
    make.sign_in(client, make.focal_point())
    client.post(
        f"/people/{officer.ref}/edit", data={"call_name": "Dilnoza", "lang": "ru", "sex": "w", "name": "Rahimova D.", "service_no": "8"}
    )
    row = db.session.get(PersonIdentity, officer.id, execution_options={"as_system": "test"})
    assert (row.name, row.service_no, row.fold) == ("Rahimova D.", "8", "rahimova d. 8")
    client.post(f"/people/{officer.ref}/edit", data={"call_name": "Dilnoza", "lang": "ru", "sex": "w", "name": "", "service_no": ""})
    assert db.session.scalars(select(PersonIdentity), execution_options={"as_system": "test"}).all() == []


def test_an_administrator_edits_and_sees_no_name(client, db, make):
    officer = named(make)
    make.sign_in(client, make.admin())
    assert NAME.encode() not in client.get(f"/people/{officer.ref}/edit").data
    client.post(f"/people/{officer.ref}/edit", data={"call_name": "Mended", "lang": "ru", "name": "Overwritten"})
    assert db.session.get(PersonIdentity, officer.id, execution_options={"as_system": "test"}).name == NAME


def test_where_names_are_kept_at_home_nobody_writes_one(make):
    officer, keeper = make.trainee("TM-FARAP", "TM-SCS"), make.viewer(make.focal_point("TM-SCS"))
    with pytest.raises(NotAllowed):
        actions.name_person(officer, actions.Description(name=NAME), by=keeper, at=make.now)


def test_a_name_is_searched_only_by_who_may_read_it(db, make):
    officer = named(make, service_no="2041-17")

    def found(who, text):
        viewer = make.viewer(who)
        statement = select(Person.id).where(sees(viewer), queries.matches(viewer, text))
        return list(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))

    keeper, coordinator = make.focal_point(), make.coordinator()
    assert found(keeper, "rahim") == found(keeper, "2041-17") == found(keeper, officer.ref.lower()) == [officer.id]
    assert found(coordinator, "rahim") == found(coordinator, "2041-17") == found(keeper, "%") == []
    assert found(coordinator, "dilnoza r") == [officer.id]


def test_each_sees_whom_the_rule_says(db, make):
    officer, colleague, neighbour, outsider = make.trainee(), make.trainee(), make.trainee(agency="UZ-NCDC"), make.outsider()
    everybody = {officer.id, colleague.id, neighbour.id, outsider.id}

    def seen(who):
        viewer = make.viewer(who)
        return set(db.session.scalars(visible_people(viewer), execution_options={"seen_by": viewer.id})) & everybody

    assert seen(officer) == {officer.id}
    assert seen(make.focal_point()) == {officer.id, colleague.id}
    assert seen(make.focal_point("UZ-NCDC")) == {neighbour.id}
    assert seen(make.coordinator("UZ")) == seen(make.admin("UZ")) == everybody - {outsider.id}
    assert seen(make.coordinator()) == seen(make.admin()) == everybody
    assert seen(make.mentor()) == seen(make.trainer()) == seen(make.donor()) == set()


def test_the_table_of_names_cannot_be_read_without_saying_for_whom(db):
    with pytest.raises(WallError):
        db.session.scalars(select(PersonIdentity)).all()
