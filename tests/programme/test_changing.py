"""A coordinator builds a plan: lines keep their numbers, are put off with a reason and replaced, and a locked version never changes."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from lms.audit.models import Audit
from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.people.models import OrgNode
from lms.programme import actions, queries
from tests.programme import planned
from tests.programme.conftest import TEST, a_line, open_desk


def said_of(line):
    """A line as a form would send it back unchanged."""
    names = a_line().__dataclass_fields__
    return actions.LineSaid(**{name: getattr(line, name) for name in names})


def test_an_in_person_course_is_postponed_and_replaced_in_version_2_and_version_1_stays_as_it_was(desk, db):
    pays = ((desk.grant().id, 100),)
    desk.add("elearning", funding=pays)
    course = desk.add("in_person", funding=pays, from_day=date(2026, 4, 20), to_day=date(2026, 5, 1))
    desk.locked()
    desk.do(actions.next_version)
    desk.do(actions.set_status, course.key, "postponed", "Travel is closed")
    for type in ("elearning", "theory", "mentorship"):
        desk.do(actions.replace_line, course.key, a_line(type, mode="live"))

    assert [(line.number, line.status) for line in desk.lines] == [
        ("UZ-01", "planned"), ("UZ-02", "postponed"), ("UZ-02a", "planned"), ("UZ-02b", "planned"), ("UZ-02c", "planned"),
    ]  # fmt: skip
    assert {line.replaces_id for line in desk.lines[2:]} == {course.id}
    first = desk.plan.versions[0]
    assert [(line.number, line.status, line.funding) for line in queries.lines([first.id])[first.id]] == [
        ("UZ-01", "planned", pays), ("UZ-02", "planned", pays),
    ]  # fmt: skip
    verbs = db.session.scalars(select(Audit.verb).where(Audit.cc == "UZ"), execution_options=TEST).all()
    assert {"plan begun", "plan consulted", "plan agreed", "plan locked", "plan version begun", "plan line postponed"} <= set(verbs)


def test_a_locked_version_is_not_changed_by_any_verb(desk):
    line = desk.add("meeting")
    desk.locked()
    for act in (
        lambda: desk.do(actions.add_line, a_line()),
        lambda: desk.do(actions.change_line, line.key, a_line(seats=1)),
        lambda: desk.do(actions.set_status, line.key, "cancelled", "No"),
        lambda: desk.do(actions.move_line, line.key, 1),
        lambda: desk.do(actions.reopen, "No"),
        lambda: desk.do(actions.lock),
        lambda: desk.do(actions.comment, "Too late"),
    ):
        with pytest.raises(Conflict, match="Version 1 is locked"):
            act()


def test_a_form_of_the_version_before_is_refused_also_in_the_next(desk):
    line, seen = desk.add("meeting"), desk.plan.newest.edits
    desk.locked()
    desk.do(actions.next_version)
    with pytest.raises(Conflict, match="UZ-01 was changed by somebody else"):
        desk.do(actions.change_line, line.key, a_line(seats=1), seen=seen)


def test_two_who_change_one_line_are_told_and_two_lines_are_changed_at_once(desk):
    first, second, seen = desk.add("meeting"), desk.add("meeting"), None
    seen = desk.plan.newest.edits
    desk.do(actions.change_line, first.key, a_line(seats=1), seen=seen)
    desk.do(actions.change_line, second.key, a_line(seats=2), seen=seen)
    with pytest.raises(Conflict):
        desk.do(actions.change_line, first.key, a_line(seats=3), seen=seen)
    assert [line.seats for line in desk.lines] == [1, 2]


def test_the_same_said_again_changes_nothing(desk):
    line = desk.add("elearning", title={"en": "Seals", "ru": "Пломбы"}, nodes=(desk.make.node("UZ-CHUKURSAY").id,), quarter=2)
    before = desk.plan.newest.edits
    assert not desk.do(actions.change_line, line.key, said_of(line)).is_changed
    assert not desk.do(actions.set_status, line.key, "planned", "").is_changed
    assert desk.plan.newest.edits == before


FAULTS = [
    ({"title": {"en": " "}}, "title_en"), ({"type": "party"}, "type"), ({"mode": "by_post"}, "mode"), ({"seats": -1}, "seats"),
    ({"from_day": date(2026, 5, 2)}, "to_day"), ({"from_day": date(2026, 5, 2), "to_day": date(2026, 5, 1)}, "to_day"),
    ({"from_day": date(2025, 5, 2), "to_day": date(2026, 5, 1)}, "from_day"), ({"quarter": 5}, "quarter"),
    ({"quarter": 1, "from_day": date(2026, 1, 1), "to_day": date(2026, 1, 1)}, "quarter"), ({"events": 0}, "events"),
    ({"minutes": 0}, "minutes"), ({"networks": [987654]}, "nodes"), ({"nodes": [987654]}, "nodes"), ({"courses": [987654]}, "courses"),
    ({"funding": ((987654, 100),)}, "funding"), ({"office_id": 987654}, "office_id"), ({"office": "x" * 201}, "office"),
    ({"title": {"kk": "x" * 201}}, "title_kk"), ({"replaces_id": 987654}, "replaces"), ({"note": "x" * 2001}, "note"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "field"), FAULTS)
def test_what_a_line_cannot_be_is_said_beside_its_field(desk, fault, field):
    with pytest.raises(BadInput) as refused:
        desk.do(actions.add_line, a_line(**fault))
    assert refused.value.field == field and desk.lines == []


def test_shares_over_a_hundred_are_refused_at_once_and_others_when_it_locks(desk):
    japan, inl = desk.grant().id, desk.grant("INL-1").id
    with pytest.raises(BadInput, match="add to 101%"):
        desk.do(actions.add_line, a_line(funding=((japan, 60), (inl, 41))))
    line = desk.add("theory", funding=((japan, 60), (inl, 39)))
    desk.add("elearning")
    desk.agreed()
    with pytest.raises(BadInput, match=r"do not add to 100%: UZ-01. Nobody pays for: UZ-02."):
        desk.do(actions.lock)
    assert desk.plan.newest.state == "agreed" and desk.line("UZ-01").funding == line.funding


def test_a_line_is_for_places_of_its_own_country_and_without_any_for_all_of_it(desk):
    with pytest.raises(BadInput, match="own country"):
        desk.do(actions.add_line, a_line(nodes=[desk.make.node("KZ-ALTYNKOL").id]))
    assert desk.add("meeting").nodes == (desk.make.node("UZ").id,)
    network = open_desk(desk.make, "IREN", node="CA")
    places = tuple(sorted(desk.make.node(code).id for code in ("KZ", "AZ")))
    line = network.add("network", nodes=places)
    assert line.number == "IREN-01" and line.nodes == places


def test_no_line_replaces_itself_in_the_end_and_none_a_planned_one(desk):
    first, heir = desk.add("in_person"), None
    with pytest.raises(BadInput, match="still planned"):
        desk.do(actions.replace_line, first.key, a_line())
    desk.do(actions.set_status, first.key, "cancelled", "No room")
    desk.do(actions.replace_line, first.key, a_line())
    heir = desk.line("UZ-01a")
    desk.do(actions.set_status, heir.key, "postponed", "No room")
    with pytest.raises(BadInput, match="UZ-01 would in the end replace itself"):
        desk.do(actions.change_line, first.key, replace(said_of(desk.line("UZ-01")), replaces_id=heir.id))
    with pytest.raises(BadInput, match="replace itself"):
        desk.do(actions.change_line, first.key, replace(said_of(desk.line("UZ-01")), replaces_id=first.id))


def test_a_line_is_put_off_only_with_a_reason_and_planned_again_without(desk):
    line = desk.add("in_person")
    with pytest.raises(BadInput):
        desk.do(actions.set_status, line.key, "postponed", "  ")
    desk.do(actions.set_status, line.key, "postponed", "Travel is closed")
    desk.do(actions.set_status, line.key, "planned", "It is open")
    assert (desk.lines[0].status, desk.lines[0].reason) == ("planned", "")


def test_a_line_moves_and_what_replaces_another_stands_behind_it(desk):
    first, _second, third = (desk.add("in_person") for _ in range(3))
    desk.do(actions.move_line, third.key, 1)
    desk.do(actions.set_status, first.key, "postponed", "No")
    desk.do(actions.replace_line, first.key, a_line())
    desk.do(actions.replace_line, first.key, a_line())
    assert [line.number for line in desk.lines] == ["UZ-03", "UZ-01", "UZ-01a", "UZ-01b", "UZ-02"]


def test_what_a_line_is_stays_once_it_was_locked(desk):
    line = desk.add("meeting")
    desk.do(actions.change_line, line.key, a_line("other"))
    desk.do(actions.change_line, line.key, a_line("meeting"))
    desk.locked()
    desk.do(actions.next_version)
    with pytest.raises(BadInput, match="stands in a locked version as what it is"):
        desk.do(actions.change_line, line.key, a_line("theory"))


def test_a_plan_begins_with_last_years_lines_without_their_dates_ended_grants_and_cancelled_ones(desk, make):
    over, running = desk.grant(to_day=date(2026, 12, 31)).id, desk.grant("INL-1").id
    unit = make.node("UZ-CHUKURSAY").id
    desk.add("elearning", funding=((over, 40), (running, 60)), from_day=date(2026, 1, 1), to_day=date(2026, 2, 1), nodes=(unit,))
    off = desk.add("in_person")
    desk.do(actions.set_status, off.key, "cancelled", "No")
    late = desk.add("study_visit", quarter=4)
    desk.do(actions.set_status, late.key, "postponed", "No travel")
    owner = queries.owner_or_404(desk.by, "UZ")
    actions.begin_plan(owner, 2027, by=desk.by, at=make.now, from_last_year=True)
    last, desk.year = desk.lines, 2027

    assert [(line.number, line.carried_from_id, line.status) for line in desk.lines] == [
        ("UZ-01", last[0].id, "planned"), ("UZ-02", late.id, "planned"),
    ]  # fmt: skip
    first = desk.lines[0]
    assert (first.from_day, first.quarter, first.funding, first.nodes) == (None, None, ((running, 60),), (unit,))


def test_a_plan_is_begun_once_and_from_a_year_that_there_is(desk, make):
    owner = queries.owner_or_404(desk.by, "UZ")
    for year, more, fault in ((2026, {}, Conflict), (2028, {"from_last_year": True}, BadInput), (1999, {}, BadInput)):
        with pytest.raises(fault):
            actions.begin_plan(owner, year, by=desk.by, at=make.now, **more)
    with pytest.raises(Conflict, match="Version 1 is still open"):
        desk.do(actions.next_version)


def test_nobody_else_changes_a_plan_neither_its_focal_point_nor_a_coordinator_abroad(desk, make):
    line = desk.add("meeting")
    plan, at = desk.plan, make.now
    for person in (make.focal_point(), make.coordinator("KZ"), make.outside_focal_point(), make.outsider(), make.admin()):
        by = make.viewer(person)
        for act in (
            lambda by=by: actions.add_line(plan, a_line(), by=by, at=at),
            lambda by=by: actions.change_line(plan, line.key, a_line(), by=by, at=at),
            lambda by=by: actions.set_status(plan, line.key, "cancelled", "No", by=by, at=at),
            lambda by=by: actions.move_line(plan, line.key, 1, by=by, at=at),
            lambda by=by: actions.consult(plan, by=by, at=at),
            lambda by=by: actions.lock(plan, by=by, at=at),
            lambda by=by: actions.next_version(plan, by=by, at=at),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_the_networks_plan_is_changed_by_the_region_and_not_by_a_country(make):
    network = open_desk(make, "IREN", node="CA")
    with pytest.raises(NotAllowed):
        actions.add_line(network.plan, a_line("network", nodes=[make.node("AZ").id]), by=make.viewer(make.coordinator("UZ")), at=make.now)


def test_a_line_of_another_plan_is_not_there(desk, make):
    abroad = open_desk(make, "KZ")
    line = abroad.add("meeting")
    with pytest.raises(NotThere):
        desk.do(actions.change_line, line.key, a_line())


@pytest.mark.architecture
def test_a_version_of_400_lines_is_copied_in_a_statement_a_table(desk, make, db):
    planned.many(make, desk.plan.newest, 400, type="meeting")
    desk.locked()
    desk.do(actions.next_version)
    assert len(desk.lines) == 400 and db.session.get(OrgNode, desk.plan.node_id)


def test_a_line_that_others_stand_in_for_is_not_planned_again_beside_them(desk):
    line = desk.add("in_person")
    desk.do(actions.set_status, line.key, "postponed", "No travel")
    desk.do(actions.replace_line, line.key, a_line("theory"))

    with pytest.raises(Conflict, match=f"{line.number} is replaced by {line.number}a"):
        desk.do(actions.set_status, line.key, "planned", "")
