"""A plan's table, out and in: looked at first, brought in as a whole into a draft, and twice changes nothing."""

import base64
import io
import re
from html import unescape

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from lms.notices.models import Notice
from lms.programme import queries
from lms.programme.models import LineText, PlanLine, PlanVersion
from lms.programme.queries import exchange
from lms.programme.rules.exchange import MOST_ROWS
from tests.programme import planned

HEADING = ("Line", "Type", "Title (en)", "Title (ru)", "For", "Seats", "First day", "Last day", "State", "Reason", "Replaces")
ROWS = (
    ("UZ-01", "online theory", "Seals", "Пломбы", "UZ-CHUKURSAY", 24, "9 June 2026", "09.06.2026", None, None, None),
    ("UZ-02", "in-person course", "At the dry port", None, "UZ", 16, None, None, "postponed", "No travel", None),
    (None, "remote mentorship", "Selection", None, "Chukursay Tekhkontora", 19, None, None, None, None, "UZ-02"),
)


def file(*rows, heading=HEADING, merged=None) -> bytes:
    book = Workbook()
    for row in (heading, *rows):
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.fixture
def version(make):
    """The draft of Uzbekistan with one line of theory, UZ-01, of 20 seats."""
    version = planned.plan(make, "UZ", 2026)
    planned.line(make, version, "theory", title={"en": "Seals", "ru": "Пломбы"})
    make.session.commit()
    return version


@pytest.fixture
def send(client, sign_in):
    """`send(person, data)` looks at a file; `send(person, data, seen=0)` brings it in."""

    def sent(person, data, seen=None, code="UZ"):
        form = {"file": (io.BytesIO(data), "plan.xlsx")} if seen is None else {"data": base64.b64encode(data).decode(), "seen": seen}
        return sign_in(client, person).post(f"/plan/{code}/2026/import", data=form, content_type="multipart/form-data")

    return sent


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.get_data(as_text=True))).split())


def rows_of(db, version) -> list[tuple]:
    found = select(PlanLine.number, LineText.type, LineText.seats, LineText.status, LineText.replaces_id).join(
        LineText, LineText.line_id == PlanLine.id
    )
    return [tuple(row) for row in db.session.execute(found.where(LineText.version_id == version.id).order_by(LineText.pos))]


def edits(db, version) -> int:
    return db.session.scalar(select(PlanVersion.edits).where(PlanVersion.id == version.id))


def test_every_row_is_told_its_fate_and_nothing_is_changed_before_it_is_brought_in(db, make, version, send):
    boss = make.coordinator("UZ")
    page = words(send(boss, file(*ROWS, ("UZ-09", "lecture", "x"))))

    assert "Rows: 2 new, 1 changed, 0 as they were, 1 not taken. Nothing is changed yet." in page
    assert "Seats: 24 instead of 20" in page and "Type: “lecture” is none of the words for this" in page
    assert [row[0] for row in rows_of(db, version)] == ["UZ-01"]

    assert send(boss, file(*ROWS), seen=0).headers["Location"] == "/plan/UZ/2026"
    found = rows_of(db, version)
    assert [row[:4] for row in found] == [
        ("UZ-01", "theory", 24, "planned"), ("UZ-02", "in_person", 16, "postponed"), ("UZ-02a", "mentorship", 19, "planned"),
    ]  # fmt: skip
    assert found[2][4] is not None


def test_the_same_file_twice_changes_nothing(db, make, version, send):
    boss = make.coordinator("UZ")
    send(boss, file(*ROWS), seen=0)
    before, edited = rows_of(db, version), edits(db, version)
    page = words(send(boss, file(*ROWS)))

    assert "Rows: 0 new, 0 changed, 3 as they were, 0 not taken." in page and "Nothing to bring in" in page
    send(boss, file(*ROWS), seen=edited)
    assert (rows_of(db, version), edits(db, version)) == (before, edited)


