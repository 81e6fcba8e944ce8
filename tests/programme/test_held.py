"""What nothing counts is marked by hand, once, and undone; what is counted is never typed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.programme import actions
from lms.programme.actions import HeldSaid
from lms.programme.models import LineHeld, LineReason


@pytest.fixture
def day(desk):
    """Today, or the last day of the plan's year where that is over."""
    return min(desk.by.day, date(desk.year, 12, 31))


def test_a_course_in_person_is_marked_as_held_once_and_that_is_undone(desk, day, db):
    line = desk.add("in_person")
    said = HeldSaid(day, day, 14, "List of 12 May, in the office")
    desk.do(actions.mark_held, line, said)
    with pytest.raises(Conflict, match="Undo that first"):
        desk.do(actions.mark_held, line, said)
    with pytest.raises(Conflict, match="marked as held"):
        desk.do(actions.set_status, line.key, "cancelled", "No")
    desk.do(actions.undo_held, line)
    with pytest.raises(Conflict):
        desk.do(actions.undo_held, line)
    desk.do(actions.mark_held, line, said)
    assert [row.undone_at is None for row in db.session.scalars(select(LineHeld).order_by(LineHeld.id))] == [False, True]


@pytest.mark.parametrize("type", ["elearning", "theory", "mentorship"])
def test_what_people_do_is_counted_and_not_typed(desk, day, type):
    with pytest.raises(BadInput, match="is counted from what people did"):
        desk.do(actions.mark_held, desk.add(type), HeldSaid(day, day, 1, "x"))


def test_what_cannot_have_been_is_said(desk, day):
    line, later = desk.add("meeting"), desk.by.day + timedelta(days=1)
    for first, last, people, note in (
        (later, later, 1, "x"),
        (day, day - timedelta(days=1), 1, "x"),
        (day, day, -1, "x"),
        (day, day, 1, " "),
        (day - timedelta(days=370), day - timedelta(days=369), 1, "x"),
    ):
        with pytest.raises(BadInput):
            desk.do(actions.mark_held, line, HeldSaid(first, last, people, note))
    desk.do(actions.set_status, line.key, "postponed", "No")
    with pytest.raises(Conflict, match="postponed or cancelled"):
        desk.do(actions.mark_held, desk.lines[0], HeldSaid(day, day, 1, "x"))


def test_a_held_line_of_a_locked_version_is_marked_all_the_same(desk, day):
    line = desk.add("meeting")
    desk.locked()
    assert desk.do(actions.mark_held, line, HeldSaid(day, day, 9, "Minutes")).people == 9


def test_every_reason_is_kept(desk, db):
    line = desk.add("elearning")
    for words in ("No power", "No power in May"):
        desk.do(actions.explain, line, words)
    with pytest.raises(BadInput):
        desk.do(actions.explain, line, " ")
    assert db.session.scalars(select(LineReason.text).order_by(LineReason.id)).all() == ["No power", "No power in May"]


def test_nobody_else_marks_or_explains(desk, make):
    line, said = desk.add("meeting"), HeldSaid(date(2026, 1, 1), date(2026, 1, 1), 1, "x")
    for person in (make.focal_point(), make.coordinator("KZ"), make.outside_focal_point(), make.outsider()):
        for act in ((actions.mark_held, line, said), (actions.undo_held, line), (actions.explain, line, "x")):
            with pytest.raises(NotAllowed):
                desk.do(*act, by=person)
