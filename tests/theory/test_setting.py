"""A trainer sets a session, mends it, moves it, cancels it: what does not fit is said, and all that was typed is kept."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import local
from lms.lib.types import uuid7
from lms.notices.models import Notice
from lms.people import queries as people
from lms.people.models import Holiday, Role, RoleGrant
from lms.theory import actions
from lms.theory.models import SessionMove, TheorySession
from tests.theory.conftest import plain

TEST = {"as_system": "test"}


@pytest.fixture
def browser(client, sign_in, trainer):
    return sign_in(client, trainer)


def form(stage, **more):
    """A filled-in form for Chukursay, on a working day in ten days or so, at seven Vienna time, which nothing speaks against there."""
    days = [stage.make.today + timedelta(days=10 + number) for number in range(20)]
    off = people.days_off(["UZ"], days[0], days[-1])["UZ"]
    day = next(day for day in days if day.weekday() < 5 and day not in off).isoformat()
    return {
        "key": str(uuid7()), "activity": "", "title": "Пломбы", "lang": "ru", "title_en": "Seals", "day": day, "clock": "07:00",
        "zone": "Europe/Vienna", "minutes": "90", "capacity": "30", "link": "https://meet.example.org/r/1", "agenda": "",
        "invited": ["UZ-CHUKURSAY"], **more,
    }  # fmt: skip


def warned_in(page):
    """What that page asks about, as its form sends it."""
    return re.search(r'name="warned" type="hidden" value="(\w+)"', page)[1]


def a_move(session, **more):
    """The form that moves it, filled in as it is now."""
    now = {"day": session.wall_day.isoformat(), "clock": session.wall_time, "zone": session.zone, "minutes": "90"}
    return {**now, "seen": "0", "why": "so", **more}


def moved(browser, page, sent):
    """Send a move, and once more what it may ask about."""
    answer = browser.post(page, data=sent, follow_redirects=True)
    asked = "once more to move it" in answer.text
    return browser.post(page, data={**sent, "warned": warned_in(answer.text)}, follow_redirects=True) if asked else answer


def of_country(db, make, person):
    """A trainer at a country alone, as a role's node may be one day."""
    row = RoleGrant(person_id=person.id, role=Role.TRAINER, node_id=make.node("UZ").id, from_day=make.first_day, to_day=make.today)
    db.session.add(row)
    db.session.commit()


def sessions(db):
    db.session.rollback()
    return db.session.scalars(select(TheorySession), execution_options=TEST).all()


def test_a_trainer_sets_a_session_and_those_invited_find_it_and_are_told(browser, db, make, stage, sign_in, read, course):
    officer = make.trainee()
    sent = form(stage, activity=str(course.outline.activities[0].id))
    said = plain(browser.post("/sessions/new", data=sent, follow_redirects=True).text)

    assert "The session is set for" in said and "1 person finds it under Sessions now" in said
    (session,) = sessions(db)
    assert (session.title, session.wall_time, session.zone) == ({"ru": "Пломбы", "en": "Seals"}, "07:00", "Europe/Vienna")
    assert f"{local(session.starts_at, 'Europe/Vienna'):%H:%M}" == "07:00" and session.tz_version
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "session_set"), execution_options=TEST).all()
    assert told == [officer.id]
    sign_in(browser, officer)
    assert "Пломбы" in read(browser, f"/sessions?from={session.wall_day}")