def test_what_was_taken_out_can_be_brought_in_and_says_nothing_new(db, make, version, send, client, sign_in):
    boss = make.coordinator("UZ")
    send(boss, file(*ROWS), seen=0)
    for lang in ("en", "ru"):
        boss.lang = lang
        db.session.commit()
        answer = sign_in(client, boss).get("/plan/uz/2026.xlsx")
        assert answer.status_code == 200, answer.text
        assert load_workbook(io.BytesIO(answer.data)).active.cell(2, 1).value == "UZ-01"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-uz-2026-v1.xlsx"'
        looked = words(send(boss, answer.data))
        assert "Rows: 0 new, 0 changed, 3 as" in looked or "Строк: новых 0, изменённых 0, прежних 3" in looked


def test_who_wrote_meanwhile_is_not_overwritten_and_the_rows_are_shown_anew(db, make, version, send):
    boss = make.coordinator("UZ")
    send(boss, file(*ROWS[:1]), seen=0)
    page = words(send(boss, file(("UZ-01", "online theory", "Seals", None, "UZ-CHUKURSAY", 30)), seen=0))

    assert "Version 1 was changed while you read it." in page and "Seats: 30 instead of 24" in page
    assert rows_of(db, version)[0][2] == 24


def test_a_focal_point_of_the_country_brings_one_in_and_the_coordinators_are_told(db, make, version, send):
    keeper, boss = make.focal_point(), make.coordinator("UZ")
    send(keeper, file(*ROWS[:1]), seen=0)

    assert rows_of(db, version)[0][2] == 24
    told = select(Notice.kind, Notice.person_id)
    assert db.session.execute(told, execution_options={"as_system": "test"}).all() == [("plan_table_brought", boss.id)]


def test_another_countrys_offices_neither_see_nor_fill_the_plan(make, version, send, client, sign_in):
    for person in (make.outside_focal_point(), make.coordinator("KZ")):
        assert send(person, file(*ROWS), seen=0).status_code == 404
        assert sign_in(client, person).get("/plan/UZ/2026.xlsx").status_code == 404
    assert send(make.trainee(), file(*ROWS)).status_code == 403


def test_the_networks_plan_is_filled_by_the_regions_coordinator_alone(make, send):
    planned.plan(make, "IREN", 2026)
    make.session.commit()
    data = file(("IREN-01", "network activity", "Experts", None, "IREN", 40))

    assert "Rows: 1 new" in words(send(make.coordinator(), data, code="IREN"))
    assert send(make.coordinator("UZ"), data, code="IREN").status_code == send(make.focal_point(), data, code="IREN").status_code == 403


@pytest.mark.parametrize("state", ["consulted_at", "locked_at"])
def test_a_table_goes_into_a_draft_only(db, make, version, send, state):
    moments = {"consulted_at": make.now, "agreed_at": make.now, "locked_at": make.now}
    for name in list(moments)[: list(moments).index(state) + 1]:
        setattr(version, name, moments[name])
    db.session.commit()
    page = words(send(make.coordinator("UZ"), file(*ROWS), seen=0))

    assert "does not change" in page or "a table goes into a draft only" in page
    assert rows_of(db, version)[0][2] == 20


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: b"a;b\n", "could not be read as XLSX"),
        (lambda: file(heading=("Іс-шара", "Түрі")), "It names: Іс-шара, Түрі."),
        (lambda: file(heading=("Type", "Вид", "Title (en)")), "Two columns say the same: Вид."),
        (
            lambda: file(*ROWS, merged="A1:C1"),
            "In the first row cells are merged: A1:C1. Take them apart",
        ),
        (file, "There is no row under the heading of this file."),
        (lambda: file(*[("UZ-01", "theory", "x")] * (MOST_ROWS + 1)), "at most 2,000 rows"),
    ],
    ids=["no table", "another language", "twice", "merged", "no rows", "too many"],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(db, make, version, send, data, said):
    assert said in words(send(make.coordinator("UZ"), data()))
    assert db.session.scalar(select(func.count()).select_from(PlanLine)) == 1


def test_merged_cells_are_read_and_a_formula_is_refused(make, version, send):
    rows = (("UZ-02", "online theory", "A", None, "UZ", "=A1"), ("UZ-03", None, "B", None, "UZ", 5))
    page = words(send(make.coordinator("UZ"), file(*rows, heading=HEADING[:6], merged="B2:B3")))

    assert "Rows: 1 new, 0 changed, 0 as they were, 1 not taken." in page and "Seats: a formula, =A1" in page
    assert "Cells are merged: B2:B3. Each row was read with what they show" in page


