"""One's own password: set at the first sign-in in place of the slip's, and changed by who knows the present one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.people.actions import a_first_password, hand_slip, hash_of
from lms.people.models import Secret
from lms.people.rules import password_fault
from tests.make import PASSWORD
from tests.people.test_signin import enter

OWN = "choy non va uzum"


def slip_for(db, make, officer, at):
    password = a_first_password()
    hand_slip(officer, password, hash_of(password), by=None, at=at)
    db.session.commit()
    return password


def set_own(client, at="/password"):
    return client.post(at, data={"new_password": OWN, "again": OWN})


def test_the_slip_lets_in_and_nothing_opens_before_an_own_password_is_set(client, db, make, clock):
    officer = make.trainee()
    slip = slip_for(db, make, officer, clock())
    assert enter(client, db, officer, slip).status_code == 302
    assert client.get("/").headers["Location"] == "/password"
    to_set = client.get("/profile").headers["Location"]
    assert b"Your own password" in client.get(to_set).data

    assert set_own(client, to_set).headers["Location"] == "/profile", "where one was going"

    assert client.get("/profile").status_code == 200
    browser = client.application.test_client()
    assert enter(browser, db, officer, slip).status_code == 200
    assert enter(browser, db, officer, OWN).status_code == 302


def test_a_slip_works_for_seven_days_and_only_its_holder_is_told_so(client, db, make, clock):
    officer = make.trainee()
    slip = slip_for(db, make, officer, clock())
    clock.forward(days=7)
    assert "password has ended" in enter(client, db, officer, slip).data.decode()
    assert "password has ended" not in enter(client, db, officer, "a guess").data.decode()


def test_a_slip_works_again_until_the_own_password_is_set(client, db, make, clock):
    officer = make.trainee()
    slip = slip_for(db, make, officer, clock())
    for _ in range(2):
        assert enter(client.application.test_client(), db, officer, slip).status_code == 302


def test_a_change_asks_for_the_present_password_and_ends_all_other_sign_ins(client, db, make):
    officer, other = make.trainee(), client.application.test_client()
    enter(client, db, officer)
    enter(other, db, officer)

    assert (
        b"This is not your present password"
        in client.post("/password", data={"password": "a guess", "new_password": OWN, "again": OWN}).data
    )
    assert client.post("/password", data={"password": PASSWORD, "new_password": OWN, "again": OWN}).status_code == 302

    assert (client.get("/profile").status_code, other.get("/profile").status_code) == (200, 302)


def test_it_is_typed_twice(client, db, make):
    enter(client, db, make.trainee())
    page = client.post("/password", data={"password": PASSWORD, "new_password": OWN, "again": OWN + "x"})
    assert b"The two are not the same" in page.data


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "short"), ("a" * 300, "long"), ("ababababab", "plain"), ("Qwertyuiop", "common"), ("Пароль123456", "common"),
        ("bahor-417-bahor", "name"), ("BAHOR-417xx", "name"), (OWN, None), ("anor-tepa-52-qush", None),
    ],
)  # fmt: skip
def test_a_password_that_everybody_would_try_will_not_do(password, fault):
    assert password_fault(password, "bahor-417") == fault


@given(st.text())
def test_whatever_is_typed_gets_an_answer(password):
    assert password_fault(password, "bahor-417") in (None, "short", "long", "plain", "common", "name")


def test_passwords_are_kept_as_argon2id_hashes_only(db, make, clock):
    officer = make.trainee()
    slip = slip_for(db, make, officer, clock())
    kept = db.session.scalars(select(Secret.hash).where(Secret.person_id == officer.id), execution_options={"as_system": "test"}).one()
    assert kept.startswith("$argon2id$") and slip not in kept


def test_full_cost_is_the_one_that_is_advised(new_app, db):
    app = new_app(argon_fast=False)
    with app.app_context():
        assert "m=19456,t=2,p=1" in hash_of("a word or two")


@pytest.mark.parametrize(("lang", "name"), [("ru", "Айгуль Т."), ("en", "Dilnoza R.")])
def test_a_call_name_that_ends_in_a_full_stop_makes_no_second_one(client, db, make, lang, name):
    officer, keeper = make.trainee(lang=lang, call_name=name), make.focal_point()
    page = make.sign_in(client, keeper).post(f"/people/{officer.ref}/password").text
    password = re.findall(r"<kbd>(.+?)</kbd>", page)[1]
    theirs = client.application.test_client()
    enter(theirs, db, officer, password)
    page = theirs.get("/password").text
    assert name in page and f"{name}." not in page and ".." not in page
