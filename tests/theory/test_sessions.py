"""An officer finds a session at the time of their post, registers, waits, withdraws."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from lms.lib.refusals import Conflict, NotAllowed
from lms.notices.models import Notice
from lms.people.models import RoleGrant
from lms.theory import actions, queries
from lms.theory.models import RegistrationStep, Seat, TheorySession, Waiting
from tests.theory.conftest import plain

TEST = {"as_system": "test"}


def taken(db, session) -> tuple[int, int, int]:
    """(what is counted, seats written, people waiting): the first two are the same number."""
    db.session.rollback()
    rows = {
        table: db.session.scalar(select(func.count()).where(table.session_id == session.id), execution_options=TEST)
        for table in (Seat, Waiting)
    }
    counted = db.session.scalar(select(TheorySession.taken).where(TheorySession.id == session.id), execution_options=TEST)
    return counted, rows[Seat], rows[Waiting]


def test_an_officer_registers_and_withdraws_and_the_next_moves_up_and_is_told(client, db, make, stage, sign_in, read):
    first, second, third = (make.trainee(call_name=f"Officer {n}") for n in (1, 2, 3))
    session = stage.session(capacity=1)
    page = f"/sessions/{session.key}"

    sign_in(client, first)
    assert "Пломбы" in read(client, "/sessions")
    assert "You are registered, seat 1" in plain(client.post(f"{page}/book", data={"seen": "0"}, follow_redirects=True).text)
    stage.booked(second, session, wait=True)
    stage.booked(third, session, wait=True)
    assert taken(db, session) == (1, 1, 2)

    assert "no longer registered" in plain(client.post(f"{page}/withdraw", follow_redirects=True).text)
    assert taken(db, session) == (1, 1, 1)
    sign_in(client, second)
    assert "You are registered." in read(client, page)
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "session_seat"), execution_options=TEST).all()
    assert told == [second.id]
    sign_in(client, third)
    assert "You are on the waiting list, place 1." in read(client, page)


def test_the_seat_of_who_leaves_the_service_goes_to_who_waits_and_their_place_on_a_list_closes(client, db, make, stage, sign_in, read):
    first, second, third = (make.trainee(call_name=f"Officer {n}") for n in (1, 2, 3))
    full, over = stage.session(capacity=1), stage.session(capacity=1, starts_at=stage.when(days=-1), at=make.now - timedelta(days=9))
    stage.booked(first, full)
    stage.booked(first, over, at=make.now - timedelta(days=8))
    stage.booked(second, full, wait=True)
    stage.booked(third, full, wait=True)
    sign_in(client, make.focal_point())
    assert "1 place in a session to come goes to who waits for it." in read(client, f"/people/{first.ref}/leave")
    for leaver in (second, first):
        assert client.post(f"/people/{leaver.ref}/leave", data={"day": make.today.isoformat()}).status_code == 302

    assert taken(db, full) == (1, 1, 0) and taken(db, over) == (1, 1, 0)
    assert db.session.scalars(select(Seat.person_id).where(Seat.session_id == full.id), execution_options=TEST).all() == [third.id]


def test_the_thirtieth_of_june_at_nine_at_aktau_is_ten_at_altynkol_and_four_utc(client, db, make, stage, sign_in, read, set_clock):
    officers = {unit: make.trainee(unit, "KZ-SRC") for unit in ("KZ-AKTAU", "KZ-ALTYNKOL")}
    db.session.execute(update(RoleGrant).values(from_day=date(2019, 1, 1)), execution_options=TEST)
    june = set_clock(datetime(2020, 6, 26, 4, tzinfo=UTC))
    session = stage.session("KZ-AKTAU", "KZ-ALTYNKOL", starts_at=datetime(2020, 6, 30, 4, tzinfo=UTC), zone="Asia/Aqtau", at=june)
    said = {unit: read(sign_in(client, officer), f"/sessions/{session.key}") for unit, officer in officers.items()}

    assert "Tuesday 30 June, 09:00" in said["KZ-AKTAU"] and "Aqtau time (UTC+5) · 04:00 UTC" in said["KZ-AKTAU"]
    assert "Tuesday 30 June, 10:00" in said["KZ-ALTYNKOL"] and "Almaty time (UTC+6) · 04:00 UTC" in said["KZ-ALTYNKOL"]


def test_the_last_seat_goes_once_and_the_second_is_told_of_the_waiting_list(client, db, make, stage, sign_in):
    first, second = stage.officers(2)
    session = stage.session(capacity=1)
    stage.booked(first, session)
    sign_in(client, second)
    said = plain(client.post(f"/sessions/{session.key}/book", data={"seen": "0"}, follow_redirects=True).text)

    assert "The last of 1 seats went while this page was open. You are not registered." in said and "Join the waiting list" in said
    assert taken(db, session) == (1, 1, 0)
    said = plain(client.post(f"/sessions/{session.key}/book", data={"seen": "0", "wait": "1"}, follow_redirects=True).text)
    assert "You are on the waiting list; 0 people are before you." in said and taken(db, session) == (1, 1, 1)


def test_registering_in_two_tabs_is_one_seat_and_a_sentence(client, db, make, stage, sign_in):
    officer = make.trainee()
    session = stage.session()
    sign_in(client, officer)
    for _tab in range(2):
        said = plain(client.post(f"/sessions/{session.key}/book", data={"seen": "0"}, follow_redirects=True).text)

    assert "You were registered already. Nothing was changed; you hold one seat." in said
    assert taken(db, session) == (1, 1, 0)


def test_a_second_session_at_the_same_hour_or_of_the_same_step_is_asked_about_once(client, db, make, stage, course, sign_in):
    officer, step = make.trainee(), course.outline.activities[0].id
    first, same_hour = stage.session(activity_id=step, title={"ru": "Первая"}), stage.session(starts_at=stage.when(days=2, minutes=60))
    same_step = stage.session(activity_id=step, starts_at=stage.when(days=5), capacity=1)
    stage.booked(officer, first)
    sign_in(client, officer)
    for other, sentence in ((same_hour, "it overlaps"), (same_step, "it is about the same step")):
        said = plain(client.post(f"/sessions/{other.key}/book", data={"seen": "0"}).text)
        assert "A clash of your own" in said and "Первая" in said and sentence in said and taken(db, other) == (0, 0, 0)
        answer = client.post(f"/sessions/{other.key}/book", data={"seen": "0", "anyway": "1"}, follow_redirects=True)
        assert "You are registered, seat 1" in plain(answer.text)
    assert "You were registered already" in plain(
        client.post(f"/sessions/{same_step.key}/book", data={"seen": "0"}, follow_redirects=True).text
    )


def test_at_a_clash_the_other_place_is_given_back_and_one_is_led_to_the_new_one(client, db, make, stage, sign_in):
    officer = make.trainee()
    first, second, apart = stage.session(), stage.session(), stage.session(starts_at=stage.when(days=4))
    stage.booked(officer, first)
    sign_in(client, officer)
    page = client.post(f"/sessions/{second.key}/book", data={"seen": "0"}).text
    assert f'action="/sessions/{first.key}/withdraw"' in page and f'name="then" value="{second.key}"' in page
    answer = client.post(f"/sessions/{first.key}/withdraw", data={"then": str(second.key)})
    assert answer.location == f"/sessions/{second.key}" and taken(db, first) == (0, 0, 0)
    for session in (second, apart):
        assert client.post(f"/sessions/{session.key}/book", data={"seen": "0"}).status_code == 302
        assert taken(db, session) == (1, 1, 0)


def test_waiting_twice_is_one_place_and_a_sentence(make, stage, db):
    first, second = stage.officers(2)
    session = stage.session(capacity=1)
    stage.booked(first, session)
    stage.booked(second, session, wait=True)
    with pytest.raises(Conflict, match="waiting list already"):
        stage.booked(second, session, wait=True)
    assert taken(db, session) == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cancelled_at": datetime(2020, 1, 1, tzinfo=UTC), "cancelled_why": "ill"}, "This session was cancelled."),
        ({"starts_at": datetime(2020, 1, 1, tzinfo=UTC)}, "This session has begun"),
        ({"sequence": 1}, "This session was moved while the page was open."),
    ],
)
def test_what_cannot_be_registered_for_says_why(client, db, make, stage, sign_in, change, sentence):
    session = stage.session()
    for name, value in change.items():
        setattr(session, name, value)
    db.session.commit()
    sign_in(client, make.trainee())
    said = plain(client.post(f"/sessions/{session.key}/book", data={"seen": "0"}, follow_redirects=True).text)

    assert sentence in said and "You are not registered." in said
    assert taken(db, session) == (0, 0, 0)


def test_in_the_last_hour_nobody_moves_up_and_a_free_seat_is_for_who_is_there(make, stage, db):
    first, second, third = stage.officers(3)
    session = stage.session(capacity=1)
    stage.booked(first, session)
    stage.booked(second, session, wait=True)
    late = session.starts_at - timedelta(minutes=59)

    assert stage.withdrew(first, session, at=late) == "seat"
    assert taken(db, session) == (0, 0, 1)
    stage.booked(second, session, at=late)
    assert taken(db, session) == (1, 1, 0), "who waited and takes it waits no more"
    with pytest.raises(Conflict, match="nobody moves up"):
        stage.booked(third, session, wait=True, at=late)


def test_withdrawing_twice_or_after_the_start_is_a_sentence(make, stage):
    officer = make.trainee()
    session = stage.session()
    stage.booked(officer, session)
    with pytest.raises(Conflict, match="too late"):
        stage.withdrew(officer, session, at=session.starts_at)
    stage.withdrew(officer, session)
    with pytest.raises(Conflict, match="hold no seat"):
        stage.withdrew(officer, session)


def test_whoever_is_not_invited_does_not_see_it_and_who_moved_away_may_not_register(client, db, make, stage, sign_in):
    session = stage.session("UZ-CHUKURSAY")
    sign_in(client, make.outsider())
    for address in ("", "/session.ics", "/join", "/register", "/register/confirm", "/edit"):
        assert client.get(f"/sessions/{session.key}{address}").status_code in (403, 404), address
    assert client.post(f"/sessions/{session.key}/book", data={"seen": "0"}).status_code == 404

    officer = make.trainee()
    stage.booked(officer, session)
    stage.withdrew(officer, session)
    officer.unit_id = make.node("UZ-ALAT").id
    db.session.commit()
    with pytest.raises(NotAllowed):
        stage.booked(officer, session)
    assert sign_in(client, officer).get(f"/sessions/{session.key}").status_code == 200, "what one had a part in stays readable"


def test_every_step_of_a_place_is_kept(db, make, stage):
    first, second = stage.officers(2)
    session = stage.session(capacity=1)
    stage.booked(first, session)
    stage.booked(second, session, wait=True)
    stage.withdrew(first, session)
    steps = db.session.scalars(select(RegistrationStep).order_by(RegistrationStep.id), execution_options=TEST)

    assert [(one.what, one.person_id) for one in steps] == [
        ("booked", first.id), ("waiting", second.id), ("withdrew", first.id), ("moved_up", second.id),
    ]  # fmt: skip


def test_registering_joins_an_open_course_and_says_of_another_that_it_counts_later(client, db, make, stage, sign_in, course):
    from lms.progress import queries as progress
    from tests.theory.conftest import theory_files

    opened = make.course("open-theory", files=theory_files("open-theory", is_open=True))
    officer = make.trainee()
    sign_in(client, officer)
    for made, sentence in ((course, "as soon as you are enrolled"), (opened, "You are registered")):
        session = stage.session(activity_id=made.outline.activities[0].id)
        said = plain(client.post(f"/sessions/{session.key}/book", data={"seen": "0", "anyway": "1"}, follow_redirects=True).text)
        assert sentence in said
    mine = progress.of_person(make.viewer(officer), officer.id, make.now)
    assert [each.course_slug for each in mine] == ["open-theory"]


def test_the_strip_of_days_shows_six_weeks_and_says_what_lies_before_and_after(client, make, stage, sign_in, read):
    officer = make.trainee()
    near, far = stage.session(), stage.session(starts_at=stage.when(days=80), title={"ru": "Поздняя"})
    stage.booked(officer, near)
    sign_in(client, officer)
    said = read(client, "/sessions")

    assert "Пломбы" in said and "Later (1)" in said and "Поздняя" not in said and "registered" in said
    assert "Поздняя" in read(client, f"/sessions?from={far.wall_day}")
    for odd in ("0001-01-01", "9999-12-31", "yesterday", "2020-13-01"):
        assert client.get(f"/sessions?from={odd}").status_code == 200


def test_an_officer_without_any_session_reads_what_will_be_here(client, make, sign_in, read):
    sign_in(client, make.trainee())
    assert "No session has been set for your unit yet" in read(client, "/sessions")


def test_ahead_for_home_are_first_those_with_a_place_then_the_open_ones_then_the_full(make, stage):
    officer, other = make.trainee(), make.trainee()
    viewer = make.viewer(officer)
    assert queries.ahead_of(viewer, make.now) == []
    soon = stage.session()
    later_on, last = stage.session(starts_at=stage.when(days=5)), stage.session(starts_at=stage.when(days=9), capacity=1)
    assert [one.key for one in queries.ahead_of(viewer, make.now)] == [soon.key, later_on.key, last.key]
    stage.booked(officer, later_on)
    stage.booked(other, last)
    stage.booked(officer, last, wait=True)

    full = stage.session(starts_at=stage.when(days=1), capacity=1)
    stage.booked(other, full)

    assert [(one.key, one.state) for one in queries.ahead_of(viewer, make.now)] == [
        (later_on.key, "registered"), (last.key, "waiting"), (soon.key, "open"), (full.key, "full"),
    ]  # fmt: skip


def test_a_place_far_ahead_is_found_behind_many_sessions_of_others(make, stage):
    officer = make.trainee()
    for days in range(1, 22):
        stage.session(starts_at=stage.when(days=days))
    far = stage.session(starts_at=stage.when(days=30))
    stage.booked(officer, far)

    assert queries.ahead_of(make.viewer(officer), make.now)[0].key == far.key


def test_joining_is_open_from_twenty_minutes_before_and_shows_a_name_and_the_link(client, db, make, stage, sign_in, read, later):
    officer = make.trainee(call_name="Gulbahor Y.")
    session = stage.session(starts_at=stage.when(minutes=25))
    stage.booked(officer, session)
    sign_in(client, officer)
    assert "meet.example.org" not in client.get(f"/sessions/{session.key}").text
    assert client.post(f"/sessions/{session.key}/join", follow_redirects=True).text.count("The room opens 20 minutes") == 1

    later(minutes=10)
    assert "Your name for the call, to copy" in read(client, f"/sessions/{session.key}")
    said = plain(client.get(f"/sessions/{session.key}/join", follow_redirects=True).text)
    assert "by that you are noted as here" in said and "is noted." not in said, "looking at the page notes nothing"
    assert queries.joined_at(make.viewer(officer), session.id) is None
    page = client.post(f"/sessions/{session.key}/join", follow_redirects=True).text
    assert "You are noted as here" in page and "That you came at" in page and queries.joined_at(make.viewer(officer), session.id)
    assert 'value="Gulbahor Y., Чукурсай' in page, "the unit in the language of the session"
    assert 'href="https://meet.example.org/r/7f2c"' in page
    later(minutes=110)
    assert "meet.example.org" not in client.get(f"/sessions/{session.key}/join", follow_redirects=True).text


def test_who_holds_no_seat_does_not_join(make, stage):
    officer = make.trainee()
    session = stage.session(starts_at=stage.when(minutes=10))
    viewer = make.viewer(officer)
    with pytest.raises(NotAllowed):
        actions.join_call(queries.bookable(viewer, session.key), 90, by=viewer, at=make.now)


def test_a_step_of_a_course_lists_its_sessions(client, make, stage, sign_in, read, course):
    officer = make.trainee()
    make.enrolled(officer, course)
    sign_in(client, officer)
    step = f"/courses/{course.outline.slug}/live-seals/sessions"
    assert "Bring a question." in read(client, step) and "No date yet" in read(client, step)
    stage.session(activity_id=course.outline.activities[0].id)
    assert "Пломбы" in read(client, step)
    assert client.get(f"/courses/{course.outline.slug}/nothing/sessions").status_code == 404
    assert client.get("/courses/nothing/live-seals/sessions").status_code == 404


def test_an_agenda_is_read_on_ones_own_clock_and_stays_right_after_a_move(client, make, stage, sign_in, read):
    agenda = "9:05 Знакомство\n09.30 Три класса\nВопросы\n25:00 не время"
    session = stage.session(
        "KZ-ALTYNKOL", "KZ-AKTAU", zone="Europe/Vienna", agenda=agenda, starts_at=stage.when(days=3).replace(hour=5, minute=0)
    )
    said = read(sign_in(client, make.trainee("KZ-ALTYNKOL", "KZ-SRC")), f"/sessions/{session.key}")
    assert "10:00 Знакомство 10:25 Три класса Вопросы 25:00 не время" in said