def test_a_double_click_makes_one_session(browser, db, stage):
    sent = form(stage)
    first, second = (browser.post("/sessions/new", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first.location == second.location
    assert len(sessions(db)) == 1


FAULTS = [
    ({"title": " "}, "Write a title."),
    ({"title_ru": "О другом"}, "There are two titles in this language; which of them is it?"),
    ({"title_ru": "О другом"}, "The title above is in this language too"),
    ({"lang": "en"}, "There are two titles in this language; which of them is it?"),
    ({"day": "31 September 2030"}, "There is no 31 September"),
    ({"day": ""}, "Write a day."),
    ({"clock": "nine"}, "Write a time of day, such as 09:00."),
    ({"clock": ""}, "Write a time of day, such as 09:00."),
    (
        {"day": "28 March 2027", "clock": "02:30"},
        "02:30 does not exist in Vienna on Sunday 28 March 2027: the clocks go from 02:00 to 03:00.",
    ),
    ({"day": "31 October 2027", "clock": "02:30"}, "02:30 comes twice in Vienna on Sunday 31 October 2027."),
    ({"zone": "Mars/Olympus"}, "There is no such zone."),
    ({"zone": "../../etc/passwd"}, "There is no such zone."),
    ({"day": "2020-01-01"}, "That time has passed."),
    ({"minutes": "4"}, "Write a number from 5 to 600."),
    ({"minutes": "ninety"}, "Write a whole number, such as 30."),
    ({"capacity": "2001"}, "Write a number from 1 to 2000."),
    ({"capacity": "9" * 40}, "Write a number from 1 to 2000."),
    ({"link": "http://meet.example.org/r/1"}, "beginning with https://"),
    ({"link": "javascript:alert(1)"}, "beginning with https://"),
    ({"invited": []}, "No place is ticked, so nobody would see this session."),
    ({"activity": "999999"}, "This topic is in no published course."),
    ({"agenda": "x" * 200_000}, "At most 2000 characters."),
    ({"lang": "xx"}, "Not a valid choice"),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS, ids=[sentence[:30] for _, sentence in FAULTS])
def test_what_does_not_fit_is_said_and_all_that_was_typed_is_kept(browser, db, stage, change, sentence):
    answer = browser.post("/sessions/new", data=form(stage, **change))
    page = answer.text
    assert answer.status_code == 200 and sentence in plain(page), plain(page)[:3000]
    assert 'value="https://meet.example.org/r/1"' in page or "link" in change
    assert 'value="UZ-CHUKURSAY" checked' in page or "invited" in change
    assert sessions(db) == []


def test_a_time_that_comes_twice_is_set_when_one_says_which(browser, db, stage):
    sent = form(stage, day="31 October 2027", clock="02:30")
    page = browser.post("/sessions/new", data=sent).text
    assert "00:30 UTC" in plain(page) and "01:30 UTC" in plain(page)
    asks = browser.post("/sessions/new", data={**sent, "fold": "1"}).text
    browser.post("/sessions/new", data={**sent, "fold": "1", "warned": warned_in(asks)})
    (session,) = sessions(db)
    assert (session.fold, f"{session.starts_at:%H:%M}") == (1, "01:30")


def test_moving_to_a_time_that_comes_twice_asks_which_as_setting_does(browser, db, stage, read):
    session = stage.session(starts_at=stage.when(days=3))
    page = f"/sessions/{session.key}/move"
    assert 'name="fold"' not in browser.get(page).text, "its own time comes once"
    sent = a_move(session, day="31 October 2027", clock="02:30", zone="Europe/Vienna", minutes="60")
    asks = browser.post(page, data=sent).text
    assert "comes twice in Vienna" in plain(asks) and asks.count('type="radio" name="fold"') == 2
    moved(browser, page, {**sent, "fold": "0"})
    (now,) = sessions(db)
    assert (now.fold, f"{now.starts_at:%H:%M}", now.sequence) == (0, "00:30", 1)
    assert 'name="fold" value="0" checked' in browser.get(page).text, "and it is asked as long as it stands there"


def test_an_end_after_the_clocks_went_back_is_read_with_its_distance_from_utc(browser, trainer, stage, read):
    night = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    session = stage.session(starts_at=night, zone="Europe/Vienna", minutes=60, agenda="2:30 Пломбы\n3:15 Вопросы")
    said = read(browser, f"/sessions/{session.key}")
    assert "02:30 to 02:30 (UTC+1), Vienna time (UTC+2)" in said and "02:15 (UTC+1) Вопросы" in said


def test_creating_what_something_speaks_against_asks_once_with_all_kept_and_then_creates(browser, db, stage):
    sent = form(stage, day="2027-07-10", clock="10:00")
    page = browser.post("/sessions/new", data=sent).text
    assert "1 thing speaks against this time" in plain(page) and "A weekend: Chukursay" in plain(page) and sessions(db) == []
    assert 'value="Пломбы"' in page and 'value="https://meet.example.org/r/1"' in page and 'value="UZ-CHUKURSAY" checked' in page
    warned = warned_in(page)
    assert browser.post("/sessions/new", data={**sent, "warned": warned, "check": "1"}).status_code == 200
    other = browser.post("/sessions/new", data={**sent, "warned": warned, "day": "2027-07-08", "clock": "05:00"})
    assert "speaks against this time" in plain(other.text), "of another warning it is asked anew"
    browser.post("/sessions/new", data={**sent, "warned": warned})
    assert [one.wall_time for one in sessions(db)] == ["10:00"]


def test_looking_at_times_sets_nothing_and_shows_each_unit_its_own(browser, db, make, stage):
    make.trainee("KZ-AKTAU", "KZ-SRC")
    sent = form(stage, check="1", day="2027-07-06", clock="10:00", zone="Asia/Tashkent", invited=["KZ-AKTAU", "UZ-CHUKURSAY"])
    db.session.merge(Holiday(cc="KZ", day=date(2027, 7, 6), txt={"en": "Capital Day"}))
    said = plain(browser.post("/sessions/new", data=sent).text)

    assert "speaks against Tuesday 6 July 2027, 10:00" in said and "1 of 1 invited people are off." in said and "A day off there" in said
    assert "10:00–11:30 UTC+5" in said and "Free of all that" in said
    assert sessions(db) == []


def test_a_proposed_time_is_taken_into_the_form(browser, db, stage):
    page = browser.post("/sessions/new", data=form(stage, use="2027-07-08T07:30")).text
    assert 'value="8 July 2027"' in page and 'value="07:30"' in page and sessions(db) == []
    for odd in ("", "T", "yesterdayT25:00", "2027-07-08"):
        assert browser.post("/sessions/new", data=form(stage, use=odd)).status_code == 200


def test_warnings_name_lunch_hours_outside_the_office_a_weekend_and_an_own_session(browser, stage):
    own = stage.session(starts_at=stage.when(days=9), title={"ru": "Своя"})
    day = {"day": own.wall_day.isoformat(), "clock": own.wall_time, "zone": own.zone}
    said = plain(browser.post("/sessions/new", data=form(stage, check="1", **day)).text)
    assert "Your own session “Своя”" in said
    for change, sentence in (
        ({"day": "2027-07-07", "clock": "12:00"}, "30 minutes lie in lunch: Chukursay Tekhkontora."),
        ({"day": "2027-07-07", "clock": "17:00"}, "30 minutes lie outside office hours: Chukursay Tekhkontora."),
        ({"day": "2027-07-10", "clock": "10:00"}, "A weekend: Chukursay Tekhkontora."),
    ):
        said = plain(browser.post("/sessions/new", data=form(stage, check="1", zone="Asia/Tashkent", **change)).text)
        assert sentence in said


def test_a_trainer_of_one_country_invites_there_only(client, db, make, stage, sign_in):
    trainer = make.person(call_name="Trainer UZ")
    of_country(db, make, trainer)
    page = sign_in(client, trainer).get("/sessions/new").text
    assert 'value="UZ-CHUKURSAY"' in page and 'value="KZ-ALTYNKOL"' not in page
    assert "nobody would see this session" in plain(client.post("/sessions/new", data=form(stage, invited=["KZ-ALTYNKOL"])).text)
    with pytest.raises(NotAllowed):
        actions.create(uuid7(), stage.plan("KZ-ALTYNKOL"), stage.wall(stage.when(days=3)), by=make.viewer(trainer), at=make.now)


def test_moving_keeps_what_was_said_raises_sequence_and_tells_all_with_a_place(browser, db, make, stage, sign_in, read):
    first, second = stage.officers(2)
    session = stage.session("UZ-CHUKURSAY", capacity=1)
    stage.booked(first, session)
    stage.booked(second, session, wait=True)
    was, then = session.starts_at, session.wall_day + timedelta(days=3)
    sent = a_move(session, day=then.isoformat(), why="No power until noon")
    page = f"/sessions/{session.key}/move"
    assert "Moving tells 2 people with a place" in read(browser, page)
    assert "Say in a few words why" in plain(browser.post(page, data={**sent, "why": ""}).text)
    assert "2 people are told" in plain(moved(browser, page, sent).text)
    assert "moved from another window" in plain(browser.post(page, data={**sent, "clock": "08:00"}).text)

    kept = db.session.scalars(select(SessionMove), execution_options=TEST).one()
    assert (kept.was_at, kept.sequence, kept.why) == (was, 0, "No power until noon")
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "session_moved"), execution_options=TEST)
    assert sorted(told) == sorted([first.id, second.id])
    sign_in(browser, first)
    said = read(browser, f"/sessions/{session.key}")
    assert "Moved to" in said and "Trainer 2: “No power until noon”" in said and "Your seat is kept." in said


