"""A unit in mentorship, for tests that begin there; who begins otherwise says so in their own file."""

from __future__ import annotations

import pytest

from tests.mentoring import pairs


@pytest.fixture
def coordinator(make):
    return make.coordinator(call_name="Coordinator")


@pytest.fixture
def keeper(make):
    return make.focal_point()


@pytest.fixture
def officer(make):
    return make.trainee(call_name="Gulbahor Y.")


@pytest.fixture
def mentor(make, officer):
    return pairs.mentor(make)


@pytest.fixture
def row(make, mentor):
    return pairs.opened(make, make.coordinator(), "UZ-CHUKURSAY", mentor)
