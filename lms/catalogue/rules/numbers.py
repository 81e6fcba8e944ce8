"""Numbers as people here write them: 3,0 and 3.0, 30 480, −5, 42 т. Exact decimals, never floats."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from lms.lib.text import fold

LONGEST = 60  # characters of an answer that is still read as a number
_DIGITS = r"[-+−]?(?:\d{1,3}(?:[  ]\d{3})+|\d+)(?:[.,]\d+)?"
_WRITTEN = re.compile(
    rf"(?P<a>{_DIGITS})(?:\s*\.\.\s*(?P<b>{_DIGITS})|\s*(?:±|\+-|\+/-)\s*(?P<near>{_DIGITS}))?(?:\s*(?P<percent>%)|\s+(?P<unit>[^\d\s|\"][^|]*))?",
    re.ASCII,
)
_GIVEN = re.compile(r"(?P<sign>[-+−–]?)\s*(?P<digits>\d[\d ,.'’]*)(?P<unit>.*)", re.ASCII)


class Expected(NamedTuple):
    """What an author wrote behind `=`: the bounds, both included, the unit, and how to say it."""

    low: Decimal
    high: Decimal
    unit: str
    said: str


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"[  ]", "", text).replace("−", "-").replace(",", "."))


def written(text: str) -> Expected | None:
    """`3`, `42..51 t`, `3.5 ± 0.1 kg`, `80 %`; None when it is a text."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found or len(text) > LONGEST:
        return None
    first = _decimal(found["a"])
    unit = found["percent"] or (found["unit"] or "").strip()
    if found["near"]:
        near = abs(_decimal(found["near"]))
        return Expected(first - near, first + near, unit, text.strip())
    return Expected(first, _decimal(found["b"]) if found["b"] else first, unit, text.strip())


def given(text: str) -> tuple[Decimal, str] | None:
    """The number and the unit in what somebody typed; None when there is no number in it that can be read in one way."""
    if len(text) > LONGEST:
        return None
    found = _GIVEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    digits = _plain(found["digits"].strip().rstrip(".,").replace("’", "'").strip())
    if digits is None:
        return None
    number = Decimal(digits)
    return -number if found["sign"] in ("-", "−", "–") and number else number, fold(found["unit"]).strip(" .")


def _plain(digits: str) -> str | None:
    """Without the marks between thousands and with a point; None when the marks do not part thousands."""
    whole, point, part = digits, "", ""
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and digits.count(digits[last]) == 1:
        whole, point, part = digits[:last], ".", digits[last + 1 :]
    if not re.fullmatch(r"\d+|\d{1,3}([ ',.])\d{3}(\1\d{3})*", whole) or not re.fullmatch(r"\d*", part):
        return None
    return re.sub(r"\D", "", whole) + point + part