def test_a_seat_is_said_to_be_kept_to_who_held_it_when_the_session_was_moved_and_to_nobody_since(browser, db, make, stage, sign_in, read):
    before, since, waits = stage.officers(3)
    session = stage.session("UZ-CHUKURSAY", capacity=2)
    stage.booked(before, session)
    wall = stage.wall(session.starts_at + timedelta(days=3))
    actions.move(session, wall, "No power", seen=0, by=make.viewer(stage.trainer), at=make.now + timedelta(minutes=1))
    stage.booked(since, session, at=make.now + timedelta(minutes=2))
    stage.booked(waits, session, wait=True, at=make.now + timedelta(minutes=3))
    said = [(sign_in(browser, each), read(browser, f"/sessions/{session.key}"))[1] for each in (before, since, waits)]
    assert ["Moved to" in each for each in said] == [True] * 3
    assert ["Your seat is kept." in each for each in said] == [True, False, False]
    assert ["changes the entry in your calendar" in each for each in said] == [True, False, True]


def test_a_move_to_what_something_speaks_against_asks_once_with_the_reason_kept_and_then_moves(browser, db, stage):
    session = stage.session("UZ-CHUKURSAY")
    page, sent = f"/sessions/{session.key}/move", a_move(session, day="2027-07-10", clock="10:00", zone="Asia/Tashkent", why="No power")
    asks = browser.post(page, data=sent).text
    assert "1 thing speaks against this time" in plain(asks) and "A weekend: Chukursay" in plain(asks) and 'value="No power"' in asks
    assert [one.sequence for one in sessions(db)] == [0]
    worse = {**sent, "warned": warned_in(asks), "clock": "22:00", "day": "2027-07-08"}
    assert "speaks against this time" in plain(browser.post(page, data=worse).text), "of another warning it is asked anew"
    assert browser.post(page, data={**sent, "warned": warned_in(asks)}).status_code == 302
    assert [(one.sequence, one.wall_time) for one in sessions(db)] == [(1, "10:00")]


