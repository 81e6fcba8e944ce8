"""Numbers that are given once, lines that replace others without a circle, shares, and two versions compared."""

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.programme.rules import (
    Fault,
    Line,
    child_number,
    compare,
    fault,
    in_order,
    makes_circle,
    names,
    next_number,
    written_short,
)


def line(no: int = 1, **said) -> Line:
    """A planned line of eLearning with 20 seats."""
    usual = {
        "id": no, "key": UUID(int=no), "plan_id": 1, "version_id": 1, "number": f"KZ-{no:02}", "pos": no, "type": "elearning",
        "mode": "own_pace", "title": {"en": f"Line {no}"}, "from_day": None, "to_day": None, "quarter": None, "seats": 20, "events": 1,
        "minutes": None, "langs": ("ru",), "office": "", "office_id": None, "status": "planned", "reason": "", "replaces_id": None,
        "carried_from_id": None, "note": "", "source": "",
    }  # fmt: skip
    return Line(**{**usual, **said})


def test_the_postponed_course_of_the_drawing_is_said_with_what_replaces_it():
    old = [line(1, seats=51), line(2, type="in_person", mode="on_site", seats=16), line(4, seats=34)]
    heirs = [line(n, number=f"KZ-02{letter}", replaces_id=2) for n, letter in ((11, "a"), (12, "b"), (13, "c"))]
    new = [replace(old[0], seats=34), replace(old[1], status="postponed", reason="COVID-19"), *heirs, line(3), old[2]]
    found = compare(old, new)

    assert [change.kind for change in found.changes] == ["changed", "postponed", "new", "new", "new", "new", "same"]
    ((change, by),) = found.off
    assert change.line.number == "KZ-02" and [heir.line.number for heir in by] == ["KZ-02a", "KZ-02b", "KZ-02c"]
    assert {name: [one.line.id for one in group] for name, group in found.groups.items()} == {
        "off": [2, 11, 12, 13], "changed": [1], "new": [3], "same": [4], "gone": [],
    }  # fmt: skip
    assert (found.before, found.after) == ((3, 101), (7, 148))


def test_a_moved_line_and_another_order_of_its_places_are_no_change():
    old = line(1, nodes=(1, 2), funding=((1, 60), (2, 40)))
    assert compare([old, line(2)], [line(2), replace(old, pos=9, nodes=(2, 1), funding=((2, 40), (1, 60)))]).is_nothing


def test_each_field_is_named_with_what_it_was_and_is():
    new = line(1, to_day=date(2020, 5, 31), from_day=date(2020, 5, 1), seats=34)
    (change,) = compare([line(1)], [new]).changes
    assert [(field.name, field.old, field.new) for field in change.fields] == [
        ("when", (None, None, None), (date(2020, 5, 1), date(2020, 5, 31), None)), ("seats", 20, 34),
    ]  # fmt: skip


some_lines = st.lists(
    st.builds(
        line, st.integers(1, 9), seats=st.integers(0, 30) | st.none(), status=st.sampled_from(["planned", "postponed", "cancelled"]),
        replaces_id=st.integers(1, 9) | st.none(), nodes=st.lists(st.integers(1, 3), unique=True).map(tuple),
    ),
    unique_by=lambda one: one.id, max_size=8,
)  # fmt: skip


@given(some_lines)
def test_a_version_compared_with_itself_is_nothing(lines):
    found = compare(lines, lines)
    assert found.is_nothing and found.before == found.after and not any(change.fields for change in found.changes)


@given(some_lines, some_lines)
def test_backwards_each_line_changes_as_it_does_forwards_and_each_stands_in_one_group(old, new):
    there, back = compare(old, new), compare(new, old)
    opposite = {"new": "gone", "gone": "new", "same": "same"}
    kinds = {change.line.id: change for change in back.changes}
    for change in there.changes:
        other = kinds[change.line.id]
        assert other.kind == opposite.get(change.kind, other.kind) and other.changes == change.changes
    grouped = [change.line.id for group in there.groups.values() for change in group]
    assert sorted(grouped) == sorted(change.line.id for change in there.changes)


@given(st.lists(st.integers(0, 40) | st.none(), max_size=60))
def test_numbers_are_given_once_however_often_lines_replace_others(asked):
    given_so_far: list[str] = []
    for parent in asked:
        is_child = parent is not None and given_so_far
        number = child_number(given_so_far[parent % len(given_so_far)], given_so_far) if is_child else next_number("KZ", given_so_far)
        given_so_far.append(number)
    assert len(set(given_so_far)) == len(given_so_far)


def test_numbers_are_read_as_a_person_counts():
    assert next_number("IREN", []) == "IREN-01" and next_number("KZ", ["KZ-09", "KZ-02b", "of another kind"]) == "KZ-10"
    assert child_number("KZ-02", ["KZ-02", "KZ-02z"]) == "KZ-02aa" and child_number("KZ-02a", ["KZ-02a", "KZ-02c"]) == "KZ-02d"
    assert child_number("KZ-02", ["KZ-021", "KZ-02"]) == "KZ-02a"
    assert sorted(["KZ-10", "KZ-02b", "KZ-02", "KZ-02aa", "KZ-03"], key=in_order) == ["KZ-02", "KZ-02b", "KZ-02aa", "KZ-03", "KZ-10"]
    assert ", ".join(written_short(["KZ-02a", "KZ-02b", "KZ-02c", "KZ-03", "KZ-04"])) == "KZ-02a, b, c, KZ-03, KZ-04"


def ends(start: int, known: dict[int, int | None]) -> bool:
    """By walking further than there are lines."""
    here: int | None = start
    for _step in range(len(known) + 1):
        here = known.get(here) if here is not None else None
    return here is None


def test_a_circle_is_found_wherever_walking_finds_one():
    ids = (1, 2, 3, 4)
    for chosen in product((None, *ids), repeat=4):
        known = dict(zip(ids, chosen, strict=True))
        if all(ends(one, {**known, 1: None}) for one in ids):  # there was none before
            assert makes_circle(1, known[1], {**known, 1: None}) == (not all(ends(one, known) for one in ids))


def test_shares_add_to_a_hundred_or_nobody_needs_to_pay():
    assert fault(line(funding=((1, 60), (2, 40)))) is None
    assert fault(line(funding=((1, 60), (2, 39)))) is Fault.SUM and fault(line(status="cancelled", funding=((1, 60),))) is Fault.SUM
    assert fault(line()) is Fault.NONE and fault(line(type="meeting")) is None and fault(line(status="postponed")) is None


def test_words_name_a_line_by_its_whole_number():
    said = "Agreed but for TJ-02b: two days; (iren-01), KZ-10."
    assert names(said, "TJ-02b") and names(said, "IREN-01") and names(said, "KZ-10")
    assert not any(names(said, number) for number in ("TJ-02", "TJ-02ba", "J-02b", "EN-01", "KZ-1", "IREN-0", "KZ-01"))


def test_a_reason_in_one_language_more_is_a_change_of_the_reason():
    off = line(1, status="postponed", reason="No travel")
    ((field,),) = (change.fields for change in compare([off], [replace(off, reason_ru="Нет поездок")]).changes)
    assert (field.name, field.new) == ("reason", ("No travel", "Нет поездок"))
