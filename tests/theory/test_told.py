"""What an officer is told of a session they have a part in, and what a trainer is told of who keeps a seat."""

import icalendar
from sqlalchemy import select

from lms.notices.models import Notice
from lms.theory import actions
from tests.theory.conftest import plain
from tests.theory.test_register import TEST, by, confirmed, held

__all__ = ["by", "held"]  # fixtures: a session that is over, with three people in it, and its trainer


def told(db, kind):
    rows = select(Notice).where(Notice.kind == kind).order_by(Notice.person_id)
    return db.session.scalars(rows, execution_options=TEST).all()


def as_written(session, **more):
    """The form that changes it, as it is."""
    now = {"title": "Пломбы", "title_en": "Seals and tampering", "lang": "ru", "capacity": "9", "link": session.link}
    return {**now, "agenda": "", "activity": str(session.activity_id or ""), "invited": ["UZ-CHUKURSAY", "KZ-ALTYNKOL"], **more}


def test_everybody_in_a_register_is_told_their_mark_when_it_is_confirmed(client, db, make, held, by, sign_in, read):
    confirmed(db, make, held, by, "present", "absent", "technical")
    rows = told(db, "attendance_confirmed")
    assert [row.person_id for row in rows] == [person.id for person in held.people]
    assert {row.about_at for row in rows} == {held.starts_at}, "the one thing that a mail names"
    said = [read(sign_in(client, person), "/notices") for person in held.people]

    assert "Attendance is confirmed: Seals and tampering" in said[0] and "Your mark: Present" in said[0] and "Not right?" not in said[0]
    assert "Your mark: Absent" in said[1] and "Not right? Say so on the session’s page." in said[1]
    assert "Your mark: Technical" in said[2]


def test_the_link_of_a_notice_says_what_is_always_true(client, make, stage, sign_in, read, trainer):
    officer = make.trainee()
    session = stage.session("UZ-CHUKURSAY")
    actions.cancel(session, "ill", by=make.viewer(trainer), at=make.now)
    said = read(sign_in(client, officer), "/notices")

    assert (
        "New session: Seals and tampering" in said
        and "Open the session" in said
        and "register" not in said.lower().replace("registered", "")
    )


def test_another_title_step_or_link_is_said_to_who_holds_a_seat_and_nothing_else_is(
    client, db, make, stage, trainer, course, sign_in, read
):
    officer, waiting = stage.officers(2)
    session = stage.session(capacity=1)
    stage.booked(officer, session)
    stage.booked(waiting, session, wait=True)
    page = f"/sessions/{session.key}/edit"
    sign_in(client, trainer)
    client.post(page, data=as_written(session, capacity="1", agenda="09:00 Пломбы"))
    assert told(db, "session_changed") == []
    changes = {"capacity": "1", "title_en": "Doors", "link": "https://other.example/1", "activity": str(course.outline.activities[0].id)}
    said = plain(client.post(page, data=as_written(session, **changes), follow_redirects=True).text)
    assert "The session is changed. 1 person with a seat is told." in said
    assert [row.person_id for row in told(db, "session_changed")] == [officer.id]
    said = read(sign_in(client, officer), "/notices")
    assert "Changed: Doors" in said and "Was “Seals and tampering”" in said and "The join link is another one now." in said
    assert "It counts for another step now." in said


def test_who_serves_where_nobody_is_invited_any_more_keeps_the_seat_and_the_trainer_reads_how_many(client, make, stage, trainer, sign_in):
    officer, other = make.trainee(), make.trainee("KZ-ALTYNKOL", "KZ-SRC")
    session = stage.session(capacity=2)
    for person in (officer, other):
        stage.booked(person, session)
    stage.booked(make.trainee("KZ-ALTYNKOL", "KZ-SRC"), session, wait=True)
    page, kept = f"/sessions/{session.key}/edit", "holds a seat from a place that is no longer invited, and keeps it."
    sign_in(client, trainer)
    assert kept not in plain(client.post(page, data=as_written(session, capacity="2"), follow_redirects=True).text)
    said = plain(client.post(page, data=as_written(session, capacity="2", invited=["UZ-CHUKURSAY"]), follow_redirects=True).text)

    assert f"1 person {kept}" in said
    assert "1 person from a place that is no longer invited waits for a seat, and keeps the turn." in said
    assert "You are registered." in plain(sign_in(client, other).get(f"/sessions/{session.key}").text)


def test_a_session_that_broke_off_is_struck_out_in_calendars(client, db, held, by, make, sign_in):
    sign_in(client, held.people[0])
    files = ("/sessions/mine.ics", f"/sessions/{held.key}/session.ics")
    before = [event(client.get(file).data) for file in files]
    actions.break_off(held, "The link failed", by=by, at=make.now)
    db.session.commit()
    assert before == [("CONFIRMED", 0)] * 2 and [event(client.get(file).data) for file in files] == [("CANCELLED", 1)] * 2


def event(data):
    """(status, SEQUENCE) of the one event of a file."""
    (found,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return str(found["status"]), found["sequence"]
