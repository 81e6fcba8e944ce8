"""A form and a row of a table are judged by one rule: what one door refuses, the other refuses, and each says why in its words."""

from dataclasses import replace
from datetime import date

import pytest

from lms.lib.refusals import BadInput
from lms.programme import actions
from lms.programme.actions.said import SENTENCES
from lms.programme.forms.table import PROBLEMS, Like, problem
from lms.programme.queries.offered import within
from lms.programme.rules.exchange import ReadLine
from lms.programme.rules.importing import fates
from lms.programme.rules.said import Problem, problems, put_off_problems, tidy
from tests.programme.conftest import a_line

DAY = date(2026, 6, 9)
OWN = Like("UZ-02", "UZ")
FAULTS = [
    {"title": {"en": ""}}, {"title": {"en": "x" * 201}}, {"type": "party"}, {"mode": "by_post"}, {"seats": 100_001}, {"events": 0},
    {"events": 401}, {"minutes": 60_001}, {"quarter": 5}, {"from_day": DAY, "to_day": date(2026, 6, 8)}, {"from_day": DAY},
    {"from_day": DAY, "to_day": DAY, "quarter": 2}, {"from_day": date(2025, 6, 9), "to_day": DAY}, {"office": "x" * 201},
    {"note": "x" * 2001}, {"nodes": (987654,)}, {"courses": (987654,)}, {"funding": ((987654, 10),)},
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_form_refuses_a_table_refuses_too_for_the_same_reason(desk, fault):
    said = a_line(**fault)
    ours = within(desk.plan, desk.by.day)
    [wrong, *_more] = problems(tidy(said, desk.plan.node_id), ours)
    row = {name: getattr(said, name) for name in ("type", "mode", *said.__dataclass_fields__) if name != "funding"}
    [fate] = fates([ReadLine(2, None, {**row, "grants": said.funding}, ())], (), within=ours)

    with pytest.raises(BadInput):
        desk.do(actions.add_line, said)
    assert fate.what == "refused" and fate.problems[0] == wrong


def test_a_place_that_has_ended_is_taken_by_neither_and_kept_by_a_line_that_has_it(desk, make):
    unit = make.node("UZ-CHUKURSAY")
    line = desk.add("theory", nodes=(unit.id,))
    unit.closed_on = date(2020, 1, 1)
    make.session.flush()
    with pytest.raises(BadInput, match="One of these places is not there"):
        desk.do(actions.add_line, a_line(nodes=(unit.id,)))
    said = actions.LineSaid(**{name: getattr(line, name) for name in a_line().__dataclass_fields__})
    desk.do(actions.change_line, line.key, replace(said, seats=7))

    assert desk.line(line.number).seats == 7


def test_every_fault_has_its_words_in_a_form_and_in_a_table(desk):
    ours = within(desk.plan, desk.by.day)
    found = {wrong for fault in FAULTS for wrong in problems(a_line(**fault), ours)}
    found |= {wrong for status in ("postponed", "lost") for wrong in put_off_problems(status, "", "x" * 1001 * (status == "lost"))}
    found |= {
        Problem("abroad", "places"),
        Problem("nowhere", "places"),
        Problem("office_abroad", "office_id"),
        Problem("share_out", "grants"),
    }
    found |= {Problem("over_100", "grants", "101")}
    for wrong in found:
        assert (wrong.what, wrong.field) in SENTENCES or (wrong.what, "") in SENTENCES
        assert wrong.what in PROBLEMS and problem(wrong, OWN)
