"""What the tests of the desk share."""

import re
from html import unescape

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine


@pytest.fixture
def course(make):
    return make.course()


@pytest.fixture
def focal_point(make):
    return make.focal_point(call_name="Focal point")


@pytest.fixture
def read(app):
    """`read(browser, "/people")`: the words of a page, which must be there."""

    def words(browser, address):
        answer = browser.get(address)
        assert answer.status_code == 200, answer.status
        return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())

    return words


@pytest.fixture
def queries(app):
    """`queries(browser, "/")`: how many statements a page asks, sign-in and log book included."""

    def number(browser, address):
        asked = []

        def count(connection, cursor, statement, *_):
            if not statement.startswith(("BEGIN", "PRAGMA")):
                asked.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        try:
            assert browser.get(address).status_code == 200
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        return len(asked)

    return number
