"""Names as somebody means them: what nobody sees goes, everything that is seen stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.lib.text import fold, one_line, visible

UNSEEN = ["\u200b", "\u200d", "\u202e", "\ufeff", "\u2066", "\u00ad", "\u3164", "\ufe0f", "\u0007", "\ue000"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_nobody_sees_is_dropped(sign):
    assert one_line(f"{sign}Dil{sign}noza R.{sign}") == "Dilnoza R."
    assert fold(f"bahor{sign}-417") == "bahor-417"


@pytest.mark.parametrize("name", ["Dilnoza R.", "Айгуль Т.", "Қажымұқан Ә.", "Oʻgʻiloy", "Şöhrat Ý.", "李雷", "É́"])
def test_what_is_seen_stays(name):
    assert visible(name) == name


def test_any_space_is_one_space():
    assert one_line(" Dilnoza\u00a0\u2003\tR.\u2028") == "Dilnoza R."


@given(st.text())
def test_a_line_is_the_same_when_read_again_and_shows_all_it_has(text):
    line = one_line(text)
    assert one_line(line) == line
    assert not any(unicodedata.category(sign) in ("Cf", "Cc") for sign in line)
