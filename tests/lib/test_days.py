"""A day is read however an office writes it."""

from datetime import date

import pytest

from lms.lib.days import DayError, read_day

LAST_OF_AUGUST = date(2020, 8, 31)


@pytest.mark.parametrize(
    "text",
    [
        "31.08.2020",
        "2020-08-31",
        "31 August 2020",
        "31 Aug 2020",
        "Monday 31 August 2020",
        " 31  августа 2020 г.",
        "понедельник, 31 августа 2020",
        "31 АВГУСТА 2020",
        "31 avgust 2020",
        "31 тамыз 2020",
    ],
)
def test_one_day_is_read_from_many_ways_to_write_it(text: str) -> None:
    assert read_day(text) == LAST_OF_AUGUST


def test_a_day_that_is_not_there_says_when_its_month_ends() -> None:
    with pytest.raises(DayError) as refused:
        read_day("31 September 2020")
    assert (refused.value.no, refused.value.last) == (31, date(2020, 9, 30))


def test_february_of_a_leap_year_has_29_days() -> None:
    assert read_day("29.02.2020") == date(2020, 2, 29)
    with pytest.raises(DayError):
        read_day("29.02.2021")


@pytest.mark.parametrize("text", ["", "soon", "31", "31 August", "13/13/2020", "0.1.2020", "31 Ju 2020", "2020-99-99", "1 ma 2020"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DayError) as refused:
        read_day(text)
    assert refused.value.last is None
