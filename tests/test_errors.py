"""A refusal says what happened, what was kept and what to do; never a bare word, never a traceback."""

import logging
from io import BytesIO

import pytest
from flask import abort
from gunicorn.http.body import Body, ChunkedReader
from gunicorn.http.unreader import IterUnreader
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.ext import db as the_db
from lms.lib.refusals import Conflict, TooMany
from lms.people.doors import public


@pytest.fixture
def app(new_app):
    """An application of its own: the address that fails stays in it, and other tests ask for each address there is."""
    return new_app(max_upload_kb=1023)


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


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500])
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


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_database_that_goes_away_under_a_signed_in_reader_is_said_so_with_an_id(client, db, make, databases, caplog, lang):
    logging.getLogger("lms").propagate = True
    make.sign_in(client, make.trainee(lang=lang))
    client.post("/language", data={"code": lang, "next": "/"})
    db.session.remove()
    db.engine.dispose()
    with databases[0].away():
        answer = client.get("/courses")
        db.engine.dispose()
    page = answer.get_data(as_text=True)
    error_id = next(r.args[0] for r in caplog.records if r.levelno == logging.ERROR)

    assert answer.status_code == 503
    assert error_id in page and f'lang="{lang}"' in page
    assert ("The database did not answer in time." if lang == "en" else "База данных не ответила") in page
    assert client.get("/courses").status_code == 200


def test_a_refusal_whose_connection_has_gone_is_said_all_the_same(client, broken, databases):
    @public
    def fails():
        the_db.session.execute(text("SELECT 1"))
        with databases[0].away():
            raise Conflict("Somebody was faster.")

    address = broken(ValueError())
    client.application.view_functions["fails"] = fails
    answer = client.get(address)

    assert answer.status_code == 409 and b"Somebody was faster." in answer.data


class Undrawable:
    """Words that cannot be said."""

    def __str__(self) -> str:
        raise RuntimeError("not to be said")


def test_what_fails_while_a_refusal_is_drawn_has_an_id_too(client, broken, caplog, monkeypatch):
    logging.getLogger("lms").propagate = True
    monkeypatch.setitem(client.application.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get(broken(Conflict(Undrawable())))
    ids = [r.args[0] for r in caplog.records if r.msg.startswith("error %s")]

    assert answer.status_code == 500
    assert len(ids) == 1 and ids[0] in answer.get_data(as_text=True)


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


@pytest.mark.parametrize(("size", "status"), [(1_000, 200), (3_000_000, 413)])
def test_what_comes_in_pieces_is_measured_too(client, size, status):
    body = b"user_name=nobody-1&password=" + b"x" * size
    answer = client.post(
        "/signin", input_stream=BytesIO(body), content_type="application/x-www-form-urlencoded",
        headers={"Transfer-Encoding": "chunked"}, environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    page = answer.get_data(as_text=True)

    assert answer.status_code == status
    assert ("nobody-1" if status == 200 else "That was too large to take") in page


@pytest.mark.parametrize("is_terminated", [True, False])
def test_half_of_a_form_that_a_bad_line_has_cut_is_not_taken_for_the_whole(client, is_terminated):
    body = b"user_name=nobody-1&password=half"
    server = {"CONTENT_LENGTH": str(len(body) + 20), **({"wsgi.input_terminated": True} if is_terminated else {})}
    form = {"input_stream": BytesIO(body), "content_type": "application/x-www-form-urlencoded"}
    answer = client.post("/signin", **form, environ_overrides=server)

    assert answer.status_code == 400 and "nobody-1" not in answer.text


@pytest.mark.parametrize(
    "sent", [b"3d\r\nuser_name=nobody-1", b"12\r\nuser_name=nobody-1\r\n", b"12\r\nuser_name=nobody-1\r\n0\r\n", b"?\r\n"]
)
def test_pieces_that_a_bad_line_has_cut_are_not_taken_for_the_whole(client, sent):
    body = Body(ChunkedReader(None, IterUnreader([sent])))  # as our server reads it
    server = {"wsgi.input": body, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.post("/signin", content_type="application/x-www-form-urlencoded", environ_overrides=server)

    assert answer.status_code == 400 and "nobody-1" not in answer.text and "Something broke" not in answer.text


@pytest.mark.parametrize(("method", "address"), [("PUT", "/signin"), ("POST", "/courses"), ("DELETE", "/")])
def test_a_way_of_sending_that_an_address_does_not_have_gets_its_own_words(client, method, address):
    answer = client.open(address, method=method)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
    assert "does not take what was sent to it" in page and "open too long" not in page


def test_a_file_in_the_place_of_words_is_refused_with_a_sentence(client, make):
    for person in (None, make.admin()):
        if person:
            make.sign_in(client, person)
        for page in ("/signin", "/profile", "/units/add"):
            answer = client.post(page, data={"user_name": (BytesIO(b"x"), "x.txt"), "name_en": (BytesIO(b"x"), "x.txt")})
            assert answer.status_code == 400 and "A file was sent where words belong." in answer.text, page


def test_more_fields_than_any_page_has_are_not_read(client):
    few, many = (client.post("/signin", data="&".join(["a=1"] * number), content_type="application/x-www-form-urlencoded")
                 for number in (20_000, 20_001))  # fmt: skip
    assert few.status_code != 413 and many.status_code == 413
