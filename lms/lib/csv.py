"""Tables as files that open right by a double click in Excel with Russian settings.

UTF-8 with its mark (else Cyrillic is read as Windows-1251), semicolons between columns (the list separator there), a comma in
numbers, days as 26.06.2020, and lines that end as Windows ends them.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

# Values that a sheet takes for a formula when a cell begins with them; the wide ones are those of East Asian keyboards.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"

Cell = str | int | float | date | datetime | None


def table(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as one file. A datetime is written as it stands: the caller has put it on the reader's wall."""
    text = io.StringIO(MARK, newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8")


def cell(value: Cell) -> str:
    """A value as the sheet reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return harmless(value)


def harmless(text: str) -> str:
    """Somebody's words as words: an apostrophe before what a sheet would work out as a formula, and one line a cell."""
    dangerous = text.startswith(STARTS_A_FORMULA) or text.lstrip().startswith(STARTS_A_FORMULA)
    line = " ".join(text.replace("\0", "").splitlines())
    return f"'{line}" if dangerous else line
