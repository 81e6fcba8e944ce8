"""What every answer carries: headers, weight, a line in the log, and two addresses that say how it is."""

import gzip
import json
import logging
import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lms.web import JsonLines

PUBLIC = ("/signin", "/no-such-page", "/static/css/app.css")


@pytest.mark.parametrize("path", PUBLIC)
def test_every_answer_forbids_what_no_page_of_ours_does(client, path):
    headers = client.get(path).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"] and "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_personal_page_leaves_nothing_behind(make, sign_in, client):
    sign_in(client, make.trainee())

    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_no_page_asks_another_server_for_anything(client):
    page = client.get("/signin").get_data(as_text=True)

    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    assert not re.search(r"<script(?![^>]*src=)", page) and " style=" not in page


def test_a_stylesheet_is_kept_for_a_year_and_asked_for_by_its_digest(client):
    address = re.search(r'href="(/static/css/app\.css\?v=\w+)"', client.get("/signin").get_data(as_text=True)).group(1)
    answer = client.get(address)

    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert client.get("/static/css/app.css").headers["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_a_script_imports_is_asked_for_by_its_own_digest(client):
    imported = re.search(r'from "\./(sending\.js\?v=\w+)"', client.get("/static/js/quiz.js").text)[1]
    answer = client.get(f"/static/js/{imported}")
    assert "max-age=31536000" in answer.headers["Cache-Control"] and "export class SignedOut" in answer.text
    assert imported in client.get("/static/js/draft.js").text, "one module for both"


@pytest.mark.parametrize("path", ["/static/../config.py", "/static/%2e%2e/ext.py", "/static/css", "/static/nothing.css"])
def test_nothing_but_our_static_files_is_served_as_one(client, path):
    assert client.get(path).status_code == 404


def test_a_page_is_packed_for_a_browser_that_can_unpack(client):
    plain = client.get("/signin").data
    packed = client.get("/signin", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain) / 2
    assert b"</html>" in gzip.decompress(packed.data)


def test_the_process_and_the_database_say_that_they_are_well(client):
    assert client.get("/healthz").status_code == 200
    said = client.get("/readyz").get_json()
    assert (said["ready"], said["database"], said["migrations"]) == (True, "answers", "current")


def test_a_browser_with_a_sign_in_is_told_of_the_process_and_given_its_stylesheet_without_the_database(client, make, monkeypatch):
    def gone(*_asked: object) -> None:
        raise ConnectionError

    make.sign_in(client, make.trainee())
    sheet = re.search(r'href="(/static/css/app.css[^"]*)"', client.get("/").text)[1]
    monkeypatch.setattr("lms.people.doors.queries.viewer", gone)
    assert [client.get(address).status_code for address in ("/healthz", "/readyz", sheet)] == [200, 200, 200]


def test_a_database_that_is_behind_is_not_ready(client, app, db):
    here = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.execute(text("UPDATE alembic_version SET version_num = 'an_older_one'"))
    db.session.commit()
    answer = client.get("/readyz")
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = :here"), {"here": here})
        db.session.commit()

    assert answer.status_code == 503 and answer.get_json()["migrations"] == "behind"


@pytest.fixture
def lines():
    """The lines of the log as production writes them."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            found.append(JsonLines().format(record))

    logger, handler = logging.getLogger("lms"), Keep()
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_a_request_is_one_line_that_names_nobody(make, sign_in, client, lines):
    officer = make.trainee()
    sign_in(client, officer)
    lines.clear()
    client.get("/", headers={"User-Agent": "secret-agent"})
    line = json.loads(lines[-1])

    assert len(lines) == 1
    assert (line["route"], line["status"], line["person"]) == ("/", 200, officer.ref)
    assert line["queries"] > 0 and line["ms"] > 0 and line["id"]
    assert officer.call_name not in lines[-1] and "secret-agent" not in lines[-1]


def test_what_was_typed_is_not_in_the_log(client, lines):
    client.post("/signin", data={"user_name": "bahor-417", "password": "a very secret word"})

    assert lines and not any("secret" in line or "bahor" in line for line in lines)


@pytest.mark.parametrize(
    ("method", "address", "fields"),
    [
        ("GET", "/static/%00", None),
        ("GET", "/signin?next=%00", None),
        ("GET", "/people/%00", None),
        ("POST", "/signin", {"user_name": "a\0b"}),
    ],
)
def test_a_character_that_nobody_types_is_refused_at_the_door(client, method, address, fields):
    assert client.open(address, method=method, data=fields).status_code == 400


def test_a_failing_statement_does_not_put_names_into_the_log(make, db, lines):
    officer = make.trainee(call_name="Somebody Secret")
    officer.sex = "x"
    try:
        db.session.flush()
    except DBAPIError:
        logging.getLogger("lms").exception("it failed")
    db.session.rollback()

    assert "ck_person_sex" in lines[-1] and "Traceback" in lines[-1]
    assert "Somebody Secret" not in lines[-1]


@pytest.mark.parametrize(
    ("settings", "sent", "is_there"),
    [
        ({}, {}, False),
        ({"proxies": 1}, {"X-Forwarded-Proto": "https"}, True),
        ({}, {"X-Forwarded-Proto": "https"}, False),
        ({"env": "production"}, {}, True),
    ],
)
def test_a_browser_that_came_by_https_is_told_to_stay_with_it(new_app, settings, sent, is_there):
    answer = new_app(**settings).test_client().get("/signin", headers=sent)
    assert answer.headers.get("Strict-Transport-Security") == ("max-age=31536000" if is_there else None)


@pytest.mark.parametrize(
    ("sent", "is_ours"),
    [
        ({}, True),  # a browser that never says where it was
        ({"Origin": "null"}, True),
        ({"Origin": "https://localhost"}, True),
        ({"Origin": "https://localhost.example.org"}, False),
        ({"Origin": "http://[broken"}, False),
    ],
)
def test_over_https_a_form_is_ours_by_its_token_and_never_from_another_site(new_app, sent, is_ours, monkeypatch):
    app = new_app(proxies=1)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client, https = app.test_client(), {"X-Forwarded-Proto": "https"}
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/signin", headers=https).text)[1]
    answer = client.post("/signin", data={"csrf_token": token, "user_name": "x", "password": "y"}, headers={**https, **sent})
    assert answer.status_code == (200 if is_ours else 400)
    assert client.post("/signin", data={"user_name": "x", "password": "y"}, headers=https).status_code == 400
