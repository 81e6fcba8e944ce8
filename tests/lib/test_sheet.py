"""XLSX files as people and attackers make them."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lms.lib import sheet
from lms.lib.sheet import Column, Formula, SheetError


def saved(*rows, merge=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merge:
        book.active.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(data, **how):
    return [row.cells for row in sheet.read(data, **{"most_rows": 100, **how})]


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20).map(str.strip)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(texts, st.integers(0, 10**6), st.dates(date(1950, 1, 1), date(2100, 1, 1))), min_size=1, max_size=5))
def test_what_was_written_is_read_back(rows):
    data = sheet.write("Plan [1]", [Column("a"), Column("b"), Column("c")], rows, notes=["how it is written"])

    assert cells(data)[1:] == [(text or None, number, day) for text, number, day in rows]


def test_a_text_that_looks_like_a_formula_stays_a_text():
    data = sheet.write("x", [Column("a")], [("=1+1",), ("+7 727",), ("@x",)])

    assert cells(data) == [("a",), ("=1+1",), ("+7 727",), ("@x",)]


def test_a_formula_is_seen_as_one_and_not_as_what_it_comes_to():
    assert cells(saved(["a", "b"], [1, "=A2*2"]))[1] == (1, Formula("=A2*2"))


def test_each_cell_of_a_merged_range_has_its_value():
    data = saved(["number", "type"], ["KZ-01", "theory"], ["KZ-02", None], ["KZ-03", None], merge=["B2:B4"])

    assert [row[1] for row in cells(data)[1:]] == ["theory"] * 3


def test_a_small_file_that_merges_the_same_cells_again_and_again_is_not_worked_through():
    many = saved(["number", "type"], *([n, "theory"] for n in range(500)), merge=["B2:B500"])
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(many)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<mergeCell [^>]*>", lambda one: one[0] * 200, old.read(name)))

    with pytest.raises(SheetError, match="not_xlsx"):
        sheet.read(kept.getvalue(), most_rows=1000)


def test_a_day_as_a_day_a_number_or_a_moment_is_the_same_day():
    [row] = cells(saved([datetime(2020, 6, 9, 10, 30), 43991, "9 June 2020"]))  # noqa: DTZ001 - a spreadsheet knows no zone

    assert [sheet.as_day(cell) for cell in row] == [date(2020, 6, 9), date(2020, 6, 9), None]


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers():
    read = sheet.read(saved(["a"], [None], ["  "], ["b"]), most_rows=10)

    assert [(row.no, row.cells) for row in read] == [(1, ("a",)), (3, (None,)), (4, ("b",))]


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "not_xlsx"), (b"number;type\n", "not_xlsx"), (saved(["a"])[:900], "not_xlsx"), (saved(), "empty")],
    ids=["nothing", "a csv", "cut off", "empty"],
)
def test_what_is_no_table_is_said(data, why):
    with pytest.raises(SheetError) as caught:
        sheet.read(data, most_rows=10)
    assert caught.value.why == why


def test_more_rows_than_may_be_are_refused_and_as_many_as_may_be_are_read():
    data = saved(["a"], *([n] for n in range(10)))

    assert len(sheet.read(data, most_rows=10)) == 11
    with pytest.raises(SheetError, match="too_many_rows"):
        sheet.read(data, most_rows=9)


def test_a_file_that_unpacks_to_far_more_than_it_weighs_is_refused_unread():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (sheet.MOST_UNPACKED + 1))

    assert len(file.getvalue()) < 200_000
    with pytest.raises(SheetError, match="too_big"):
        sheet.read(file.getvalue(), most_rows=10)


def test_a_zip_of_something_else_is_no_table():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")

    with pytest.raises(SheetError, match="not_xlsx"):
        sheet.read(file.getvalue(), most_rows=10)
