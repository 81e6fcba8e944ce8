"""The demo's story, told once: what everybody finds in it, and that every number in it follows from what people did."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import HOME_ZONE
from lms.demo import story
from lms.demo.abroad import BRUSSELS
from lms.demo.cards import CARDS, Card, person_of
from lms.demo.timetable import TODAY, YESTERDAY
from lms.ext import db
from lms.lib.time import now, today
from lms.mentoring.models import Engagement, MentorProfile, Post, Review, Submission, Thread, Turn
from lms.mentoring.queries import mentor_of
from lms.mentoring.rules.threads import promise
from lms.notices.models import Notice
from lms.people.models import Person, PersonIdentity, RoleGrant, Secret
from lms.people.queries import acting
from lms.progress.models import Enrolment, Evidence
from lms.theory.models import Joined, Seat, TheorySession, Waiting
from lms.theory.queries import entries, own_or_404
from lms.theory.rules.clock import is_joinable
from lms.theory.rules.register import tally

SYSTEM = {"as_system": "this test"}


def card(slug: str) -> Card:
    return next(each for each in CARDS if each.slug == slug)


def count(*where, of=Person) -> int:
    return db.session.execute(select(func.count()).select_from(of).where(*where), execution_options=SYSTEM).scalar_one()


@pytest.mark.timeout(240)
def test_reminders_that_are_due_when_the_curtain_rises_have_been_sent_once(told):
    with told.app_context():
        soon = select(TheorySession.id).where(TheorySession.starts_at.between(story.CURTAIN, story.CURTAIN + timedelta(hours=1)))
        seated = count(Seat.session_id.in_(soon), of=Seat)
        assert count(Notice.kind == "session_soon", of=Notice) == seated > 0
        assert story.catch_up() == 0


@pytest.mark.timeout(240)
def test_120_invented_officers_serve_in_fifteen_units_and_nobody_has_a_password(told):
    with told.app_context():
        officers = count(RoleGrant.role == "trainee", of=RoleGrant)
        units = db.session.execute(select(func.count(func.distinct(Person.unit_id))), execution_options=SYSTEM).scalar_one()
        women = count(Person.sex == "w")

        assert (officers, units) == (120, 15)
        assert 0.15 <= women / officers <= 0.25
        assert count(of=Secret) == 0
        assert count(of=PersonIdentity) > 50


@pytest.mark.timeout(240)
def test_the_clock_stands_at_the_morning_of_26_june_2020_and_nothing_lies_in_its_future(told):
    moments = (
        Enrolment.last_at,
        Evidence.happened_at,
        Notice.made_at,
        Post.at,
        Seat.at,
        Joined.at,
        Engagement.opened_at,
        Submission.saved_at,
    )
    with told.app_context():
        assert abs(now() - story.CURTAIN) < timedelta(minutes=10)
        for moment in moments:
            assert count(moment > story.CURTAIN, of=moment.class_) == 0, moment
            assert count(moment.is_not(None), of=moment.class_) > 0, moment


@pytest.mark.timeout(240)
def test_every_state_is_there_and_every_number_follows_from_the_facts(told):
    with told.app_context():
        states = dict(db.session.execute(select(Enrolment.status, func.count()).group_by(Enrolment.status), execution_options=SYSTEM).all())
        assert all(states.get(state, 0) > 5 for state in ("not_started", "in_progress", "completed"))
        assert count(Enrolment.withdrawn_at.is_not(None), of=Enrolment) == len(story.WITHDRAWN)
        db.session.remove()
    said = told.test_cli_runner().invoke(args=["progress", "rebuild"]).output
    assert said.endswith(" 0 differences\n")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.slug)
def test_each_card_lands_on_a_page_with_something_to_do_and_every_page_of_its_menu_shows_content(told, card):
    client = told.test_client()
    home = client.post(f"/demo/{card.slug}", follow_redirects=True)
    page = home.get_data(as_text=True)
    menu = re.findall(r'<nav class="sections".*?</nav>', page, re.S)[0]
    addresses = re.findall(r'href="([^"]+)"', menu)

    assert home.status_code == 200 and 'href="/demo"' in page
    assert addresses
    for address in [*addresses, "/profile"]:
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        assert 'class="empty"' not in answer.get_data(as_text=True), address


def page(told, card: str, address: str = "/") -> str:
    """A page as the person of a card reads it."""
    client = told.test_client()
    client.post(f"/demo/{card}")
    return client.get(address, follow_redirects=True).get_data(as_text=True)


@pytest.mark.timeout(240)
def test_the_officer_at_altynkol_stopped_in_the_middle_of_the_last_lesson_and_had_one_answer_wrong(told):
    assert "Continue" in page(told, "altynkol") and "45%" in page(told, "altynkol")
    assert "80%" in page(told, "altynkol", "/courses/container-marking")  # four of five questions


@pytest.mark.timeout(240)
def test_the_new_officer_at_chukursay_has_a_mentor_and_has_begun_nothing(told):
    with told.app_context():
        person = person_of(card("chukursay"))
        assert mentor_of([person.id], today(now(), HOME_ZONE))[person.id].call_name == BRUSSELS
        assert count(Enrolment.person_id == person.id, Enrolment.status != "not_started", of=Enrolment) == 0
    assert "/courses/programme-welcome/three-pillars" in page(told, "chukursay")


@pytest.mark.timeout(240)
def test_three_plans_wait_for_the_mentor_in_brussels_the_oldest_over_the_promise_and_of_somebody_who_lacks_only_that(told):
    with told.app_context():
        mentor = person_of(card("mentor"))
        now_theirs = Turn.until.is_(None), Turn.side == "mentor", Thread.mentor_id == mentor.id
        waits = select(Thread, Turn.since).join(Turn, Turn.thread_id == Thread.id).where(*now_theirs).order_by(Turn.since)
        rows = db.session.execute(waits, execution_options=SYSTEM).all()
        late = [promise(row.since, story.CURTAIN, days=3, zone=mentor.tz).is_late for row in rows]
        assert [row.Thread.kind for row in rows] == ["submission"] * 3 and late == [True, False, False]
        assert count(Enrolment.id == rows[0].Thread.enrolment_id, Enrolment.percent == 66, of=Enrolment) == 1


@pytest.mark.timeout(240)
def test_yesterdays_register_waits_for_the_trainer_with_five_people_without_a_mark(told):
    with told.app_context():
        trainer = acting(person_of(card("trainer")).id, story.CURTAIN.date())
        yesterday = own_or_404(trainer, YESTERDAY.key)
        marks = tally(entry.mark for entry in entries(trainer, yesterday))
        assert (marks.total, marks.without) == (38, 5)
        assert all(marks.of[outcome] for outcome in ("partly", "excused", "technical"))
        assert is_joinable(TODAY.starts_at, TODAY.wall.minutes, story.CURTAIN)
    assert "1 register waits to be confirmed." in page(told, "trainer")


@pytest.mark.timeout(240)
def test_of_nine_sessions_three_were_held_one_broke_off_one_is_cancelled_one_was_moved_and_is_full(told):
    with told.app_context():
        table = TheorySession
        held = count(table.confirmed_at.is_not(None), table.broke_off_at.is_(None), of=table)
        fallen = count(table.broke_off_at.is_not(None), of=table), count(table.cancelled_at.is_not(None), of=table)
        full = count(table.sequence == 1, table.taken == table.capacity, table.cancelled_at.is_(None), of=table)
        assert (count(of=table), held, fallen, full) == (9, 3, (1, 1), 1)
        assert count(of=Waiting) == 4


@pytest.mark.timeout(240)
def test_engagements_and_plans_stand_in_every_state(told):
    with told.app_context():
        rows = db.session.scalars(select(Engagement), execution_options=SYSTEM).all()
        assert {row.state for row in rows} == {"offered", "accepted", "open", "declined", "ended"}
        assert count(of=MentorProfile) == 6
        kinds = dict(db.session.execute(select(Review.outcome, func.count()).group_by(Review.outcome), execution_options=SYSTEM).all())
        assert kinds["meets"] >= 6 and kinds["revise"] >= 6
        drafts = Submission.handed_in_at.is_(None)
        assert count(drafts, Submission.iteration == 1, of=Submission) >= 4
        assert count(~drafts, Submission.iteration == 2, of=Submission) >= 3
        assert count(Thread.mentor_id.is_(None), Thread.closed_at.is_(None), of=Thread) >= 3


@pytest.mark.timeout(240)
def test_a_word_of_the_focal_point_is_awaited_and_a_request_waits_for_an_answer(told):
    home = page(told, "focal-point")
    assert "1 pair waits for your agency’s word." in home and "1 request of a coordinator waits for an answer." in home
    assert "Rauf H." in page(told, "focal-point", "/mentors")
    assert "Welcome to the programme" in page(told, "focal-point", "/requests")


def test_a_page_that_is_no_card_is_not_there(told):
    assert told.test_client().post("/demo/nobody").status_code == 404
