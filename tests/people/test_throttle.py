"""Guessing is slow: five tries of a name in ten minutes, and more of an address, since a whole unit sits behind one."""

import re

import pytest
from sqlalchemy import select

from lms.lib.refusals import TooMany
from lms.people.actions.passwords import bucket
from lms.people.actions.tries import LIMITS, claim_try, forget_tries
from lms.people.models import Throttle
from tests.make import PASSWORD
from tests.people.test_signin import enter, name_of


def test_the_sixth_try_waits_and_says_until_when(client, db, make, clock):
    officer = make.trainee()
    for _ in range(5):
        assert enter(client, db, officer, "a guess").status_code == 200

    refused = enter(client, db, officer, PASSWORD)

    assert refused.status_code == 429
    assert b"Five tries in ten minutes did not fit" in refused.data
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    clock.forward(seconds=int(refused.headers["Retry-After"]))
    assert enter(client, db, officer, PASSWORD).status_code == 302


def test_an_unknown_name_is_counted_like_a_known_one(client, clock):
    answers = [client.post("/signin", data={"user_name": "nobody-1", "password": "a guess"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_a_neighbour_on_the_same_address_still_signs_in(client, db, make, clock):
    officer, neighbour = make.trainee(), make.trainee()
    for _ in range(6):
        enter(client, db, officer, "a guess")
    assert enter(client, db, neighbour).status_code == 302


def test_twenty_people_behind_one_address_mistype_as_often_as_each_may(client, db, make, clock):
    wrong = [(f"nobody-{person}", "a guess") for person in range(20) for _try in range(5)]
    answers = [client.post("/signin", data={"user_name": name, "password": word}).status_code for name, word in wrong]
    assert set(answers) == {200}
    assert LIMITS["address"] == len(wrong)


def test_where_an_address_waits_its_page_promises_nothing_of_a_slip(client, db, make, clock):
    for n in range(LIMITS["address"]):
        claim_try(db.engine, name=f"n{n}", address=bucket("address", "127.0.0.1"), at=clock())
    refused = enter(client, db, make.trainee())
    page = refused.get_data(as_text=True)

    assert refused.status_code == 429
    assert "this PC or its neighbours waits" in page and "possible in 10 minutes" in page and "Tell your focal point" in page
    assert "can hand you a new slip" not in page and "locked for others" not in page


@pytest.mark.parametrize("by", ["focal point", "administrator", "command"])
def test_a_new_slip_works_at_once_after_five_wrong_tries(client, db, make, clock, by):
    officer = make.trainee()
    name = name_of(db, officer)
    for _ in range(6):
        assert enter(client, db, officer, "a guess").status_code in (200, 429)
    if by == "command":
        said = client.application.test_cli_runner().invoke(args=["people", "password", officer.ref]).output
        password = re.search(r"First password  (\S+)", said)[1]
    else:
        keeper = make.sign_in(client.application.test_client(), make.focal_point() if by == "focal point" else make.admin())
        page = keeper.post(f"/people/{officer.ref}/password").get_data(as_text=True)
        password = re.findall(r"<kbd>(.+?)</kbd>", page)[1]

    assert client.post("/signin", data={"user_name": name, "password": password}).status_code == 302


def test_a_name_written_otherwise_is_the_same_name(client, clock):
    names = ["nobody-1", "NOBODY-1", "nobody\u2019-1", "Nobody-1 ", "nobody`-1", "nobody-1"]
    assert [client.post("/signin", data={"user_name": n, "password": "a guess"}).status_code for n in names] == [200] * 5 + [429]


def test_whoever_got_in_begins_anew(client, db, make, clock):
    officer = make.trainee()
    for password in ["a guess"] * 4 + [PASSWORD] + ["a guess"] * 5:
        assert enter(client.application.test_client(), db, officer, password).status_code in (200, 302)
    assert enter(client, db, officer).status_code == 429


def test_the_buckets_name_neither_person_nor_address(client, db, make, clock):
    officer = make.trainee()
    enter(client, db, officer, "a guess")
    kept = " ".join(db.session.scalars(select(Throttle.bucket)))
    assert name_of(db, officer) not in kept
    assert "127.0.0.1" not in kept


def test_the_present_password_is_not_guessed_at_an_open_pc(client, db, make, clock):
    make.sign_in(client, make.trainee())
    guess = {"password": "a guess", "new_password": "three words in a row", "again": "three words in a row"}
    assert [client.post("/password", data=guess).status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_refused_try_does_not_lengthen_the_wait(app, db, clock):
    def waits() -> int:
        with pytest.raises(TooMany) as caught:
            claim_try(db.engine, name="n", address=None, at=clock())
        return caught.value.retry_after

    for _ in range(5):
        claim_try(db.engine, name="n", address=None, at=clock())
    first = waits()
    clock.forward(minutes=3)
    assert waits() == first - 180


def test_what_is_over_is_swept_away(app, db, clock):
    claim_try(db.engine, name="old", address="a", at=clock())
    clock.forward(minutes=11)
    claim_try(db.engine, name="new", address="a", at=clock())
    forget_tries(db.engine, name="new", address="a", at=clock())
    assert [(row.bucket, row.n) for row in db.session.scalars(select(Throttle))] == [("a", 0)]
