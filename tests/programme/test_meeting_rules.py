"""What is late is counted in working days and stands on each later meeting's page until closed; agendas and minutes as they are read."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from lms.programme.rules.meeting import Point, fingerprint, html_of, in_short, no_clocks, read_agenda, read_numbers, write_agenda
from lms.programme.rules.numbering import written_short
from lms.programme.rules.todos import Todo, carried_to, in_order

JANUARY, JUNE = datetime(2020, 1, 29, 10, tzinfo=UTC), datetime(2020, 6, 25, 10, tzinfo=UTC)


def todo(no, due, *, asked=JANUARY, meeting=1, done=None, dropped=None):
    said = (f"Action {no}", None, "The office", due, done, dropped, "", 1, None, meeting, uuid4(), asked, asked.date())
    return Todo(no, uuid4(), no, *said)


@pytest.mark.parametrize(
    ("today", "off", "over"),
    [
        (date(2020, 6, 26), (), 10),  # as drawn: due Friday 12 June, looked at on Friday 26 June
        (date(2020, 6, 12), (), 0),
        (date(2020, 6, 13), (), 0),  # a Saturday: nobody could have done it since
        (date(2020, 6, 15), (), 1),
        (date(2020, 6, 15), {date(2020, 6, 15)}, 0),
        (date(2020, 6, 26), {date(2020, 6, 15), date(2020, 6, 20)}, 9),
    ],
)
def test_what_is_late_is_counted_in_working_days(today, off, over):
    assert todo(7, date(2020, 6, 12)).over(today, off) == over
    assert todo(7, date(2020, 6, 12), done=today).over(today, off) == 0


def test_the_page_of_the_second_meeting_has_what_is_open_and_what_was_closed_since_the_first():
    """As drawn for 25 June: 7 is open since January, 6 and 8 were done between the two, 5 before the first."""
    found = [
        todo(5, date(2020, 1, 10), done=date(2020, 1, 15)), todo(6, date(2020, 2, 28), done=date(2020, 2, 26)),
        todo(7, date(2020, 6, 12)), todo(8, date(2020, 4, 30), done=date(2020, 5, 20)),
        todo(10, date(2020, 7, 3), asked=JUNE, meeting=2), todo(9, date(2020, 6, 30), asked=JUNE, meeting=2),
    ]  # fmt: skip

    assert [each.no for each in carried_to(found, 2, JUNE, JANUARY.date())] == [7, 9, 10, 8, 6]
    assert [each.no for each in carried_to(found, 1, JANUARY, None)] == [7, 8, 6, 5]
    assert [each.no for each in carried_to(found, 3, JUNE + timedelta(days=91), JUNE.date())] == [7, 9, 10]


def test_what_was_closed_stands_last_and_the_latest_of_it_first():
    found = [
        todo(1, date(2020, 6, 1), dropped=date(2020, 6, 2)),
        todo(2, date(2020, 6, 9)),
        todo(3, date(2020, 6, 1), done=date(2020, 6, 5)),
    ]

    assert [(each.no, each.state) for each in in_order(found)] == [(2, "open"), (3, "done"), (1, "dropped")]


def test_an_agenda_is_read_a_line_a_point_and_written_back_as_it_was():
    said = "15:00 Open actions | two of three done\n\n9.05  Progress\nAny other business"
    points = read_agenda(said)

    assert points == [
        Point("15:00", "Open actions", "two of three done"),
        Point("09:05", "Progress", ""),
        Point("", "Any other business", ""),
    ]
    assert read_agenda(write_agenda(points)) == points


def test_what_is_meant_for_a_time_and_is_none_is_found_and_words_are_let_be():
    assert no_clocks("25:10 Opening\nxx:99 Bad\n9.65 Late | note\n09:05 Fine\n1.5 hours of practice\nRe: letter 12\n10:00-10:30 Break") == [
        "25:10", "xx:99", "9.65",
    ]  # fmt: skip


def test_lines_are_named_by_number_with_or_without_a_year():
    assert read_numbers("KZ-02, kz-02a;KZ-03/2021\nKZ-02") == ([("KZ-02", None), ("kz-02a", None), ("KZ-03", 2021)], [])


def test_letters_alone_are_of_the_family_before_them_as_we_write_it_ourselves():
    assert read_numbers("TJ-02a, b") == ([("TJ-02a", None), ("TJ-02b", None)], [])
    assert read_numbers("TJ-02a/2020, B и c; IREN-4") == ([("TJ-02a", 2020), ("TJ-02b", 2020), ("TJ-02c", 2020), ("IREN-4", None)], [])
    family = [f"TJ-02{letter}" for letter in "abc"]
    assert [number for number, _year in read_numbers(", ".join(written_short(family)))[0]] == family


def test_what_is_no_number_of_a_line_is_told_apart():
    assert read_numbers("TJ-02, b, the second, KZ02 and KZ-03") == ([("TJ-02", None), ("KZ-03", None)], ["b", "the", "second", "KZ02"])


def test_minutes_are_markdown_and_nothing_else_gets_through():
    html = html_of(
        "# One\n## Two\n\n<script>alert(1)</script> <b onclick=x>b</b> ![p](https://evil.example/p.png)\n\n"
        "[a](javascript:alert(1)) [b](//evil.example) [c](http://evil.example) [d](#decision-2) [e](/plan/lines/1) [f](https://un.example)",
        "en",
    )  # fmt: skip

    assert "<h3>One</h3>" in html and "<h4>Two</h4>" in html and html_of("## Two\n\n##### Five", "en").startswith("<h3>Two</h3>\n<h6>")
    assert "<script" not in html and "<b" not in html and "<img" not in html and "javascript" not in html
    assert (
        html.count("href=") == 3 and 'href="#decision-2"' in html and 'href="/plan/lines/1"' in html and 'href="https://un.example"' in html
    )


def test_a_fingerprint_covers_figures_rule_and_moment_whatever_the_order_of_the_keys():
    doc, rule = {"tables": [{"title": "Units", "rows": [["Шымкент", 1]]}]}, {"en": "One enrolment is one person in one course."}
    whole = fingerprint(doc, rule, JUNE)

    assert whole == fingerprint({"tables": [{"rows": [["Шымкент", 1]], "title": "Units"}]}, rule, JUNE) and len(whole) == 64
    assert len({whole, fingerprint({"tables": []}, rule, JUNE), fingerprint(doc, {}, JUNE), fingerprint(doc, rule, JANUARY)}) == 4
    assert in_short("7c1e90ab44d2ff") == "7C1E 90AB 44D2"
