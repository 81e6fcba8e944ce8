"""The same answer always gets the same points, and nothing that is sent is a traceback."""

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from lms.catalogue.rules.marking import is_readable, mark, mark_asked, right_answer
from lms.catalogue.rules.questions import TYPES, Asked

KEYS: dict[str, dict[str, Any]] = {
    "single": {"right": [1], "count": 3},
    "multiple": {"right": [0, 2], "count": 5},
    "number": {"low": "42", "high": "51", "units": ["t", "т"], "said": {"en": "42..51 t"}},
    "text": {"accepted": {"en": ["the shipper", "shipper"], "ru": ["грузоотправитель"]}},
    "sequence": {"places": [2, 1, 3]},
    "matching": {"pairs": [1, 0, 2, 1]},
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def test_a_right_answer_gets_full_points_and_no_answer_gets_none(asked: dict[str, Asked]):
    for question in asked.values():
        assert mark_asked(question, right_answer(question)) == question.points
        assert mark_asked(question, {}) == mark_asked(question, None) == mark_asked(question, {"value": None}) == 0


@examples(kind=st.sampled_from(TYPES), points=st.integers(1, 99), given=ANYTHING | st.builds(lambda value: {"value": value}, ANYTHING))
def test_whatever_is_given_gets_points_between_none_and_full(kind: str, points: int, given: Any):
    assert 0 <= mark(kind, points, KEYS[kind], given) <= points


@examples(points=st.integers(1, 20), ticked=st.lists(st.integers(-2, 7), max_size=8), order=st.randoms())
def test_the_order_of_ticks_is_nothing(points: int, ticked: list[int], order: Any):
    other = list(ticked)
    order.shuffle(other)
    assert mark("multiple", points, KEYS["multiple"], {"value": ticked}) == mark("multiple", points, KEYS["multiple"], {"value": other})


@pytest.mark.parametrize(
    ("ticked", "points"), [([0, 2], 6), ([0], 3), ([0, 1], 1), ([0, 2, 1], 4), ([0, 1, 2, 3, 4], 0), ([1, 3, 4], 0), ([1], 0), ([], 0)]
)
def test_ticks_count_the_share_of_right_less_the_share_of_wrong(ticked: list[int], points: int):
    assert mark("multiple", 6, KEYS["multiple"], {"value": ticked}) == points


def test_with_one_point_several_ticks_are_all_or_nothing():
    assert mark("multiple", 1, KEYS["multiple"], {"value": [0]}) == 0
    assert mark("multiple", 1, KEYS["multiple"], {"value": [2, 0]}) == 1


@pytest.mark.parametrize(
    ("typed", "points"), [("42", 1), ("51 t", 1), ("45,5", 1), ("45.5 Т", 1), ("41.99", 0), ("45 kg", 0), ("forty", 0), ("4 5", 0)]
)
def test_a_number_counts_within_its_bounds_and_with_its_unit_or_none(typed: str, points: int):
    assert mark("number", 1, KEYS["number"], {"value": typed}) == points


@pytest.mark.parametrize(
    ("typed", "points"),
    [("Shipper", 1), ("  the   SHIPPER. ", 1), ("«Грузоотправитель»", 1), ("shippers", 0), ("", 0), ("...", 0), ("the", 0)],
)
def test_a_text_counts_whatever_its_case_spaces_and_quotes(typed: str, points: int):
    assert mark("text", 1, KEYS["text"], {"value": typed}) == points


def test_a_sequence_is_all_or_nothing():
    assert mark("sequence", 3, KEYS["sequence"], {"value": [2, 1, 3]}) == 3
    assert mark("sequence", 3, KEYS["sequence"], {"value": [1, 2, 3]}) == 0
    assert mark("sequence", 3, KEYS["sequence"], {"value": [2, 1, None]}) == 0


@pytest.mark.parametrize(
    ("pairs", "points"), [([1, 0, 2, 1], 4), ([1, 0, 2, None], 3), ([1, 1, 1, 1], 2), ([0, 1, 0, 0], 0), ([1, 0, 2], 0)]
)
def test_each_pair_counts(pairs: list[int | None], points: int):
    assert mark("matching", 4, KEYS["matching"], {"value": pairs}) == points
    assert mark("matching", 1, KEYS["matching"], {"value": pairs}) == points // 4


def test_true_is_not_the_first_answer():
    assert mark("single", 1, KEYS["single"], {"value": True}) == 0
    assert mark("sequence", 1, {"places": [1, 2]}, {"value": [True, 2]}) == 0


def test_a_page_may_say_that_a_number_was_expected(asked: dict[str, Asked]):
    assert not is_readable(asked["load"], {"value": "ten"})
    assert is_readable(asked["load"], {"value": "10,5"}) and is_readable(asked["load"], {}) and is_readable(asked["who"], {"value": "ten"})
