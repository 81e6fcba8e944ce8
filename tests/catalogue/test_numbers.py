"""Numbers are read as people here write them."""

from decimal import Decimal

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from lms.catalogue.rules import numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", "3"), ("3,0", "3"), ("3.0", "3"), (" 3 ", "3"), ("3.", "3"), ("+3", "3"), ("-3", "-3"), ("−3", "-3"), ("– 3", "-3"),
        ("03", "3"), ("30 480", "30480"), ("30\u00a0480", "30480"), ("30\u202f480", "30480"), ("30'480", "30480"), ("30’480", "30480"),
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1.234.567", "1234567"), ("1,234", "1.234"), ("３", "3"), ("0", "0"), ("-0", "0"),
    ],
)  # fmt: skip
def test_a_number_may_be_written_in_many_ways(typed: str, number: str):
    read = numbers.given(typed)
    assert read is not None and read[0] == Decimal(number) and read[1] == ""


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("42 t", "t"), ("42т", "т"), ("42 Т.", "т"), ("42 кН", "кн"), ("42 м³", "м3"), ("80%", "%"), ("42 tonnes", "tonnes")],
)
def test_a_unit_behind_it_is_read_too(typed: str, unit: str):
    read = numbers.given(typed)
    assert read is not None and read[1] == unit


@pytest.mark.parametrize("typed", ["", "ten", "3 5", "1 2 3", "12 34", "1,2,3", "1.2,3.4", "t 42", "--3", "3-5", "٣", "∞", "NaN", "1" * 61])
def test_what_can_be_read_in_no_or_two_ways_is_no_number(typed: str):
    read = numbers.given(typed)
    assert read is None or read[1] != ""


@pytest.mark.parametrize(
    ("written", "low", "high", "unit"),
    [
        ("3", "3", "3", ""), ("42..51 t", "42", "51", "t"), ("42 .. 51 t", "42", "51", "t"), ("3,5 ± 0,1 kg", "3.4", "3.6", "kg"),
        ("3.5+-0.1", "3.4", "3.6", ""), ("80%", "80", "80", "%"), ("-5 °C", "-5", "-5", "°C"), ("30 480 kg", "30480", "30480", "kg"),
    ],
)  # fmt: skip
def test_an_author_writes_a_value_a_range_or_a_tolerance(written: str, low: str, high: str, unit: str):
    read = numbers.written(written)
    assert read is not None and (read.low, read.high, read.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize("written", ["22G1", "shipper | the shipper", '"45 R1"', "CSQU 305438 3", "a..b", "3 | three"])
def test_an_answer_that_is_no_number_is_a_text(written: str):
    assert numbers.written(written) is None


@examples(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_every_number_is_read_back_with_a_point_and_with_a_comma(number: Decimal):
    for typed in (f"{number:f}", f"{number:f}".replace(".", ",")):
        read = numbers.given(typed)
        assert read is not None and read[0] == number


@examples(st.text(max_size=80))
def test_no_text_is_a_traceback(text: str):
    numbers.given(text)
    numbers.written(text)
