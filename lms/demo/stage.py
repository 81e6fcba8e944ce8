"""The verbs of the demo's story. Each acts as somebody, through the same actions as the pages do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from lms.assessment import actions as assessment
from lms.assessment import queries as attempts
from lms.assessment.rules import Sent, shown
from lms.catalogue import queries as catalogue
from lms.catalogue.rules.marking import right_answer
from lms.catalogue.rules.outline import ActivityOutline
from lms.catalogue.rules.questions import Asked, Given, present
from lms.demo.cast import AGENCIES, Officer
from lms.ext import db
from lms.learning import actions as learning
from lms.learning import queries as lessons
from lms.learning.rules import Opening
from lms.lib.time import end_of_day
from lms.people import actions as people
from lms.people import queries
from lms.people.access import Viewer
from lms.people.models import OrgNode, Person, Role
from lms.progress import actions as progress
from lms.progress import queries as enrolments

ROLES_END = date(2024, 12, 31)


@dataclass(frozen=True)
class Work:
    """One step of one officer in a course, and how carefully it is done."""

    number: int
    course: str
    step: ActivityOutline
    at: datetime
    care: float


class Stage:
    """Who is there, and what they can be made to do."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people: dict[int, Person] = {}
        self.offices: dict[str, Viewer] = {}
        self.learner = self.newcomer = -1
        self._viewers: dict[int, Viewer] = {}
        self._nodes = {node.code: node for node in db.session.scalars(select(OrgNode))}
        self._courses = {course.slug: course for course in catalogue.courses()}

    def steps(self, course: str) -> tuple[ActivityOutline, ...]:
        """What there is to do in a course, in order."""
        return self._courses[course].outline.activities

    def open_offices(self, at: datetime) -> None:
        """The coordinator in Tashkent and a focal point in each agency."""
        self._office("CA", None, Role.COORDINATOR, "Coordinator, Tashkent", at)
        for code in AGENCIES:
            self._office(code, self._nodes[code].id, Role.FOCAL_POINT, f"Focal point {code}", at)

    def _office(self, code: str, agency_id: int | None, role: Role, call_name: str, at: datetime) -> None:
        who = people.Description(call_name=call_name, lang="en")
        person = people.add_person(who, agency_id=agency_id, unit_id=None, by=None, at=at, is_trainee=False)
        people.grant_role(person, role, self._nodes[code], to_day=ROLES_END, reason="demo", by=None, at=at)
        self.offices[code] = queries.acting(person.id, at.date())

    def add(self, number: int, officer: Officer, at: datetime) -> None:
        """The focal point adds an officer, with the full name where the country keeps names here."""
        keeps = queries.policy(officer.unit[:2])[1] == "here"
        who = people.Description(
            call_name=officer.call_name, lang=officer.lang, sex=officer.sex, name=officer.full_name if keeps else "",
        )  # fmt: skip
        unit, agency = self._nodes[officer.unit], self._nodes[officer.agency]
        self.people[number] = people.add_person(who, agency_id=agency.id, unit_id=unit.id, by=self.offices[officer.agency], at=at)
        self._viewers[number] = queries.acting(self.people[number].id, at.date())

    def enrol(self, numbers: Sequence[int], course: str, agency: str, at: datetime, due: date) -> None:
        """The focal point enrols people of a unit."""
        due_at = end_of_day(due, self.people[numbers[0]].tz)
        progress.enrol(
            [self.people[n] for n in numbers], self._courses[course].course_id, by=self.offices[agency], at=at, due_at=due_at, via="unit"
        )

    def withdraw(self, number: int, course: str, reason: str, at: datetime) -> None:
        """The coordinator ends an enrolment."""
        coordinator, person = self.offices["CA"], self.people[number]
        found = enrolments.latest_by_person(coordinator, self._courses[course].course_id, [person.id])
        progress.withdraw(found[person.id], by=coordinator, at=at, reason=reason)

    def do(self, work: Work) -> None:
        """Read a lesson, or sit a quiz until it is passed or given up."""
        if work.step.kind == "lesson":
            self.read(work)
            return
        for again in range(3):
            if self.sit(work, at=work.at + timedelta(hours=again * 3), care=min(1.0, work.care + again * 0.12)):
                return

    def read(self, work: Work) -> None:
        """Read a lesson to its end."""
        viewer = self._viewers[work.number]
        reading = self._reading(viewer, work)
        opening = Opening(viewer.id, work.step.id, work.at - timedelta(minutes=work.step.minutes), viewer.lang)
        learning.finish(reading, opening, by=viewer, at=work.at)

    def stop_in(self, work: Work, percent: int) -> None:
        """Leave a lesson in the middle."""
        viewer = self._viewers[work.number]
        learning.stop_at(self._reading(viewer, work), f"b{max(1, percent // 6)}", percent, lang=viewer.lang, by=viewer, at=work.at)

    def _reading(self, viewer: Viewer, work: Work) -> learning.Reading:
        row = lessons.reading(viewer, work.course, work.step.slug)
        assert row is not None, work
        return learning.Reading(row.enrolment_id, row.release_id, work.step, row.withdrawn_at)

    def sit(self, work: Work, *, at: datetime, care: float, wrong: int | None = None) -> bool:
        """One attempt at a quiz, each answer right with the probability `care`, or all but `wrong` of them. Whether it was passed."""
        viewer = self._viewers[work.number]
        quiz = attempts.quiz(viewer, work.course, work.step.slug)
        assert quiz is not None, work
        sitting = attempts.attempt_or_404(viewer, assessment.start(quiz, by=viewer, at=at))
        given = []
        for place, each in enumerate(attempts.answers(viewer, sitting)):
            is_right = place >= wrong if wrong is not None else self.random.random() < care
            answer = right_answer(each.asked) if is_right else self._wrong(each.asked)
            given.append(Sent(each.pos, answer, "", shown(present(each.asked, sitting.seed, (), answer))))
        assessment.answer(sitting, given, by=viewer, at=at + timedelta(minutes=work.step.minutes - 1))
        marked = assessment.hand_in(sitting, by=viewer, at=at + timedelta(minutes=work.step.minutes))
        return bool(marked and marked.is_passed)

    def _wrong(self, asked: Asked) -> Given:
        """An answer of the kind people give: another choice, one too few, a slip of the pencil, two steps exchanged."""
        value = right_answer(asked)["value"]
        if asked.type == "single":
            return {"value": value - 1 if value else value + 1}
        if asked.type == "multiple":
            return {"value": value[1:] or [n for n in range(2) if n not in value]}
        if asked.type in ("sequence", "matching"):
            return {"value": [value[1], value[0], *value[2:]]}
        return {"value": "8" if asked.type == "number" else "?"}

    def learner_studies(self, part: int, at: datetime) -> None:
        """The officer of the first card: both courses until the middle of a lesson, one quiz answer wrong."""
        welcome, marking = self.steps("programme-welcome"), self.steps("container-marking")
        quiz = next(n for n, step in enumerate(marking) if step.kind == "quiz")

        def work(course: str, step: ActivityOutline, minutes: int = 0) -> Work:
            return Work(self.learner, course, step, at + timedelta(minutes=minutes), 1.0)

        if part == 0:
            for n, step in enumerate(welcome):
                self.do(work("programme-welcome", step, 8 * n))
        elif part == 1:
            for n, step in enumerate(marking[:quiz]):
                self.read(work("container-marking", step, 9 * n))
        elif part == 2:
            self.sit(work("container-marking", marking[quiz]), at=at, care=1.0, wrong=1)
        else:
            self.stop_in(work("container-marking", marking[quiz + 1]), 45)
