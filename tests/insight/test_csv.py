"""The figures, and the people behind one, as a file for Excel with Russian settings."""

from __future__ import annotations

import csv
import io
import re

from sqlalchemy import select

from lms.audit.models import ViewLog
from tests.insight.test_behind import leave_for_the_border_service


def download(client, query=""):
    answer = client.get("/completion.csv" + query)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.data.endswith(b"\r\n")
    return answer, list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_has_the_numbers_of_the_screen_with_rule_filters_and_time(programme, client, sign_in):
    _answer, rows = download(sign_in(client, programme.coordinator), "?country=UZ")
    assert rows[0][0] == "INTERNAL"
    assert rows[1] == ["Filters", "Uzbekistan; all courses; enrolled at any time"]
    assert rows[2][0] == "As of" and re.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", rows[2][1])
    assert [row[0] for row in rows[3:6]] == ["Rule"] * 3
    head = next(row for row in rows if row[:2] == ["Country", "Unit"])
    unit = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert unit["Unit"] == "Chukursay Tekhkontora"
    assert [unit[name] for name in ("People", "Enrolled", "Not started", "In progress", "Completed", "Withdrawn", "Overdue", "Awards")] == [
        "4", "4", "1", "1", "1", "1", "1", "1",
    ]  # fmt: skip
    assert (unit["Per cent completed"], unit["Seals in short: Basics"]) == ("25", "2")


def test_it_says_internal_in_its_name_and_is_a_download(programme, client, sign_in):
    answer, _rows = download(sign_in(client, programme.coordinator))
    assert re.fullmatch(r'attachment; filename="INTERNAL-completion-\d{4}-\d\d-\d\d-\d{4}\.csv"', answer.headers["Content-Disposition"])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_each_download_is_written_down(programme, client, sign_in, db):
    download(sign_in(client, programme.coordinator), "?country=UZ")
    row = db.session.scalars(select(ViewLog), execution_options={"as_system": "a test"}).one()
    assert (row.actor_id, row.person_id, row.what) == (programme.coordinator.id, None, "insight.csv country=UZ")


def test_the_people_behind_a_figure_come_with_days_as_excel_reads_them(programme, client, sign_in):
    _answer, rows = download(sign_in(client, programme.focal_point), "?of=people&state=overdue")
    head = next(row for row in rows if row[:1] == ["Ref"])
    one = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert (one["Ref"], one["State"], one["Completed"]) == (programme.late.ref, "Overdue, not started", "")
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4}", one["Due"])
    assert rows[1][1].endswith("; Overdue")


def test_a_focal_points_file_of_people_has_the_full_name_first_and_is_in_its_order(programme, client, sign_in):
    for person, name in ((programme.done, "Yusupov Aziz"), (programme.half, "Ahmedov Bobur")):
        programme.make.identity(person, name, by=programme.focal_point)
    _answer, rows = download(sign_in(client, programme.focal_point), "?of=people")
    at = next(number for number, row in enumerate(rows) if row[:1] == ["Ref"])
    assert rows[at][:3] == ["Ref", "Name", "Call name"]
    assert [row[1] or row[2] for row in rows[at + 1 :]] == ["Ahmedov Bobur", "Officer gone", "Officer late", "Yusupov Aziz"]


def test_a_name_that_looks_like_a_formula_is_harmless(programme, client, sign_in):
    wicked = programme.make.trainee(call_name="=1+1")
    programme.make.enrolled(wicked, programme.course, by=programme.coordinator)
    _answer, rows = download(sign_in(client, programme.coordinator), "?of=people")
    assert next(row for row in rows if row[:1] == [wicked.ref])[1] == "'=1+1"


def test_who_moved_out_of_sight_is_a_number_at_the_end(programme, client, sign_in):
    leave_for_the_border_service(programme.make, programme.done)
    _answer, rows = download(sign_in(client, programme.focal_point), "?of=people&state=completed")
    assert rows[-1] == ["1 has moved, not shown to you."]
    assert programme.done.ref not in [row[0] for row in rows if row]


def test_a_file_in_russian_has_its_letters(programme, client, sign_in):
    _answer, rows = download(sign_in(client, programme.make.coordinator(lang="ru")), "?country=UZ")
    assert any("Чукурсай техконтора" in row for row in rows)


def test_the_file_of_a_focal_point_has_their_own_people_only(programme, client, sign_in):
    for query in ("", "?of=people", "?country=KZ&of=people"):
        text = download(sign_in(client, programme.focal_point), query)[0].get_data(as_text=True)
        assert programme.outsider.ref not in text and "Altynkol" not in text