def test_a_move_is_agreed_for_the_time_that_was_shown_and_a_past_time_is_said_at_once(browser, stage):
    page, sent = (
        f"/sessions/{stage.session().key}/move",
        {"seen": "0", "why": "No power", "day": "2027-07-08", "zone": "UTC", "minutes": "60"},
    )
    asks = browser.post(page, data={**sent, "clock": "19:00"}).text
    later = browser.post(page, data={**sent, "clock": "20:00", "warned": warned_in(asks)})
    assert "60 minutes lie outside office hours" in plain(asks) and "speaks against this time" in plain(later.text)
    past = plain(browser.post(page, data={**sent, "clock": "10:00", "day": "2020-06-01", "why": ""}).text)
    assert "That time has passed." in past and "Nothing speaks against" not in past


def test_a_move_to_no_time_to_the_past_or_to_the_same_is_refused(browser, stage):
    session = stage.session()
    sent = a_move(session)
    page = f"/sessions/{session.key}/move"
    assert "That is when it is now." in plain(browser.post(page, data=sent).text)
    assert "That time has passed." in plain(browser.post(page, data={**sent, "day": "2020-01-01"}).text)
    assert "does not exist" in plain(
        browser.post(page, data={**sent, "day": "28 March 2027", "clock": "02:30", "zone": "Europe/Vienna"}).text
    )
    assert browser.post(page, data={**sent, "check": "1"}).status_code == 200
    assert "moved from another window" in plain(browser.post(page, data={**sent, "clock": "07:00", "seen": "x"}).text)


