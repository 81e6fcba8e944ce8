"""A plan as a table: what our own file says is read back, and what people make of it is told by row and column."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from lms import create_app
from lms.lib import sheet
from lms.lib.sheet import Formula, Row
from lms.lib.text import COMPLETE, fold
from lms.programme import words as spoken
from lms.programme.rules import Line, exchange, importing, table
from lms.programme.rules.exchange import Known
from lms.programme.rules.line import MODES, STATUSES, TYPES
from lms.programme.rules.said import Within

ITS = {"type": {name: name for name in TYPES}, "mode": {name: name for name in MODES}, "status": {name: name for name in STATUSES}}
CODES = table.Codes({1: "KZ", 2: "KZ-AKTAU"}, {7: "IREN"}, {3: "seals", 4: "documents"}, {5: "JPN-2019-CA", 6: "INL-2018-CCP"}, ITS)
KNOWN = Known(
    {**{fold(code): ("nodes", id_) for id_, code in CODES.nodes.items()}, "iren": ("networks", 7), "морпорт": ("nodes", 2)},
    {code: id_ for id_, code in CODES.courses.items()}, {fold(code): id_ for id_, code in CODES.grants.items()}, "KZ", ITS,
)  # fmt: skip
WITHIN = Within(2020, "KZ", 1, {1: "KZ", 2: "KZ"}, {7}, {3, 4}, {5, 6})
words = st.text(st.sampled_from("абвгдежabcdefg қғ-1"), max_size=12).map(lambda text: " ".join(text.split()))


def line(**said) -> Line:
    usual = {
        "id": 1, "key": uuid4(), "plan_id": 1, "version_id": 1, "number": "KZ-01", "pos": 1, "type": "theory", "mode": "live",
        "title": {"en": "Seals"}, "from_day": None, "to_day": None, "quarter": None, "seats": None, "events": 1, "minutes": None,
        "langs": (), "office": "", "office_id": None, "status": "planned", "reason": "", "replaces_id": None, "carried_from_id": None,
        "note": "", "source": "",
    }  # fmt: skip
    return Line(**{**usual, **said})


def read(*rows, known=KNOWN):
    heading, *rest = [Row(no, tuple(cells)) for no, cells in enumerate(rows, 1)]
    return list(exchange.read(rest, exchange.layout(heading), known))


def wrong(*cells, heading=("Line", "Type", "Title (en)")):
    return [(problem.what, problem.field) for problem in fates(heading, cells)[0].problems]


def fates(*rows, lines=()):
    return importing.fates(read(*rows), lines, within=WITHIN)


@pytest.fixture(scope="module")
def said():
    """({language: how types, modes and states are written}, how they are read back), by the one list of words."""
    app = create_app()
    with app.test_request_context():
        written = {}
        for lang in COMPLETE:
            with force_locale(lang):
                written[lang] = spoken.written()
        return written, spoken.read_back()


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(TYPES), st.sampled_from(MODES), words.filter(bool), words, st.integers(0, 1000),
    st.dates(date(2019, 1, 1), date(2021, 1, 1)), st.sets(st.sampled_from((1, 2))), st.booleans(),
)  # fmt: skip
def test_a_line_that_was_written_is_read_back_in_both_languages(said, type_, mode, title, reason, seats, day, nodes, is_russian):
    written, read_back = said
    codes, known = replace(CODES, words=written["ru" if is_russian else "en"]), replace(KNOWN, words=read_back)
    made = line(
        type=type_, mode=mode, title={"en": title, "kk": "Пломба"}, reason=reason, reason_ru=reason[::-1].strip(), seats=seats,
        from_day=day, to_day=day, nodes=tuple(sorted(nodes)), networks=(7,), courses=(3, 4), funding=((5, 60), (6, 40)), langs=("ru", "kk"),
    )  # fmt: skip
    names = table.fields([made])
    rows = [table.row(made, names, codes, {})]
    found = sheet.read(sheet.write("KZ", table.columns(names, is_russian=is_russian), rows), most_rows=10)
    [said] = exchange.read(found[1:], exchange.layout(found[0]), known)

    assert not said.problems and said.number == "KZ-01" and said.said["title"] == made.title
    fields = ("type", "mode", "reason", "reason_ru", "seats", "from_day", "to_day", "nodes", "networks", "courses", "langs", "status")
    assert {name: said.said[name] for name in fields} == {name: getattr(made, name) for name in fields}
    assert said.said["grants"] == made.funding


def test_headings_come_in_any_order_case_and_language_and_what_is_not_ours_is_named():
    found = exchange.layout(Row(1, ("НАЗВАНИЕ (RU)", None, "  type ", "Budget", "Мест")))

    assert found.columns == {"title_ru": 0, "type": 2, "seats": 4}
    assert (found.unknown, found.is_usable) == (("Budget",), True)
    assert not exchange.layout(Row(1, ("Іс-шара", "Түрі"))).is_usable
    assert not exchange.layout(Row(1, ("Type", "Вид", "Title (en)"))).is_usable


@pytest.mark.parametrize(
    ("said", "day"),
    [("9 June 2020", date(2020, 6, 9)), ("09.06.2020", date(2020, 6, 9)), ("9 июня 2020 г.", date(2020, 6, 9)), (43991, date(2020, 6, 9))],
)
def test_dates_as_text_and_as_numbers_are_days(said, day):
    [found] = read(("Type", "Title (en)", "First day", "Last day"), ("theory", "x", said, said))

    assert (found.said["from_day"], found.problems) == (day, ())


@pytest.mark.parametrize(
    ("heading", "cells", "problem"),
    [
        ("Seats", ("theory", "x", "many"), ("bad_count", "seats")),
        ("Seats", ("theory", "x", -1), ("bad_count", "seats")),
        ("Seats", ("theory", "x", Formula("=A1")), ("formula", "seats")),
        ("First day", ("theory", "x", "31 June 2020"), ("no_such_day", "from_day")),
        ("First day", ("theory", "x", "soon"), ("not_a_day", "from_day")),
        ("For", ("theory", "x", "KG-OSH"), ("unknown_place", "places")),
        ("Courses", ("theory", "x", "seals; knots"), ("unknown_course", "courses")),
        ("Grants", ("theory", "x", "JPN-2019-CA 60; EU 40"), ("unknown_grant", "grants")),
        ("Grants", ("theory", "x", "JPN-2019-CA"), ("bad_share", "grants")),
        ("Grants", ("theory", "x", "JPN-2019-CA 60; INL-2018-CCP 50"), ("over_100", "grants")),
        ("State", ("theory", "x", "postponed"), ("no_reason", "reason")),
        ("Line", ("theory", "x", "KG-01"), ("other_plan", "number")),
        ("Line", ("theory", "x", "first"), ("bad_number", "number")),
        ("Seats", ("lecture", "x", 1), ("unknown_word", "type")),
        ("Seats", (None, "x", 1), ("no_type", "type")),
        ("Seats", ("theory", None, 1), ("no_title", "title_en")),
    ],
)
def test_what_is_wrong_is_told_by_column(heading, cells, problem):
    assert wrong(*cells, heading=("Type", "Title (en)", heading)) == [problem]


def test_a_number_in_two_rows_is_refused_in_the_second():
    first, second = read(("Line", "Type", "Title (en)"), ("KZ-01", "theory", "x"), ("kz-01", "theory", "y"))

    assert (first.problems, [(each.what, each.value) for each in second.problems]) == ((), [("twice", "2")])


def test_days_that_run_backwards_or_stand_beside_a_quarter_are_refused():
    heading = ("Type", "Title (en)", "First day", "Last day", "Quarter")
    rows = [
        ("theory", "x", "9.6.2020", "1.6.2020", None),
        ("theory", "x", "9.6.2020", "9.6.2020", 2),
        ("theory", "x", "9.6.2020", None, None),
    ]

    assert [[each.what for each in found.problems] for found in fates(heading, *rows)] == [["order"], ["days_and_quarter"], ["one_day"]]


def test_what_the_table_leaves_out_is_judged_with_what_stands():
    had = line(from_day=date(2020, 6, 9), to_day=date(2020, 6, 9), nodes=(1,))
    for heading, cell, what in (("First day", "10.06.2020", "order"), ("Quarter", 2, "days_and_quarter")):
        [fate] = fates(("Line", "Type", "Title (en)", heading), ("KZ-01", "theory", "Seals", cell), lines=[had])
        assert [each.what for each in fate.problems] == [what]


def test_what_has_ended_stays_in_a_line_that_had_it_and_comes_into_no_other():
    heading, known = ("Line", "Type", "Title (en)", "For", "Seats"), replace(KNOWN, places={**KNOWN.places, "kz-old": ("nodes", 9)})
    rows = read(heading, ("KZ-01", "theory", "Seals", "KZ-OLD", 5), ("KZ-02", "theory", "New", "KZ-OLD", 5), known=known)
    kept, other = importing.fates(rows, [line(nodes=(9,))], within=WITHIN)

    assert (kept.what, other.what, [each.what for each in other.problems]) == ("changed", "refused", ["no_place"])


def test_a_row_that_says_nothing_new_is_as_it_was_whatever_has_ended():
    [fate] = fates(("Line", "Type", "Title (en)"), ("KZ-01", "theory", "Seals"), lines=[line(nodes=(9,), courses=(99,), office="x" * 400)])

    assert fate.what == "same"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(allow_nan=False), st.dates()), max_size=24))
def test_no_row_whatever_stands_in_it_is_more_than_refused(cells):
    heading = [words[0] for words in exchange.HEADINGS.values()]
    [found] = read(heading, cells)

    assert all(problem.what for problem in found.problems)
