"""Home shows an officer the three pillars as one: what is done in each, what comes next, and one card over all of them."""

from datetime import timedelta

import pytest
from flask import current_app

from lms.progress import actions, queries
from lms.theory.models import TheorySession
from tests.courses import sessions
from tests.mentoring.works import FILES, Work
from tests.theory.conftest import Stage


class Story(Work):
    """An officer in a track of a course to read, three live sessions, and a mentorship of a lesson and a plan."""

    def in_track(self, **more):
        """Enrolled in the track."""
        keeper = self.make.viewer(self.keeper)
        [done] = actions.enrol_in_track([self.officer], self.track.id, by=keeper, at=self.make.now, **more)
        self.rows_of = {each.enrolment.course_id: each.enrolment for each in done.courses}
        return done

    def did(self, course, *slugs):
        for slug in slugs or [activity.slug for activity in course.outline.activities]:
            self.make.did(self.rows_of[course.id], self.officer, course, slug)

    def home(self):
        return self.browser(self.officer).get("/")


@pytest.fixture
def story(app, make):
    return make.scene(officer_before_a_track)


def officer_before_a_track(make):
    reading, theory = make.course("reading"), make.course("theory", files=sessions("theory"))
    plans = make.course("plans", files={name: text.encode() for name, text in FILES.items()})
    found = Story(
        current_app._get_current_object(),
        make.db,
        make,
        plans,
        make.trainee(call_name="Aigerim S."),
        make.coordinator(),
        make.focal_point(),
    )
    found.reading, found.theory, found.plans = reading, theory, plans
    found.track = make.track(reading, theory, plans)
    return found


@pytest.fixture
def stage(make):
    return Stage(make, make.trainer(call_name="Trainer 2"))


@pytest.fixture
def words(read, story):
    """What the officer's home says; only the card with `card=True`."""

    def said(card=False):
        page = read(story.browser(story.officer), "/")
        return page.split("Your programme")[0] if card else page

    return said


def test_the_three_pillars_stand_beside_each_other_with_what_is_done(story, words):
    story.in_track(due_on=story.make.today + timedelta(days=30))
    story.did(story.reading)
    story.did(story.theory, "documents")
    page = words()

    assert "Your programme Basic track · 44% done · due" in page
    for said in ("eLearning 1 of 1 course", "Theory 1 of 3 sessions", "Mentorship 0 of 2 steps"):
        assert said in page, said
    assert "Documents Attended" in page and "Tampering A date is still to be chosen" in page and "Search plan To write" in page


def test_the_card_goes_on_where_something_can_be_done_and_passes_by_what_waits(story, words):
    story.in_track()
    assert "Begin · Seals in short" in words(card=True)
    story.did(story.reading)
    assert "Begin · Plans, module 1 of 1 What a plan is" in words(card=True)
    story.did(story.plans, "read")
    assert "Search plan An assignment that your mentor reads" in words(card=True) and "Write it" in words(card=True)
    story.hand_in()
    card = words(card=True)

    assert "See the sessions" in card and "Search plan" not in card
    assert "Handed in, waits for a mentor" in words() and "No mentor yet" in words()


def test_what_the_mentor_sends_back_comes_up_again(story, words):
    story.in_track()
    story.did(story.reading)
    story.did(story.plans, "read")
    mentor, _row = story.paired()
    thread = story.hand_in()
    page = words()
    assert "Lieven M., Brussels" in page and "Your mentor’s turn" in page and "An answer is promised by" in page
    assert f'href="/conversations/{thread.key}"' in story.home().text
    assert story.say(mentor, "Once more, please.", outcome="revise").status_code == 302
    card = words(card=True)

    assert "Your mentor has answered and asks for a new version" in card and "Read and go on" in card and "Your turn" in words()


def test_a_session_stands_at_home_before_the_first_course_does(story, stage, words):
    stage.booked(story.officer, stage.session())
    page = words()

    assert "No course yet" in page and "Next theory session in" in page and "one is yours" in page


def test_the_next_session_stands_at_the_place_of_the_reader_and_is_registered_for(story, stage, words):
    story.in_track()
    story.did(story.reading)
    story.did(story.plans, "read")
    story.hand_in()
    activity = story.theory.outline.find("tampering")
    made = stage.session(activity_id=activity.id)
    assert "Look and register" in words(card=True) and "3 seats are free." in words(card=True)
    assert "Next theory session in" in words() and "Tashkent time (UTC+5)" in words() and "registration is open" in words()
    stage.booked(story.officer, made)
    page = words()

    assert "Registered," in page and "1 of 3 seats taken, one is yours" in page and "Calendar file" in page
    assert "register" not in words(card=True)


