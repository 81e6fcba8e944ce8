"""The coordinator's landing page: the same counts as the plans and the completion page, and what needs a person, oldest first."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from lms.insight import queries
from tests.insight.test_plan_counting import Fulfilled, fulfilled
from tests.programme import planned


@pytest.fixture
def story(make) -> Fulfilled:
    return make.scene(fulfilled)


@pytest.fixture
def read(client):
    def words(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status)
        return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())

    return words


def test_the_five_figures_are_those_of_the_plans_and_of_completion(story, client, sign_in, read):
    sign_in(client, story.coordinator)
    page = read("/overview")

    assert "Seats delivered 8 20 seats planned · 20 due by now, 8 of them delivered" in page
    assert "Completed 1 50% of 2 enrolments" in page
    assert "People reached 2 different people" in page
    assert "Lines late 2 of 5 lines" in page
    assert "Uzbekistan 8 20 20 2 1 /2 50% 0 2 1, draft" in page


def test_what_needs_a_person_stands_there_oldest_first_and_leads_to_it(story, client, sign_in, read):
    sign_in(client, story.coordinator)
    page = read("/overview")

    assert "2 things, oldest first" in page
    assert page.index("UZ-01 Line UZ-01 eLearning. 3 short.") < page.index("UZ-05 Line UZ-05 Online theory. 4 short. No session is set.")


def test_nothing_to_do_says_what_would_stand_there(make, client, sign_in, read):
    sign_in(client, make.coordinator("KZ"))
    page = read("/overview")

    assert "Nothing needs a person today" in page
    assert f"No plan yet for {make.today.year}: Kazakhstan." in page


def test_a_version_that_waits_for_agencies_names_them(make, client, sign_in, read):
    planned.plan(make, "UZ", make.today.year, consulted_at=make.now - timedelta(days=3))
    sign_in(client, make.coordinator("UZ"))

    page = read("/overview")
    assert "for 3 days" in page and "Uzbekistan, version 1: the agencies’ word" in page and "Customs" in page


def test_only_coordinators_land_there(make, client, sign_in):
    sign_in(client, make.focal_point())

    assert client.get("/overview").status_code == 403


def test_the_countries_are_counted_as_on_the_completion_page(story):
    viewer, make = story.make.viewer(story.make.coordinator()), story.make
    make.enrolled(make.outsider(), make.course("other"), by=make.coordinator())
    found = queries.by_country(viewer, make.now)

    assert (found["UZ"].enrolled, found["UZ"].completed, found["KZ"].enrolled, found[None].enrolled) == (2, 1, 1, 3)
