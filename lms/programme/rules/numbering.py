"""The numbers of a plan's lines: KZ-01, KZ-02 …; KZ-02a, b, c for those that replace KZ-02. Given once, never to another line."""

import re
from collections.abc import Iterable

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_CODE = 12
_NUMBER = re.compile(r"(.+)-(\d+)([a-z]*)")


def next_number(code: str, taken: Iterable[str]) -> str:
    """The number of a new line: one more than the highest that this plan has ever given. `code`: KZ, IREN."""
    given = [int(found[2]) for number in taken if (found := _NUMBER.fullmatch(number))]
    return f"{code[:LONGEST_CODE]}-{max(given, default=0) + 1:02}"


def child_number(number: str, taken: Iterable[str]) -> str:
    """The number of a line that replaces this one: KZ-02a, b …, after z aa. What replaces KZ-02a goes on in the same row: KZ-02d."""
    found = _NUMBER.fullmatch(number)
    family = f"{found[1]}-{found[2]}" if found else number
    given = [_value(other[len(family) :]) for other in taken if other.startswith(family)]
    return family + _letters(max(given, default=0) + 1)


def _value(letters: str) -> int:
    """a is 1, z 26, aa 27; what is no row of letters is 0."""
    value = 0
    for letter in letters:
        if letter not in LETTERS:
            return 0
        value = value * len(LETTERS) + LETTERS.index(letter) + 1
    return value


def _letters(value: int) -> str:
    said = ""
    while value:
        value, rest = divmod(value - 1, len(LETTERS))
        said = LETTERS[rest] + said
    return said


def in_order(number: str) -> tuple[str, int, int, str]:
    """What numbers are sorted by: KZ-02, KZ-02a, KZ-02b, KZ-03, KZ-10."""
    found = _NUMBER.fullmatch(number)
    return (found[1], int(found[2]), _value(found[3]), "") if found else (number, 0, 0, number)


def names(text: str, number: str) -> bool:
    """Whether words name a line by its whole number: TJ-02 is not named where TJ-02b is."""
    return re.search(rf"(?<![\w-]){re.escape(number)}(?![\w]|-\w)", text, re.IGNORECASE) is not None


def written_short(numbers: Iterable[str]) -> list[str]:
    """KZ-02a, b, c: after the first of a family, its letters alone."""
    said, before = [], ""
    for number in numbers:
        found = _NUMBER.fullmatch(number)
        family = f"{found[1]}-{found[2]}" if found and found[3] else ""
        said.append(number[len(family) :] if family and family == before else number)
        before = family
    return said