def test_who_sat_in_a_session_whose_register_is_not_confirmed_is_not_sent_to_choose_another(story, stage, make, words):
    story.in_track()
    for course in (story.reading, story.plans):
        story.did(course)
    step = story.theory.outline.find("tampering")
    story.did(story.theory, *[one.slug for one in story.theory.outline.activities if one is not step])
    over = stage.session(activity_id=step.id, starts_at=stage.when(days=-1), at=make.now - timedelta(days=9))
    stage.booked(story.officer, over, at=make.now - timedelta(days=8))
    page = words()

    assert "Tampering Held " in page and "the register is not confirmed yet" in page and "A date is still to be chosen" not in page
    assert "Nothing waits for you now." in words(card=True)
    stage.session(activity_id=step.id)
    assert "Nothing waits for you now." in words(card=True)


def test_who_waits_for_a_later_session_reads_for_which_day_and_is_not_asked_to_choose_one(story, stage, make, words):
    story.in_track()
    for course in (story.reading, story.plans):
        story.did(course)
    story.did(story.theory, *[one.slug for one in story.theory.outline.activities if one.slug not in ("documents", "tampering")])
    stage.booked(story.officer, stage.session(activity_id=story.theory.outline.find("documents").id))
    full = stage.session(activity_id=story.theory.outline.find("tampering").id, starts_at=stage.when(days=9), capacity=1)
    stage.booked(make.trainee(), full)
    stage.booked(story.officer, full, wait=True)
    page = words()

    assert "Tampering Waiting list, " in page and "A date is still to be chosen" not in page
    assert f'href="/sessions/{full.key}">Waiting list' in story.home().text
    assert "Nothing waits for you now." in words(card=True)


def test_with_dates_to_choose_from_nobody_reads_that_none_are_set(story, stage, make, words):
    story.in_track()
    for course in (story.reading, story.plans):
        story.did(course)
    documents, tampering = (story.theory.outline.find(slug).id for slug in ("documents", "tampering"))
    stage.booked(story.officer, stage.session(activity_id=documents))
    story.did(story.theory, *[one.slug for one in story.theory.outline.activities if one.slug not in ("documents", "tampering")])
    assert "Its dates stand there as soon as" in words(card=True), "none is set"
    full = stage.session(activity_id=tampering, starts_at=stage.when(days=5), capacity=1)
    stage.booked(make.trainee(), full)
    assert "Its seats are taken; who waits moves up by itself." in words(card=True) and "all seats taken" in words()
    stage.session(activity_id=tampering, starts_at=stage.when(days=9))
    card = words(card=True)

    assert "3 seats are free." in card and "Look and register" in card and "as soon as" not in card
    assert "registration is open" in words() and "Documents Registered, " in words()


def test_a_session_whose_room_is_open_comes_before_everything(story, stage, words):
    story.in_track()
    made = stage.session(activity_id=story.theory.outline.find("documents").id, starts_at=stage.when(minutes=30))
    stage.booked(story.officer, made)
    assert "Go to the session" not in words(card=True)
    story.db.session.get_one(TheorySession, made.id).starts_at = stage.when(minutes=10)
    card = words(card=True)

    assert "You have a seat, and the room is open." in card and f'href="/sessions/{made.key}">Go to the session' in story.home().text


def test_where_only_others_can_go_on_the_card_says_so(story, words):
    [done] = actions.enrol_in_track(
        [story.officer], story.make.track(story.plans, slug="alone").id, by=story.make.viewer(story.keeper), at=story.make.now
    )
    story.rows_of = {each.enrolment.course_id: each.enrolment for each in done.courses}
    story.did(story.plans, "read")
    story.hand_in()

    assert "Nothing waits for you now." in words(card=True)


def test_a_course_outside_the_track_stands_apart_and_is_not_counted(story, make, words):
    story.in_track()
    other = make.course("seals-in-short")
    actions.join(make.viewer(story.officer), other.id, at=make.now)
    page = words()

    assert "Besides your programme Seals in short" in page and "eLearning 0 of 1 course" in page


def test_a_completed_programme_says_when(story, words):
    story.in_track()
    for course in (story.reading, story.theory, story.plans):
        story.did(course)
    page = words()

    assert "All your courses are completed." in page and "Basic track · completed" in page


def test_home_the_mentor_and_the_coordinator_say_the_same_number(story, make, read):
    story.in_track()
    story.did(story.reading)
    story.did(story.theory, "documents")
    mentor, _row = story.paired()
    share = queries.pillars(make.viewer(story.officer), [story.officer.id], make.now)[story.officer.id].percent
    assert share == 44
    pages = {
        "/": story.officer, "/desk": mentor, "/completion/programme?track=basic-track": story.coordinator,
        f"/people/{story.officer.ref}": story.keeper,
    }  # fmt: skip

    for address, who in pages.items():
        assert f"{share}%" in read(story.browser(who), address), address


@pytest.mark.architecture
def test_home_costs_at_most_fifteen_statements_with_all_of_it(story, stage, queries):
    story.in_track()
    story.paired()
    story.did(story.plans, "read")
    story.hand_in()
    stage.booked(story.officer, stage.session(activity_id=story.theory.outline.find("documents").id))

    assert queries(story.browser(story.officer), "/") <= 15
