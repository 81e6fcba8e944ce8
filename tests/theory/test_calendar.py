"""The calendar file, opened in two parsers that know nothing of one another."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject

from lms.lib.calendar import Entry, file_of
from lms.lib.types import uuid7
from lms.theory import actions

START = datetime(2020, 6, 30, 4, tzinfo=UTC)


def entry(**more):
    usual = {"sequence": 0, "starts_at": START, "minutes": 90, "is_cancelled": False, "url": "https://x.example/s", "said": "Tuesday"}
    return Entry(key=more.pop("key", None) or uuid7(), **{**usual, **more})


def both(data: bytes):
    """The one event of a file, as each of the two parsers reads it."""
    (first,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return first, vobject.readOne(data.decode()).vevent


@pytest.mark.parametrize("zone", ["Asia/Aqtau", "Asia/Almaty", "Europe/Vienna", "America/Sao_Paulo", "UTC"])
def test_two_parsers_read_the_same_moment_in_any_zone(zone):
    made = entry()
    first, second = both(file_of([made], zone=zone, summary="Online session", at=START - timedelta(days=3)))

    assert first.decoded("dtstart") == START and second.dtstart.value == START
    assert first.decoded("dtend") == START + timedelta(minutes=90) == second.dtend.value
    assert first["uid"] == str(made.key) == second.uid.value


def test_the_file_is_small_has_its_zone_and_says_cancelled():
    data = file_of([entry(sequence=3, is_cancelled=True)], zone="Europe/Vienna", summary="Online session", at=START)
    first, second = both(data)
    calendar = icalendar.Calendar.from_ical(data)

    assert calendar["method"] == "PUBLISH" and len(calendar.walk("VTIMEZONE")) == 1 and len(data) < 1400
    assert (first["sequence"], first["status"]) == (3, "CANCELLED") and second.status.value == "CANCELLED"


def test_a_file_of_many_and_of_none_can_be_opened():
    many = file_of([entry(), entry(starts_at=START + timedelta(days=200))], zone="Asia/Tashkent", summary="Online session", at=START)
    assert len(icalendar.Calendar.from_ical(many).walk("VEVENT")) == 2 == len(vobject.readOne(many.decode()).vevent_list)
    assert icalendar.Calendar.from_ical(file_of([], zone="Asia/Tashkent", summary="x", at=START)).walk("VEVENT") == []


def test_what_an_officer_downloads_names_neither_topic_nor_unit_and_follows_a_move(client, make, stage, sign_in, trainer):
    officer = make.trainee()
    session = stage.session("UZ-CHUKURSAY")
    stage.booked(officer, session)
    sign_in(client, officer)
    before = client.get(f"/sessions/{session.key}/session.ics")
    moved = stage.wall(stage.when(days=4))
    actions.move(session, moved, "so", seen=0, by=make.viewer(trainer), at=make.now)
    after = client.get("/sessions/mine.ics")

    assert before.mimetype == "text/calendar" and "attachment; filename=session.ics" in before.headers["Content-Disposition"]
    for answer in (before, after):
        assert not any(word in answer.text for word in ("Пломбы", "Seals", "Chukursay", "Чукурсай", "meet.example"))
    (first, _), (second, _) = both(before.data), both(after.data)
    assert first["uid"] == second["uid"] == str(session.key)
    assert (first["sequence"], second["sequence"]) == (0, 1) and second.decoded("dtstart") == moved.resolve()


def test_the_file_of_who_holds_no_seat_takes_the_entry_out_of_a_calendar(client, make, stage, sign_in, trainer):
    session, holds, holds_none = stage.session("UZ-CHUKURSAY"), make.trainee(), make.trainee()
    stage.booked(holds, session)
    make.session.commit()
    said = [sign_in(client, who).get(f"/sessions/{session.key}/session.ics").text for who in (holds, holds_none, trainer)]
    assert ["STATUS:CANCELLED" in file for file in said] == [False, True, False]


def test_the_file_of_who_waits_for_a_seat_is_tentative_until_they_have_it(client, make, stage, sign_in):
    session, holds, waits = stage.session("UZ-CHUKURSAY", capacity=1), make.trainee(), make.trainee()
    stage.booked(holds, session)
    stage.booked(waits, session, wait=True)
    make.session.commit()
    address = f"/sessions/{session.key}/session.ics"
    assert "STATUS:TENTATIVE" in sign_in(client, waits).get(address).text

    sign_in(client, holds).post(f"/sessions/{session.key}/withdraw")

    assert "STATUS:CANCELLED" in client.get(address).text
    assert "STATUS:CONFIRMED" in sign_in(client, waits).get(address).text


def test_a_cancelled_session_stays_in_the_feed_as_cancelled(client, make, stage, sign_in, trainer):
    officer = make.trainee()
    session = stage.session("UZ-CHUKURSAY")
    stage.booked(officer, session)
    actions.cancel(session, "ill", by=make.viewer(trainer), at=make.now)
    event, _other = both(sign_in(client, officer).get("/sessions/mine.ics").data)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
