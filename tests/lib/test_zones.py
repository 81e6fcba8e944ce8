"""A wall time at a place means one moment, none, or two."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lms.lib.zones import (
    ZONES,
    BadClock,
    NoSuchTime,
    TimeError,
    TwiceTime,
    UnknownZone,
    known,
    read_clock,
    resolve,
    tz_version,
    working_deadline,
    zone_label,
)

JUNE_30 = date(2020, 6, 30)


def test_nine_at_aktau_is_ten_at_altynkol_and_four_utc() -> None:
    at = resolve(JUNE_30, "09:00", "Asia/Aqtau")
    assert at == datetime(2020, 6, 30, 4, tzinfo=UTC)
    assert f"{at.astimezone(ZoneInfo('Asia/Almaty')):%H:%M}" == "10:00"
    assert (zone_label("Asia/Aqtau", at), zone_label("Asia/Almaty", at)) == ("UTC+5", "UTC+6")


def test_a_time_the_clocks_jump_over_is_refused_with_the_nearest_there_are() -> None:
    with pytest.raises(NoSuchTime) as refused:
        resolve(date(2020, 3, 29), "02:30", "Europe/Brussels")
    assert (refused.value.before, refused.value.after, refused.value.changed) == ("01:59", "03:00", ("02:00", "03:00"))


def test_a_whole_day_that_was_jumped_over_says_its_neighbours() -> None:
    with pytest.raises(NoSuchTime) as refused:
        resolve(date(2011, 12, 30), "12:00", "Pacific/Apia")
    assert (refused.value.before_at.day, refused.value.after_at.day) == (29, 31)


def test_a_time_that_comes_twice_needs_a_word_which_is_meant() -> None:
    day = date(2020, 10, 25)
    with pytest.raises(TwiceTime) as refused:
        resolve(day, "02:30", "Europe/Vienna")
    both = [resolve(day, "02:30", "Europe/Vienna", fold) for fold in (0, 1)]
    assert both == [refused.value.first, refused.value.second] and both[1] - both[0] == timedelta(hours=1)


@pytest.mark.parametrize("name", ["", "Asia", "Asia/Nowhere", "../../etc/passwd", "localtime", "/usr/share", "asia/almaty", "\0"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        resolve(JUNE_30, "09:00", name)


@pytest.mark.parametrize("text", ["", "9", "24:00", "09:60", "nine", "09:00:00", "-1:00", "٠٩:٠٠x"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadClock):
        resolve(JUNE_30, text, "UTC")


def test_a_time_of_day_is_read_as_offices_write_it() -> None:
    assert [read_clock(text) for text in ("9:00", "09.30", " 23:59 ")] == ["09:00", "09:30", "23:59"]


def test_every_zone_on_offer_is_there_and_the_rules_in_use_have_a_name() -> None:
    assert all(known(zone) for zone in ZONES) and tz_version()


def test_the_distance_from_utc_is_written_short() -> None:
    at = datetime(2020, 6, 30, 4, tzinfo=UTC)
    assert [zone_label(zone, at) for zone in ("UTC", "Asia/Kolkata", "America/Sao_Paulo")] == ["UTC", "UTC+5:30", "UTC−3"]


def test_three_working_days_step_over_the_weekend_and_days_off() -> None:
    wednesday = datetime(2020, 7, 1, 19, 30, tzinfo=UTC)  # already Thursday at Almaty
    assert working_deadline(wednesday, 3, "Asia/Tashkent", {date(2020, 7, 6)}) == datetime(2020, 7, 8, 13, tzinfo=UTC)
    assert working_deadline(wednesday, 3, "UTC") == datetime(2020, 7, 6, 18, tzinfo=UTC)


@given(
    some.dates(date(1990, 1, 1), date(2037, 12, 31)),
    some.times(),
    some.sampled_from([*ZONES, "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca", "America/Godthab"]),
)
def test_a_moment_found_reads_as_the_wall_time_that_was_meant(day: date, clock: time, zone: str) -> None:
    text = f"{clock:%H:%M}"
    try:
        found = [resolve(day, text, zone)]
    except TwiceTime as twice:
        found = [resolve(day, text, zone, 0), resolve(day, text, zone, 1)]
        assert found == [twice.first, twice.second] and found[0] < found[1]
    except NoSuchTime as none:
        assert none.before_at < datetime.combine(day, clock.replace(second=0, microsecond=0)) < none.after_at
        return
    for at in found:
        assert f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == f"{day} {text}"


@given(some.text(max_size=12), some.text(max_size=20))
def test_whatever_is_typed_is_a_time_or_a_refusal(clock: str, zone: str) -> None:
    with suppress(TimeError):
        assert resolve(JUNE_30, clock, zone).tzinfo is UTC
