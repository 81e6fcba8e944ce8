"""A small programme in which every state occurs, at Chukursay; and an outsider in Kazakhstan who is enrolled as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from lms.insight import queries
from lms.insight.rules import Question, Tally
from lms.people.models import Person
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from tests.make import MadeCourse, Make

ZONE = "Asia/Tashkent"


@dataclass
class Programme:
    """Who there is. Each officer is named after the state of their enrolment."""

    make: Make
    course: MadeCourse
    done: Person
    half: Person
    late: Person
    gone: Person
    outsider: Person
    focal_point: Person
    coordinator: Person

    def enrol(self, person: Person, *, at: datetime, due_at: datetime | None = None) -> Enrolment:
        """Enrolled at another time than now."""
        by = self.make.viewer(self.coordinator)
        return progress.enrol([person], self.course.id, by=by, at=at, due_at=due_at)[0].enrolment

    def tally(self, viewer: Person, **question: Any) -> Tally:
        """The figures as this person sees them."""
        return queries.tally(self.make.viewer(viewer), Question(**question), self.make.now, ZONE, queries.courses())


@pytest.fixture
def programme(make: Make) -> Programme:
    """Four at Chukursay: completed, in progress, overdue and withdrawn; one abroad, in progress."""
    return make.scene(five_officers)


def five_officers(make: Make) -> Programme:
    """Each made in the state they are named after."""
    names = {name: make.trainee(call_name=f"Officer {name}") for name in ("done", "half", "late", "gone")}
    made = Programme(make, make.course(), **names, outsider=make.outsider(), focal_point=make.focal_point(), coordinator=make.coordinator())
    make.completed(made.done, made.course, by=made.coordinator)
    for person in (made.half, made.outsider):
        enrolment = make.enrolled(person, made.course, by=made.coordinator)
        make.did(enrolment, person, made.course, "seals")
        make.did(enrolment, person, made.course, "numbers")
    made.enrol(made.late, at=make.now - timedelta(days=40), due_at=make.now - timedelta(days=10))
    leaving = make.enrolled(made.gone, made.course, by=made.coordinator)
    progress.withdraw(leaving, by=make.viewer(made.coordinator), at=make.now, reason="moved to another post")
    return made
