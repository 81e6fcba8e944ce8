"""Tables as XLSX: written for people to fill in, and read back whatever a spreadsheet programme has made of them.

Read with openpyxl, beside which defusedxml stands, so that entities cannot swell; what a file unpacks to is looked at before. It is
imported where it is used: it weighs some megabytes in every process, and most never read a table.
"""

import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

MOST_UNPACKED = 80 * 1024 * 1024  # bytes
MOST_COLUMNS = 60
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_FIRST_DAY, _LAST_DAY = 10_000, 80_000  # what a day is as a number: 1927 to 2119
_RISKY = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | date | None


class SheetError(ValueError):
    """The file is not read. `why`: not_xlsx, too_big, too_many_rows or empty."""

    def __init__(self, why: str, limit: int = 0) -> None:
        super().__init__(why)
        self.why, self.limit = why, limit


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula and not what it comes to: what that was when the file was saved is not ours to trust."""

    text: str


@dataclass(frozen=True)
class Row:
    """A row that is not empty, by its number in the sheet. Texts are trimmed; empty cells are None. `merged`: what of it is merged, as a
    spreadsheet writes it (A1:C1)."""

    no: int
    cells: tuple[Cell | Formula, ...]
    merged: tuple[str, ...] = ()


def read(data: bytes, *, most_rows: int) -> list[Row]:
    """The rows of the first sheet, merged cells with their value in each. Raises SheetError."""
    from openpyxl import load_workbook

    merged = _look_inside(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be anything
        rows = _spread(list(_rows(sheet, most_rows)), merged)
    except SheetError:
        raise
    except Exception as wrong:  # openpyxl raises whatever the broken part of a file leads to
        raise SheetError("not_xlsx") from wrong
    if not rows:
        raise SheetError("empty")
    return rows


def _look_inside(data: bytes) -> list[tuple[int, int, int, int]]:
    """The merged ranges of the first sheet, as (top, left, bottom, right) from 1. Raises SheetError."""
    from openpyxl.utils import column_index_from_string as index

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise SheetError("too_big", MOST_UNPACKED)
            sheets = sorted(name for name in packed.namelist() if name.startswith("xl/worksheets/sheet"))
            xml = packed.read(sheets[0]) if sheets else b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as wrong:
        raise SheetError("not_xlsx") from wrong
    found = _MERGED.findall(xml)
    return [(int(t), index(le.decode()), int(b), index(r.decode())) for le, t, r, b in found]


def _rows(sheet: Any, most: int) -> Iterator[tuple[int, list[Cell | Formula]]]:
    read = 0
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):
        cells = [(cell.row, cell.column, _value(cell)) for cell in row if cell.value is not None]
        if not cells:
            continue
        read += 1
        if read > most + 1:  # and the heading
            raise SheetError("too_many_rows", most)
        values: list[Cell | Formula] = [None] * max(column for _row, column, _value_of in cells)
        for _row, column, value in cells:
            values[column - 1] = value
        yield cells[0][0], values


def _value(cell: Any) -> Cell | Formula:
    value = cell.value
    if cell.data_type == "f" or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        return Formula(str(getattr(value, "text", value)))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return value.strip() or None
    return value if isinstance(value, int | float | date) else str(value)


def _spread(rows: list[tuple[int, list[Cell | Formula]]], merged: list[tuple[int, int, int, int]]) -> list[Row]:
    """Each cell of a merged range has the value of its first. Ranges never overlap: together they are no more than the table is."""
    from openpyxl.utils import get_column_letter as letter

    by_no, said = dict(rows), dict[int, list[str]]()
    numbers, left_over = sorted(by_no), len(by_no) * MOST_COLUMNS
    for top, left, bottom, right in merged:
        first, last = by_no.get(top, []), min(right, MOST_COLUMNS)
        value = first[left - 1] if left <= len(first) else None
        inside = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        left_over -= 1 + len(inside) * max(0, last - left + 1)
        if left_over < 0:
            raise SheetError("not_xlsx")
        for no in inside:
            cells = by_no[no]
            cells.extend([None] * (last - len(cells)))
            for column in range(left, last + 1):
                cells[column - 1] = value
            said.setdefault(no, []).append(f"{letter(left)}{top}:{letter(right)}{bottom}")
    return [Row(no, tuple(cells), tuple(said.get(no, ()))) for no, cells in by_no.items()]


def as_day(cell: Cell) -> date | None:
    """The day that a number means in a spreadsheet; a day itself. None for anything else."""
    from openpyxl.utils.datetime import from_excel

    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and _FIRST_DAY <= cell <= _LAST_DAY:
        found = from_excel(int(cell))
        return found.date() if isinstance(found, datetime) else None
    return None


@dataclass(frozen=True)
class Column:
    """A column to write: its heading and how wide it is, in characters."""

    heading: str
    width: int = 16


def write(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, notes: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet with a heading that stays in sight, and `notes` on a second sheet.

    A text that a spreadsheet would take for a formula is written as a text.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number, column.heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E4EFEE")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for no, row in enumerate(rows, 2):
        for number, value in enumerate(row, 1):
            cell = sheet.cell(no, number)
            if isinstance(value, str) and value.startswith(_RISKY):
                cell.value, cell.data_type, cell.quotePrefix = value, "s", True
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    if notes:
        about = book.create_sheet("i")
        about.column_dimensions["A"].width = 100
        for no, note in enumerate(notes, 1):
            about.cell(no, 1, note).alignment = Alignment(wrap_text=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
