"""A container number is found as people write it, and only where its check digit is right."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.lib.containers import check_digit, right_numbers, spaced


@pytest.mark.parametrize(
    "text",
    [
        "CSQU3054383", "csqu 305438 3", "CSQU 305 438-3", "box CSQU305438[3].", "(CSQU305438/3)", "СSQU305438 3", "CSQU\u00a0305438\u00a03",
        "Контейнер CSQU305438 3, 40 футов", "контейнер №CSQU3054383,", "CSQU №305438 3",
        "№: CSQU_305438_3", "CSQU\n305438\n3", "#CSQU3054383",
        "ＣＳＱＵ３０５４３８３",
    ],
)  # fmt: skip
def test_a_right_number_is_found_however_it_is_spaced(text):
    assert right_numbers(text) == ["CSQU3054383"]


@pytest.mark.parametrize("text", ["CSQU3054384", "CSQU305438", "CSQ3054383", "CSQU30543831", "XCSQU3054383", "CSQB3054383", "UN 3359", ""])
def test_what_is_no_right_number_is_passed_over(text):
    assert right_numbers(text) == []


def test_each_number_is_said_once_in_the_order_of_the_text():
    assert right_numbers("QZKU620031 3, CSQU305438 3 and once more QZKU6200313") == ["QZKU6200313", "CSQU3054383"]
    assert spaced("QZKU6200313") == "QZKU 620031 3"


@given(st.from_regex(r"[A-Z]{3}[UJZ][0-9]{6}", fullmatch=True), st.text(" \t", max_size=2))
def test_every_made_number_is_found_and_no_other_digit_is(ten, space):
    digit = check_digit(ten)
    assert right_numbers(f"{ten[:4]}{space}{ten[4:]}{space}{digit}") == [f"{ten}{digit}"]
    assert right_numbers(f"{ten}{(digit + 1) % 10}") == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    right_numbers(text)


def test_a_long_hostile_text_is_read_in_no_time():
    chance = random.Random(9)
    text = "".join(chance.choice("CSQU 0123456789-./[") for _ in range(200_000))
    began = time.perf_counter()
    right_numbers(text)
    right_numbers("CSQU" * 50_000 + "CSQU" + "1- " * 50_000)
    assert time.perf_counter() - began < 2
