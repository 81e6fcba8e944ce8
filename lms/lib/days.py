"""Reading a day as people write it: 31.08.2020, 2020-08-31, 31 August 2020, 31 августа 2020 г."""

import re
from calendar import monthrange
from datetime import date
from functools import cache

from babel.dates import get_month_names

from lms.lib.text import LANGUAGES, fold

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DIGITS = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_WORDS = re.compile(r"(?:\D*?[\s,])?(\d{1,2})\.?[\s-]+([^\W\d_]+)\.?,?[\s-]+(\d{4})\D*")


YEARS = (1900, 2199)  # from and to: what lies beyond is a slip of the keyboard, and nobody can count on from the last day there is


class DayError(ValueError):
    """It cannot be read, or there is no such day; `last` is then the last day of the month that was meant, `no` what was asked."""

    def __init__(self, last: date | None = None, no: int = 0) -> None:
        super().__init__("no such day" if last else "not a day")
        self.last = last
        self.no = no


def read_day(text: str) -> date:
    """The day that is meant. Raises DayError."""
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DIGITS.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _WORDS.fullmatch(text):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        raise DayError()
    if not (1 <= month <= 12 and day and YEARS[0] <= year <= YEARS[1]):
        raise DayError()
    length = monthrange(year, month)[1]
    if day > length:
        raise DayError(date(year, month, length), day)
    return date(year, month, day)


def _month(word: str) -> int:
    """1 to 12 by a month's name or its beginning, at least three letters, in any language of the programme; 0 where none fits."""
    key = fold(word)
    found = {number for name, number in _months().items() if len(key) >= 3 and name.startswith(key)}
    return _months().get(key) or (found.pop() if len(found) == 1 else 0)


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for lang in ("en", "ru", *LANGUAGES):
        wide, alone = get_month_names("wide", "format", lang), get_month_names("wide", "stand-alone", lang)
        for number, name in (*wide.items(), *alone.items(), *get_month_names("abbreviated", "format", lang).items()):
            names.setdefault(fold(name).rstrip("."), number)
    return names
