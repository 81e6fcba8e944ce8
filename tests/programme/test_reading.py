"""Who reads which plan, and what the newest version says of a line."""

import pytest
from sqlalchemy import event

from lms.lib.refusals import Conflict, NotThere
from lms.people.models import Role
from lms.programme import queries
from tests.programme import planned


def codes(make, person, year=2026):
    return [plan.code for plan in queries.plans(make.viewer(person), year)]


def test_everybody_reads_the_plan_of_their_own_country_and_that_of_the_network(make):
    for code in ("UZ", "KZ", "IREN"):
        planned.plan(make, code)

    assert codes(make, make.coordinator()) == ["KZ", "UZ", "IREN"]
    assert codes(make, make.coordinator("KZ")) == ["KZ", "IREN"]
    assert codes(make, make.focal_point()) == ["UZ", "IREN"]
    assert codes(make, make.trainee()) == codes(make, make.mentor()) == codes(make, make.trainer()) == []


def test_another_countrys_plan_and_line_are_not_there(make):
    line = planned.line(make, planned.plan(make, "UZ"))
    viewer = make.viewer(make.outside_focal_point())

    for ask in (lambda: queries.plan_or_404(viewer, "UZ", 2026), lambda: queries.line_or_404(viewer, line.key)):
        with pytest.raises(NotThere):
            ask()


def test_only_the_countrys_coordinator_changes_its_plan_and_only_the_regions_that_of_a_network(make):
    region, country, keeper = (make.viewer(person) for person in (make.coordinator(), make.coordinator("UZ"), make.focal_point()))

    assert [queries.may_change(viewer, "UZ") for viewer in (region, country, keeper)] == [True, True, False]
    assert [queries.may_change(viewer, None) for viewer in (region, country, keeper)] == [True, False, False]


def test_a_line_is_read_with_its_places_and_courses_whatever_the_case_of_its_code(make):
    course = make.course()
    line = planned.line(make, planned.plan(make), nodes=("UZ-CHUKURSAY", "UZ-ALAT"), courses=[course], replaces_id=None)
    plan = queries.plan_or_404(make.viewer(make.focal_point()), "uz", 2026)
    [read] = queries.lines([plan.newest.id])[plan.newest.id]

    assert (read.number, read.key, read.seats, read.langs) == ("UZ-01", line.key, 20, ("ru",))
    assert set(read.nodes) == {make.node("UZ-CHUKURSAY").id, make.node("UZ-ALAT").id} and read.courses == (course.id,)


@pytest.mark.architecture
def test_many_lines_are_read_in_as_few_statements_as_one(make, db):
    version = planned.plan(make)
    for _number in range(30):
        planned.line(make, version, nodes=("UZ",))
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda c, cursor, statement, *more: said.append(statement))

    assert len(queries.lines([version.id])[version.id]) == 30
    assert len(said) == 2


def test_a_session_is_put_only_under_a_planned_line_of_theory_by_its_coordinator(make):
    version = planned.plan(make)
    theory, reading = planned.line(make, version, "theory"), planned.line(make, version)
    put_off = planned.line(make, version, "theory", status="postponed", reason="No travel")
    coordinator, both = make.viewer(make.coordinator("UZ")), make.viewer(make.person((Role.FOCAL_POINT, "UZ-SCC"), agency="UZ-SCC"))

    assert queries.open_line(coordinator, theory.key, "theory").line.number == "UZ-01"
    [(plan, lines)] = queries.lines_open_to(coordinator, [2026], "theory")
    assert (plan.code, [line.number for line in lines]) == ("UZ", ["UZ-01"])
    for viewer, line in ((coordinator, reading), (both, theory)):
        with pytest.raises(NotThere):
            queries.open_line(viewer, line.key, "theory")
    with pytest.raises(Conflict, match="UZ-03 is postponed"):
        queries.open_line(coordinator, put_off.key, "theory")


def test_a_line_is_for_its_places_and_the_members_of_its_networks_and_one_without_any_for_all_of_its_plan(make):
    version = planned.plan(make)
    lines = [planned.line(make, version, nodes=nodes) for nodes in (("UZ-ALAT", "UZ-NCDC"), ("KZ",), ())]
    people = (make.trainee(), make.trainee("UZ-ALAT"), make.trainee(agency="UZ-NCDC"), make.outsider())
    places = [queries.line_for(make.viewer(make.coordinator()), line.id, "elearning").places for line in lines]

    assert [[each.has(person) for person in people] for each in places] == [
        [False, True, True, False], [False, False, False, True], [True, True, True, False],
    ]  # fmt: skip


def test_who_reads_the_plan_reads_by_its_number_what_stands_under_a_line_and_nobody_else(make):
    line = planned.line(make, planned.plan(make), title={"en": "Seals"})
    readers = [make.coordinator("UZ"), make.focal_point()]
    others = [make.trainee(), make.trainer(), make.outside_focal_point(), make.coordinator("KZ")]

    for person in readers:
        assert [each.number for each in queries.named(make.viewer(person), [line.id, None]).values()] == ["UZ-01"]
    assert [queries.named(make.viewer(person), [line.id]) for person in others] == [{}] * 4
