"""What the coordinator of the demo asked focal points about the people behind a number, and what was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from lms.demo import times
from lms.demo.stage import Stage
from lms.demo.times import Event
from lms.insight import actions, queries
from lms.insight.rules import OVERDUE, Question, Which
from lms.people.published.facts import HOME_ZONE

NAMESPACE = UUID("8f1d2f0a-6a63-5b34-9a0c-6f5b1c7e4d33")  # ours, for the keys of the demo's requests


@dataclass(frozen=True)
class Request:
    """The overdue of an agency in a course: what is asked about them, when, and what was answered when."""

    agency: str
    course: str
    asked: str
    text: str
    answered: tuple[str, str] | None = None

    @property
    def key(self) -> UUID:
        """The key of the form it was sent with."""
        return uuid5(NAMESPACE, f"{self.agency} {self.course}")


REQUESTS = (
    Request(
        "KG-SCS", "container-marking", "06-16 11:00", "These were due on the twelfth. What keeps them?",
        ("06-18 10:20", "Three were on leave; all have two hours on Friday."),
    ),
    Request(
        "UZ-SCC", "programme-welcome", "06-25 16:20",
        "The shortest course, overdue since April, most of them at the airport. Do they still serve there, and can they have an hour?",
    ),
)  # fmt: skip


class Asking:
    """The verbs of coordinator and focal points."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def ask(self, request: Request, at: datetime) -> None:
        """The coordinator asks about everybody behind the number, as it stands then."""
        by, agency, course = self._stage.office("CA", at), self._stage.node(request.agency), self._stage.course(request.course)
        question = Question(cc=agency.cc, agency_id=agency.id, course_id=course.course_id)
        rows = queries.listed(by, question, Which(OVERDUE), at, HOME_ZONE, [])
        address = {"agency": request.agency, "course": request.course, "state": OVERDUE}
        about = {"address": address, "state": OVERDUE, "titles": [dict(course.outline.title)], "course_id": course.course_id}
        actions.ask({agency.id: [row.person_id for row in rows]}, request.text, about, key=request.key, by=by, at=at)

    def answer(self, request: Request, text: str, at: datetime) -> None:
        """The focal point says what was done."""
        agency = self._stage.node(request.agency)
        key, by = uuid5(request.key, str(agency.id)), self._stage.office(request.agency, at)
        actions.answer(key, text, self._stage.named(request.agency, at), by=by, at=at)


def events(stage: Stage) -> Iterator[Event]:
    """All that was asked and answered, in any order."""
    verbs = Asking(stage)
    for request in REQUESTS:
        yield times.moment(request.asked), partial(verbs.ask, request)
        if request.answered:
            yield times.moment(request.answered[0]), partial(verbs.answer, request, request.answered[1])
