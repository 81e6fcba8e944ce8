"""The algebra of sessions: what a time means at a place, who counts as there, which word says how it stands."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from lms.lib.zones import PROGRAMME_ZONES
from lms.theory.rules.clock import Against, Place, Span, ends_at, faults, free_slots, is_joinable, moves_up
from lms.theory.rules.month import strip
from lms.theory.rules.register import Mark, Outcome, counts, enough, mark_of, minutes_there, tally
from lms.theory.rules.standing import Known, Standing, standing

START = datetime(2020, 7, 6, 6, tzinfo=UTC)  # Monday 12:00 at Altynkol
ALTYNKOL = Place("KZ", "Asia/Almaty")
moments = some.integers(0, 20 * 365 * 24 * 60).map(lambda minutes: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
lengths = some.integers(5, 600)


def test_ninety_minutes_from_noon_run_half_an_hour_into_lunch_and_a_holiday_says_only_that():
    (fault,) = faults(START, 90, ALTYNKOL, {})
    assert (fault.what, fault.minutes) == (Against.LUNCH, 30)
    (fault,) = faults(START, 90, ALTYNKOL, {"KZ": {date(2020, 7, 6)}})
    assert (fault.what, fault.day) == (Against.DAY_OFF, date(2020, 7, 6))


@given(moments, lengths, some.sampled_from(PROGRAMME_ZONES))
def test_minutes_that_speak_against_a_time_are_never_more_than_it_has(at, minutes, zone):
    found = faults(at, minutes, Place("UZ", zone), {})
    assert all(0 < fault.minutes <= minutes for fault in found) and len(found) <= 2


@given(moments, some.integers(15, 180))
def test_a_proposed_time_has_nothing_against_it_anywhere(at, minutes):
    places = [ALTYNKOL, Place("KZ", "Asia/Aqtau"), Place("UZ", "Asia/Tashkent")]
    busy = [Span(at + timedelta(days=1), 300)]
    for slot in free_slots(at, minutes, "Europe/Vienna", places, {}, busy, after=at):
        assert slot.starts_at > at and not any(faults(slot.starts_at, minutes, place, {}) for place in places)
        assert not busy[0].overlaps(slot.starts_at, minutes)


def test_one_joins_from_twenty_minutes_before_until_the_end_and_moves_up_until_the_last_hour():
    minute = timedelta(minutes=1)
    assert [is_joinable(START, 90, START + n * minute) for n in (-21, -20, 0, 89, 90)] == [False, True, True, True, False]
    assert [moves_up(START, START - n * minute) for n in (61, 60, 0)] == [True, False, False]


@given(lengths, some.integers(0, 700), some.sampled_from(Outcome))
def test_who_counts_was_there_four_fifths_and_only_the_present_or_partly_there(of, minutes, outcome):
    there = minutes_there(outcome, minutes, of)
    assert 0 <= there <= of
    assert counts(outcome, there, of) == (outcome is Outcome.PRESENT or (outcome is Outcome.PARTLY and there * 100 >= of * 80))
    assert enough(of) * 100 >= of * 80 > (enough(of) - 1) * 100


@given(some.lists(some.builds(Mark, some.none() | some.sampled_from([str(o) for o in Outcome]), some.none() | some.integers(0, 600))))
def test_a_tally_counts_everybody_once(marks):
    counted = tally(marks)
    assert counted.total == len(marks)
    assert counted.without + counted.untimed == sum(not mark.is_whole for mark in marks)


@given(moments, lengths, some.integers(-60, 700))
def test_joining_suggests_present_only_where_that_would_count(at, minutes, after):
    mark = mark_of(None, None, at + timedelta(minutes=after), at, minutes)
    assert mark.is_preset == (after <= minutes - enough(minutes))


KNOWN = some.builds(
    Known, some.just(START), lengths, some.integers(1, 50), some.integers(0, 50), some.booleans(), some.booleans(), some.booleans(),
    some.booleans(), some.none() | some.sampled_from([str(o) for o in Outcome]), some.integers(0, 600),
)  # fmt: skip


@given(KNOWN, some.integers(-2000, 2000))
def test_one_word_says_how_it_stands_and_a_seat_is_never_offered_after_the_start(known, minutes):
    at = START + timedelta(minutes=minutes)
    word = standing(known, at)
    if at >= START:
        assert word not in (Standing.OPEN, Standing.FULL, Standing.WAITING)
    if word is Standing.REGISTERED:
        assert known.has_seat and at < ends_at(START, known.minutes)


@given(some.dates(date(1990, 1, 1), date(2090, 1, 1)), some.none() | some.text(max_size=12) | some.dates().map(str))
def test_a_strip_is_six_whole_weeks_from_a_monday(today, asked):
    found = strip(today, asked)
    days = list(found.days)
    assert found.first.weekday() == 0 and len(days) == 42 and days[-1] == found.last and found.later - found.first == timedelta(days=42)
    assert found.earlier + timedelta(days=42) == found.first
    if not asked:
        assert found.first <= today <= found.last
