"""A mentor's desk, the coordinator's list of what waits, and the way of conversations when mentors change."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.lib.text import pick
from lms.mentoring import jobs
from lms.mentoring.actions import ending, posts
from lms.mentoring.actions import threads as actions
from lms.mentoring.models import Thread, Turn
from lms.mentoring.queries import work as steps
from lms.notices.models import Notice
from lms.people.models import ScopeGrant
from lms.progress import actions as progress
from tests.mentoring import pairs
from tests.mentoring.works import SYSTEM, TEXT, abroad, work  # noqa: F401


def age(db, **span) -> None:
    """The turns that are on began so much earlier."""
    began = db.session.scalars(select(Turn.since).where(Turn.until.is_(None)), execution_options=SYSTEM).first()
    older = update(Turn).where(Turn.until.is_(None)).values(since=began - timedelta(**span))
    db.session.execute(older, execution_options=SYSTEM)
    db.session.commit()


def test_a_mentor_sees_what_waits_the_oldest_first_and_how_far_everybody_is(work, make, db):  # noqa: F811
    mentor, _ = work.paired()
    work.ask("Why the seal?")
    age(db, days=20)
    work.hand_in()
    page = work.browser(mentor).get("/desk").text
    assert "2 wait for you, 1 of them past the promise" in page and "working days over" in page
    assert page.index("Why the seal?") < page.index(">Search plan</a>")
    assert 'aria-label="Planning in progress"' in page and "0%" in page and work.officer.ref in page
    work.say(mentor, "Because.", thread=work.rows(Thread)[0])
    page = work.browser(mentor).get("/desk").text
    assert "1 waits for you, none past the promise" in page and "With the officer" in page


def test_who_is_in_no_track_is_said_to_be_with_the_number_that_their_home_says_and_who_was_withdrawn_from_all_has_none(work, make):  # noqa: F811
    mentor, _ = work.paired()
    progress.withdraw_all(work.officer, by=make.viewer(work.keeper), at=make.now, reason="on other duties")
    assert "withdrawn" in pairs.text(work.browser(mentor).get("/desk")).split(work.officer.ref)[1]
    make.enrolled(work.officer, work.course, by=work.keeper)
    reading = make.course("reading")
    make.completed(work.officer, reading, by=work.keeper)
    page = pairs.text(work.browser(mentor).get("/desk"))
    assert "50%, in no track" in page
    progress.withdraw_all(work.officer, by=make.viewer(work.keeper), at=make.now, reason="on other duties")
    page = pairs.text(work.browser(mentor).get("/desk"))
    assert "100%, in no track" in page and "100%" in pairs.text(work.browser(work.officer).get("/"))


def test_every_unit_has_its_courses_in_the_order_of_the_track_and_then_by_title(work, make):  # noqa: F811
    alone, reading, first = make.trainee("UZ-ALAT"), make.course("reading"), make.course("a-first")
    mentor, _ = work.paired(whom="UZ-CHUKURSAY")
    work.paired(mentor, whom="UZ-ALAT")
    track = make.track(reading, work.course, slug="other-way")
    progress.enrol_in_track([work.officer], track.id, by=make.viewer(work.keeper), at=make.now)
    for course in (first, work.course, reading):
        make.enrolled(alone, course, by=work.keeper)
    page = work.browser(mentor).get("/desk").text
    heads = [re.findall(r'<th scope="col">([^<]+)</th>', part) for part in page.split("<thead>")[1:]]
    named = [[title for title in each if title in {pick(c.outline.title, "en") for c in (work.course, reading, first)}] for each in heads]
    assert sorted(map(len, named)) == [2, 3] and named[0][:2] == named[1][:2] and named[0][1] == "Plans"
    assert 'class="hold"' in page


def test_an_empty_desk_says_what_will_be_there(work):  # noqa: F811
    page = work.browser(work.mentor()).get("/desk").text
    assert "Nothing waits for you" in page and "Nobody is assigned to you yet" in page


def test_a_mentor_of_another_country_finds_nothing_of_the_officers(work, make):  # noqa: F811
    work.paired()
    work.hand_in()
    foreign = work.browser(abroad(make))
    page = foreign.get("/desk").text
    assert "Outsider" in page and not any(said in page for said in ("Gulbahor", work.officer.ref, TEXT, "Search plan"))
    assert [foreign.get(path).status_code for path in (f"/conversations/{work.thread().key}", f"/people/{work.officer.ref}")] == [404, 404]
    assert [foreign.get(path).status_code for path in ("/waiting", "/mentor", "/courses/plans/plan/assignment")] == [403, 403, 403]


def test_ending_an_engagement_moves_what_waits_to_the_unit_mentor_or_to_the_list(work, make, db):  # noqa: F811
    unit, of_unit = work.paired(work.mentor(call_name="Unit M."), "UZ-CHUKURSAY")
    own, engagement = work.paired(work.mentor(call_name="Own M."))
    work.hand_in()
    ending.end(engagement.key, why="over", by=make.viewer(work.coordinator), at=make.now)
    assert work.thread().mentor_id == unit.id and work.turns() == [("mentor", False), ("mentor", True)]
    assert work.browser(own).get("/desk").text.count(work.officer.ref) == 0
    ending.end(of_unit.key, why="over", by=make.viewer(work.coordinator), at=make.now)
    assert work.thread().mentor_id is None and work.officer.ref in work.browser(work.coordinator).get("/waiting").text
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == work.officer.id).order_by(Notice.id), execution_options=SYSTEM)
    assert [kind for kind in kinds if kind.startswith("thread")] == ["thread_with", "thread_waits"]


def test_a_new_mentor_has_the_whole_promise_and_the_earlier_turn_stays_on_record(work, make, db):  # noqa: F811
    _, engagement = work.paired()
    work.hand_in()
    age(db, days=20)
    ending.end(engagement.key, why="over", by=make.viewer(work.coordinator), at=make.now)
    second, _ = work.paired(work.mentor(call_name="Second M."))
    assert "1 waits for you, none past the promise" in work.browser(second).get("/desk").text
    assert [side for side, _is_now in work.turns()] == ["mentor", "mentor", "mentor"]


def test_the_list_says_since_when_the_officer_waits_whoever_had_it_meanwhile(work, make, db):  # noqa: F811
    work.hand_in()
    age(db, days=9)
    since = re.compile(r"since \w+day [^<]+")
    before = since.findall(work.browser(work.coordinator).get("/waiting").text)
    _, engagement = work.paired()
    ending.end(engagement.key, why="over", by=make.viewer(work.coordinator), at=make.now)
    assert since.findall(work.browser(work.coordinator).get("/waiting").text) == before and len(before) == 1

    work.paired(work.mentor(call_name="Late M."))
    for turn in work.rows(Turn):
        turn.since, turn.until = (at and at - timedelta(days=7) for at in (turn.since, turn.until))
    db.session.flush()
    assert "the officer waits since" in work.browser(work.coordinator).get("/waiting?list=over").text


def test_rerouting_twice_changes_nothing_the_second_time(work, make):  # noqa: F811
    work.hand_in()
    work.paired()
    assert actions.reroute([work.officer.id], at=make.now) == 0


def test_somebody_who_moves_to_another_unit_waits_for_a_mentor_and_the_old_one_reads_nothing(work, make, db):  # noqa: F811
    unit, _ = work.paired(work.mentor(call_name="Unit M."), "UZ-CHUKURSAY")
    work.hand_in()
    work.officer.unit_id = None
    db.session.commit()
    assert work.browser(unit).get(f"/conversations/{work.thread().key}").status_code == 404
    assert work.officer.ref in work.browser(work.coordinator).get("/waiting").text
    assert jobs.follow_moves(make.now) == 1 and work.thread().mentor_id is None and jobs.follow_moves(make.now) == 0


@pytest.fixture
def late(work, db):  # noqa: F811
    """Something that a mentor has not answered for three weeks; another mentor is engaged with the same agency."""
    mentor, _ = work.paired()
    work.hand_in()
    age(db, days=21)
    other, engagement = work.paired(work.mentor(call_name="Other M."), "UZ-CHUKURSAY")
    return mentor, other, engagement


def test_a_coordinator_sees_what_is_over_the_promise_and_gives_it_to_another_mentor(work, late, db):  # noqa: F811
    mentor, other, _ = late
    page = work.browser(work.coordinator).get("/waiting?list=over").text
    assert "working days over" in page and work.officer.ref in page and "with Lieven M." in page and TEXT not in page
    assert "Other M." in page and "follows this officer" in page
    answer = work.browser(work.coordinator).post(
        f"/waiting/{work.thread().key}", data={"mentor": other.ref, "list": "over", "with": mentor.ref}
    )
    assert answer.status_code == 302 and work.thread().mentor_id == other.id
    assert work.browser(other).get(f"/conversations/{work.thread().key}").status_code == 200
    assert work.browser(mentor).get(f"/conversations/{work.thread().key}").status_code == 404
    kinds = set(db.session.scalars(select(Notice.kind).where(Notice.kind.startswith("thread")), execution_options=SYSTEM))
    assert kinds == {"thread_came", "thread_with", "thread_taken"}


def test_who_gives_it_from_an_older_page_is_told_with_whom_it_lies_and_takes_it_from_nobody(work, late, make):  # noqa: F811
    mentor, other, _ = late
    third, _engagement = work.paired(work.mentor(call_name="Third M."), make.trainee())
    path = f"/waiting/{work.thread().key}"
    assert f'name="with" value="{mentor.ref}"' in work.browser(work.coordinator).get("/waiting?list=over").text
    given = [work.browser(work.coordinator).post(path, data={"mentor": one.ref, "with": mentor.ref}) for one in (other, third)]

    assert [answer.status_code for answer in given] == [302, 409] and work.thread().mentor_id == other.id
    assert "This conversation lies with Other M. meanwhile." in given[1].text


def test_sight_given_with_a_conversation_ends_with_it_and_with_the_engagement(work, make, db):  # noqa: F811
    colleague = make.trainee(call_name="Somebody else")
    other, engagement = work.paired(work.mentor(call_name="Other M."), colleague)
    work.hand_in()
    work.browser(work.coordinator).post(f"/waiting/{work.thread().key}", data={"mentor": other.ref})
    grants = select(ScopeGrant.id).where(ScopeGrant.source == work.thread().key, ScopeGrant.ended_at.is_(None))
    assert len(db.session.scalars(grants, execution_options=SYSTEM).all()) == 1
    assert work.browser(other).get(f"/people/{work.officer.ref}").status_code == 200

    ending.end(engagement.key, why="over", by=make.viewer(work.coordinator), at=make.now)
    assert db.session.scalars(grants, execution_options=SYSTEM).all() == [] and work.thread().mentor_id is None
    assert work.browser(other).get(f"/people/{work.officer.ref}").status_code == 404


def test_an_outcome_ends_the_sight_that_was_given_for_it(work, make, db):  # noqa: F811
    other, _ = work.paired(work.mentor(call_name="Other M."), make.trainee())
    work.hand_in()
    work.browser(work.coordinator).post(f"/waiting/{work.thread().key}", data={"mentor": other.ref})
    work.say(other, "", outcome="meets")
    assert work.browser(other).get(f"/people/{work.officer.ref}").status_code == 404


def test_only_a_coordinator_of_the_country_gives_it_and_only_to_whom_the_agency_has_agreed(work, make, late):  # noqa: F811
    mentor, other, _ = late
    foreign, path = abroad(make), f"/waiting/{work.thread().key}"
    assert work.browser(work.coordinator).post(path, data={"mentor": foreign.ref}).status_code == 400
    assert work.browser(work.coordinator).post(path, data={"mentor": mentor.ref}).status_code == 409
    assert work.browser(make.coordinator("KZ")).post(path, data={"mentor": other.ref}).status_code == 404
    assert work.browser(work.keeper).post(path, data={"mentor": other.ref}).status_code == 403
    page = work.browser(make.coordinator("KZ")).get("/waiting?list=over").text
    assert work.officer.ref not in page and work.thread().mentor_id == mentor.id


def test_the_officer_reads_who_the_mentor_is_and_whose_turn_it_is(work):  # noqa: F811
    assert "You have no mentor yet." in work.browser(work.officer).get("/mentor").text
    mentor, _ = work.paired()
    work.hand_in()
    page = work.browser(work.officer).get("/mentor").text
    assert "Lieven M., Brussels" in page and "Search plan" in page and "promised by" in page and "1 open" in page
    work.say(mentor, "Look again.", outcome="revise")
    assert "Your turn" in work.browser(work.officer).get("/mentor").text


@pytest.mark.architecture
def test_many_conversations_are_paged_and_cost_no_more_statements(work, make, caplog):  # noqa: F811
    mentor, _ = work.paired()
    step = steps.step(make.viewer(work.officer), "plans", "read")
    for n in range(35):
        posts.ask(step, f"Question {n}?", key=posts.uuid5(posts.rules.NAMESPACE, str(n)), by=make.viewer(work.officer), at=make.now)
    caplog.set_level(logging.INFO, logger="lms.request")
    logging.getLogger("lms").propagate = True
    first, second = (work.browser(mentor).get(f"/desk?page={n}").text for n in (1, 2))
    assert first.count("Question ") == 30 and second.count("Question ") == 5 and "1 to 30 of 35" in first
    assert max(record.line["queries"] for record in caplog.records if hasattr(record, "line")) <= 10


def test_the_list_of_what_waits_says_why_no_other_mentor_is_offered_and_where_to_pair_one(work):  # noqa: F811
    work.paired()
    work.hand_in()
    age(work.db, days=20)
    work.mentor(call_name="Not Agreed")
    page = work.browser(work.coordinator).get("/waiting?list=over").text
    assert "to whom the officer’s agency has agreed, and no others" in page and "Not Agreed" not in page
    assert 'href="/pairing"' in page and f'href="/pairing/person/{work.officer.ref}"' in page


def test_a_mentor_of_no_country_of_the_programme_reads_which_days_are_counted(work, make):  # noqa: F811
    said = "Working days are Monday to Friday on your clock, Brussels"
    assert said in work.browser(work.mentor()).get("/desk").text
    assert "Working days are" not in work.browser(make.mentor()).get("/desk").text