def test_fewer_seats_than_are_booked_are_refused_with_the_number_and_more_move_up_who_waits(browser, db, make, stage):
    people = stage.officers(3)
    session = stage.session("UZ-CHUKURSAY", capacity=2)
    for person in people:
        stage.booked(person, session, wait=True)
    page = f"/sessions/{session.key}/edit"
    sent = {"title": "Пломбы", "lang": "ru", "capacity": "1", "link": "", "agenda": "", "activity": "", "invited": ["UZ-CHUKURSAY"]}
    assert "2 people hold a seat; 1 is too few." in plain(browser.post(page, data=sent).text)
    assert "The session is changed." in plain(browser.post(page, data={**sent, "capacity": "5"}, follow_redirects=True).text)

    (now,) = sessions(db)
    assert (now.taken, now.capacity, now.link) == (3, 5, "")


def test_an_older_page_does_not_put_back_what_another_window_has_changed(browser, db, stage):
    session = stage.session("UZ-CHUKURSAY", capacity=2)
    page = f"/sessions/{session.key}/edit"
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', browser.get(page).text)[1]
    sent = {"title": "Пломбы", "lang": "ru", "capacity": "9", "agenda": "", "activity": "", "invited": ["UZ-CHUKURSAY"], "seen": seen}
    browser.post(page, data={**sent, "link": "https://meet.example.org/new"})
    older = browser.post(page, data={**sent, "link": "https://meet.example.org/old", "capacity": "5"}).text
    assert "This session was changed from another window meanwhile." in plain(older) and "https://meet.example.org/old" in older

    (now,) = sessions(db)
    assert (now.capacity, now.link) == (9, "https://meet.example.org/new")


def test_what_an_older_page_left_as_it_was_shows_what_another_window_saved_meanwhile(browser, db, stage):
    session = stage.session("UZ-CHUKURSAY", capacity=2)
    page = f"/sessions/{session.key}/edit"
    marks = dict(re.findall(r'name="(seen|had)"[^>]*value="([^"]+)"', browser.get(page).text))
    sent = {
        "title": "Пломбы",
        "lang": "ru",
        "capacity": "2",
        "link": "",
        "agenda": "",
        "activity": "",
        "invited": ["UZ-CHUKURSAY"],
        **marks,
    }
    sent |= dict(re.findall(r'name="(title|link|agenda)"[^>]*value="([^"]+)"', browser.get(page).text))
    browser.post(page, data={**sent, "capacity": "9", "link": "https://meet.example.org/new"})

    older = browser.post(page, data={**sent, "title": "Пломбы на двери"}).text
    assert "changed from another window" in plain(older) and 'value="Пломбы на двери"' in older
    assert 'value="9"' in older and 'value="https://meet.example.org/new"' in older
    marks = dict(re.findall(r'name="(seen|had)"[^>]*value="([^"]+)"', older))
    browser.post(page, data={**sent, **marks, "title": "Пломбы на двери", "capacity": "9", "link": "https://meet.example.org/new"})

    (now,) = sessions(db)
    assert (now.title["ru"], now.capacity, now.link) == ("Пломбы на двери", 9, "https://meet.example.org/new")


def test_cancelling_keeps_the_seats_raises_sequence_and_tells_all(browser, db, make, stage, sign_in, read):
    officer = make.trainee()
    session = stage.session("UZ-CHUKURSAY")
    stage.booked(officer, session)
    page = f"/sessions/{session.key}/cancel"
    assert "Say in a few words why" in plain(browser.post(page, data={"why": ""}).text)
    assert "1 person is told" in plain(browser.post(page, data={"why": "Both units are on duty"}, follow_redirects=True).text)
    again = browser.post(page, data={"why": "Once more, in other words"})
    assert again.status_code == 409 and "cancelled already" in again.text and "Once more, in other words</textarea>" in again.text

    (now,) = sessions(db)
    assert (now.sequence, now.taken) == (1, 1)
    sign_in(browser, officer)
    assert "“Both units are on duty”" in read(browser, f"/sessions/{session.key}") and "Cancelled" in read(browser, "/sessions")