def test_what_is_unknown_is_told_with_an_example_of_this_plan(make, version, send):
    page = words(send(make.coordinator("UZ"), file(("KZ 2", "online theory", "A", None, "KZ-AKTAU"))))

    assert "“KZ-AKTAU” is no place of this plan; write a code such as UZ, UZ-ALAT" in page and "write it as UZ-02" in page


def test_a_circle_a_planned_line_and_a_line_that_is_not_there_are_replaced_by_nothing(make, version, send):
    heading = ("Line", "Type", "Title (en)", "State", "Reason", "Replaces")
    rows = [
        ("UZ-02", "other", "A", "postponed", "x", "UZ-03"), ("UZ-03", "other", "B", "postponed", "x", "UZ-02"),
        ("UZ-04", "other", "C", None, None, "UZ-01"), ("UZ-05", "other", "D", None, None, "UZ-77"),
    ]  # fmt: skip
    page = words(send(make.coordinator("UZ"), file(*rows, heading=heading)))

    assert "Rows: 0 new, 0 changed, 0 as they were, 4 not taken." in page
    assert page.count("would in the end replace itself") == 2 and "UZ-01 is still planned" in page and "UZ-77 is no line" in page


def test_places_are_known_by_code_and_by_name_in_both_languages(make, version):
    plan = queries.plan_or_404(make.viewer(make.coordinator()), "UZ", 2026)
    known = exchange.known(plan, make.now)

    assert known.places["uz-chukursay"] == known.places["chukursay tekhkontora"] == ("nodes", make.node("UZ-CHUKURSAY").id)
    assert "kz-aktau" not in known.places and known.places["iren"][0] == "networks"


def test_rows_of_one_title_are_as_many_lines_and_twice_changes_nothing(db, make, version, send):
    boss, data = make.coordinator("UZ"), file(*[(None, "online theory", "A day", None, "UZ", seats) for seats in (10, 20)])
    send(boss, data, seen=0)
    before = rows_of(db, version)

    assert [row[2] for row in before] == [20, 10, 20]
    assert "Rows: 0 new, 0 changed, 2 as they were" in words(send(boss, data))
    send(boss, data, seen=edits(db, version))
    assert rows_of(db, version) == before


def test_a_file_of_another_year_comes_in_without_its_days(db, make, version, client, sign_in):
    boss = make.coordinator("UZ")
    data = file((None, "online theory", "A day", None, "UZ", 10, "9.6.2025", "9.6.2025"))
    form = {"file": (io.BytesIO(data), "plan.xlsx")}
    refused = sign_in(client, boss).post("/plan/UZ/2026/import", data=form, content_type="multipart/form-data").text
    assert "Look at it without its days" in refused and "None of the rows could be taken" in refused
    [sent] = set(re.findall('name="data" value="([^"]+)"', refused))
    page = words(client.post("/plan/UZ/2026/import", data={"data": sent, "undated": "1"}))

    assert "Rows: 1 new" in page and "Online theory, no date yet, 10 seats; Uzbekistan" in page
    client.post("/plan/UZ/2026/import", data={"data": base64.b64encode(data).decode(), "seen": 0, "undated": "1"})
    assert [row[2] for row in rows_of(db, version)] == [20, 10]


def test_a_line_that_others_stand_in_for_is_not_planned_again(make, version, send):
    boss = make.coordinator("UZ")
    send(boss, file(*ROWS), seen=0)
    page = words(send(boss, file(("UZ-02", "in-person course", "At the dry port", None, "UZ", 16, None, None, "planned"))))

    assert "Rows: 0 new, 0 changed, 0 as they were, 1 not taken." in page and "planned lines stand in for it" in page


def test_a_row_that_says_no_place_is_for_the_country_and_twice_changes_nothing(db, make, version, send):
    boss, data = make.coordinator("UZ"), file((None, "online theory", "A day", None, None, 10))
    send(boss, data, seen=0)
    plan = queries.plan_or_404(make.viewer(boss), "UZ", 2026)

    assert queries.lines([version.id])[version.id][1].nodes == (plan.node_id,)
    assert "Rows: 0 new, 0 changed, 1 as they were" in words(send(boss, data))
