"""The figures of a question, counted in the database."""

from __future__ import annotations

from datetime import timedelta

from lms.insight.rules import Counts
from lms.lib.types import uuid7
from lms.people import actions as people
from lms.progress import actions as progress
from lms.progress.rules import Source


def test_every_enrolment_is_in_one_state_where_its_person_served(programme):
    tally = programme.tally(programme.focal_point)
    assert tally.total.counts == Counts(not_started=1, in_progress=1, completed=1, withdrawn=1, overdue=1)
    assert (tally.total.people, tally.total.late_people, tally.total.awards) == (4, 1, 1)
    assert list(tally.lines) == [("UZ", programme.done.unit_id)]


def test_a_module_counts_who_finished_it_of_those_not_withdrawn(programme):
    line = programme.tally(programme.focal_point).total
    basics, check = (programme.course.id, "basics"), (programme.course.id, "check")
    assert [(line.finished[module], line.enrolled[module]) for module in (basics, check)] == [(2, 3), (1, 3)]


def test_the_countries_together_are_the_whole(programme):
    coordinator = programme.coordinator
    whole, parts = programme.tally(coordinator), [programme.tally(coordinator, cc=cc) for cc in ("KZ", "KG", "TJ", "TM", "UZ")]
    assert sum((part.total.counts for part in parts), Counts()) == whole.total.counts
    assert sum(part.total.people for part in parts) == whole.total.people == 5
    assert {**parts[0].lines, **parts[4].lines} == dict(whole.lines)


def test_a_person_in_two_courses_is_two_enrolments_and_one_of_the_people(programme):
    second = programme.make.course("second")
    programme.make.enrolled(programme.done, second, by=programme.focal_point)
    total = programme.tally(programme.focal_point).total
    assert (total.counts.enrolled, total.people) == (5, 4)
    assert programme.tally(programme.focal_point, course_id=second.id).total.counts == Counts(not_started=1)


def test_who_moves_to_another_unit_stays_counted_where_they_enrolled(programme):
    make, unit = programme.make, programme.done.unit_id
    before = programme.tally(programme.focal_point)
    people.transfer(programme.done, make.node("UZ-ALAT").id, make.today, by=None, at=make.now)
    again = make.course("second")
    make.enrolled(programme.done, again, by=programme.focal_point)
    after = programme.tally(programme.focal_point)
    assert after.lines["UZ", unit].counts == before.lines["UZ", unit].counts
    assert after.lines["UZ", programme.done.unit_id].people == 1
    assert after.total.people == before.total.people, "one person in two units is one of the people"


def test_a_pass_moves_the_count_by_exactly_one_at_once(programme):
    before = programme.tally(programme.coordinator).total
    programme.make.did(
        programme.make.enrolled(programme.half, programme.course, by=programme.coordinator), programme.half, programme.course, "quiz"
    )
    after = programme.tally(programme.coordinator).total
    assert after.counts == before.counts + Counts(in_progress=-1, completed=1)
    assert (after.awards, after.people) == (before.awards + 1, before.people)


def test_an_award_that_is_taken_back_is_no_award_and_the_course_is_open_again(programme):
    make = programme.make
    enrolment = make.enrolled(programme.done, programme.course, by=programme.focal_point)
    staff = make.viewer(programme.focal_point)
    progress.record(enrolment.id, "revoked", by=staff, at=make.now, event_id=uuid7(), source=Source.STAFF)
    total = programme.tally(programme.focal_point).total
    assert (total.awards, total.counts.completed, total.counts.in_progress) == (0, 0, 2)


def test_the_period_is_of_enrolment_and_awards_are_those_earned_in_it(programme):
    today = programme.make.today
    for since, until, enrolled, awards in ((None, -30, 1, 0), (-30, None, 3, 1), (-41, -39, 1, 0), (-20, -10, 0, 0)):
        days = {name: today + timedelta(days=n) for name, n in (("since", since), ("until", until)) if n is not None}
        total = programme.tally(programme.focal_point, **days).total
        assert (total.counts.enrolled, total.awards) == (enrolled, awards), days


def test_who_enrolled_before_the_period_and_earned_in_it_shows_as_an_award_alone(programme):
    make, early = programme.make, programme.make.trainee()
    enrolment = programme.enrol(early, at=make.now - timedelta(days=60))
    for activity in programme.course.outline.activities:
        make.did(enrolment, early, programme.course, activity.slug)
    total = programme.tally(programme.focal_point, since=make.today - timedelta(days=3)).total
    assert (total.counts.enrolled, total.counts.completed, total.awards) == (3, 1, 2)


def test_someone_of_an_agency_without_a_unit_has_a_line_of_their_own(programme):
    alone = programme.make.trainee(unit=None)
    programme.make.enrolled(alone, programme.course, by=programme.focal_point)
    assert programme.tally(programme.focal_point).lines["UZ", None].counts == Counts(not_started=1)
    assert programme.tally(programme.focal_point, no_unit=True).total.counts == Counts(not_started=1)


def test_roles_without_figures_count_nobody(programme):
    for role in ("trainee", "mentor", "trainer", "donor", "admin"):
        assert programme.tally(getattr(programme.make, role)()).is_empty, role


def test_a_joint_unit_shows_each_agency_its_own_people(programme):
    make = programme.make
    make.enrolled(make.trainee("UZ-CHUKURSAY", "UZ-NCDC"), programme.course, by=programme.coordinator)
    theirs = programme.tally(make.focal_point("UZ-NCDC")).total.counts
    ours = programme.tally(programme.focal_point).total.counts
    assert (theirs.enrolled, ours.enrolled, programme.tally(programme.coordinator, cc="UZ").total.counts) == (1, 4, theirs + ours)
