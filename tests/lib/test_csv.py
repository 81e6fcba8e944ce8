"""A table as a file that opens right in Excel with Russian settings."""

import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from lms.lib.csv import STARTS_A_FORMULA, table


def read_back(data: bytes) -> list[list[str]]:
    """As Excel reads it: UTF-8 by its mark, semicolons between the columns."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_table_opens_with_its_columns_letters_and_days_in_place():
    data = table([["Подразделение", "Завершили", "Срок"], ["Алат; ПКГ", 12, date(2020, 6, 26)]])
    assert data == '\ufeffПодразделение;Завершили;Срок\r\n"Алат; ПКГ";12;26.06.2020\r\n'.encode()


def test_numbers_have_a_comma_and_moments_their_minutes():
    assert read_back(table([[0.5, 1234, datetime(2020, 6, 26, 9, 5, tzinfo=UTC), None]])) == [["0,5", "1234", "26.06.2020 09:05", ""]]


def test_a_formula_typed_as_a_name_stays_words():
    wicked = ["=HYPERLINK(1)", "+7 701", "-1+2", "@SUM(A1)", "\t=1", "  =1", "＝1"]
    assert all(cell.startswith("'") for cell in read_back(table([wicked]))[0])


def test_a_text_of_two_lines_stays_in_its_row():
    assert read_back(table([["first\nsecond", "next"]])) == [["first second", "next"]]


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=5))
def test_whatever_is_typed_comes_back_in_its_own_cell_and_never_as_a_formula(rows):
    back = read_back(table(rows))
    assert [len(row) for row in back if row] == [len(row) for row in rows]
    assert not any(cell.startswith(STARTS_A_FORMULA) for row in back for cell in row)
