"""A register is marked on one page, confirmed once, and corrected by further rows; what it says becomes facts."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.notices.models import Notice
from lms.people import queries as people
from lms.progress.models import Evidence, State
from lms.theory import actions, jobs, queries
from lms.theory.models import Attendance, AttendanceMark, Joined
from lms.theory.rules.register import Mark, Outcome
from tests.theory.conftest import plain

TEST = {"as_system": "test"}


@pytest.fixture
def held(db, make, stage, course):
    """A session of 90 minutes that ended an hour ago; Aziza, Bobur, Dilnoza hold seats, the first two are enrolled."""
    session = stage.session("UZ-CHUKURSAY", activity_id=course.outline.activities[0].id, capacity=20)
    session.people = [make.trainee(call_name=name) for name in ("Aziza K.", "Bobur T.", "Dilnoza R.")]
    for person in session.people:
        stage.booked(person, session)
    for person in session.people[:2]:
        make.enrolled(person, course)
    session.starts_at = stage.when(minutes=-150)
    db.session.commit()
    return session


@pytest.fixture
def by(make, trainer):
    return make.viewer(trainer)


def marks_of(held, *outcomes):
    """{"m-REF": outcome} as the form sends them."""
    return {f"m-{person.ref}": outcome for person, outcome in zip(held.people, outcomes, strict=False)}


def confirmed(db, make, held, by, *outcomes, minutes=None):
    marks = {p.id: Mark(outcome, minutes) for p, outcome in zip(held.people, outcomes, strict=True)}
    actions.mark(held, marks, by=by, at=make.now)
    done = actions.confirm(held, by=by, at=make.now)
    db.session.commit()
    return done


def facts(db, person):
    found = db.session.scalars(select(Evidence).where(Evidence.person_id == person.id), execution_options=TEST)
    return sorted(found, key=lambda fact: fact.learned_at)


def test_a_trainer_marks_confirms_and_the_step_is_done_as_of_the_end(client, db, make, held, trainer, sign_in, read):
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register"
    assert "Aziza K." in read(client, page) and "3 without a mark" in read(client, page)
    sent = {**marks_of(held, "present", "partly", "absent"), f"n-{held.people[1].ref}": "41", "confirm": "1"}
    said = plain(client.post(page, data=sent, follow_redirects=True).text)
    assert "1 present" in said and "1 partly" in said and "Confirm for 3 people" in said
    said = plain(client.post(f"{page}/confirm", follow_redirects=True).text)

    assert "The register is confirmed for 3 people." in said
    aziza, bobur, _dilnoza = held.people
    assert [(fact.kind, fact.happened_at, fact.actor_id) for fact in facts(db, aziza)] == [
        ("attended", held.starts_at + timedelta(minutes=90), trainer.id)
    ]
    assert facts(db, bobur) == [], "41 of 90 minutes do not count"
    done = db.session.scalars(select(State.status).where(State.activity_id == held.activity_id), execution_options=TEST).all()
    assert done == ["done"]


def test_who_joined_in_time_is_present_already_and_who_joined_late_is_not(db, make, held, by):
    for person, minutes in zip(held.people, (-5, 18, 19), strict=True):
        db.session.add(Joined(session_id=held.id, person_id=person.id, at=held.starts_at + timedelta(minutes=minutes)))
    db.session.commit()
    marks = [entry.mark for entry in queries.entries(by, held)]

    assert [mark.outcome for mark in marks] == ["present", "present", None] and marks[0].is_preset


def test_people_without_a_mark_stand_in_the_way_until_one_button_marks_them_absent(client, db, held, trainer, sign_in):
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register"
    said = plain(client.post(page, data={**marks_of(held, "present"), "confirm": "1"}, follow_redirects=True).text)
    assert "2 people have no mark yet." in said and "Mark all 2 absent and confirm" in said
    assert "2 people have no mark yet." in plain(client.post(f"{page}/confirm", follow_redirects=True).text)
    client.post(f"{page}/confirm", data={"rest": "absent"})
    outcomes = db.session.scalars(select(Attendance.outcome).order_by(Attendance.person_id), execution_options=TEST).all()

    assert outcomes == ["present", "absent", "absent"]


def test_one_button_marks_a_unit_present_and_leaves_marks_that_are_set(client, db, held, trainer, sign_in):
    sign_in(client, trainer)
    client.post(f"/sessions/{held.key}/register", data={**marks_of(held, "excused"), "all": "UZ-CHUKURSAY"})
    rows = db.session.scalars(select(AttendanceMark.outcome).order_by(AttendanceMark.person_id), execution_options=TEST).all()

    assert rows == ["excused", "present", "present"]


def test_a_script_saves_one_mark_at_a_time_and_is_told_the_sums(client, held, trainer, sign_in):
    sign_in(client, trainer)
    page, fetch = f"/sessions/{held.key}/register", {"X-Requested-With": "fetch"}
    said = client.post(page, data=marks_of(held, "technical"), headers=fetch).json

    assert said["of"]["technical"] == 1 and said["without"] == 2 and said["wrong"] == ""
    said = client.post(page, data=marks_of(held, "partly"), headers=fetch).json
    assert said["untimed"] == 1 and said["without"] == 2 and "Aziza K." in said["wrong"] and "how many minutes?" in said["wrong"]


def test_minutes_that_do_not_fit_are_said_and_the_mark_is_kept(client, db, held, trainer, sign_in):
    sign_in(client, trainer)
    ref = held.people[0].ref
    for typed in ("95", "many", "-1", "9" * 30):
        sent = {f"m-{ref}": "partly", f"n-{ref}": typed, "confirm": "1"}
        said = plain(client.post(f"/sessions/{held.key}/register", data=sent, follow_redirects=True).text)
        assert f"Aziza K., {ref}: {typed[:20]} minutes of a session of 90. The mark is kept, the minutes are not." in said
    row = db.session.scalars(select(AttendanceMark), execution_options=TEST).one()
    assert (row.outcome, row.minutes) == ("partly", None)


def test_what_is_no_mark_is_said_and_all_else_is_kept(client, db, held, by, trainer, sign_in):
    actions.mark(held, {held.people[0].id: Mark("excused")}, by=by, at=held.starts_at)
    db.session.commit()
    sign_in(client, trainer)
    sent = marks_of(held, "asleep" * 5, "absent", "present") | {"confirm": "1"}
    page = client.post(f"/sessions/{held.key}/register", data=sent, follow_redirects=True)
    assert page.request.path.endswith("/register"), "nothing is confirmed over it"
    assert f"Aziza K., {held.people[0].ref}: “asleepasleepasleepas” is no mark of a register. What stood there is kept." in plain(page.text)
    rows = db.session.scalars(select(AttendanceMark).order_by(AttendanceMark.person_id), execution_options=TEST)
    assert [row.outcome for row in rows] == ["excused", "absent", "present"]


def test_a_mark_of_nobody_in_the_register_is_left_out_and_said(client, db, make, held, trainer, sign_in):
    stranger = make.trainee()
    sign_in(client, trainer)
    sent = {f"m-{stranger.ref}": "present", "m-": "present", "confirm": "1"}
    page = client.post(f"/sessions/{held.key}/register", data=sent, follow_redirects=True)
    assert f"{stranger.ref} is nobody in this register: no mark was written." in plain(page.text)
    assert page.request.path.endswith("/register"), "nothing is confirmed over it"
    assert db.session.scalars(select(AttendanceMark), execution_options=TEST).all() == []


def test_someone_of_an_invited_unit_who_sat_in_is_found_and_added_as_present(client, db, make, held, trainer, sign_in, read):
    guest, outsider = make.trainee(call_name="Gulnora S."), make.outsider(call_name="Gulnora X.")
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register"
    said = plain(client.post(page, data={"find": "1", "q": "gulnora"}, follow_redirects=True).text)
    assert guest.ref in said and outsider.ref not in said
    said = plain(client.post(page, data={"add": guest.ref}, follow_redirects=True).text)

    assert f"Gulnora S., {guest.ref} is added, as present." in said
    assert "is in the register already" in plain(client.post(page, data={"add": guest.ref}, follow_redirects=True).text)
    for ref in (outsider.ref, "XX-0000"):
        assert "Nobody of the invited places has this ref" in plain(client.post(page, data={"add": ref}, follow_redirects=True).text)


def test_confirming_twice_is_a_sentence_and_makes_no_second_fact(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "present", "present", "absent")
    with pytest.raises(Conflict, match="confirmed already"):
        actions.confirm(held, by=by, at=make.now)
    db.session.rollback()
    sign_in(client, trainer)
    said = plain(client.post(f"/sessions/{held.key}/register/confirm", follow_redirects=True).text)
    assert "This register is confirmed already." in said
    assert len(facts(db, held.people[0])) == 1


def test_marks_that_come_after_the_confirmation_stand_there_with_the_way_to_correct_them(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "present", "absent", "absent")
    aziza, bobur, _dilnoza = held.people
    sign_in(client, trainer)
    sent = {**marks_of(held, "present", "partly", "absent"), f"n-{bobur.ref}": "41"}
    answer = client.post(f"/sessions/{held.key}/register", data=sent)
    said = plain(answer.text)

    assert answer.status_code == 409 and "confirmed already when your marks came" in said and "were not added" in said
    assert f"Bobur T., {bobur.ref}: you sent Partly (41 of 90 minutes); the register says Absent." in said
    assert f"Aziza K., {aziza.ref}: you sent" not in said
    door = f"/sessions/{held.key}/register/{bobur.ref}?outcome=partly&amp;minutes=41"
    assert door in answer.text
    form = client.get(door.replace("&amp;", "&")).text
    assert 'value="41"' in form and form.count(" checked") == 1


def test_each_page_of_two_sessions_of_one_title_is_told_apart_in_tabs(client, db, make, stage, held, by, trainer, sign_in):
    other = stage.session("UZ-CHUKURSAY", starts_at=stage.when(days=30))
    ends = ("", "/edit", "/move", "/cancel", "/register")
    sign_in(client, trainer)
    titles = {(key, end): _title(client, f"/sessions/{key}{end}") for key in (held.key, other.key) for end in ends}
    confirmed(db, make, held, by, "present", "absent", "absent")
    for person in held.people:
        titles[person.id] = _title(client, f"/sessions/{held.key}/register/{person.ref}")

    assert len(set(titles.values())) == len(titles) and all("Пломбы" in title for title in titles.values())


def _title(client, address):
    return re.search(r"<title>(.*?)</title>", client.get(address).text, re.DOTALL)[1]


def test_marks_that_say_the_same_as_the_confirmed_register_are_said_to(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "present", "absent", "absent")
    sign_in(client, trainer)
    said = plain(client.post(f"/sessions/{held.key}/register", data=marks_of(held, "present"), follow_redirects=True).text)

    assert "your marks say the same" in said and "you sent" not in said


def test_a_register_is_not_confirmed_before_the_end_nor_marked_before_the_start(db, make, stage, by):
    officer = make.trainee()
    session = stage.session()
    stage.booked(officer, session)
    with pytest.raises(Conflict, match="not begun"):
        actions.mark(session, {officer.id: Mark("present")}, by=by, at=make.now)
    actions.mark(session, {officer.id: Mark("present")}, by=by, at=session.starts_at)
    with pytest.raises(Conflict, match="not over"):
        actions.confirm(session, by=by, at=session.starts_at + timedelta(minutes=89))


def test_before_the_session_the_register_shows_who_comes_and_no_marks_and_one_person_is_not_all(client, db, make, stage, trainer, sign_in):
    session, officer = stage.session("UZ-CHUKURSAY"), make.trainee()
    stage.booked(officer, session)
    sign_in(client, trainer)
    page = client.get(f"/sessions/{session.key}/register").text
    assert officer.ref in page and "The register opens with the session" in page and "data-sums" not in page
    session.starts_at = stage.when(minutes=-150)
    db.session.commit()
    page = client.get(f"/sessions/{session.key}/register").text
    assert "data-sums" in page and ">Present: the one person</button>" in page


def test_a_mistake_is_corrected_by_a_further_row_and_the_fact_voided_by_another(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "present", "absent", "absent")
    aziza = held.people[0]
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register/{aziza.ref}"
    assert "Say in a few words why" in plain(client.post(page, data={"seen": "1", "outcome": "absent", "why": " "}).text)
    client.post(page, data={"seen": "1", "outcome": "absent", "why": "Another Aziza"})

    rows = db.session.scalars(
        select(Attendance).where(Attendance.person_id == aziza.id).order_by(Attendance.no), execution_options=TEST
    ).all()
    assert [(row.outcome, row.why) for row in rows] == [("present", ""), ("absent", "Another Aziza")]
    assert [fact.kind for fact in facts(db, aziza)] == ["attended", "voided"]
    assert db.session.scalars(select(State.status), execution_options=TEST).all() == []
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "attendance_corrected"), execution_options=TEST).all()
    assert told == [aziza.id]
    said = plain(client.get(f"/sessions/{held.key}/register").text)
    assert "Absent" in said and "“Another Aziza”" in said


def test_a_correction_to_present_and_back_leaves_one_fact_in_force(db, make, held, by):
    confirmed(db, make, held, by, "absent", "absent", "absent")
    aziza = held.people[0]
    for outcome, why in ((Outcome.PRESENT, "was there"), (Outcome.ABSENT, "was not"), (Outcome.PRESENT, "was after all")):
        actions.correct(held, aziza, Mark(outcome), why, seen=queries.latest(held, aziza.id).no, by=by, at=make.now)
        db.session.commit()
    assert [fact.kind for fact in facts(db, aziza)] == ["attended", "voided", "attended"]
    assert db.session.scalars(select(State.status), execution_options=TEST).all() == ["done"]
    with pytest.raises(Conflict, match="says already"):
        actions.correct(held, aziza, Mark(Outcome.PRESENT), "again", seen=4, by=by, at=make.now)


def test_partly_counts_from_four_fifths_of_the_minutes(db, make, held, by):
    confirmed(db, make, held, by, "partly", "partly", "absent", minutes=72)
    assert [len(facts(db, person)) for person in held.people] == [1, 1, 0]


def test_who_was_enrolled_later_is_credited_by_the_job_with_the_same_date(db, make, held, by, course):
    confirmed(db, make, held, by, "present", "present", "present")
    dilnoza = held.people[2]
    assert jobs.credit(make.now) == 0
    make.enrolled(dilnoza, course)
    db.session.commit()

    assert jobs.credit(make.now) == 1 and jobs.credit(make.now) == 0
    (fact,) = facts(db, dilnoza)
    assert (fact.kind, fact.happened_at, fact.actor_id) == ("attended", held.starts_at + timedelta(minutes=90), by.id)


def test_a_forgotten_officer_is_added_to_a_confirmed_register_with_a_reason(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "present", "absent", "absent")
    guest = make.trainee(call_name="Gulnora S.")
    sign_in(client, trainer)
    assert (
        client.post(f"/sessions/{held.key}/register/{guest.ref}", data={"seen": "0", "outcome": "present", "why": "At one PC"}).status_code
        == 302
    )
    row = db.session.scalars(select(Attendance).where(Attendance.person_id == guest.id), execution_options=TEST).one()
    assert (row.no, row.outcome, row.why) == (1, "present", "At one PC")
    assert client.get(f"/sessions/{held.key}/register/{make.outsider().ref}").status_code == 404


def test_what_broke_off_for_everybody_leaves_nobody_absent_and_all_are_told(client, db, held, trainer, sign_in, read):
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register/broke-off"
    assert "Say in a few words" in plain(client.post(page, data={"why": ""}).text)
    said = plain(client.post(page, data={"why": "The link failed"}, follow_redirects=True).text)
    assert "3 people are told, nobody is absent" in said
    again = client.post(page, data={"why": "The link, both times"})
    assert again.status_code == 409 and "confirmed already" in again.text and "The link, both times</textarea>" in again.text

    assert set(db.session.scalars(select(Attendance.outcome), execution_options=TEST)) == {"technical"}
    sign_in(client, held.people[0])
    assert "It broke off for everybody." in read(client, f"/sessions/{held.key}")


def test_only_its_trainer_marks_and_only_who_coordinates_all_invited_countries_reads(client, db, make, held, by, sign_in, stage):
    other, both = make.trainer(), stage.session("UZ", "KZ-ALTYNKOL")
    seen = {}
    askers = {"other trainer": other, "region": make.coordinator(), "UZ": make.coordinator("UZ"), "KZ": make.coordinator("KZ")}
    for name, person in askers.items():
        sign_in(client, person)
        seen[name] = [client.get(f"/sessions/{one.key}/register").status_code for one in (held, both)]
        assert client.post(f"/sessions/{held.key}/register", data=marks_of(held, "absent")).status_code in (403, 404)
    assert seen == {"other trainer": [404, 404], "region": [200, 200], "UZ": [200, 403], "KZ": [404, 403]}
    with pytest.raises(NotAllowed):
        actions.confirm(held, by=people.acting(other.id, make.today), at=make.now)


def test_who_moved_to_another_country_is_not_shown_to_the_coordinator_but_counted(client, db, make, held, sign_in, read):
    held.people[0].cc = "KZ"
    db.session.commit()
    said = read(sign_in(client, make.coordinator("UZ")), f"/sessions/{held.key}/register")
    assert "Aziza K." not in said and "1 person has moved and is not shown to you." in said


def test_a_register_of_forty_asks_the_database_a_few_times(client, make, stage, db, trainer, sign_in, asked):
    session = stage.session("UZ-CHUKURSAY", capacity=60)
    few = stage.officers(2)
    for person in few:
        stage.booked(person, session)
    session.starts_at = stage.when(minutes=-150)
    db.session.commit()
    sign_in(client, trainer)
    before = asked(client, f"/sessions/{session.key}/register")
    for person in stage.officers(38):
        db.session.add(AttendanceMark(session_id=session.id, person_id=person.id, outcome="present", at=make.now, by_id=trainer.id))
    db.session.commit()
    assert asked(client, f"/sessions/{session.key}/register") == before <= 8


def test_correcting_asks_for_a_reason_and_a_confirmed_register(db, make, held, by):
    with pytest.raises(Conflict, match="not confirmed"):
        actions.correct(held, held.people[0], Mark(Outcome.ABSENT), "why", seen=0, by=by, at=make.now)
    confirmed(db, make, held, by, "present", "absent", "absent")
    with pytest.raises(BadInput):
        actions.correct(held, held.people[0], Mark(Outcome.ABSENT), "  ", seen=1, by=by, at=make.now)


def as_shown(client, page) -> dict[str, str]:
    """What the form of that page would send if nobody touched it."""
    html = client.get(page).text
    had = dict(re.findall(r'name="(had-[^"]+)" value="([^"]*)"', html))
    return {**had, **dict(re.findall(r'name="(m-[^"]+)" id="[^"]+" value="([^"]+)" checked', html))}


def test_what_an_older_window_did_not_touch_does_not_go_over_what_another_has_marked(client, db, held, by, trainer, sign_in):
    sign_in(client, trainer)
    page, (aziza, bobur, _dilnoza) = f"/sessions/{held.key}/register", held.people
    client.post(page, data=marks_of(held, "present", "present", "present"))
    older = as_shown(client, page)
    client.post(page, data={f"m-{aziza.ref}": "absent", f"m-{bobur.ref}": "absent"}, headers={"X-Requested-With": "fetch"})
    said = plain(client.post(page, data={**older, f"m-{bobur.ref}": "excused", "confirm": "1"}, follow_redirects=True).text)

    assert "Bobur T., " in said and "marked meanwhile from another window, and that stands. Look at it again." in said
    db.session.rollback()
    assert [entry.mark.outcome for entry in queries.entries(by, held)] == ["absent", "absent", "present"]
    newer = {**as_shown(client, page), f"m-{bobur.ref}": "excused"}
    client.post(page, data=newer)
    client.post(page, data=newer)  # a double click
    assert [entry.mark.outcome for entry in queries.entries(by, held)] == ["absent", "excused", "present"]
