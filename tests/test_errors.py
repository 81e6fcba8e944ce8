"""A refusal says what happened, what was kept and what to do; never a bare word, never a traceback."""

import logging

import pytest
from flask import abort
from sqlalchemy.exc import IntegrityError

from lms.lib.refusals import Conflict, TooMany
from lms.people.doors import public


@pytest.fixture
def broken(app):
    """`broken(error)`: an address that fails in that way."""

    def at(error) -> str:
        @public
        def fails():
            raise error

        app.view_functions["fails"] = fails
        if not any(rule.endpoint == "fails" for rule in app.url_map.iter_rules()):
            app.url_map.add(app.url_rule_class("/fails", endpoint="fails", methods=["GET", "POST"]))
        return "/fails"

    return at


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500])
def test_every_status_is_a_page_of_ours(client, broken, status):
    @public
    def fails():
        abort(status)

    address = broken(ValueError())
    client.application.view_functions["fails"] = fails
    answer = client.get(address)
    page = answer.get_data(as_text=True)

    assert answer.status_code == status
    assert "<h1" in page and 'class="bar' in page and "Traceback" not in page


def test_an_unexpected_error_has_an_id_that_is_in_the_log(client, broken, caplog):
    logging.getLogger("lms").propagate = True
    answer = client.get(broken(RuntimeError("a secret detail")))
    error_id = next(r.args[0] for r in caplog.records if r.levelno == logging.ERROR)

    assert answer.status_code == 500
    assert error_id in answer.get_data(as_text=True)
    assert "a secret detail" not in answer.get_data(as_text=True)


def test_a_conflict_says_what_was_kept_and_gives_back_what_was_typed(client, broken):
    page = client.get(broken(Conflict("Somebody was faster.", kept="Nothing was changed.", own_text="my <b>words</b>"))).get_data(
        as_text=True
    )

    assert "Somebody was faster." in page and "Nothing was changed." in page
    assert "my &lt;b&gt;words&lt;/b&gt;" in page


def test_a_broken_constraint_is_a_sentence(client, broken):
    error = IntegrityError("INSERT …", {}, Exception("UNIQUE constraint failed: enrolment.person_id, enrolment.course_id, enrolment.cycle"))
    answer = client.get(broken(error))

    assert answer.status_code == 409
    assert "nobody is enrolled twice" in answer.get_data(as_text=True)


def test_too_many_tries_say_when_the_next_is_possible(client, broken):
    answer = client.get(broken(TooMany("Five tries did not fit.", retry_after=600)))

    assert answer.status_code == 429 and answer.headers["Retry-After"] == "600"


def test_a_script_gets_the_same_sentences_as_json(client, broken):
    answer = client.get(broken(Conflict("Somebody was faster.")), headers={"X-Requested-With": "fetch"})

    assert answer.status_code == 409
    assert answer.get_json() == {"status": 409, "sentence": "Somebody was faster."}


def test_what_is_too_large_is_not_read(client):
    answer = client.post("/signin", data={"user_name": "x" * 3_000_000})

    assert answer.status_code == 413
