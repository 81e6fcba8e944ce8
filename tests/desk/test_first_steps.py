"""An empty programme becomes one with its first officer in four steps, and each says what is missing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.people.models import RoleGrant


@pytest.fixture
def browser(client, sign_in, make):
    return sign_in(client, make.admin())


def test_an_empty_programme_asks_for_its_first_person(browser, read):
    page = read(browser, "/first-steps")

    assert "19 are here" in page and "missing: no officer is here" in page and "Add the first person" in page
    assert "missing: no focal point, no coordinator" in page and "missing: nobody is enrolled" in page
    assert "Countries 5" in page and "Agencies 7" in page and "Courses 0" in page and "No course is published yet" in page
    assert 'aria-current="step"' in browser.get("/first-steps").text


def test_the_steps_follow_each_other_until_the_programme_has_begun(browser, make, read, course):
    officer = make.trainee()
    assert "Give a role" in read(browser, "/first-steps")
    focal_point = make.focal_point()
    assert "1 focal point or coordinator" in read(browser, "/first-steps")
    assert "1 course is published: Seals in short." in read(browser, "/first-steps")
    enrolment = make.enrolled(officer, course, by=focal_point)
    assert "The programme has begun. The first officer finds the course on their home page." in read(browser, "/first-steps")
    make.did(enrolment, officer, course, "seals")
    assert "The first lesson was opened" in read(browser, "/first-steps")


def door(browser, number):
    """The address and words of that step's button or link, or nothing."""
    item = browser.get("/first-steps").text.split("<li")
    found = re.search(r'<div class="end"><a class="[^"]+" href="([^"]+)">([^<]+)', next(one for one in item if f"Step {number}<" in one))
    return found.groups() if found else None


def test_the_first_person_may_be_the_focal_point_who_does_not_learn(browser, make, read, course):
    assert door(browser, 3) is None
    person = make.person()
    page = read(browser, "/first-steps")

    assert "1 person is here, not learning as an officer" in page and "Needs an officer" in page and "Needs a person" not in page
    assert door(browser, 3) == (f"/people/{person.ref}/roles", "Give a role") and door(browser, 2)[1] == "Add an officer"
    assert browser.get(f"/people/{person.ref}/roles").status_code == 200
    assert re.search(r'aria-current="step"><div>.*?Step (\d)', browser.get("/first-steps").text)[1] == "3"


def test_of_several_people_the_list_is_where_a_role_is_given(browser, make, read):
    make.person()
    make.person()
    assert "2 people are here, none learning as an officer" in read(browser, "/first-steps")
    assert door(browser, 3) == ("/people", "Give a role")


def test_with_the_role_given_an_officer_is_what_is_missing(browser, make, read):
    make.focal_point()
    page = read(browser, "/first-steps")
    assert "1 focal point or coordinator" in page and "Add the first person" not in page
    assert door(browser, 2)[1] == "Add an officer" and door(browser, 3) == ("/people", "People")
    assert re.search(r'aria-current="step"><div>.*?Step (\d)', browser.get("/first-steps").text)[1] == "2"


def test_another_administrator_is_not_the_first_person(browser, make, read):
    make.admin()
    assert "missing: no officer is here" in read(browser, "/first-steps") and door(browser, 3) is None


def menu(browser, address):
    """The words of the bar on that page."""
    return re.findall(r">([^<]+)</a>", re.search(r'<nav class="sections".*?</nav>', browser.get(address).text, re.S)[0])


def test_once_all_four_are_done_the_menu_leaves_them_out_and_the_page_is_still_there(browser, make, read, course):
    make.enrolled(make.trainee(), course, by=make.focal_point())
    assert "First steps" in menu(browser, "/people")
    assert browser.get("/").headers["Location"] == "/people"

    assert "First steps" not in menu(browser, "/people") and "Units" in menu(browser, "/people")
    assert 'href="/first-steps">First steps' in browser.get("/people").text and "All four steps are done." in read(browser, "/first-steps")


def test_the_menu_has_them_again_when_one_of_the_four_is_missing_again(browser, db, make, course):
    focal_point = make.focal_point()
    make.enrolled(make.trainee(), course, by=focal_point)
    assert "First steps" not in menu(browser, "/first-steps")
    grant = db.session.scalars(
        select(RoleGrant).where(RoleGrant.person_id == focal_point.id), execution_options={"as_system": "a test"}
    ).one()
    grant.to_day = make.today - timedelta(days=1)

    assert "First steps" in menu(browser, "/first-steps")


@pytest.mark.architecture
def test_the_menu_asks_the_database_for_nothing(browser, make, queries, course):
    make.enrolled(make.trainee(), course, by=make.focal_point())
    before = queries(browser, "/people")
    browser.get("/")

    assert "First steps" not in menu(browser, "/people") and queries(browser, "/people") <= before


def test_no_name_is_shown_here(browser, make, focal_point):
    officer = make.trainee(call_name="Dilnoza R.")
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    page = browser.get("/first-steps").text

    assert "Dilnoza" not in page and officer.ref not in page


def test_the_administrator_of_one_country_counts_their_own(client, sign_in, make, read):
    make.outsider()
    page = read(sign_in(client, make.admin("UZ")), "/first-steps")

    assert "missing: no officer is here" in page


@pytest.mark.parametrize("role", ["trainee", "mentor", "donor", "focal_point", "coordinator", "outsider"])
def test_the_steps_are_the_administrators(client, sign_in, make, role):
    assert sign_in(client, getattr(make, role)()).get("/first-steps").status_code == 403
