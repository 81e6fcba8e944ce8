"""An officer enrolled in a course with self-checks and a translation, and a clock that can be put forward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.lib.time import CLOCK
from tests.catalogue.conftest import FILES, Written
from tests.make import MadeCourse, Make


def in_order(files: dict[str, str]) -> dict[str, bytes]:
    """The files with their translations stamped as up to date."""
    return dict(Written(dict(files)).stamped.folder.files)


@pytest.fixture
def course(make: Make) -> MadeCourse:
    """*Seals*, in English and Russian: a lesson with a self-check; a quiz of eleven points, passed from nine in three attempts."""
    return make.course("seals", files=in_order(FILES))


@pytest.fixture
def officer(make: Make, course: MadeCourse):
    """Enrolled in it by their focal point."""
    person = make.trainee(call_name="Aziza K.")
    make.enrolled(person, course)
    return person


@pytest.fixture
def browser(client: FlaskClient, sign_in: Callable[..., FlaskClient], officer) -> FlaskClient:
    """The officer's browser."""
    return sign_in(client, officer)


@pytest.fixture
def later(app: Flask) -> Iterator[Callable[[int], None]]:
    """`later(60)`: a minute passes on the programme's clock."""
    gone = timedelta()
    app.extensions[CLOCK] = lambda: gone

    def pass_by(seconds: int) -> None:
        nonlocal gone
        gone += timedelta(seconds=seconds)

    yield pass_by
    del app.extensions[CLOCK]
