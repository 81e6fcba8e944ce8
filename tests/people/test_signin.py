"""Signing in: by user name and password, told nothing more than that the two do not fit."""

from sqlalchemy import select

from lms.people.models import Account, Login, Secret
from tests.make import PASSWORD

WRONG = b"These two do not fit together"


def name_of(db, person) -> str:
    return db.session.get(Account, person.id, execution_options={"as_system": "test"}).name


def logins(db, person) -> list[Login]:
    statement = select(Login).where(Login.person_id == person.id).order_by(Login.id)
    return list(db.session.scalars(statement, execution_options={"as_system": "test"}))


def enter(client, db, person, password=PASSWORD, **more):
    return client.post("/signin", data={"user_name": name_of(db, person), "password": password, **more})


def test_an_officer_signs_in_reads_the_profile_and_signs_out(client, db, make):
    officer = make.trainee(call_name="Dilnoza R.")

    assert client.get("/profile").headers["Location"].startswith("/signin?next=")
    assert enter(client, db, officer, next="/profile").headers["Location"] == "/profile"
    assert b"Dilnoza R." in client.get("/profile").data
    assert client.post("/signout").headers["Location"] == "/signin"
    assert b"You are signed out of this PC" in client.get("/signin").data
    assert client.get("/profile").status_code == 302
    assert [login.ended_why for login in logins(db, officer)] == ["signed_out"]


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client, db, make):
    officer = make.trainee()

    wrong = enter(client, db, officer, "not this one")
    unknown = client.post("/signin", data={"user_name": name_of(db, officer)[:-1] + "x", "password": "not this one"})

    assert WRONG in wrong.data and WRONG in unknown.data
    assert wrong.status_code == unknown.status_code == 200
    assert b"not this one" not in wrong.data


def test_an_unknown_name_costs_a_hash_as_well(app, db, make, monkeypatch):
    from lms.people.actions import passwords

    checked = []
    verify = passwords.PasswordHasher.verify
    monkeypatch.setattr(passwords.PasswordHasher, "verify", lambda self, kept, given: checked.append(given) or verify(self, kept, given))
    enter(app.test_client(), db, make.trainee(), "one")
    app.test_client().post("/signin", data={"user_name": "nobody-1", "password": "two"})

    assert checked == ["one", "two"]


def test_the_name_may_be_typed_in_capitals(client, db, make):
    officer = make.trainee()
    answer = client.post("/signin", data={"user_name": name_of(db, officer).upper() + " ", "password": PASSWORD})
    assert answer.status_code == 302


def test_nobody_is_led_away_from_here(client, db, make):
    officer = make.trainee()
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"):
        assert enter(client, db, officer, next=elsewhere).headers["Location"] == "/"


def test_a_session_of_before_is_not_carried_over(client, db, make):
    with client.session_transaction() as cookie:
        cookie["csrf_token"], cookie["planted"], cookie["lang"] = "known to somebody else", "yes", "ru"
    enter(client, db, make.trainee())
    with client.session_transaction() as cookie:
        assert cookie.get("csrf_token") != "known to somebody else"
        assert "planted" not in cookie
        assert cookie["lang"] == "ru"


def test_the_token_of_a_sign_in_stands_nowhere_in_the_database(client, db, make):
    officer = make.trainee()
    enter(client, db, officer)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert len(token) > 40
    assert token not in logins(db, officer)[0].token_hash


def test_who_has_left_cannot_sign_in(client, db, make):
    officer, keeper = make.trainee(), make.focal_point()
    make.sign_in(app_client := client.application.test_client(), keeper)
    app_client.post(f"/people/{officer.ref}/leave", data={"day": make.today.isoformat()})
    assert WRONG in enter(client, db, officer).data


def test_an_old_hash_is_renewed_with_the_parameters_of_today(client, db, make):
    from argon2 import PasswordHasher

    officer = make.trainee()
    secret = db.session.get(Secret, (officer.id, "password"), execution_options={"as_system": "test"})
    secret.hash = old = PasswordHasher(1, 16, 1).hash(PASSWORD)
    enter(client, db, officer)
    db.session.refresh(secret)
    assert secret.hash != old
    assert enter(client.application.test_client(), db, officer).status_code == 302


def test_a_demo_sign_in_is_worth_nothing_outside_the_demo(client, db, make):
    officer = make.trainee()
    make.sign_in(client, officer)
    logins(db, officer)[0].is_demo = True
    assert client.get("/profile").status_code == 302


def test_signing_out_everywhere_ends_every_device_and_nobody_elses(client, db, make):
    officer, outsider = make.trainee(), make.outsider()
    other, theirs = client.application.test_client(), client.application.test_client()
    for browser, person in ((client, officer), (other, officer), (theirs, outsider)):
        make.sign_in(browser, person)

    client.post("/signout/everywhere")

    assert [browser.get("/profile").status_code for browser in (client, other, theirs)] == [302, 302, 200]


def test_one_sign_in_is_ended_and_only_ones_own(client, db, make):
    officer, outsider = make.trainee(), make.outsider()
    other, theirs = client.application.test_client(), client.application.test_client()
    for browser, person in ((client, officer), (other, officer), (theirs, outsider)):
        make.sign_in(browser, person)

    assert client.post(f"/signins/{logins(db, officer)[1].id}/end").status_code == 302
    assert client.post(f"/signins/{logins(db, outsider)[0].id}/end").status_code == 404
    assert [browser.get("/profile").status_code for browser in (client, other, theirs)] == [200, 302, 200]


def test_sign_in_without_its_csrf_token_is_refused(client, db, make):
    officer = make.trainee()
    client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        assert enter(client, db, officer).status_code == 400
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = False


def test_a_number_that_no_row_has_is_not_there(client, db, make):
    enter(client, db, make.admin())
    officer = make.trainee()
    for number in (2**63 - 1, 2**63, 99999999999999999999999):
        assert client.post(f"/signins/{number}/end").status_code == 404
        assert client.post(f"/people/{officer.ref}/roles/{number}/end").status_code == 404


def test_an_address_beyond_measure_is_come_back_to_without_its_question(client):
    asked = client.get("/people?q=" + "ё" * 1500)
    assert asked.headers["Location"] == "/signin?next=/people"
    assert client.get("/signin?" + "q" * 3000).text.count("q" * 100) == 0
