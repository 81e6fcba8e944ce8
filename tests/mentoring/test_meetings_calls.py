"""A meeting's call and its calendar file: a link from twenty minutes before, and a file that follows every change and names nobody."""

from datetime import timedelta

import icalendar
import pytest
import vobject
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import local
from lms.mentoring.actions import meetings as actions
from lms.mentoring.rules.meetings import Outcome
from lms.notices.models import Notice
from tests.mentoring import pairs
from tests.mentoring.pairs import text

CALL = "https://meet.example/room-7"


def wall(make, minutes: int) -> actions.Wall:
    there = local(make.now + timedelta(minutes=minutes), "UTC")
    return actions.Wall(there.date(), f"{there:%H:%M}", "UTC", there.fold)


def changed(make, meeting, by, minutes, **more):
    said = {"minutes": meeting.minutes, "about": "", "link": CALL, "seen": meeting.sequence, **more}
    return actions.change_meeting(meeting.key, wall(make, minutes), by=make.viewer(by), at=make.now, **said)


def filed(client, meeting):
    """The one event of the calendar file, as each of two parsers reads it."""
    data = client.get(f"/meetings/{meeting.key}/meeting.ics").data
    calendar = icalendar.Calendar.from_ical(data)
    assert len(calendar.walk("VTIMEZONE")) == 1
    return calendar.walk("VEVENT")[0], vobject.readOne(data.decode()).vevent


def test_the_button_into_the_call_stands_there_from_twenty_minutes_before(client, sign_in, make, row, mentor, officer):
    early, soon = (actions.set_meeting(row.key, wall(make, minutes), minutes=45, about="", link=CALL, by=make.viewer(mentor), at=make.now)
                   for minutes in (40, 15))  # fmt: skip
    for who in (officer, mentor):
        sign_in(client, who)
        assert CALL not in client.get(f"/meetings/{early.key}").text and CALL in client.get(f"/meetings/{soon.key}").text
    assert "its button is here then" in text(client.get(f"/meetings/{early.key}"))
    sign_in(client, make.outsider())
    assert client.get(f"/meetings/{soon.key}/meeting.ics").status_code == 404


def test_both_sides_download_a_file_that_names_nobody_and_follows_a_move_and_a_cancellation(client, sign_in, make, row, mentor, officer):
    meeting = actions.set_meeting(row.key, wall(make, 600), minutes=45, about="Seals", link=CALL, by=make.viewer(mentor), at=make.now)
    sign_in(client, officer)
    answer = client.get(f"/meetings/{meeting.key}/meeting.ics")
    assert answer.mimetype == "text/calendar" and "attachment; filename=meeting.ics" in answer.headers["Content-Disposition"]
    assert not any(word in answer.text for word in ("Gulbahor", "Lieven", "Seals", "Chukursay", "meet.example"))
    first, other = filed(client, meeting)
    assert first["uid"] == str(meeting.key) == other.uid.value and first["sequence"] == 0 and other.dtstart.value == meeting.starts_at

    changed(make, meeting, mentor, 900)
    sign_in(client, mentor)
    moved, _other = filed(client, meeting)
    assert (moved["uid"], moved["sequence"], moved.decoded("dtstart")) == (first["uid"], 1, meeting.starts_at)
    actions.note_meeting(meeting.key, Outcome.CANCELLED, present=[], note="", by=make.viewer(mentor), at=make.now)
    gone, _other = filed(client, meeting)
    assert (gone["uid"], gone["sequence"], gone["status"]) == (first["uid"], 2, "CANCELLED")


def test_another_time_is_told_and_another_link_is_not(app, db, make, row, mentor, officer):
    meeting = pairs.met(make, row, mentor, ago=timedelta(hours=-5))
    told = select(Notice.kind).where(Notice.person_id == officer.id).order_by(Notice.id)
    before = len(db.session.scalars(told, execution_options=pairs.SYSTEM).all())
    same = local(meeting.starts_at, "UTC")
    stays = actions.Wall(same.date(), f"{same:%H:%M}", "UTC", same.fold)
    actions.change_meeting(meeting.key, stays, minutes=45, about="", link=CALL, seen=0, by=make.viewer(mentor), at=make.now)
    assert (meeting.sequence, meeting.link) == (0, CALL)
    changed(make, meeting, mentor, 700)
    changed(make, meeting, mentor, 800)
    assert db.session.scalars(told, execution_options=pairs.SYSTEM).all()[before:] == ["meeting_moved", "meeting_moved"]


def test_what_cannot_be_changed_is_said(app, make, row, mentor, officer):
    meeting, past = pairs.met(make, row, mentor, ago=timedelta(hours=-5)), pairs.met(make, row, mentor)
    with pytest.raises(NotAllowed):
        changed(make, meeting, officer, 600)
    with pytest.raises(Conflict, match="another window"):
        changed(make, meeting, mentor, 600, seen=4)
    with pytest.raises(Conflict, match="has begun"):
        changed(make, past, mentor, 600)
    with pytest.raises(BadInput, match="time to come"):
        changed(make, meeting, mentor, -60)
    with pytest.raises(BadInput, match="https"):
        changed(make, meeting, mentor, 600, link="http://meet.example/room")


def test_the_mentor_moves_it_on_its_page_and_a_bad_link_comes_back(client, sign_in, make, row, mentor):
    meeting = pairs.met(make, row, mentor, ago=timedelta(hours=-5))
    sign_in(client, mentor)
    at, day = f"/meetings/{meeting.key}/change", pairs.office_time(make)
    sent = {"day": f"{day:%d.%m.%Y}", "clock": "9:30", "zone": "UTC", "minutes": "50", "link": "http://meet.example/x", "seen": "0"}
    page = client.post(at, data=sent)
    assert "beginning with https://" in text(page) and "http://meet.example/x" in page.text
    assert client.post(at, data={**sent, "link": f" {CALL} "}).headers["Location"] == f"/meetings/{meeting.key}"
    assert (meeting.link, meeting.minutes, f"{meeting.starts_at:%H:%M}", meeting.sequence) == (CALL, 50, "09:30", 1)
    assert "moved from another window" in text(client.post(at, data=sent | {"link": ""}), 409)
