"""Long lists, a page at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.lib.paging import page


def test_the_second_page_of_three_leads_both_ways():
    second = page(120, "2", "?page={}".format)
    assert (second.first, second.last, second.total) == (51, 100, 120)
    assert (second.previous_href, second.next_href) == ("?page=1", "?page=3")


@pytest.mark.parametrize("asked", [None, "", "0", "-3", "two", "99999999999999999999", "²", "1.5"])
def test_a_page_that_is_none_is_the_first(asked):
    assert page(120, asked, str).first == 1


def test_past_the_end_is_the_last_page():
    assert (page(120, "9", str).first, page(120, "9", str).next_href) == (101, None)


def test_an_empty_list_has_one_page_of_nothing():
    nothing = page(0, "1", str)
    assert (nothing.first, nothing.last, nothing.previous_href, nothing.next_href) == (0, 0, None, None)


@given(st.integers(0, 500), st.integers(1, 60))
def test_following_next_shows_every_row_once(total, size):
    seen, number = [], "1"
    while number is not None:
        here = page(total, number, str, size)
        seen += range(here.first, here.last + 1) if total else []
        number = here.next_href
    assert seen == list(range(1, total + 1))
