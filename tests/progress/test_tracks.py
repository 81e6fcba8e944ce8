"""A track is a list of courses: who is enrolled in it is enrolled in them, once each, and completes it with the last of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.lib.time import end_of_day
from lms.lib.types import uuid7
from lms.notices.models import Notice
from lms.progress import actions
from lms.progress.models import Enrolment, Evidence, TrackEnrolment
from lms.progress.rules import Fate, Source

SYSTEM = {"as_system": "this test"}
FAR, NEAR = timedelta(days=60), timedelta(days=3)


@pytest.fixture
def story(app, db, make):
    """An officer and their focal point, three courses, and a track of the first two and the third."""

    class Story:
        officer, keeper = make.trainee(), make.focal_point()
        first, second, third = (make.course(slug) for slug in ("first", "second", "third"))
        track = make.track(first, second, third)

        def enrol(self, *people, track=None, by=None, due_on=None):
            by = make.viewer(by or self.keeper)
            return actions.enrol_in_track(people or [self.officer], (track or self.track).id, by=by, at=make.now, due_on=due_on)

        def complete(self, *courses, at=None):
            rows = {row.course_id: row for row in rows_of(db, self.officer)}
            for course in courses:
                for activity in course.outline.activities:
                    make.did(rows[course.id], self.officer, course, activity.slug, at=at)

        def withdraw(self, reason="on other duties", by=None):
            row = tracks_of(db, self.officer)[-1]
            return actions.withdraw_from_track(row, self.officer, by=make.viewer(by or self.keeper), at=make.now, reason=reason)

    return Story()


def rows_of(db, person):
    return db.session.scalars(
        select(Enrolment).where(Enrolment.person_id == person.id).order_by(Enrolment.id), execution_options=SYSTEM
    ).all()


def tracks_of(db, person):
    found = select(TrackEnrolment).where(TrackEnrolment.person_id == person.id).order_by(TrackEnrolment.id)
    return db.session.scalars(found, execution_options=SYSTEM).all()


def test_enrolling_in_a_track_enrols_in_its_courses_with_one_date(story, db, make):
    due = make.today + FAR
    [done] = story.enrol(due_on=due)

    assert done.fate is Fate.NEW and [each.fate for each in done.courses] == [Fate.NEW] * 3
    rows = rows_of(db, story.officer)
    assert {row.course_id for row in rows} == {story.first.id, story.second.id, story.third.id}
    assert {row.via for row in rows} == {"track"} and {row.due_at for row in rows} == {end_of_day(due, "Asia/Tashkent")}
    assert done.enrolment.due_at == rows[0].due_at and done.enrolment.completed_at is None


def test_a_course_held_already_is_one_row_with_the_earlier_of_the_two_dates(story, db, make):
    soon = make.enrolled(story.officer, story.first, by=story.keeper, due_at=make.now + NEAR)
    late = make.enrolled(story.officer, story.second, by=story.keeper, due_at=make.now + 2 * FAR)
    kept = soon.due_at
    [done] = story.enrol(due_on=make.today + FAR)

    assert [each.fate for each in done.courses] == [Fate.HAS_IT, Fate.HAS_IT, Fate.NEW]
    assert len(rows_of(db, story.officer)) == 3
    assert soon.due_at == kept and late.due_at == done.enrolment.due_at and {soon.via, late.via} == {"person"}


def test_what_was_earned_before_counts_with_its_own_date(story, db, make):
    before = make.now - timedelta(days=30)
    for course in (story.first, story.second, story.third):
        make.enrolled(story.officer, course, by=story.keeper)
    story.complete(story.first, story.second, at=before - NEAR)
    story.complete(story.third, at=before)
    [done] = story.enrol()

    assert {each.fate for each in done.courses} == {Fate.DONE} and done.enrolment.completed_at == before


def test_a_track_is_completed_with_its_last_course_and_open_again_when_that_was_a_mistake(story, db, make):
    story.enrol()
    story.complete(story.first, story.third)
    [track] = tracks_of(db, story.officer)
    assert track.completed_at is None
    story.complete(story.second)
    last = next(row for row in rows_of(db, story.officer) if row.course_id == story.second.id)
    assert track.completed_at == last.completed_at is not None
    fact = db.session.scalars(select(Evidence).where(Evidence.enrolment_id == last.id), execution_options=SYSTEM).first()
    actions.record(
        last.id, "voided", by=make.viewer(story.keeper), at=make.now, event_id=uuid7(), source=Source.STAFF, voids_id=fact.event_id
    )

    assert track.completed_at is None


def test_who_is_in_the_track_keeps_it_as_it_is_and_who_completed_it_too(story, db, make):
    story.enrol(due_on=make.today + NEAR)
    [again] = story.enrol(due_on=make.today + FAR)
    assert again.fate is Fate.HAS_IT and again.enrolment.due_at == end_of_day(make.today + NEAR, "Asia/Tashkent")
    story.complete(story.first, story.second, story.third)

    assert story.enrol()[0].fate is Fate.DONE and len(tracks_of(db, story.officer)) == 1


def test_a_later_release_of_the_track_leaves_those_who_began_with_their_list(story, db, make):
    story.enrol()
    make.track(story.first)
    other = make.trainee()
    story.enrol(other)
    story.complete(story.first)

    assert tracks_of(db, story.officer)[0].completed_at is None
    assert [row.course_id for row in rows_of(db, other)] == [story.first.id]


def test_withdrawing_ends_what_came_with_the_track_and_leaves_the_rest(story, db, make):
    actions.join(make.viewer(story.officer), story.first.id, at=make.now)
    make.enrolled(story.officer, story.second, by=story.keeper)
    story.enrol()
    ended = story.withdraw()

    assert [row.course_id for row in ended] == [story.third.id] and ended[0].withdrawn_why == "on other duties"
    assert tracks_of(db, story.officer)[0].ended_why == "on other duties"
    assert [row.course_id for row in rows_of(db, story.officer) if row.withdrawn_at is None] == [story.first.id, story.second.id]


def test_a_course_joined_by_oneself_is_not_left_while_a_track_needs_it(story, db, make):
    joined = actions.join(make.viewer(story.officer), story.first.id, at=make.now).enrolment
    story.enrol()
    with pytest.raises(NotAllowed, match="belongs to a track"):
        actions.withdraw(joined, by=make.viewer(story.officer), at=make.now, reason="not for me")
    story.withdraw()
    actions.withdraw(joined, by=make.viewer(story.officer), at=make.now, reason="not for me")

    assert joined.withdrawn_why == "not for me"


def test_a_course_that_another_track_has_too_stays_and_what_is_completed_stays(story, db, make):
    story.enrol(track=make.track(story.second, slug="other-track"))
    story.enrol()
    story.complete(story.first)
    [_other, track] = tracks_of(db, story.officer)
    ended = actions.withdraw_from_track(track, story.officer, by=make.viewer(story.keeper), at=make.now, reason="moved")

    assert [row.course_id for row in ended] == [story.third.id]


def test_who_was_withdrawn_begins_the_track_anew_and_goes_on_in_its_courses(story, db, make):
    story.enrol()
    make.did(rows_of(db, story.officer)[0], story.officer, story.first, "seals")
    story.withdraw()
    [again] = story.enrol()

    assert again.fate is Fate.AGAIN and {each.fate for each in again.courses} == {Fate.AGAIN}
    assert len(rows_of(db, story.officer)) == 3 and rows_of(db, story.officer)[0].percent > 0
    assert [row.ended_at is None for row in tracks_of(db, story.officer)] == [False, True]


def test_a_completed_or_ended_track_is_not_withdrawn_and_a_reason_is_needed(story, db, make):
    story.enrol()
    with pytest.raises(BadInput):
        story.withdraw(reason=" ")
    story.withdraw()
    with pytest.raises(Conflict, match="withdrawn already"):
        story.withdraw()
    story.enrol()
    story.complete(story.first, story.second, story.third)
    with pytest.raises(Conflict, match="completed"):
        story.withdraw()


def test_whoever_does_not_answer_for_them_neither_enrols_nor_withdraws(story, make):
    for stranger in (make.outside_focal_point(), make.mentor(), story.officer):
        with pytest.raises(NotAllowed):
            story.enrol(by=stranger)
    story.enrol()
    with pytest.raises(NotAllowed):
        story.withdraw(by=make.outside_focal_point())


def test_a_track_that_is_not_there_or_a_day_that_has_passed_enrols_nobody(story, db, make):
    with pytest.raises(BadInput):
        story.enrol(due_on=date(2020, 1, 1))
    with pytest.raises(NotThere):
        actions.enrol_in_track([story.officer], 999, by=make.viewer(story.keeper), at=make.now)

    assert rows_of(db, story.officer) == []


def test_who_leaves_the_service_leaves_the_track(story, db, make):
    story.enrol()
    actions.withdraw_all(story.officer, by=make.viewer(story.keeper), at=make.now, reason="retired")

    assert tracks_of(db, story.officer)[0].ended_why == "retired" and all(row.withdrawn_at for row in rows_of(db, story.officer))


def test_a_coordinator_who_enrols_tells_the_officers_and_their_focal_point_once_each(story, db, make, client, sign_in):
    other, abroad = make.trainee(), make.outside_focal_point()
    story.enrol(story.officer, other, by=make.coordinator(call_name="Malika"), due_on=make.today + FAR)
    told = {row.person_id: row for row in db.session.scalars(select(Notice), execution_options=SYSTEM)}

    assert {id_: row.kind for id_, row in told.items()} == {
        story.officer.id: "enrolled", other.id: "enrolled", story.keeper.id: "enrolled_people",
    }  # fmt: skip
    assert abroad.id not in told and told[story.keeper.id].params["people"] == 2
    assert "2 of your people were enrolled in Basic track" in sign_in(client, story.keeper).get("/notices").text
    assert told[story.officer.id].params["due"] == (make.today + FAR).isoformat() and "Malika" in told[other.id].params["by"]


def test_counting_again_finds_nothing_and_mends_what_was_changed_past_the_actions(app, story, db, make):
    story.enrol()
    story.complete(story.first, story.second, story.third)
    db.session.commit()
    said = lambda: app.test_cli_runner().invoke(args=["progress", "rebuild"]).output  # noqa: E731
    assert said() == "3 enrolments, 1 in tracks, 0 differences\n"
    db.session.execute(update(TrackEnrolment).values(completed_at=None), execution_options=SYSTEM)
    db.session.commit()

    assert said() == "3 enrolments, 1 in tracks, 1 differences\n" and said().endswith(" 0 differences\n")
