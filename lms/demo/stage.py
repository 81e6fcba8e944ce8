"""The verbs of the demo's story. Each acts as somebody, through the same actions as the pages do."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from lms.assessment import actions as assessment
from lms.assessment import queries as attempts
from lms.assessment.rules import Sent, shown
from lms.catalogue import queries as catalogue
from lms.catalogue.rules.marking import right_answer
from lms.catalogue.rules.outline import ActivityOutline
from lms.catalogue.rules.questions import Asked, Given, present
from lms.demo.abroad import Guest
from lms.demo.cast import AGENCIES, Officer
from lms.ext import db
from lms.learning import actions as learning
from lms.learning import queries as lessons
from lms.learning.rules import Opening
from lms.lib.text import COMPLETE, Words
from lms.lib.time import end_of_day
from lms.mentoring.actions import profile as mentoring
from lms.mentoring.actions.profile import Said
from lms.notices import actions as notices
from lms.people import actions as people
from lms.people import queries
from lms.people.access import Viewer
from lms.people.models import OrgNode, Person, Role
from lms.progress import actions as progress
from lms.progress import queries as enrolments

NEW = "NEW"  # in place of a unit: the newcomer, who is in no list of one
ROLES_END, GUESTS_END = date(2024, 12, 31), date(2021, 12, 31)


@dataclass(frozen=True)
class Work:
    """One step of one officer in a course, and how carefully it is done."""

    number: int
    course: str
    step: ActivityOutline
    care: float


class Stage:
    """Who is there, and what they can be made to do."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people: dict[int, Person] = {}
        self.guests: dict[str, Person] = {}
        self.offices: dict[str, Viewer] = {}
        self.posts: dict[str, list[int]] = {}
        self.lines: dict[str, int] = {}  # lines of the work plans, by number
        self.engagements: dict[tuple[str, int | None], UUID] = {}  # of a unit, or of the officer at a place in its list
        self.learner = self.newcomer = -1
        self._viewers: dict[int, Viewer] = {}
        self._nodes = {node.code: node for node in db.session.scalars(select(OrgNode))}
        self._courses = {course.slug: course for course in catalogue.courses()}

    def steps(self, course: str) -> tuple[ActivityOutline, ...]:
        """What there is to do in a course, in order."""
        return self._courses[course].outline.activities

    def describe(self, call_name: str, said: Said, at: datetime) -> None:
        """A mentor says what they offer."""
        mentoring.save_profile(said, by=self.guest(call_name, at), at=at)

    def read_notices(self, who: int | str, at: datetime) -> None:
        """An officer by number, a guest by call name or an office reads what there is."""
        viewer = self.officer(who, at) if isinstance(who, int) else self.office(who, at) if who in self.offices else self.guest(who, at)
        notices.read_all(sys.maxsize, by=viewer, at=at)

    def course(self, slug: str) -> catalogue.CourseRow:
        """A course in its newest release."""
        return self._courses[slug]

    def named(self, code: str, at: datetime) -> Words:
        """How a place is called then, in each language."""
        return {lang: queries.nodes(at, lang)[self._nodes[code].id].name for lang in COMPLETE}

    def node(self, code: str) -> OrgNode:
        """A country, an agency or a unit by its code."""
        return self._nodes[code]

    def at_post(self, unit: str, *places: int) -> list[int]:
        """The numbers of those who serve there, in the order of the list; of all of them without `places`."""
        there = self.posts[unit]
        return [there[n] for n in places] if places else there

    def officer(self, number: int, at: datetime) -> Viewer:
        """An officer as they act on that day."""
        return queries.acting(self.people[number].id, at.date())

    def guest(self, call_name: str, at: datetime) -> Viewer:
        """A trainer or mentor as they act on that day, with whom they are given to see."""
        return queries.acting(self.guests[call_name].id, at.date())

    def office(self, code: str, at: datetime) -> Viewer:
        """The coordinator (`CA`), the administrator (`ADMIN`) or a focal point as they act on that day."""
        return queries.acting(self.offices[code].id, at.date())

    def open_offices(self, at: datetime) -> None:
        """The administrator, the coordinator in Tashkent and a focal point in each agency."""
        self._office("ADMIN", "CA", Role.ADMIN, "Administrator", at)
        self._office("CA", "CA", Role.COORDINATOR, "Coordinator, Tashkent", at)
        for code in AGENCIES:
            self._office(code, code, Role.FOCAL_POINT, f"Focal point {code}", at)

    def _office(self, name: str, code: str, role: Role, call_name: str, at: datetime) -> None:
        who = people.Description(call_name=call_name, lang="en")
        agency_id = self._nodes[code].id if role is Role.FOCAL_POINT else None
        person = people.add_person(who, agency_id=agency_id, unit_id=None, by=None, at=at, is_trainee=False)
        people.grant_role(person, role, self._nodes[code], to_day=ROLES_END, reason="demo", by=None, at=at)
        self.offices[name] = queries.acting(person.id, at.date())

    def invite(self, guest: Guest, at: datetime) -> None:
        """The administrator adds somebody abroad and gives them their role in the region until a day."""
        admin, who = self.office("ADMIN", at), people.Description(call_name=guest.call_name, lang="en")
        person = people.add_person(who, agency_id=None, unit_id=None, by=admin, at=at, tz=guest.tz, is_trainee=False)
        people.grant_role(person, guest.role, self._nodes["CA"], to_day=GUESTS_END, reason="Training of 2020", by=admin, at=at)
        self.guests[guest.call_name] = person

    def add(self, number: int, officer: Officer, at: datetime) -> None:
        """The focal point adds an officer, with the full name where the country keeps names here."""
        keeps = queries.policy(officer.unit[:2])[1] == "here"
        who = people.Description(
            call_name=officer.call_name, lang=officer.lang, sex=officer.sex, name=officer.full_name if keeps else "",
        )  # fmt: skip
        unit, agency = self._nodes[officer.unit], self._nodes[officer.agency]
        self.people[number] = people.add_person(who, agency_id=agency.id, unit_id=unit.id, by=self.offices[officer.agency], at=at)
        self._viewers[number] = queries.acting(self.people[number].id, at.date())

    def enrol(self, numbers: Sequence[int], course: str, agency: str, due: date, at: datetime, *, line: str = "") -> None:
        """The focal point enrols people of a unit, or the coordinator does for a line of the work plan."""
        due_at = end_of_day(due, self.people[numbers[0]].tz)
        progress.enrol(
            [self.people[n] for n in numbers], self._courses[course].course_id, by=self.office("CA" if line else agency, at), at=at,
            due_at=due_at, via="unit", plan_line_id=self.lines[line] if line else None,
        )  # fmt: skip

    def enrol_in_track(self, numbers: Sequence[int], track: str, office: str, due: date, at: datetime, *, via: str = "unit") -> None:
        """A focal point or the coordinator enrols people in all courses of a track."""
        found = next(each for each in catalogue.tracks() if each.slug == track)
        progress.enrol_in_track([self.people[n] for n in numbers], found.id, by=self.office(office, at), at=at, due_on=due, via=via)

    def withdraw(self, number: int, course: str, reason: str, at: datetime) -> None:
        """The coordinator ends an enrolment."""
        coordinator, person = self.offices["CA"], self.people[number]
        found = enrolments.latest_by_person(coordinator, self._courses[course].course_id, [person.id])
        progress.withdraw(found[person.id], by=coordinator, at=at, reason=reason)

    def do(self, work: Work, at: datetime) -> None:
        """Read a lesson, or sit a quiz until it is passed or given up."""
        if work.step.kind == "lesson":
            self.read(work, at)
            return
        for again in range(3):
            if self.sit(work, at + timedelta(hours=again * 3), care=min(1.0, work.care + again * 0.12)):
                return

    def read(self, work: Work, at: datetime) -> None:
        """Read a lesson to its end."""
        viewer = self._viewers[work.number]
        reading = self._reading(viewer, work)
        opening = Opening(viewer.id, work.step.id, at - timedelta(minutes=work.step.minutes), viewer.lang)
        learning.finish(reading, opening, by=viewer, at=at)

    def stop_in(self, work: Work, percent: int, at: datetime) -> None:
        """Leave a lesson in the middle."""
        viewer = self._viewers[work.number]
        learning.stop_at(self._reading(viewer, work), f"b{max(1, percent // 6)}", percent, lang=viewer.lang, by=viewer, at=at)

    def _reading(self, viewer: Viewer, work: Work) -> learning.Reading:
        row = lessons.reading(viewer, work.course, work.step.slug)
        assert row is not None, work
        return learning.Reading(row.enrolment_id, row.release_id, work.step, row.withdrawn_at)

    def sit(self, work: Work, at: datetime, *, care: float, wrong: int | None = None) -> bool:
        """One attempt at a quiz, each answer right with the probability `care`, or all but `wrong` of them. Whether it was passed."""
        sitting = self._begin(work, at)
        self._answer(work, sitting, at, lambda place: place >= wrong if wrong is not None else self.random.random() < care)
        marked = assessment.hand_in(sitting, by=self._viewers[work.number], at=at + timedelta(minutes=work.step.minutes))
        return bool(marked and marked.is_passed)

    def leave_quiz(self, work: Work, answered: int, at: datetime) -> None:
        """An attempt that is not handed in yet: so many of its answers are given, and right."""
        self._answer(work, self._begin(work, at), at, lambda place: True, upto=answered)

    def _begin(self, work: Work, at: datetime) -> attempts.Sitting:
        viewer = self._viewers[work.number]
        quiz = attempts.quiz(viewer, work.course, work.step.slug)
        assert quiz is not None, work
        return attempts.attempt_or_404(viewer, assessment.start(quiz, by=viewer, at=at))

    def _answer(
        self, work: Work, sitting: attempts.Sitting, at: datetime, is_right: Callable[[int], bool], upto: int | None = None
    ) -> None:
        viewer, given = self._viewers[work.number], []
        for place, each in enumerate(attempts.answers(viewer, sitting)[:upto]):
            answer = right_answer(each.asked) if is_right(place) else self._wrong(each.asked)
            given.append(Sent(each.pos, answer, "", shown(present(each.asked, sitting.seed, (), answer))))
        assessment.answer(sitting, given, by=viewer, at=at + timedelta(minutes=work.step.minutes - 1))

    def _wrong(self, asked: Asked) -> Given:
        """An answer of the kind people give: another choice, one too few, a slip of the pencil, two steps exchanged."""
        value = right_answer(asked)["value"]
        if asked.type == "single":
            return {"value": value - 1 if value else value + 1}
        if asked.type == "multiple":
            return {"value": value[1:] or [n for n in range(2) if n not in value]}
        if asked.type in ("sequence", "matching"):
            return {"value": [value[1], value[0], *value[2:]]}
        return {"value": ("3" if str(value) == "1" else "1") if asked.type == "number" else "?"}

    def learner_studies(self, part: int, at: datetime) -> None:
        """The officer of the first card: one quiz answer wrong; twelve answers of the closing quiz given, and back in the last lesson."""
        welcome, marking = self.steps("programme-welcome"), self.steps("container-marking")
        quiz = next(n for n, step in enumerate(marking) if step.kind == "quiz")

        def work(course: str, step: ActivityOutline) -> Work:
            return Work(self.learner, course, step, 1.0)

        if part == 0:
            for n, step in enumerate(welcome):
                self.do(work("programme-welcome", step), at + timedelta(minutes=8 * n))
        elif part in (1, 3):
            for n, step in enumerate(marking[:quiz] if part == 1 else marking[quiz + 1 : -2]):
                self.read(work("container-marking", step), at + timedelta(minutes=9 * n))
        elif part == 2:
            self.sit(work("container-marking", marking[quiz]), at, care=1.0, wrong=1)
        else:
            self.leave_quiz(work("container-marking", marking[-1]), 12, at - timedelta(minutes=40))
            self.stop_in(work("container-marking", marking[-2]), 45, at)
