"""A mentor says what they offer: languages, topics, hours, places, a pause."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.lib.refusals import Conflict, NotAllowed
from lms.mentoring.actions.profile import Said, save_profile
from lms.mentoring.queries.profile import own_profile
from lms.mentoring.rules.hours import Window
from lms.mentoring.rules.profile import WindowError, as_clock, joined, read_minutes, read_window
from lms.people.models import Role
from tests.mentoring import pairs


def text(answer):
    assert answer.status_code == 200, answer.status
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())


@pytest.fixture
def mentor(make):
    person = make.person((Role.MENTOR, "CA"), call_name="Lieven M.")
    person.tz = "Europe/Brussels"
    return person


@pytest.fixture
def browser(client, sign_in, mentor):
    return sign_in(client, mentor)


def sent(**more):
    hours = {"w0_0_from": "9", "w0_0_to": "12:30", "w2_0_from": "14.00", "w2_0_to": "24:00"}
    return {"lang_ru": "C1", "lang_en": "C2", "topics": ["seals", "search"], "units_max": "3", "people_max": "0", **hours, **more}


def test_a_mentor_says_it_and_finds_it_there_again(browser, make, mentor):
    assert "Nobody is offered to you yet." in text(browser.get("/profile/mentoring"))
    assert browser.post("/profile/mentoring", data=sent(about="Nine years at road posts")).status_code == 302

    mine = own_profile(make.viewer(mentor))
    assert mine.languages == {"ru": "C1", "en": "C2"} and mine.topics == {"seals", "search"}
    assert mine.windows == (Window(0, 540, 750), Window(2, 840, 1440)) and mine.places("unit") == (0, 3)
    page = browser.get("/profile/mentoring").text
    assert 'value="12:30"' in page and 'value="24:00"' in page and "Nine years at road posts" in page
    assert "Brussels, UTC" in page


def test_a_mistake_in_the_hours_is_said_beside_them_and_all_is_kept(browser, make, mentor):
    wrong = {"w1_0_from": "25:00", "w1_0_to": "26:00", "w3_0_from": "9:00", "w4_0_from": "22:00", "w4_0_to": "6:00"}
    page = text(browser.post("/profile/mentoring", data=sent(**wrong, paused_until="31.06.2027", units_max="many")))

    both, twice = "Write both, from and to, or neither.", "Hours over midnight are two"
    for said in ("“25:00” is not a time of day", both, twice, "There is no 31 June", "Write a whole number"):
        assert said in page, said
    assert own_profile(make.viewer(mentor)).row is None


def test_hours_that_overlap_are_joined_and_what_is_left_away_is_gone(browser, make, mentor):
    browser.post("/profile/mentoring", data=sent(w0_1_from="12:00", w0_1_to="15:00"))
    assert own_profile(make.viewer(mentor)).windows[0] == Window(0, 540, 900)
    empty = {name: "" for name in sent(w0_1_from="", w0_1_to="") if name != "topics"}
    browser.post("/profile/mentoring", data={**empty, "units_max": "1", "people_max": "1"})
    mine = own_profile(make.viewer(mentor))
    assert (mine.languages, mine.topics, mine.windows) == ({}, frozenset(), ())


def test_fewer_places_than_are_taken_are_refused_with_the_number(browser, db, make, mentor):
    make.trainee()
    browser.post("/profile/mentoring", data=sent())
    save_profile(Said({"ru": "C1"}, ["seals"], pairs.ALL_DAY, 1, 1, None), by=make.viewer(mentor), at=make.now)
    pairs.offered(make, make.coordinator(), "UZ-CHUKURSAY", mentor)

    page = text(browser.post("/profile/mentoring", data=sent(units_max="0")))
    assert "1 unit is with you or offered to you; 0 is too few. Nothing was changed." in page
    with pytest.raises(Conflict):
        save_profile(Said({}, [], [], 0, 5, None), by=make.viewer(mentor), at=make.now)
    assert pairs.places(db, mentor) == (1, 0)


def test_a_level_that_there_is_none_is_refused_in_a_sentence(browser, make, mentor):
    page = browser.post("/profile/mentoring", data=sent(lang_ru="D7"))
    assert "“D7” is no level. Choose one from A1 to C2, or “No”." in text(page) and own_profile(make.viewer(mentor)).row is None
    assert 'value="9"' in page.text


def test_hours_that_overlap_are_said_to_be_kept_as_one(browser, make, mentor):
    data = sent(w0_1_from="12:00", w0_1_to="15:00")
    assert "Hours that overlap or meet stand as one now: Monday." in text(
        browser.post("/profile/mentoring", data=data, follow_redirects=True)
    )
    assert "stand as one" not in text(browser.post("/profile/mentoring", data=sent(), follow_redirects=True))


def test_a_pause_that_is_over_is_refused_and_an_old_one_does_not_stand_in_the_way(browser, db, make, mentor):
    yesterday = make.today - timedelta(days=1)
    page = browser.post("/profile/mentoring", data=sent(paused_until=f"{yesterday:%d.%m.%Y}"))
    assert "This day has passed: a pause lasts at least until today." in text(page) and f"{yesterday:%d.%m.%Y}" in page.text
    assert browser.post("/profile/mentoring", data=sent(paused_until=f"{make.today:%d.%m.%Y}")).status_code == 302
    own_profile(make.viewer(mentor)).row.paused_until = yesterday
    db.session.commit()
    assert f"{yesterday:%d.%m.%Y}" not in browser.get("/profile/mentoring").text


def test_what_is_wrong_with_no_field_is_a_sentence_of_its_own(browser, db, make, mentor):
    browser.post("/profile/mentoring", data=sent())
    own_profile(make.viewer(mentor)).row.units_taken = 2
    db.session.commit()
    page = text(browser.post("/profile/mentoring", data=sent(units_max="1")))
    assert "2 units are with you or offered to you; 1 is too few." in page and "Please look again at" not in page


def test_the_profile_is_a_mentors_alone(client, make, sign_in):
    for who in (make.trainee(), make.coordinator(), make.focal_point(), make.outsider()):
        sign_in(client, who)
        assert client.get("/profile/mentoring").status_code == client.post("/profile/mentoring").status_code == 403
        with pytest.raises(NotAllowed):
            save_profile(Said({}, [], [], 1, 1, None), by=make.viewer(who), at=make.now)


def test_a_pause_lasts_to_its_last_day(browser, make, mentor):
    make.trainee()
    day = make.today + timedelta(days=3)
    browser.post("/profile/mentoring", data=sent(paused_until=f"{day:%d.%m.%Y}"))
    assert own_profile(make.viewer(mentor)).paused_until == day


@pytest.mark.parametrize(
    ("said", "read"), [("9", 540), ("09:05", 545), ("9.30", 570), ("24:00", 1440), ("0", 0), ("24:01", None), ("9:60", None), ("x", None)]
)
def test_a_time_of_day_is_read_as_people_write_it(said, read):
    if read is None:
        with pytest.raises(WindowError):
            read_minutes(said)
    else:
        assert read_minutes(said) == read and read_minutes(as_clock(read)) == read


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).filter(lambda w: w[1] < w[2])))
def test_joined_hours_are_in_order_apart_from_each_other_and_cover_the_same(found):
    windows = [Window(*one) for one in found]
    done = joined(windows)

    def minutes(those):
        return {(w.weekday, minute) for w in those for minute in range(w.start, w.end)}

    assert minutes(done) == minutes(windows) and joined(done) == done
    assert all(a.weekday < b.weekday or a.end < b.start for a, b in pairwise(done))
    assert read_window(0, "", " ") is None
