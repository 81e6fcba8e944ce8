"""Container numbers in what people write (ISO 6346): found however they are spaced, and told right from wrong by the check digit."""

import re
import unicodedata

# A number typed with the Cyrillic keyboard looks the same.
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТХУ", "ABESIJKMHOPCTXY")
_SIGNS = str.maketrans("№_#:", "    ")  # before all else: in its plain form № would be two letters of the number
_BETWEEN = r"[ \t\r\n./\[\](){}–—-]{0,3}"
_WRITTEN = re.compile(rf"(?<![A-Z0-9])([A-Z]{{3}}[UJZ]){_BETWEEN}" + _BETWEEN.join([r"(\d)"] * 7) + r"(?!\d)", re.ASCII)
# A is 10; 11, 22 and 33 are left out.
_VALUES = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True))


def check_digit(ten: str) -> int:
    """The check digit of four letters and six digits: CSQU305438 has 3."""
    return sum((_VALUES.get(sign) or int(sign)) << place for place, sign in enumerate(ten)) % 11 % 10


def right_numbers(text: str) -> list[str]:
    """The numbers in a text whose check digit is right, as CSQU3054383, each once, in order."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).upper().translate(_LOOKALIKES)
    found = ("".join(match.groups()) for match in _WRITTEN.finditer(plain))
    return [number for number in dict.fromkeys(found) if check_digit(number[:10]) == int(number[10])]


def spaced(number: str) -> str:
    """As it stands on a box: CSQU 305438 3."""
    return f"{number[:4]} {number[4:10]} {number[10:]}"
