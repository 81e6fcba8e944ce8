"""What every page of the room begins with: who asks, what is asked, as of when, and how things are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, current_app, request, url_for

from lms.insight import queries
from lms.insight.forms import NO_UNIT, Asked, Choices, choices, read
from lms.insight.queries import Behind, Counted, Courses, Listed, Member
from lms.insight.rules import Question, Tally, Which
from lms.lib.text import pick
from lms.lib.time import now
from lms.pages import language
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader
from lms.people.models import PersonIdentity, Role
from lms.people.queries import NodeName
from lms.progress import queries as progress
from lms.progress.rules import Programme

bp = Blueprint("insight", __name__)
WHO = (Role.FOCAL_POINT, Role.COORDINATOR)


@dataclass(frozen=True)
class Answering:
    """A question on its way to an answer. `zone` is where the programme's days begin."""

    viewer: Viewer
    at: datetime
    zone: str
    lang: str
    nodes: dict[int, NodeName]
    courses: Courses
    among: Choices
    asked: Asked

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.asked.question

    def tally(self) -> Tally:
        """The figures."""
        return queries.tally(self.viewer, self.question, self.at, self.zone, self.courses)

    def behind(self, which: Which) -> Behind:
        """How many stand behind one of them."""
        return queries.behind(self.viewer, self.question, which, self.at, self.zone)

    def listed(self, which: Which, offset: int = 0, limit: int | None = None) -> list[Listed]:
        """Those whom this viewer may see, by unit and name."""
        return queries.listed(self.viewer, self.question, which, self.at, self.zone, self.units(), offset, limit)

    def members_counted(self, finished: bool | None) -> Counted:
        """How many are in the track that is asked for."""
        return queries.members_counted(self.viewer, self.question, self.zone, finished)

    def members(self, finished: bool | None, offset: int = 0, limit: int | None = None) -> list[Member]:
        """Those of them whom this viewer may see, by unit and name."""
        return queries.members(self.viewer, self.question, self.at, self.zone, self.units(), finished, offset, limit)

    def units(self) -> list[int]:
        """The order of units, by country and name in the reader's language."""
        return [unit.id for unit in self.among.units.values()]

    def programmes(self, rows: Iterable[Listed | Member]) -> dict[int, Programme]:
        """{person: how far they are in the track that is asked for}; nothing where none is."""
        if self.question.track_id is None:
            return {}
        return progress.pillars(self.viewer, sorted({row.person_id for row in rows}), self.at, track_id=self.question.track_id)

    def names(self, rows: Iterable[Listed | Member]) -> dict[int, PersonIdentity]:
        """Full names, for a focal point; that they were read is written down."""
        return people.identities(self.viewer, sorted({row.person_id for row in rows}), request.endpoint or "", self.at)

    def href(self, endpoint: str, **changes: str | None) -> str:
        """The address of the same question elsewhere. None takes something out of it."""
        words = {**self.asked.address, **changes}
        query = urlencode({name: value for name, value in words.items() if value is not None})
        return url_for(endpoint) + (f"?{query}" if query else "")

    def node(self, node_id: int | None) -> str:
        """How an agency or unit is called as of now; empty for none."""
        return self.nodes[node_id].name if node_id in self.nodes else ""

    def course(self, course_id: int) -> str:
        """How a course is called."""
        return pick(self.courses.heads[course_id].title, self.lang)

    def module(self, course_id: int, slug: str) -> str:
        """How a module is called."""
        return pick(self.courses.heads[course_id].modules[slug], self.lang) or slug

    def track(self, track_id: int) -> str:
        """How a track is called."""
        return pick(self.courses.tracks[track_id].title, self.lang)

    def unit_code(self, unit_id: int | None) -> str:
        """What stands for a unit in an address."""
        return self.nodes[unit_id].code if unit_id in self.nodes else NO_UNIT


def answering() -> Answering:
    """Read the address."""
    viewer, at, lang = reader(), now(), language()
    nodes, courses = people.nodes(at, lang), queries.courses()
    among = choices(viewer, nodes, queries.units_served(viewer), courses)
    return Answering(viewer, at, current_app.config["HOME_ZONE"], lang, nodes, courses, among, read(request.args, among))