def test_what_has_begun_is_neither_moved_nor_cancelled(make, stage, trainer):
    session, by = stage.session(), make.viewer(trainer)
    with pytest.raises(Conflict, match="begun"):
        actions.cancel(session, "late", by=by, at=session.starts_at)
    with pytest.raises(Conflict, match="begun"):
        actions.move(session, stage.wall(stage.when(days=9)), "late", seen=0, by=by, at=session.starts_at)


def test_another_trainer_and_a_coordinator_change_nothing(client, make, stage, sign_in):
    session = stage.session()
    for person, status in ((make.trainer(), 404), (make.coordinator(), 403)):
        sign_in(client, person)
        for page in ("edit", "move", "cancel"):
            assert client.get(f"/sessions/{session.key}/{page}").status_code == status
            assert client.post(f"/sessions/{session.key}/{page}", data={"why": "x"}).status_code == status


def test_a_coordinator_lists_the_sessions_of_their_countries_by_number_and_nobody_by_name(client, make, stage, sign_in, read):
    officer = make.trainee(call_name="Gulbahor Y.")
    session = stage.session("UZ-CHUKURSAY")
    stage.booked(officer, session)
    said = read(sign_in(client, make.coordinator("UZ")), "/sessions")
    assert "1 of 3 seats taken" in said and "Gulbahor" not in said
    assert "No session is set for these countries" in read(sign_in(client, make.coordinator("KZ")), "/sessions")
    assert client.get(f"/sessions/{session.key}").status_code == 404


def test_a_trainer_who_is_also_an_officer_has_both_lists(client, db, make, stage, sign_in, read):
    both = make.trainee(call_name="Both")
    of_country(db, make, both)
    stage.session("UZ-CHUKURSAY", title={"ru": "Чужая"})
    stage.session("UZ-CHUKURSAY", by=both, title={"ru": "Своя"})
    sign_in(client, both)
    assert "Чужая" in read(client, "/sessions") and "Where I take part" in read(client, "/sessions")
    said = read(client, "/sessions?as=trainer")
    assert "Своя" in said and "Чужая" not in said
    assert client.get("/sessions?as=admin").status_code == 200


def test_a_month_of_sessions_asks_the_database_a_few_times(client, make, stage, sign_in, asked):
    officer = make.trainee()
    for number in range(20):
        stage.session("UZ-CHUKURSAY", starts_at=stage.when(days=1, hours=number * 12))
    assert asked(sign_in(client, officer), "/sessions") <= 8
    assert asked(sign_in(client, make.coordinator()), "/sessions") <= 10


def test_a_bad_plan_is_refused_by_the_action_too(make, stage, trainer):
    by, wall = make.viewer(trainer), stage.wall(stage.when(days=2))
    for change in ({"link": "http://x"}, {"title": {"en": "only English"}}, {"invited": [0]}, {"activity_id": 12345}):
        with pytest.raises(BadInput):
            actions.create(uuid7(), stage.plan(**change), wall, by=by, at=make.now)
    with pytest.raises(NotAllowed):
        actions.create(uuid7(), stage.plan(), wall, by=make.viewer(make.trainee()), at=make.now)


def test_the_lists_of_a_trainer_are_paged(client, db, stage, trainer, sign_in, read):
    for number in range(31):
        stage.session("UZ-CHUKURSAY", starts_at=stage.when(days=1, minutes=number))
    assert db.session.scalar(select(func.count()).select_from(TheorySession), execution_options=TEST) == 31
    sign_in(client, trainer)
    assert "1 to 30 of 31" in read(client, "/sessions") and "31 to 31 of 31" in read(client, "/sessions?page=2")
    assert "No session is over yet" in read(client, "/sessions?show=held")
