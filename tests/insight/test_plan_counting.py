"""What stands behind lines of plans, counted from what people did; and what stands under none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event as listen
from sqlalchemy import update

from lms.insight import queries
from lms.insight.rules.plans import standing
from lms.lib.types import uuid7
from lms.mentoring.actions import meetings
from lms.mentoring.models import Engagement
from lms.mentoring.rules.meetings import Outcome as Met
from lms.people.models import Person
from lms.programme import queries as programme
from lms.programme.models import LineHeld, LineReason, LineText, PlanLine
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from lms.theory import actions as theory
from lms.theory import queries as sessions
from lms.theory.models import TheorySession
from lms.theory.rules.register import Mark, Outcome
from tests import courses
from tests.make import HOME_ZONE, Make
from tests.mentoring import pairs
from tests.programme import planned

SYSTEM = {"as_system": "a test puts it under a line"}
SAID = {"from_day": date(2020, 1, 1), "to_day": date(2020, 1, 2)}


@dataclass
class Fulfilled:
    """A plan of Uzbekistan with a line of each kind, and what was done for each by three officers of Chukursay."""

    make: Make
    year: int
    officers: list[Person]
    coordinator: Person
    trainer: Person
    reading: PlanLine
    live: PlanLine
    mentored: PlanLine
    by_hand: PlanLine
    empty: PlanLine

    def counted(self, viewer: Person | None = None) -> dict[int, Any]:
        return queries.counted(self.make.viewer(viewer or self.coordinator), list(self.lines().values()), self.make.now)

    def lines(self) -> dict[str, Any]:
        plan = programme.plan_or_404(self.make.viewer(self.coordinator), "UZ", self.year)
        return {line.number: line for line in programme.lines([plan.newest.id])[plan.newest.id]}


def under(make: Make, model: Any, id_: int, line: PlanLine) -> None:
    """Put what was made under a line, as its own door does."""
    make.session.execute(update(model).where(model.id == id_).values(plan_line_id=line.id), execution_options=SYSTEM)


def session_held(make: Make, trainer: Person, marks: dict[int, Mark], *, ago: int = 3) -> Any:
    """A session of 90 minutes for Uzbekistan some days ago, its register confirmed."""
    by, at = make.viewer(trainer), make.now
    plan = theory.Plan({"en": "Seals"}, "en", None, "", 5, "https://meet.example.org/r", [make.node("UZ").id])
    session = theory.create(uuid7(), plan, theory.Wall(make.today + timedelta(days=2), "09:00", HOME_ZONE, 90), by=by, at=at)
    for officer in marks:
        viewer = make.viewer(make.session.get_one(Person, officer, execution_options=SYSTEM))
        theory.book(sessions.bookable(viewer, session.key), seen=0, by=viewer, at=at)
    session.starts_at -= timedelta(days=2 + ago)
    make.session.flush()
    theory.mark(session, marks, by=by, at=at)
    theory.confirm(session, by=by, at=at)
    return session


def fulfilled(make: Make) -> Fulfilled:
    officers, boss = [make.trainee(call_name=f"Officer {n}") for n in "ABC"], make.coordinator("UZ")
    version = planned.plan(make, "UZ", make.today.year)
    course, trainer = make.course(), make.trainer()
    kinds = ("elearning", "theory", "mentorship", "in_person", "theory")
    days = [{**SAID, "to_day": make.today - timedelta(days=1)} if kind == "mentorship" else SAID for kind in kinds]
    lines = [planned.line(make, version, kind, seats=4, events=2, minutes=90, **of) for kind, of in zip(kinds, days, strict=True)]
    story = Fulfilled(make, make.today.year, officers, boss, trainer, *lines)
    for officer in officers[:2]:
        enrolment = (make.completed if officer is officers[0] else make.enrolled)(officer, course, by=boss)
        under(make, Enrolment, enrolment.id, story.reading)
    marks = {o.id: mark for o, mark in zip(officers, (Mark("present"), Mark("partly", 72), Mark("partly", 71)), strict=True)}
    under(make, TheorySession, session_held(make, trainer, marks).id, story.live)
    under(make, TheorySession, session_held(make, trainer, {officers[0].id: Mark("present")}, ago=2).id, story.live)
    mentor = pairs.mentor(make)
    engagement = pairs.opened(make, boss, officers[0], mentor, make.focal_point())
    engagement.plan_line_id = story.mentored.id
    for _time in range(2):
        met = pairs.met(make, engagement, mentor)
        meetings.note_meeting(met.key, Met.HELD, present=[officers[0].id], note="", by=make.viewer(mentor), at=make.now)
        met.wall_day = make.today - timedelta(days=2)
    make.session.add(LineHeld(line_id=story.by_hand.id, people=3, note="list of 2 January", at=make.now, **SAID))
    make.session.add_all(LineReason(line_id=story.by_hand.id, text=text, at=make.now) for text in ("rain", "no travel"))
    make.session.flush()
    return story


@pytest.fixture
def story(make: Make) -> Fulfilled:
    return make.scene(fulfilled)


def test_each_kind_of_line_is_counted_from_what_people_did(story):
    found = story.counted()
    reading, live, mentored = (found[line.id] for line in (story.reading, story.live, story.mentored))

    assert (reading.enrolled, reading.completed, reading.overdue, reading.of["elearning"].people) == (2, 1, 0, 1)
    assert (live.sessions, live.held, live.over, live.booked, live.attended) == (2, 2, 2, 4, 3)
    assert (live.of["theory"].people, live.of["theory"].minutes) == (2, 90 + 72 + 90)
    assert (mentored.engagements, mentored.met, mentored.mentored, mentored.of["mentorship"].minutes) == (1, 2, 1, 90)
    assert (found[story.by_hand.id].by_hand.people, found[story.by_hand.id].reason) == (3, "no travel")
    assert found[story.empty.id].is_empty


def test_an_offer_that_no_mentor_has_answered_staffs_no_line(story):
    story.make.session.execute(update(Engagement).values(opened_at=None, accepted_at=None), execution_options=SYSTEM)

    assert story.counted()[story.mentored.id].engagements == 0


def test_a_line_stands_by_what_was_counted_for_it(story):
    found, lines = story.counted(), story.lines()
    stands = {n: standing(line, found[line.id], story.make.today, story.year) for n, line in lines.items()}

    assert [(one.state, one.due, one.delivered) for one in stands.values()] == [
        ("late", 4, 1), ("held", 4, 3), ("held", 4, 1), ("held", 4, 3), ("late", 4, 0),
    ]  # fmt: skip


def test_a_corrected_mark_counts_once_as_it_stands_now(story):
    make, [first, second] = story.make, story.officers[:2]
    [session] = [e for e in story.counted()[story.live.id].events if e.taken == 3]
    register = sessions.register_or_404(make.viewer(story.trainer), session.key)
    for person, mark in ((first, Mark(Outcome.ABSENT)), (second, Mark(Outcome.PRESENT))):
        theory.correct(register, person, mark, "the list says so", seen=1, by=make.viewer(story.trainer), at=make.now)

    assert story.counted()[story.live.id].attended == 2
    assert story.counted()[story.live.id].of["theory"].people == 2


def test_what_is_withdrawn_cancelled_or_declined_is_not_counted(story):
    make, by = story.make, story.make.viewer(story.coordinator)
    going = make.enrolled(story.officers[2], make.course("other"), by=story.coordinator)
    under(make, Enrolment, going.id, story.reading)
    assert story.counted()[story.reading.id].enrolled == 3
    progress.withdraw(going, by=by, at=make.now, reason="moved")
    held = make.session.scalars(update(TheorySession).where(TheorySession.plan_line_id == story.live.id).values(
        cancelled_at=make.now, cancelled_why="no power").returning(TheorySession.id), execution_options=SYSTEM).all()  # fmt: skip

    assert story.counted()[story.reading.id].enrolled == 2
    live = story.counted()[story.live.id]
    assert (len(held), live.sessions, live.cancelled, live.over, live.attended) == (2, 0, 2, 0, 0)


def test_unique_people_are_counted_once_over_all_lines(story):
    lines = list(story.lines().values())

    assert queries.reached(story.make.viewer(story.coordinator), lines) == {story.reading.plan_id: 2, None: 2}


def test_the_people_behind_a_line_are_as_many_as_its_number_and_those_elsewhere_are_a_number(story):
    make, lines, at = story.make, story.lines(), story.make.now
    customs, others = make.viewer(make.focal_point()), make.viewer(make.focal_point("UZ-NCDC"))
    live = next(line for line in lines.values() if line.id == story.live.id)

    assert queries.behind_line(customs, live, at) == queries.Shown(2, 2)
    assert [(one.call_name, one.number, one.minutes) for one in queries.listed_behind(customs, live, at)] == [
        ("Officer A", 2, 180), ("Officer B", 1, 72),
    ]  # fmt: skip
    assert (queries.behind_line(others, live, at).hidden, queries.listed_behind(others, live, at)) == (2, [])


def test_who_has_not_finished_is_listed_apart(story):
    viewer, at = story.make.viewer(story.coordinator), story.make.now
    reading = next(line for line in story.lines().values() if line.id == story.reading.id)

    assert [one.call_name for one in queries.listed_behind(viewer, reading, at)] == ["Officer A"]
    assert [one.call_name for one in queries.listed_behind(viewer, reading, at, waiting=True)] == ["Officer B"]


@pytest.mark.parametrize(
    ("days", "people"), [((-3, -2), 1), ((-2, 0), 1), ((-1, 5), 0), ((-9, -3), 0), (None, 1)]
)  # fmt: skip
def test_of_mentorship_a_meeting_counts_from_the_lines_first_day_to_its_last_and_any_where_it_has_none(story, days, people):
    make, viewer = story.make, story.make.viewer(story.coordinator)
    first, last = [make.today + timedelta(days=n) for n in days] if days else (None, None)
    text = update(LineText).where(LineText.line_id == story.mentored.id)
    make.session.execute(text.values(from_day=first, to_day=last))
    line = story.lines()[story.mentored.number]
    found = story.counted()[line.id]

    assert (found.mentored, found.met) == (people, 2 * people) and found.engagements == 1
    assert queries.behind_line(viewer, line, make.now).people == people
    assert queries.reached(viewer, [line]).get(None, 0) == people


def test_what_has_no_line_is_unplanned_in_its_country_alone(story):
    make, viewer = story.make, story.make.viewer(story.coordinator)
    assert queries.unplanned(viewer, ["UZ"], story.year, HOME_ZONE) == []
    loose = session_held(make, story.trainer, {story.officers[0].id: Mark("present")}, ago=1)
    make.enrolled(story.officers[2], make.course("other"), by=story.coordinator)
    years = (story.year, story.year - 1)  # yesterday may have been in the last one
    found = {one.kind: one for year in years for one in queries.unplanned(viewer, ["UZ"], year, HOME_ZONE)}

    assert set(found) == {"theory", "elearning"}
    assert (found["theory"].key, found["theory"].ccs, found["theory"].number) == (loose.key, ("UZ",), 1)
    assert (found["elearning"].number, found["elearning"].of) == (0, 1)
    assert queries.unplanned(viewer, ["KZ"], story.year, HOME_ZONE) == []


def test_who_is_enrolled_in_theory_or_mentorship_is_missing_in_no_line_for_it_is_counted_by_what_is_held(story):
    make, viewer = story.make, story.make.viewer(story.coordinator)
    for slug, files in (("loose-theory", courses.sessions), ("loose-mentorship", courses.mentorship)):
        make.enrolled(story.officers[2], make.course(slug, files=files(slug)), by=story.coordinator)

    assert [one for year in (story.year, story.year - 1) for one in queries.unplanned(viewer, ["UZ"], year, HOME_ZONE)] == []


@pytest.mark.architecture
def test_many_lines_are_counted_in_as_few_statements_as_one(story, db):
    viewer, said = story.make.viewer(story.coordinator), list[str]()
    listen.listen(db.engine, "before_cursor_execute", lambda c, cursor, statement, *more: said.append(statement))

    one = story.lines()["UZ-01"]
    said.clear()
    assert len(queries.counted(viewer, [replace(one, id=n) for n in range(1, 2000)], story.make.now)) == 1999
    assert len(said) == 3
