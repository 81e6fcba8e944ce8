"""Counts over time as bars."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.lib.plots import MOST_WEEKS, bars

DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))


def test_a_quarter_is_weeks_that_begin_on_monday_without_gaps():
    drawn = bars({date(2020, 4, 2): 3, date(2020, 4, 20): 2}, date(2020, 4, 1), date(2020, 4, 26))
    assert [(bar.start, bar.number, bar.so_far) for bar in drawn.bars] == [
        (date(2020, 3, 30), 3, 3), (date(2020, 4, 6), 0, 3), (date(2020, 4, 13), 0, 3), (date(2020, 4, 20), 2, 5),
    ]  # fmt: skip


def test_a_year_is_months():
    drawn = bars({}, date(2020, 1, 15), date(2020, 12, 31))
    assert (drawn.step, len(drawn.bars), drawn.bars[-1].start) == ("month", 12, date(2020, 12, 1))


def test_without_a_first_day_it_begins_where_something_is():
    assert bars({date(2020, 6, 1): 1}, None, date(2020, 6, 26)).first == date(2020, 6, 1)


def test_with_nothing_at_all_there_is_one_empty_week():
    assert [bar.number for bar in bars({}, None, date(2020, 6, 26)).bars] == [0]


@given(st.dictionaries(DAYS, st.integers(1, 50)), st.none() | DAYS, DAYS)
def test_every_day_is_in_exactly_one_bar(by_day, first, last):
    drawn = bars(by_day, first, last)
    assert sum(bar.number for bar in drawn.bars) == drawn.total == sum(by_day.values())
    ends = [bar.start for bar in drawn.bars][1:]
    assert all(timedelta(0) < after - before.start <= timedelta(31) for before, after in zip(drawn.bars, ends, strict=False))
    assert drawn.step == "month" or len(drawn.bars) <= MOST_WEEKS
