"""What a line of a plan comes to, for whatever stands behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.insight.rules.plans import STATES, ByHand, Counted, Event, Sum, add_up, standing
from lms.programme.rules import Line
from lms.programme.rules.line import STATUSES, TYPES

TODAY, YEAR = date(2020, 6, 26), 2020
AT = datetime(2020, 6, 26, 4, 0, tzinfo=UTC)
KEY = UUID(int=1)


def line(type: str = "theory", **said) -> Line:
    usual = {
        "id": 1, "key": KEY, "plan_id": 1, "version_id": 1, "number": "KZ-02b", "pos": 1, "mode": "live", "title": {"en": "Seals"},
        "from_day": date(2020, 6, 9), "to_day": date(2020, 6, 29), "quarter": None, "seats": 32, "events": 2, "minutes": 90,
        "langs": ("ru",), "office": "", "office_id": None, "status": "planned", "reason": "", "replaces_id": None,
        "carried_from_id": None,
        "note": "", "source": "",
    }  # fmt: skip
    return Line(**{**usual, "type": type, **said})


def event(day: int, **more) -> Event:
    return Event(KEY, {"en": "Seals"}, datetime(2020, 6, day, 5, tzinfo=UTC), 90, "Asia/Almaty", 16, 14, **more)


def theory(*events: Event, attended: int = 0) -> Counted:
    return Counted(events=events, over=sum(one.is_over(AT) for one in events), attended=attended)


def numbers(*about) -> tuple:
    stands = standing(*about, TODAY, YEAR)
    return stands.state, stands.planned, stands.due, stands.delivered, stands.ahead, stands.short


BY_HAND = ByHand(date(2020, 6, 4), date(2020, 6, 4), 9, "minutes of 4 June", AT)
BEFORE, AFTER = {"from_day": date(2020, 4, 1), "to_day": date(2020, 5, 31)}, {"from_day": date(2020, 7, 7), "to_day": date(2020, 7, 9)}


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ((line("elearning", seats=34, **BEFORE), Counted(enrolled=34, completed=27)), ("late", 34, 34, 27, 0, 7)),
        ((line("elearning", seats=17), Counted(enrolled=17, completed=6)), ("running", 17, 0, 6, 6, 0)),
        ((line("elearning", seats=17, **AFTER), Counted(enrolled=17)), ("scheduled", 17, 0, 0, 0, 0)),
        ((line("elearning", seats=17), Counted(enrolled=17, completed=17)), ("held", 17, 0, 17, 17, 0)),
        ((line(), theory(event(9, is_confirmed=True), event(29), attended=14)), ("part_held", 32, 16, 14, 0, 2)),
        ((line(), theory(event(9), event(29))), ("running", 32, 16, 0, 0, 16)),
        ((line(), theory(event(17, is_cancelled=True))), ("late", 32, 0, 0, 0, 0)),
        ((line(**BEFORE), theory(event(9, is_confirmed=True), event(10, is_confirmed=True), attended=30)), ("held", 32, 32, 30, 0, 2)),
        ((line(**AFTER), theory(event(29))), ("scheduled", 32, 0, 0, 0, 0)),
        ((line(**AFTER), Counted()), ("planned", 32, 0, 0, 0, 0)),
        ((line("mentorship", seats=17, **AFTER), Counted(engagements=2)), ("scheduled", 17, 0, 0, 0, 0)),
        ((line("mentorship", seats=19, **BEFORE), Counted(engagements=2, mentored=18)), ("held", 19, 19, 18, 0, 1)),
        ((line("mentorship", seats=19), Counted()), ("late", 19, 0, 0, 0, 0)),
        ((line("in_person", seats=16, status="postponed", **BEFORE), Counted()), ("postponed", 0, 0, 0, 0, 0)),
        ((line("in_person", seats=16, **BEFORE), Counted(by_hand=BY_HAND)), ("held", 16, 16, 9, 0, 7)),
        ((line("meeting", seats=None, **BEFORE), Counted(by_hand=BY_HAND)), ("held", 0, 0, 9, 0, 0)),
        ((line("monitoring", seats=None, from_day=None, to_day=None, quarter=4), Counted()), ("planned", 0, 0, 0, 0, 0)),
        ((line("monitoring", seats=None, from_day=None, to_day=None, quarter=1), Counted()), ("late", 0, 0, 0, 0, 0)),
        ((line("mentorship", seats=5, from_day=None, to_day=None, quarter=2), Counted()), ("planned", 5, 0, 0, 0, 0)),
    ],
)
def test_a_line_stands_as_the_plan_of_june_2020_says(about, expected):
    assert numbers(*about) == expected


def test_what_was_delivered_for_a_line_that_was_then_put_off_is_shown_and_not_summed():
    put_off = line("theory", status="postponed", reason="No travel")
    stands = standing(put_off, theory(event(9, is_confirmed=True), attended=14), TODAY, YEAR)

    assert (stands.delivered, stands.ahead, stands.is_summed) == (14, 0, False)
    assert add_up([(put_off, stands)]) == Sum(lines=1, put_off=32)


days = st.dates(date(2020, 1, 1), date(2020, 12, 31))
number = st.integers(0, 60)
events = st.lists(st.builds(event, st.integers(1, 30), is_cancelled=st.booleans(), is_confirmed=st.booleans()), max_size=4)


@st.composite
def lines(draw) -> Line:
    first = draw(st.none() | days)
    said = {"from_day": first, "to_day": first + timedelta(days=draw(st.integers(0, 90))) if first else None}
    seats, quarter = draw(st.none() | st.integers(0, 60)), None if first else draw(st.none() | st.integers(1, 4))
    status = draw(st.sampled_from(STATUSES))
    return line(draw(st.sampled_from(TYPES)), seats=seats, quarter=quarter, events=draw(st.integers(1, 4)), status=status, **said)


@st.composite
def facts(draw) -> Counted:
    held = theory(*draw(events))
    hand = draw(st.none() | st.just(BY_HAND))
    return Counted(draw(number), draw(number), 0, held.events, held.over, draw(number), draw(number), 0, draw(number), by_hand=hand)


@given(lines(), facts(), days)
def test_due_is_met_or_short_and_delivered_is_on_time_or_ahead(one, counted, day):
    stands = standing(one, counted, day, YEAR)

    assert stands.state in STATES
    assert 0 <= stands.due <= stands.planned
    if stands.is_summed:
        assert stands.delivered - stands.ahead == stands.due - stands.short
    assert stands.ahead == 0 or stands.short == 0


@given(lines(), facts(), days, days)
def test_what_is_due_only_grows_from_day_to_day(one, counted, day, other):
    early, late = (standing(one, counted, when, YEAR) for when in sorted((day, other)))

    assert early.due <= late.due


@given(st.lists(st.tuples(lines(), facts()), max_size=6), days)
def test_a_sum_adds_up_and_leaves_out_what_was_put_off(parts, day):
    stood = [(one, standing(one, counted, day, YEAR)) for one, counted in parts]
    whole = add_up(stood)

    assert whole == sum((add_up([pair]) for pair in stood), Sum())
    assert whole.planned == sum(one.seats or 0 for one, _stands in stood if one.is_planned)
    assert whole.on_time + whole.short == whole.due
    assert whole.put_off == sum(one.seats or 0 for one, _stands in stood if not one.is_planned)
