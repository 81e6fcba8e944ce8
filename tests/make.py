"""People to act in tests, by role. Three are remembered: one who may, one who may less, and the outsider who may nothing.

They stand where the published rows put them: in Uzbekistan, at the joint unit of Chukursay, and the outsider in Kazakhstan.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from flask import current_app
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from lms import HOME_ZONE
from lms.catalogue import actions as publishing
from lms.catalogue import queries as catalogue
from lms.catalogue.models import Track, TrackItem, TrackRelease
from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.outline import Outline
from lms.catalogue.rules.reading import read_course
from lms.catalogue.rules.source import CourseSource
from lms.lib.time import today
from lms.lib.types import uuid7
from lms.people import actions, queries
from lms.people.access import Viewer
from lms.people.models import OrgNode, Person, Role, RoleGrant, Secret
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from lms.progress.rules import Source
from tests.copies import Copies
from tests.courses import small
from tests.scenes import Scenes

HOME_UNIT, HOME_AGENCY = "UZ-CHUKURSAY", "UZ-SCC"
ABROAD_UNIT, ABROAD_AGENCY = "KZ-ALTYNKOL", "KZ-SRC"
REGION = "CA"
T = TypeVar("T")
PASSWORD = "a long enough word"
# What finishes an activity of each kind: the fact, who brings it, what it says besides.
DONE: dict[str, tuple[str, Source, dict[str, Any]]] = {
    "lesson": ("read", Source.BROWSER, {}),
    "quiz": ("passed", Source.SERVER, {"percent": 100}),
    "session": ("attended", Source.STAFF, {}),
    "meeting": ("held", Source.STAFF, {}),
    "assignment": ("reviewed", Source.STAFF, {"outcome": "meets"}),
}
AGES, YEARS = timedelta(days=200), timedelta(days=3 * 365)


@cache
def _hash_of(password: str) -> str:
    """Even a cheap hash is made once a run only."""
    return actions.hash_of(password)


@cache
def _written(slug: str, files: tuple[tuple[str, bytes], ...]) -> CourseSource:
    """The same files are read once a run: half of what publishing them costs."""
    course, problems = read_course(Folder(slug, dict(files)))
    assert course is not None, problems
    return course


def day_of(at: datetime) -> date:
    """The day of a moment where most of them serve."""
    return today(at, HOME_ZONE)


@dataclass(frozen=True)
class MadeCourse:
    """A published course: its id and its outline, with the ids of all activities."""

    id: int
    outline: Outline


class Make:
    """Makes people and what they do, through the actions that a page would call. A request through `client` finds them."""

    def __init__(self, db: SQLAlchemy, scenes: Scenes | None = None, copies: Copies | None = None) -> None:
        self.db, self.session, self.scenes, self.copies = db, db.session, scenes, copies or Copies()
        self.nodes: dict[str, OrgNode] = {}
        self.count = itertools.count(1)
        self.since = (self.now - AGES).replace(
            minute=0, second=0, microsecond=0
        )  # when everybody began to serve: one moment for many tests

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def today(self) -> date:
        """The day where most of them serve, which from 19:00 UTC is the next one."""
        return day_of(self.now)

    @property
    def first_day(self) -> date:
        return day_of(self.since)

    def node(self, code: str) -> OrgNode:
        """A published region, country, agency or unit by its code. It is looked for once a test."""
        node = self.nodes.get(code)
        if node is None or node not in self.session:
            node = self.nodes[code] = self.session.scalars(select(OrgNode).where(OrgNode.code == code)).one()
        return node

    def scene(self, build: Callable[[Make], T]) -> T:
        """What `build(make)` returns, on the rows it makes: built once, then put back (`tests/scenes.py`). First in a test."""
        assert self.scenes is not None
        known = {"make": self, "db": self.db, "app": current_app._get_current_object()}  # type: ignore[attr-defined]

        def built() -> tuple[T, int, datetime]:
            return build(self), next(self.count), self.since

        made, first, self.since = self.scenes.play(f"{build.__module__}.{build.__qualname__}", built, known, self.db, self.now)
        self.count = itertools.count(first)
        return made

    def person(self, *roles: tuple[Role, str], unit: str | None = None, agency: str | None = None, **more: Any) -> Person:
        """Somebody at a unit of an agency, with roles at nodes and an account whose password is PASSWORD."""
        call_name = more.pop("call_name", None) or f"Person {next(self.count)}"
        kind = (roles, self._place(unit), self._place(agency), tuple(more.items()), self.since)
        person = self.copies.another(kind, call_name, self.db)
        if person is None:
            person = self._first(roles, unit, agency, actions.Description(call_name=call_name, **more))
            self.copies.keep(kind, person, self.db)
        return person

    def _place(self, code: str | None) -> tuple[Any, ...]:
        """What a person takes over from where they serve."""
        node = self.node(code) if code else None
        return (code, node.id, node.cc, node.tz) if node else ()

    def _first(self, roles: tuple[tuple[Role, str], ...], unit: str | None, agency: str | None, who: actions.Description) -> Person:
        places = {"agency_id": self.node(agency).id if agency else None, "unit_id": self.node(unit).id if unit else None}
        is_trainee = (Role.TRAINEE, unit or agency) in roles
        person = actions.add_person(who, **places, by=None, at=self.since, is_trainee=is_trainee)
        for role, code in roles:
            if role is not Role.TRAINEE:
                self.grant(person, role, code)
        self.session.add(Secret(person_id=person.id, kind="password", hash=_hash_of(PASSWORD), made_at=self.since))
        self.session.flush()
        return person

    def grant(self, person: Person, role: Role, code: str, *, to_day: date | None = None) -> RoleGrant:
        """A role at a node, held since long ago."""
        until = to_day or day_of(self.since + YEARS)
        return actions.grant_role(person, role, self.node(code), to_day=until, reason="", by=None, at=self.since)

    def trainee(self, unit: str = HOME_UNIT, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.TRAINEE, unit), unit=unit, agency=agency, **more)

    def mentor(self, unit: str = HOME_UNIT, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.MENTOR, REGION), unit=unit, agency=agency, **more)

    def trainer(self, unit: str = HOME_UNIT, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.TRAINER, REGION), unit=unit, agency=agency, **more)

    def focal_point(self, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.FOCAL_POINT, agency), agency=agency, **more)

    def coordinator(self, node: str = REGION, **more: Any) -> Person:
        return self.person((Role.COORDINATOR, node), **more)

    def donor(self, node: str = REGION, **more: Any) -> Person:
        return self.person((Role.DONOR, node), **more)

    def admin(self, node: str = REGION, **more: Any) -> Person:
        return self.person((Role.ADMIN, node), **more)

    def outsider(self, **more: Any) -> Person:
        """A trainee of another country, who must never see or be seen."""
        return self.trainee(ABROAD_UNIT, ABROAD_AGENCY, call_name=more.pop("call_name", "Outsider"), **more)

    def outside_focal_point(self, **more: Any) -> Person:
        """The focal point of an agency in another country."""
        return self.focal_point(ABROAD_AGENCY, call_name=more.pop("call_name", "Outside Focal Point"), **more)

    def identity(self, person: Person, name: str, *, by: Person | None = None, **more: Any) -> None:
        """The full name of somebody, kept by the focal point of their agency."""
        focal_point = by or self.focal_point(self._agency_of(person))
        who = actions.Description(call_name=person.call_name, lang=person.lang, name=name, **more)
        actions.name_person(person, who, by=self.viewer(focal_point), at=self.now)

    def viewer(self, person: Person) -> Viewer:
        """The person as a door sees them, for calling queries and actions."""
        return queries.acting(person.id, self.today)

    def course(self, slug: str = "seals-in-short", *, is_open: bool = True, files: dict[str, bytes] | None = None) -> MadeCourse:
        """A published course; by default the small one of `tests/courses.py`."""
        written = tuple((files or small(slug, is_open=is_open)).items())

        def publish() -> MadeCourse:
            done = publishing.publish_course(_written(slug, written), None, at=self.since)
            return MadeCourse(done.course_id, catalogue.outline(done.release_id))

        return self.copies.published((slug, written, self.since), publish, self.db)

    def track(self, *courses: MadeCourse, slug: str = "basic-track", **doc: Any) -> Track:
        """A published track of these courses; once more with the same slug is its next release."""
        track = self.session.scalar(select(Track).where(Track.slug == slug)) or Track(slug=slug)
        self.session.add(track)
        self.session.flush()
        no = 1 + (self.session.scalar(select(func.max(TrackRelease.no)).where(TrackRelease.track_id == track.id)) or 0)
        said = {"title": {"en": "Basic track", "ru": "Основной путь"}, "summary": {"en": "All of it."}, "langs": ["en"], **doc}
        release = TrackRelease(track_id=track.id, no=no, digest=f"{slug} {no}", doc=said, published_at=self.since)
        self.session.add(release)
        self.session.flush()
        self.session.add_all(TrackItem(track_release_id=release.id, course_id=course.id, pos=pos) for pos, course in enumerate(courses))
        self.session.flush()
        return track

    def enrolled(
        self, person: Person, course: MadeCourse | None = None, *, by: Person | None = None, due_at: datetime | None = None
    ) -> Enrolment:
        """Enrolled by a focal point (or `by`); without an agency, joined by oneself."""
        course = course or self.course()
        if by is None and person.agency_id is None:
            return progress.join(self.viewer(person), course.id, at=self.now).enrolment
        staff = self.viewer(by or self.focal_point(self._agency_of(person)))
        return progress.enrol([person], course.id, by=staff, at=self.now, due_at=due_at)[0].enrolment

    def did(
        self, enrolment: Enrolment, person: Person, course: MadeCourse, slug: str, *, at: datetime | None = None, by: Person | None = None
    ) -> None:
        """Read the lesson, pass the quiz, or was seen (by the trainer or mentor `by`) to have done what else has that id."""
        activity = course.outline.find(slug)
        assert activity is not None, slug
        kind, source, body = DONE[activity.kind]
        progress.record(
            enrolment.id, kind, by=self.viewer(by or person), at=at or self.now, event_id=uuid7(), source=source, activity_id=activity.id,
            lang=person.lang, body=body, witness=source is Source.STAFF,
        )  # fmt: skip

    def completed(self, person: Person, course: MadeCourse | None = None, **how: Any) -> Enrolment:
        """Enrolled, and everything done."""
        course = course or self.course()
        enrolment = self.enrolled(person, course, **how)
        for activity in course.outline.activities:
            self.did(enrolment, person, course, activity.slug)
        return enrolment

    def sign_in(self, client: FlaskClient, person: Person, *, idle_minutes: int | None = None, ago: timedelta = timedelta()) -> FlaskClient:
        """This browser is that person's from now on. `ago`: how long it has been quiet since."""
        token = actions.begin_login(person.id, at=self.now - ago, device="a test", idle_minutes=idle_minutes)
        self.session.commit()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return client

    def _agency_of(self, person: Person) -> str:
        return self.session.get_one(OrgNode, person.agency_id).code
