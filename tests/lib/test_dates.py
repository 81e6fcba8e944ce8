"""A day is said with its year where that is not the one we are in; a hint names a day to come."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import session
from flask_wtf import FlaskForm

from lms import pages
from lms.lib import dates
from lms.lib.days import read_day
from lms.lib.fields import DayField
from lms.lib.time import CLOCK, real_now


@pytest.fixture
def on(app, monkeypatch):
    """`with on(2026, 12, 30, "ru"):` a page drawn on that day of the programme's clock, for who reads that language."""

    def at(year: int, month: int, day: int, lang: str = "en"):
        gone = datetime(year, month, day, 12, tzinfo=UTC) - real_now()
        monkeypatch.setitem(app.extensions, CLOCK, lambda: gone)
        context = app.test_request_context("/")
        context.push()
        session["lang"] = lang
        return context

    opened = []
    yield lambda *asked: opened.append(at(*asked))
    for context in opened:
        context.pop()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["Thursday 31 December", "31 December", "Sunday 31 January 2027", "31 January 2027"]),
        ("ru", ["31 декабря (четверг)", "31 декабря", "31 января 2027 г. (воскресенье)", "31 января 2027 года"]),
    ],
)
def test_a_day_of_another_year_says_so(on, lang, said):
    on(2026, 12, 30, lang)
    days = date(2026, 12, 31), date(2027, 1, 31)
    assert [words(day) for day in days for words in (pages.weekday_short, pages.short_day)] == said


def test_the_year_is_that_of_the_programmes_clock_at_the_readers_place(on):
    on(2020, 6, 26)
    assert pages.short_day(datetime(2020, 6, 26, 3, tzinfo=UTC)) == "26 June"
    assert pages.short_day(datetime(2020, 12, 31, 20, tzinfo=UTC)) == "1 January 2021"  # in Tashkent it is tomorrow


@pytest.mark.parametrize("today", [date(2020, 6, 26) + timedelta(days=n) for n in range(0, 400, 13)])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_day_in_a_hint_is_to_come_and_can_be_typed_as_it_stands(on, today, lang):
    on(today.year, today.month, today.day, lang)
    to_come = dates.example()
    assert timedelta(days=27) < to_come - today < timedelta(days=95)
    assert read_day(dates.short(to_come, this_year=0)) == to_come


def test_the_hint_and_the_sentence_about_what_is_no_day_name_a_day_to_come(client, db, make):
    make.trainee()
    make.course()
    page = make.sign_in(client, make.focal_point()).get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short&due=soon").text
    day = dates.example()
    assert day > make.today
    assert f"for example {day.day} {day:%B %Y}." in page and f"Write it as {day.day} {day:%B %Y} or {day:%d.%m.%Y}." in page


@pytest.mark.parametrize(("lang", "words"), [("en", "8 July 2027"), ("ru", "8 июля 2027 года")])
def test_a_day_that_is_filled_in_stands_as_the_hint_writes_one_and_is_read_again(on, lang, words):
    class Form(FlaskForm):
        day = DayField()

    on(2026, 12, 30, lang)
    known = date(2027, 7, 8)
    assert Form(data={"day": known}, formdata=None).day.data == words and read_day(words) == known
