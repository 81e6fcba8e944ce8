"""The hours that a mentor and a place have together, over clock changes and days off."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.mentoring.rules import hours
from lms.mentoring.rules.hours import OFFICE, WEEKS, Window, on_wall, together
from lms.mentoring.rules.profile import joined

PLACES = ("Asia/Almaty", "Asia/Aqtau", "Asia/Bishkek", "Asia/Dushanbe", "Asia/Ashgabat", "Asia/Tashkent")
ABROAD = (
    "Europe/Brussels",
    "Europe/Lisbon",
    "Asia/Tbilisi",
    "Asia/Tokyo",
    "UTC",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
)
TICK = 15

quarters = st.integers(0, 96).map(lambda n: n * TICK)
windows = st.builds(
    lambda day, ends: Window(day, min(ends), max(ends)), st.integers(0, 6), st.tuples(quarters, quarters).filter(lambda e: e[0] != e[1])
)
weeks = st.lists(windows, max_size=8)
days = st.dates(date(2019, 1, 1), date(2027, 1, 1))
pairs = {"zone": st.sampled_from((*ABROAD, *PLACES)), "place": st.sampled_from(PLACES), "since": days}
some_days = st.sets(st.integers(0, 7 * WEEKS), max_size=20)


def of(since, numbers):
    return {since + timedelta(days=n) for n in numbers}


def test_a_mentor_in_brussels_has_more_hours_with_aktau_in_winter_than_in_summer():
    mornings = [Window(day, 540, 720) for day in range(5)]  # 09:00 to 12:00 in Brussels
    found = together(mornings, "Europe/Brussels", "Asia/Aqtau", date(2020, 6, 29))
    summer, winter = found.spells

    assert (summer.until, winter.since, winter.until) == (date(2020, 10, 24), date(2020, 10, 25), None)
    assert [spell.days[0] for spell in found.spells] == [((720, 780), (840, 900)), ((840, 960),)]
    assert summer.days[5] == summer.days[6] == ()
    assert found.moves and round(found.a_week, 1) == 10.0


def test_kazakhstan_moving_its_clock_moves_the_hours_although_the_mentor_does_not():
    found = together([Window(2, 600, 720)], "Asia/Tbilisi", "Asia/Almaty", date(2024, 2, 1))

    assert [(spell.since, spell.days[2]) for spell in found.spells] == [
        (date(2024, 2, 1), ((720, 780),)),
        (date(2024, 3, 1), ((660, 780),)),
    ]


def test_days_off_are_left_out_and_a_whole_day_is_worth_eight_hours():
    always = [Window(day, 0, 1440) for day in range(7)]
    found = together(always, "Asia/Tokyo", "Asia/Tashkent", date(2020, 6, 29), off=[date(2020, 9, 1), date(2020, 9, 5)])

    assert found.minutes == (5 * WEEKS - 1) * 480  # the 5th of September is a Saturday
    assert len(found.spells) == 1


def by_the_clock(week, zone, place, since, off, away):
    """Every quarter of an hour looked at by itself."""
    there, here = ZoneInfo(place), ZoneInfo(zone)
    at, end = (datetime.combine(day, datetime.min.time(), there).astimezone(UTC) for day in (since, since + timedelta(days=7 * WEEKS)))
    count = 0
    while at < end:
        wall, own = at.astimezone(there), at.astimezone(here)
        minute, mine = wall.hour * 60 + wall.minute, own.hour * 60 + own.minute
        in_office = wall.weekday() < 5 and wall.date() not in off and any(a <= minute < b for a, b in OFFICE)
        if in_office and own.date() not in away:
            count += any(w.weekday == own.weekday() and w.start <= mine < w.end for w in week)
        at += timedelta(minutes=TICK)
    return count * TICK


@settings(max_examples=12, deadline=None)
@given(week=weeks, off=some_days, away=some_days, **pairs)
def test_it_is_what_looking_at_every_quarter_of_an_hour_finds(week, zone, place, since, off, away):
    off, away = of(since, off), of(since, away)

    assert together(week, zone, place, since, off=off, away=away).minutes == by_the_clock(week, zone, place, since, off, away)


@settings(max_examples=30, deadline=None)
@given(week=weeks, more=windows, off=some_days, **pairs)
def test_more_windows_never_bring_fewer_hours_and_more_days_off_never_more(week, more, zone, place, since, off):
    base = together(week, zone, place, since)

    assert 0 <= base.minutes <= 40 * 60 * WEEKS
    assert together([*week, more], zone, place, since).minutes >= base.minutes
    assert together(week, zone, place, since, off=of(since, off)).minutes <= base.minutes
    assert together(week, zone, place, since, away=of(since, off)).minutes <= base.minutes


@settings(max_examples=30, deadline=None)
@given(week=weeks, **pairs)
def test_an_hour_given_twice_counts_once(week, zone, place, since):
    assert together([*week, *week], zone, place, since) == together(joined(week), zone, place, since)


@settings(max_examples=30, deadline=None)
@given(week=weeks, place=st.sampled_from(PLACES), zone=st.sampled_from(("Asia/Tokyo", "Asia/Tbilisi", "UTC", "Asia/Kolkata")), since=days)
def test_where_no_clock_changes_every_week_is_the_usual_one(week, zone, place, since):
    found = together(week, zone, place, since)
    if len(found.spells) == 1 and hours.shift_now(zone, place, since) == hours.shift_now(zone, place, since + timedelta(days=7 * WEEKS)):
        assert found.minutes == WEEKS * sum(end - start for day in found.spells[0].days for start, end in day)


@given(week=weeks, shift=st.integers(-1000, 1000))
def test_a_shifted_week_has_the_same_hours_and_shifts_back(week, shift):
    there = on_wall(week, shift)
    back = on_wall([Window(day, a, b) for day, spans in enumerate(there) for a, b in spans], -shift)

    assert sum(b - a for spans in there for a, b in spans) == sum(w.end - w.start for w in joined(week))
    assert back == on_wall(week, 0)
