"""`flask people …`: an empty programme is opened by one command, and all can be done without a browser."""

import re

from lms.people import actions, queries
from lms.people.models import CountryPolicy, Person, Role
from tests.people.test_password import OWN


def run(app, *words):
    return app.test_cli_runner().invoke(args=["people", *words])


def test_one_command_makes_the_first_administrator_who_signs_in(app, client, db):
    db.session.commit()
    result = run(app, "admin")
    assert result.exit_code == 0, result.output
    user_name, password = re.search(r"User name +(\S+)\nFirst password +(\S+)", result.output).groups()

    assert client.post("/signin", data={"user_name": user_name, "password": password}).status_code == 302
    client.post("/password", data={"new_password": OWN, "again": OWN})
    assert client.get("/units").status_code == 200
    assert "There is an administrator already" in run(app, "admin").output


def test_published_may_run_at_every_start(app, db):
    db.session.commit()
    assert [run(app, "published").exit_code for _ in range(2)] == [0, 0]


def test_a_person_is_added_given_a_role_and_a_new_password(app, client, db, make):
    db.session.commit()
    added = run(app, "add", "Dilnoza R.", "--agency", "UZ-SCC", "--unit", "UZ-ALAT", "--lang", "ru")
    ref = re.search(r"UZ-\w{4}", added.output).group(0)
    assert run(app, "role", ref, "focal_point", "UZ-SCC", "--until", f"{make.now.year + 1}-12-31").exit_code == 0
    assert run(app, "role", ref, "coordinator", "UZ-SCC").exit_code != 0
    person = queries.anybody(ref)
    assert queries.acting(person.id, make.today).roles == {Role.TRAINEE, Role.FOCAL_POINT}
    user_name, password = re.search(r"User name +(\S+)\nFirst password +(\S+)", run(app, "password", ref).output).groups()
    assert client.post("/signin", data={"user_name": user_name, "password": password}).status_code == 302


def test_what_is_not_there_is_a_sentence(app, db):
    db.session.commit()
    assert "Nobody has the ref" in run(app, "password", "UZ-2222").output
    assert "There is no place with the code" in run(app, "add", "X", "--agency", "UZ-NOPE").output
    assert "hundred" not in run(app, "add", "X" * 50, "--agency", "UZ-SCC").output


def test_a_country_changes_its_mind_from_today_on(app, db):
    db.session.commit()
    assert run(app, "policy", "uz", "codes", "at_home").exit_code == 0
    assert queries.policy("UZ") == ("codes", "at_home")
    rows = [row for row in db.session.query(CountryPolicy).order_by(CountryPolicy.id) if row.cc == "UZ"]
    assert [(row.call_names, row.to_day is None) for row in rows] == [("names", False), ("codes", True)]


def test_names_that_may_stand_here_no_more_go_with_the_decision_and_only_when_it_says_so(app, db, make, client):
    officer, keeper, abroad = make.trainee(call_name="Karimov A."), make.focal_point(), make.trainee("KZ-AKTAU", "KZ-SRC")
    said = actions.Description(call_name=officer.call_name, lang="en", name="Karimov Ali", service_no="77")
    actions.name_person(officer, said, by=make.viewer(keeper), at=make.now)
    db.session.commit()
    refused = run(app, "policy", "UZ", "codes", "at_home")
    assert refused.exit_code == 1 and "1 full names and 2 call names of UZ" in refused.output and "--forget" in refused.output
    assert queries.policy("UZ") == ("names", "here")
    make.sign_in(client, keeper)
    assert "Karimov Ali" in client.get(f"/people/{officer.ref}").text

    assert run(app, "policy", "UZ", "codes", "at_home", "--forget").exit_code == 0
    page = client.get(f"/people/{officer.ref}").text
    assert "Karimov" not in page and "Officer 1" in page
    assert db.session.get(Person, abroad.id, execution_options={"as_system": "test"}, populate_existing=True).call_name == abroad.call_name
