"""Meetings are set on a wall, read on everybody's own, noted once, and corrected by a fact with a reason."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import local
from lms.mentoring.actions import ending
from lms.mentoring.actions import meetings as actions
from lms.mentoring.models import MentoringMeeting
from lms.mentoring.queries import meetings as queries
from lms.mentoring.rules.meetings import Outcome
from lms.notices.models import Notice
from lms.people import actions as people
from lms.progress.models import Enrolment, Evidence, State
from tests.mentoring import pairs
from tests.mentoring.pairs import text

HELD, MISSED = Outcome.HELD, Outcome.MISSED


@pytest.fixture
def officer(make):
    return make.trainee(call_name="Gulbahor Y.")


@pytest.fixture
def colleague(make):
    return make.trainee(call_name="Bobur A.")


@pytest.fixture
def course(make):
    return pairs.course(make)


@pytest.fixture
def enrolment(make, officer, keeper, course):
    return make.enrolled(officer, course, by=keeper)


@pytest.fixture
def mentor(make, officer, colleague):
    return pairs.mentor(make)


@pytest.fixture
def row(make, coordinator, mentor, keeper, enrolment):
    return pairs.opened(make, coordinator, "UZ-CHUKURSAY", mentor, keeper)


def done(db, enrolment):
    statement = select(State.activity_id).where(State.enrolment_id == enrolment.id, State.done_at.is_not(None))
    return set(db.session.scalars(statement, execution_options=pairs.SYSTEM))


def facts(db, person):
    kinds = select(Evidence.kind).where(Evidence.person_id == person.id).order_by(Evidence.learned_at)
    return list(db.session.scalars(kinds, execution_options=pairs.SYSTEM))


def test_only_a_meeting_that_was_held_completes_the_step_and_only_of_those_who_were_there(
    app, db, make, row, mentor, officer, colleague, keeper, course, enrolment
):
    other = make.enrolled(colleague, course, by=keeper)
    first, last = (activity.id for activity in course.outline.activities)
    by = make.viewer(mentor)
    for outcome in (MISSED, Outcome.CANCELLED, Outcome.TECHNICAL):
        with pytest.raises(BadInput, match="only a meeting that was held has somebody there"):
            actions.note_meeting(pairs.met(make, row, mentor).key, outcome, present=[officer.id], note="", by=by, at=make.now)
        actions.note_meeting(pairs.met(make, row, mentor).key, outcome, present=[], note="", by=by, at=make.now)
    assert done(db, enrolment) == set() and facts(db, officer) == []

    meeting = pairs.met(make, row, mentor, ago=timedelta(hours=3))
    actions.note_meeting(meeting.key, HELD, present=[officer.id], note="Two plans agreed", by=by, at=make.now, step=first)
    assert done(db, enrolment) == {first} and done(db, other) == set()
    fact = db.session.scalars(select(Evidence).where(Evidence.person_id == officer.id), execution_options=pairs.SYSTEM).one()
    assert (fact.kind, fact.actor_id, fact.happened_at) == ("held", mentor.id, meeting.starts_at)

    both = {"present": [officer.id, colleague.id], "note": "", "by": by, "at": make.now}
    actions.note_meeting(pairs.met(make, row, mentor).key, HELD, **both, step=first)
    assert done(db, enrolment) == {first} and done(db, other) == {first}
    actions.note_meeting(pairs.met(make, row, mentor).key, HELD, **both, step=None)
    assert done(db, enrolment) == {first}
    actions.note_meeting(pairs.met(make, row, mentor).key, HELD, **{**both, "present": [officer.id]}, step=last)
    assert done(db, enrolment) == {first, last} and done(db, other) == {first}
    assert db.session.get_one(Enrolment, enrolment.id, execution_options=pairs.SYSTEM).status == "completed"


def test_a_meeting_is_noted_once_and_the_second_reads_a_sentence(app, db, make, row, mentor, officer, course, enrolment):
    meeting, by = pairs.met(make, row, mentor), make.viewer(mentor)
    first = course.outline.activities[0].id
    actions.note_meeting(meeting.key, HELD, present=[officer.id], note="first", by=by, at=make.now, step=first)
    with pytest.raises(Conflict, match="noted already"):
        actions.note_meeting(meeting.key, MISSED, present=[], note="second", by=by, at=make.now)
    assert (meeting.outcome, meeting.note, facts(db, officer)) == ("held", "first", ["held"])


def test_a_mistake_is_undone_by_a_fact_with_the_reason_and_said_again_by_another(
    app, db, make, row, mentor, officer, colleague, course, enrolment
):
    meeting, by, step = pairs.met(make, row, mentor), make.viewer(mentor), course.outline.activities[0].id
    actions.note_meeting(meeting.key, HELD, present=[officer.id], note="", by=by, at=make.now, step=step)
    with pytest.raises(BadInput, match="what was wrong"):
        actions.correct_meeting(meeting.key, HELD, present=[colleague.id], why=" ", by=by, at=make.now, step=step)
    actions.correct_meeting(meeting.key, HELD, present=[colleague.id], why="It was Bobur", by=by, at=make.now, step=step)

    assert (facts(db, officer), done(db, enrolment)) == (["held", "voided"], set())
    assert (meeting.outcome, meeting.was_outcome, meeting.corrected_why) == ("held", "held", "It was Bobur")
    actions.correct_meeting(meeting.key, HELD, present=[officer.id, colleague.id], why="Both", by=by, at=make.now, step=step)
    assert facts(db, officer) == ["held", "voided", "held"] and len(done(db, enrolment)) == 1
    actions.correct_meeting(meeting.key, MISSED, present=[], why="Another week", by=by, at=make.now, step=step)
    assert (facts(db, officer)[-1], done(db, enrolment), meeting.was_outcome) == ("voided", set(), "held")


def test_nobody_but_the_mentor_and_the_coordinator_sets_notes_and_corrects(app, make, row, mentor, officer, keeper, coordinator):
    meeting = pairs.met(make, row, coordinator)
    for who in (officer, keeper, pairs.mentor(make), make.coordinator("KZ"), make.outside_focal_point()):
        by = make.viewer(who)
        with pytest.raises(NotAllowed):
            pairs.met(make, row, who)
        with pytest.raises(NotAllowed):
            actions.note_meeting(meeting.key, MISSED, present=[], note="", by=by, at=make.now)
        with pytest.raises(NotAllowed):
            actions.correct_meeting(meeting.key, MISSED, present=[], why="x", by=by, at=make.now)


def test_what_cannot_be_is_said(app, make, row, mentor, officer):
    by = make.viewer(mentor)
    coming, past = pairs.met(make, row, mentor, ago=timedelta(hours=-3)), pairs.met(make, row, mentor)
    with pytest.raises(BadInput, match="not begun yet"):
        actions.note_meeting(coming.key, HELD, present=[officer.id], note="", by=by, at=make.now)
    with pytest.raises(BadInput, match="Tick who was there"):
        actions.note_meeting(past.key, HELD, present=[], note="", by=by, at=make.now)
    for ago in (timedelta(days=3), timedelta(days=-500)):
        with pytest.raises(BadInput, match="day access opened"):
            pairs.met(make, row, mentor, ago=ago)
    ending.end(row.key, why="Done", by=by, at=make.now)
    with pytest.raises(Conflict, match="while the engagement runs"):
        pairs.met(make, row, mentor)


def test_somebody_elses_people_ticked_by_hand_are_said_and_nothing_is_noted(app, db, make, row, mentor, officer):
    meeting = pairs.met(make, row, mentor)
    for other in (make.outsider(), make.trainee(agency="UZ-NCDC"), mentor):
        with pytest.raises(Conflict, match="Somebody whom you ticked is not with you"):
            actions.note_meeting(meeting.key, HELD, present=[other.id, officer.id], note="", by=make.viewer(mentor), at=make.now)
        assert meeting.outcome is None and set(queries.presents(meeting.id)) == set()


def test_who_was_there_and_serves_elsewhere_since_is_noted_all_the_same(app, db, make, row, mentor, officer):
    meeting = pairs.met(make, row, mentor)
    people.transfer(officer, make.node("UZ-ALAT").id, make.today, by=None, at=make.now)
    meeting.starts_at -= timedelta(days=1)
    actions.note_meeting(meeting.key, HELD, present=[officer.id], note="", by=make.viewer(mentor), at=make.now)
    assert set(queries.presents(meeting.id)) == {officer.id}


def test_the_officers_are_told_and_read_it_in_their_own_time(client, sign_in, db, make, row, mentor, officer, colleague):
    sign_in(client, mentor)
    sent = {
        "day": f"{pairs.office_time(make):%d.%m.%Y}",
        "clock": "11.00",
        "zone": "Europe/Brussels",
        "minutes": "45",
        "about": "Bring your search plan",
    }
    assert client.post(f"/engagements/{row.key}/meetings/new", data=sent).headers["Location"] == f"/engagements/{row.key}"
    meeting = db.session.scalars(select(MentoringMeeting), execution_options=pairs.SYSTEM).one()
    told = select(Notice.person_id).where(Notice.kind == "meeting_set")
    assert set(db.session.scalars(told, execution_options=pairs.SYSTEM)) == {officer.id, colleague.id}

    sign_in(client, officer)
    there = local(meeting.starts_at, "Asia/Tashkent")
    for address in ("/mentor", f"/engagements/{row.key}", f"/meetings/{meeting.key}"):
        assert f"{there:%H:%M}" in client.get(address).text, address
    page = text(client.get(f"/meetings/{meeting.key}"))
    assert "Tashkent time (UTC+5)" in page and "UTC" in page and "Bring your search plan" in page and "Note it" not in page
    assert client.post(f"/meetings/{meeting.key}", data={"outcome": "missed"}).status_code == 403


def test_a_wall_time_that_does_not_exist_or_comes_twice_is_asked_again_and_kept(client, sign_in, db, make, coordinator, mentor, keeper):
    row = pairs.opened(make, coordinator, "UZ-CHUKURSAY", mentor, keeper, ends_on=make.today + timedelta(days=365))
    sign_in(client, mentor)
    year = make.today.year + 1
    spring = max(day for day in (make.today.replace(year=year, month=3, day=n) for n in range(25, 32)) if day.weekday() == 6)
    at = f"/engagements/{row.key}/meetings/new"
    sent = {"day": f"{spring:%d.%m.%Y}", "clock": "02:30", "zone": "Europe/Brussels", "minutes": "45", "about": "kept words"}
    page = client.post(at, data=sent)
    assert "02:30 does not exist in Brussels" in text(page) and "kept words" in page.text
    assert "There is no such zone" in text(client.post(at, data={**sent, "zone": "Mars/Olympus"}))
    autumn = max(day for day in (make.today.replace(month=10, day=n) for n in range(25, 32)) if day.weekday() == 6)
    autumn = (
        autumn
        if autumn > make.today
        else max(d for d in (make.today.replace(year=year, month=10, day=n) for n in range(25, 32)) if d.weekday() == 6)
    )
    twice = {**sent, "day": f"{autumn:%d.%m.%Y}"}
    assert "comes twice" in text(client.post(at, data=twice))
    asks = client.post(at, data={**twice, "fold": "1"})
    assert "not within office hours there" in text(asks), "a Sunday"
    assert client.post(at, data={**twice, "fold": "1", "warned": pairs.warned_in(asks)}).status_code == 302
    meeting = db.session.scalars(select(MentoringMeeting), execution_options=pairs.SYSTEM).one()
    assert (meeting.fold, f"{meeting.starts_at:%H:%M}") == (1, "01:30")


def test_the_form_sent_twice_sets_one_meeting(client, sign_in, db, make, row, mentor):
    sign_in(client, mentor)
    at = f"/engagements/{row.key}/meetings/new"
    key = re.search(r'name="key"[^>]* value="([^"]+)"', client.get(at).text).group(1)
    sent = {"key": key, "day": f"{pairs.office_time(make):%d.%m.%Y}", "clock": "10:00", "zone": "UTC", "minutes": "45"}
    assert client.post(at, data=sent).status_code == 302
    assert "This meeting was set already; the form was sent twice." in text(client.post(at, data=sent), 409)


def test_the_mentor_notes_it_on_its_page_and_mends_it_there(client, sign_in, db, make, row, mentor, officer, colleague, enrolment):
    meeting = pairs.met(make, row, mentor)
    sign_in(client, mentor)
    at = f"/meetings/{meeting.key}"
    wall = {"day": f"{meeting.wall_day:%d.%m.%Y}", "clock": meeting.wall_time, "zone": "UTC", "minutes": "50"}
    assert "Choose what became of it." in text(client.post(at, data=wall))
    page = client.post(at, data={**wall, "outcome": "held", "note": "kept words"})
    assert "Tick who was there" in text(page) and "kept words" in page.text
    assert client.post(at, data={**wall, "outcome": "held", "present": [officer.id], "note": "Two plans"}).status_code == 302
    assert meeting.minutes == 50 and f"Gulbahor Y. {officer.ref}" in text(client.get(at))
    assert "noted already" in text(client.post(at, data={**wall, "outcome": "missed"}), 409)
    assert "what was wrong" in text(client.post(f"{at}/correct", data={"outcome": "held", "present": [colleague.id], "why": ""}))
    assert client.post(f"{at}/correct", data={"outcome": "missed", "why": "Another week"}).status_code == 302
    page = text(client.get(at))
    assert "was: Held" in page and "“Another week”" in page and facts(db, officer) == ["held", "voided"]


def test_the_step_in_the_course_says_when_and_with_whom_or_what_comes_next(
    client, sign_in, make, coordinator, officer, mentor, keeper, enrolment
):
    sign_in(client, officer)
    page = text(client.get("/courses/meetings/first/meeting"))
    assert "No mentor yet" in page and "Say what your post is like." in page and "then your agency agrees" in page
    row = pairs.opened(make, coordinator, officer, mentor, keeper)
    page = text(client.get("/courses/meetings/first/meeting"))
    assert "Lieven M." in page and "No meeting is set yet." in page
    meeting = pairs.met(make, row, mentor, ago=timedelta(hours=-30))
    page = text(client.get("/courses/meetings/first/meeting"))
    assert f"{local(meeting.starts_at, 'Asia/Tashkent'):%H:%M}" in page and "Tashkent time (UTC+5)" in page
    assert client.get("/courses/meetings/nothing/meeting").status_code == 404
    assert client.get("/courses/nowhere/first/meeting").status_code in (302, 404)


def test_a_meeting_that_was_held_is_said_on_the_step(client, sign_in, make, row, mentor, officer, course, enrolment):
    meeting, step = pairs.met(make, row, mentor), course.outline.activities[0].id
    actions.note_meeting(meeting.key, HELD, present=[officer.id], note="", by=make.viewer(mentor), at=make.now, step=step)
    sign_in(client, officer)
    assert "This step is done." in text(client.get("/courses/meetings/first/meeting"))
    assert "This step is done." not in text(client.get("/courses/meetings/last/meeting"))


def test_after_the_end_and_for_everybody_else_no_meeting_is_there(client, sign_in, make, row, mentor, officer, coordinator):
    meeting = pairs.met(make, row, mentor)
    strangers = [make.outsider(), make.trainee(agency="UZ-NCDC"), pairs.mentor(make), make.outside_focal_point(), make.coordinator("KZ")]
    ending.end(row.key, why="Done", by=make.viewer(coordinator), at=make.now)
    for who in (*strangers, mentor):
        sign_in(client, who)
        for address in (f"/meetings/{meeting.key}", f"/engagements/{row.key}"):
            assert client.get(address).status_code == 404, (who.call_name, address)
        assert client.post(f"/meetings/{meeting.key}", data={"outcome": "missed"}).status_code == 404
