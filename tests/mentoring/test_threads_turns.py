"""Whose turn it is, whatever is said in whatever order; and how the promise runs over weekends and days off."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.lib.zones import working_days, working_deadline
from lms.mentoring.rules import threads as rules
from lms.mentoring.rules.threads import Outcome, Side, Span, promise

START = datetime(2020, 6, 19, 8, 40, tzinfo=UTC)
# What can happen in a conversation, each with the side whose turn it is afterwards (none: nobody's).
EVENTS = {
    "officer writes": (lambda spans, at: rules.after_post(spans, Side.OFFICER, at), Side.MENTOR),
    "mentor writes": (lambda spans, at: rules.after_post(spans, Side.MENTOR, at), Side.OFFICER),
    "revise": (lambda spans, at: rules.after_outcome(spans, Outcome.REVISE, at), Side.OFFICER),
    "meets": (lambda spans, at: rules.after_outcome(spans, Outcome.MEETS, at), None),
}
happenings = st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(-600, 100_000)), max_size=30)


def play(events) -> tuple[list[Span], list[list[Span]]]:
    """The turns after these events, and after each of them."""
    spans, at, steps = [], START, []
    for name, seconds in events:
        at += timedelta(seconds=seconds)  # a clock may be behind the one before
        spans = EVENTS[name][0](spans, at)
        steps.append(spans)
    return spans, steps


@given(happenings)
def test_it_is_at_most_one_sides_turn_and_turns_follow_one_another(events):
    spans, _ = play(events)
    assert sum(span.until is None for span in spans) <= 1
    assert all(span.until is not None for span in spans[:-1])
    assert all(span.until >= span.since for span in spans if span.until)
    assert all(one.until <= other.since for one, other in pairwise(spans))


@given(happenings.filter(bool))
def test_it_is_the_turn_of_whom_the_last_event_says(events):
    spans, _ = play(events)
    open_now = spans[-1].side if spans and spans[-1].until is None else None
    assert open_now is EVENTS[events[-1][0]][1]


@given(happenings)
def test_a_turn_that_has_begun_never_begins_anew(events):
    _, steps = play(events)
    for before, after in pairwise(steps):
        if before and before[-1].until is None and after[-1].until is None and after[-1].side is before[-1].side:
            assert after == before
        assert [span.since for span in after[: len(before)]] == [span.since for span in before]


@given(happenings)
def test_another_mentor_begins_a_mentors_turn_anew_and_changes_no_other(events):
    spans, _ = play(events)
    later = START + timedelta(days=40)
    waits = bool(spans) and spans[-1].until is None and spans[-1].side is Side.MENTOR
    after = rules.anew(spans, later)
    assert after[-1:] == ([Span(Side.MENTOR, later)] if waits else spans[-1:])
    assert len(after) == len(spans) + waits


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "marks", "over", "is_late"),
    [  # as the mentor in Brussels sees them on Friday 26 June 2020, 06:00
        ("2020-06-19T08:40", ["spent", "spent", "spent", "late"], 1, True),
        ("2020-06-23T10:20", ["spent", "spent", "part"], 0, False),
        ("2020-06-25T06:05", ["part", "open", "open"], 0, False),
        ("2020-06-26T03:00", ["part", "open", "open"], 0, False),
    ],
)
def test_the_promise_reads_as_drawn(since, marks, over, is_late):
    found = promise(at(since), at("2020-06-26T04:00"), days=3, zone="Europe/Brussels")
    assert (found.marks, found.over, found.is_late) == (marks, over, is_late)


def test_a_day_off_is_not_counted_and_the_evening_of_the_last_day_is_late():
    off = {date(2020, 6, 24)}
    assert promise(at("2020-06-23T10:20"), at("2020-06-26T04:00"), days=3, zone="Europe/Brussels", off=off).gone == 1
    late = promise(at("2020-06-23T10:20"), at("2020-06-26T16:01"), days=3, zone="Europe/Brussels")
    assert late.is_late and late.over == 0


days = st.dates(date(2020, 1, 1), date(2021, 12, 31))


@given(days, st.integers(0, 400), st.sets(days, max_size=20))
def test_working_days_between_are_those_one_counts_on_the_calendar(first, length, off):
    last = first + timedelta(days=length)
    between = [first + timedelta(days=n) for n in range(1, length)]
    assert working_days(first, last, off) == sum(day.weekday() < 5 and day not in off for day in between)


@given(st.integers(0, 500_000), st.integers(1, 9), st.integers(0, 5000), st.sets(days, max_size=9))
def test_a_promise_is_late_exactly_after_its_deadline(minutes, promised, hours, off):
    since = START + timedelta(minutes=minutes)
    now = since + timedelta(hours=hours)
    found = promise(since, now, days=promised, zone="Asia/Almaty", off=off)
    assert found.is_late == (now > working_deadline(since, promised, "Asia/Almaty", off))
    assert len(found.marks) == promised + found.is_late and 0 <= found.gone <= promised
