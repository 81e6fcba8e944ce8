"""Each rule of who reaches whom says the same of one person and in a statement, whatever roles one holds and wherever."""

from dataclasses import replace
from itertools import combinations

import pytest
from sqlalchemy import select

from lms.people import access
from lms.people.access import Grant
from lms.people.models import Person, Role

TWINS = {
    "follows": (access.follows, access.followed),
    "enrols": (access.may_enrol, access.answers_for),
    "is given": (access.is_assigned, access.assigned),
}
PLACES = [
    ("UZ-CHUKURSAY", "UZ-SCC"),
    ("UZ-CHUKURSAY", "UZ-NCDC"),
    ("UZ-ALAT", "UZ-SCC"),
    (None, "UZ-SCC"),
    ("KZ-ALTYNKOL", "KZ-SRC"),
    (None, None),
]
FIVE = ("KG", "KZ", "TJ", "TM", "UZ")


@pytest.fixture
def people(make) -> list[Person]:
    return [make.person(unit=unit, agency=agency) for unit, agency in PLACES]


def held(make, people) -> list[dict]:
    """What somebody may be, each alone: roles at nodes, a person and a unit that are assigned."""
    at = {code: make.node(code).id for code in ("UZ-SCC", "UZ-NCDC", "KZ-SRC", "UZ", "CA", "UZ-CHUKURSAY")}
    grants = [
        Grant(Role.FOCAL_POINT, at["UZ-SCC"], "agency", ("UZ",)), Grant(Role.FOCAL_POINT, at["KZ-SRC"], "agency", ("KZ",)),
        Grant(Role.COORDINATOR, at["UZ"], "country", ("UZ",)), Grant(Role.COORDINATOR, at["CA"], "region", FIVE),
        Grant(Role.ADMIN, at["UZ"], "country", ("UZ",)), Grant(Role.ADMIN, at["CA"], "region", FIVE),
        Grant(Role.TRAINEE, at["UZ-CHUKURSAY"], "unit", ("UZ",)), Grant(Role.DONOR, at["CA"], "region", FIVE),
    ]  # fmt: skip
    given = [{"assigned_people": frozenset({people[4].id})}, {"assigned_units": frozenset({(at["UZ-CHUKURSAY"], at["UZ-NCDC"])})}]
    return [{"grants": (grant,)} for grant in grants] + given


def viewers(make, people):
    """Everybody who is one or two of these, or nothing, at each of the places."""
    each = held(make, people)
    for person in people:
        nobody = make.viewer(person)
        for some in [(), *combinations(each, 1), *combinations(each, 2)]:
            grants = tuple(grant for one in some for grant in one.get("grants", ()))
            yield replace(nobody, **{name: value for one in some for name, value in one.items()} | {"grants": grants})


@pytest.mark.architecture
@pytest.mark.parametrize("rule", TWINS)
def test_what_is_said_of_one_person_is_what_a_statement_finds(db, make, people, rule):
    of_one, in_statement = TWINS[rule]
    for viewer in viewers(make, people):
        found = set(db.session.scalars(select(Person.id).where(in_statement(viewer)), execution_options={"as_system": "test"}))
        assert found == {person.id for person in people if of_one(viewer, person)}, viewer


def test_an_administrator_keeps_everybody_and_follows_nobody_but_themselves(make, people):
    admin = make.viewer(make.admin())
    assert all(access.may_change(admin, person) for person in people)
    assert not any(access.follows(admin, person) for person in people)
