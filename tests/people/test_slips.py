"""What is printed on a slip: easy to read aloud, hard to guess, saying nothing of the person."""

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from lms.lib.text import fold
from lms.people.actions import slips


def test_user_names_are_a_thing_and_a_number():
    names = {slips.a_user_name() for _ in range(200)}
    assert all(re.fullmatch(r"[a-z]+-[1-9]\d\d", name) for name in names)
    assert len(names) > 150
    assert all(fold(name) == name for name in names)


def test_first_passwords_have_more_than_45_bits():
    letters = len(slips._CONSONANTS) * len(slips._VOWELS)
    words = [
        a + b + c + d + e
        for a in slips._CONSONANTS
        for b in slips._VOWELS
        for c in slips._CONSONANTS
        for d in slips._VOWELS
        for e in set(slips._ENDS)
    ]
    fit = sum(not slips._UNFIT.search(word) for word in words)
    # The likeliest word: one without an ending, which two of the endings are.
    likeliest = 2 / len(slips._ENDS) / letters**2 * len(words) / fit
    assert -3 * math.log2(likeliest) + math.log2(64) > 45


def test_first_passwords_are_words_and_two_digits_and_never_rude():
    for _ in range(500):
        password = slips.a_first_password()
        assert re.fullmatch(r"[a-z]{4,5}-[a-z]{4,5}-[2-9]{2}-[a-z]{4,5}", password)
        assert not slips._UNFIT.search(password)


def test_of_the_same_secret_follows_the_same_password_and_of_another_another():
    made = [slips.a_first_password(f"secret {n}".encode()) for n in (1, 1, *range(2, 60))]
    assert made[0] == made[1] and len(set(made)) == 59
    assert all(re.fullmatch(r"[a-z]{4,5}-[a-z]{4,5}-[2-9]{2}-[a-z]{4,5}", password) for password in made)


@given(st.sampled_from(["KZ", "KG", "TJ", "TM", "UZ", None]))
def test_refs_are_said_on_the_telephone_without_asking_back(cc):
    ref = slips.a_ref(cc)
    assert re.fullmatch(rf"{cc or 'XX'}-[2-9A-Z]{{4}}", ref)
    assert not set(ref[3:]) & set("01ILO")


@given(st.text(max_size=60), st.text(max_size=60))
def test_folding_is_stable_and_finds_a_part_in_the_whole(one, two):
    assert fold(fold(one)) == fold(one)
    assert fold(one) in fold(f"{one} {two}") or not fold(one)


def test_names_are_found_however_they_are_typed():
    assert fold("Oʻktam Gʻulomov") == fold("o'ktam g‘ulomov") == "oktam gulomov"
    assert fold("Әлия Қожахмет") == fold("алия кожахмет")
    assert fold("Пётр") == fold("петр")
