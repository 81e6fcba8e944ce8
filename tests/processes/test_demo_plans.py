"""What the demo has of plans and meetings: agreed line by line, changed in June, and counted from what people did."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from lms.demo.cards import CARDS, person_of
from lms.demo.cast import AGENCIES
from lms.demo.story import CURTAIN
from lms.insight import queries as insight
from lms.lib.refusals import Conflict
from lms.people.access import Viewer
from lms.people.queries import acting
from lms.programme import actions, queries
from lms.programme.models import MeetingParty
from lms.programme.queries import Plan, consents
from lms.programme.queries import meetings as gatherings
from lms.programme.queries.made_by import made_by
from lms.programme.rules import Line, replaced_by

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def boss(told: Flask) -> Any:
    """The coordinator at the region, in the demo's own context."""
    with told.app_context():
        yield acting(person_of(next(card for card in CARDS if card.slug == "coordinator")).id, CURTAIN.date())


def plans(boss: Viewer) -> dict[str, Plan]:
    return {plan.code: plan for plan in queries.plans(boss, 2020)}


def lines(boss: Viewer, code: str) -> dict[str, Line]:
    newest = plans(boss)[code].newest
    assert newest is not None
    return {line.number: line for line in queries.lines([newest.id])[newest.id]}


def june(boss: Viewer) -> list[gatherings.Meeting]:
    return [met for met in gatherings.meetings(gatherings.owners(boss)) if met.row.wall_day.month == 6]


def test_six_plans_have_forty_lines(boss):
    assert {code: len(lines(boss, code)) for code in plans(boss)} == {"KZ": 9, "KG": 7, "TJ": 8, "TM": 6, "UZ": 7, "IREN": 3}


def test_the_in_person_course_of_each_country_is_postponed_and_three_lines_in_its_place_stand_after_it(boss):
    for code in ("KZ", "KG", "TJ", "TM", "UZ"):
        found = lines(boss, code)
        old = found[f"{code}-02"]
        instead = replaced_by(found.values())[old.id]
        assert (old.type, old.status) == ("in_person", "postponed") and "Full-time training" in old.reason
        assert [line.number for line in instead] == [f"{code}-02{letter}" for letter in "abc"]
        assert [line.type for line in instead] == ["elearning", "theory", "mentorship"]
        assert list(found)[1:5] == [old.number, *(line.number for line in instead)]


def test_three_countries_and_the_network_have_locked_their_plan_and_two_wait_for_a_word(boss):
    states = {code: [version.state for version in plan.versions] for code, plan in plans(boss).items()}

    twice, waiting = ["locked", "locked"], ["locked", "consulted"]
    assert states == {"KG": twice, "TM": twice, "UZ": twice, "KZ": waiting, "TJ": waiting, "IREN": ["locked"]}
    with pytest.raises(Conflict, match="locked"):
        actions.consult(plans(boss)["UZ"], by=boss, at=CURTAIN)


def test_of_tajikistan_one_agency_has_reserved_and_another_has_agreed_by_letter_and_kazakhstans_word_is_awaited(boss):
    def words(code: str) -> list[tuple[str, str | None] | None]:
        plan = plans(boss)[code]
        assert plan.newest is not None
        found = consents.standing(plan, plan.newest, CURTAIN.date()).asked
        return [(party.word.kind, party.word.letter_no) if party.word else None for party in found]

    assert words("TJ") == [("on_behalf", "14-03/218"), ("reserved", None)]
    assert words("UZ") == [("agreed", None), ("on_behalf", "7/1-231")]
    assert words("KZ") == [None]
    assert words("IREN") == [("agreed", None)] * 8


def test_five_meetings_of_june_with_the_seven_agencies_two_of_them_on_the_third(boss):
    found = june(boss)
    parties: list[MeetingParty] = [party for met in found for party in gatherings.parties(met.row.id)]

    days = [(met.owner.code, met.row.wall_day.day) for met in found]
    assert days == [("TM", 2), ("KG", 3), ("UZ", 3), ("KZ", 4), ("TJ", 25)]
    assert {met.row.mode for met in found} == {"live"} and all("UNODC, June 2020, S1" in met.row.source for met in found)
    assert len([party for party in parties if party.agency_id]) == len(AGENCIES) == 7
    assert [met.state(CURTAIN) for met in found] == ["final"] * 4 + ["held"]
    assert [no for no, _at in gatherings.minutes(found[-1].row.id)] == [1, 2]


def test_each_meeting_of_june_saw_figures_frozen_before_it_and_adding_up_in_both_languages(boss):
    for met in june(boss):
        pack = gatherings.packs(met.row.id)[0]
        units, plan = pack.doc["tables"]
        assert pack.as_of == pack.frozen_at < met.row.starts_at and pack.as_of.month in (5, 6)
        assert sum(row[2] for row in units["rows"]) == units["totals"][2] > 0
        assert sum(row[4] for row in plan["rows"] if row[2]) == plan["totals"][4] > 0
        assert units["title"]["ru"] != units["title"]["en"] and f"{met.owner.code}-01 " in plan["rows"][0][0]["ru"]


def test_each_decision_of_june_leads_to_lines_of_the_draft(boss):
    for code, of in (("TM", 3), ("KG", 3), ("UZ", 4), ("KZ", 4), ("TJ", 4)):
        newest = plans(boss)[code].newest
        assert newest is not None
        made = made_by(boss, newest.id)
        assert {one.no for decisions in made.values() for one in decisions} == set(range(1, of + 1)), code
        assert [one.no for one in made[lines(boss, code)[f"{code}-02a"].id]] == [2]


def test_one_session_stands_under_no_line_and_one_action_is_overdue(boss):
    loose = insight.unplanned_sessions(boss, ("KZ", "KG", "TJ", "TM", "UZ"), 2020, "Asia/Tashkent")
    late = gatherings.overdue_actions(boss, CURTAIN)

    assert [one.title["en"] for one in loose if one.title] == ["Fumigated containers: before you open"]
    assert [(due.todo.text, due.owner.code, due.over) for due in late] == [("Second deputy of the focal point for Khorog", "TJ", 10)]
    assert late[0].todo.due_day == date(2020, 6, 12)


def test_what_is_counted_stands_under_the_lines_for_which_it_was_made(boss):
    found = {number: line for code in plans(boss) for number, line in lines(boss, code).items()}
    numbers = insight.counted(boss, list(found.values()), CURTAIN)

    def of(number: str) -> Any:
        return numbers[found[number].id]

    assert of("KZ-01").reason and 0 < of("KZ-01").completed < of("KZ-01").enrolled == lines(boss, "KZ")["KZ-01"].seats
    assert of("UZ-02c").mentored == 16 and of("KZ-02c").mentored == 0 and of("IREN-01").attended > 60
    assert [event.is_cancelled for event in of("TM-02b").events] == [True]
    assert all(of(number).by_hand for number in ("KZ-06", "KG-04", "TJ-05", "TM-03", "UZ-04"))


def test_what_is_published_says_where_and_what_is_invented_says_that_it_is(boss):
    sources = [line.source for code in plans(boss) for line in lines(boss, code).values()]
    sources += [version.source for plan in plans(boss).values() for version in plan.versions]
    sources += [met.row.source for met in gatherings.meetings(gatherings.owners(boss))]
    sources += [grant.source for grant in queries.grants().values()]

    assert all(re.search(r"UNODC, (June )?2020, S[12]|raining example, not a record", source) for source in sources)
    assert len([source for source in sources if "S2" in source]) == 4  # two lines, and the versions that have them
