"""The people whom all tests remember, and that no test finds what another left."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.catalogue.models import Course
from lms.people.models import OrgNode, Person, Role
from tests.make import PASSWORD


def test_an_officer_of_a_joint_unit_finishes_a_course_and_an_outsider_is_far_away(make) -> None:
    officer, outsider = make.trainee(), make.outsider()
    enrolment = make.completed(officer)

    assert enrolment.status == "completed"
    assert (officer.cc, outsider.cc) == ("UZ", "KZ")
    assert make.viewer(officer).roles == {Role.TRAINEE}


@pytest.mark.parametrize("role", ["mentor", "trainer", "focal_point", "coordinator", "donor", "admin"])
def test_everybody_else_holds_their_own_role_and_no_other(make, role: str) -> None:
    assert make.viewer(getattr(make, role)()).roles == {Role(role)}


@pytest.mark.parametrize("turn", ["first", "second", "third"])
def test_each_test_begins_with_the_published_rows_and_nothing_else(db, make, turn: str) -> None:
    people = db.session.scalar(select(func.count()).select_from(Person), execution_options={"as_system": "a count"})
    assert people == 0
    assert db.session.scalar(select(func.count()).select_from(Course)) == 0
    assert db.session.scalar(select(func.count()).select_from(OrgNode)) > 20
    assert make.completed(make.trainee()).id == 1


def test_what_a_test_makes_is_there_for_a_request_and_the_other_way_round(make, client, sign_in, db) -> None:
    officer = make.trainee()
    assert client.post("/sign-in", data={"name": "nobody", "password": PASSWORD}).status_code != 500
    sign_in(client, officer)
    assert client.get("/").status_code in (200, 302)
    assert officer.call_name
