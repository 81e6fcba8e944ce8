"""Who needs a mentor, and which mentors there are for one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, not_, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.catalogue.models import Course
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.text import fold
from lms.lib.time import today
from lms.mentoring.models import Engagement, Thread, Turn
from lms.mentoring.queries.profile import Profile, mentors_for
from lms.mentoring.queries.routing import with_nobody
from lms.mentoring.rules.hours import WEEKS, Together, together
from lms.mentoring.rules.pairing import Asked, Fit, Offered, fit, order
from lms.mentoring.rules.profile import written
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.models import NodeKind, Person, Role, RoleGrant
from lms.people.queries import NodeName
from lms.progress.models import Enrolment
from lms.progress.queries import COMPLETED

MOST_FOUND = 30  # of a search; who looks for one officer writes more of the name


@dataclass(frozen=True)
class Subject:
    """A trainee or a unit, who is to have a mentor. `people` of a unit are those who serve there, by agency."""

    kind: str  # person, unit
    id: int
    code: str  # a ref or the code of a unit, as in the address
    name: str
    cc: str
    tz: str
    unit_id: int | None
    langs: tuple[str, ...]
    people: Mapping[int, int]  # {agency: how many}

    @property
    def count(self) -> int:
        """How many people it is about."""
        return sum(self.people.values())


def serving(day: date) -> ColumnElement[bool]:
    """Who has not left the service by that day."""
    return or_(Person.left_on.is_(None), Person.left_on > day)


def _trainees(day: date) -> Select[int]:
    """The ids of all who learn: who holds the role on that day."""
    in_force = (RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day)
    return select(RoleGrant.person_id).where(RoleGrant.role == Role.TRAINEE, *in_force)


def subject_or_404(viewer: Viewer, kind: str, code: str, nodes: Mapping[int, NodeName]) -> Subject:
    """The trainee or unit that an address names, of a country that this viewer coordinates."""
    found = _person(viewer, code, nodes) if kind == "person" else _unit(viewer, code, nodes) if kind == "unit" else None
    if found is None:
        raise NotThere()
    return found


def _person(viewer: Viewer, ref: str, nodes: Mapping[int, NodeName]) -> Subject | None:
    mine = (Person.ref == ref.upper(), Person.cc.in_(viewer.coordinated), serving(viewer.day), Person.id.in_(_trainees(viewer.day)))
    statement = select(Person).where(*mine)
    row = db.session.scalars(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        return None
    tz = nodes[row.unit_id].tz if row.unit_id else row.tz
    agencies = {row.agency_id: 1} if row.agency_id else {}
    return Subject("person", row.id, row.ref, row.call_name, row.cc or "", tz, row.unit_id, written(row.cc, [row.lang]), agencies)


def _unit(viewer: Viewer, code: str, nodes: Mapping[int, NodeName]) -> Subject | None:
    node = next((n for n in nodes.values() if n.kind == NodeKind.UNIT and n.code == code), None)
    if node is None or node.cc not in viewer.coordinated or not node.is_open(viewer.day):
        return None
    count = func.count().label("count")
    statement = select(Person.agency_id, Person.lang, count).where(Person.unit_id == node.id, serving(viewer.day))
    rows = db.session.execute(statement.group_by(Person.agency_id, Person.lang), execution_options={"seen_by": viewer.id}).all()
    agencies: dict[int, int] = {}
    langs: dict[str, int] = {}
    for row in rows:
        agencies[row.agency_id] = agencies.get(row.agency_id, 0) + row[2]
        langs[row.lang] = langs.get(row.lang, 0) + row[2]
    most = sum(langs.values())
    chosen = [lang for lang, n in sorted(langs.items(), key=lambda pair: (-pair[1], pair[0])) if 2 * n >= most]  # half of them or more
    return Subject("unit", node.id, node.code, node.name, node.cc or "", node.tz, node.id, written(node.cc, chosen), agencies)


@dataclass(frozen=True)
class Need:
    """A unit, or somebody without one, who has people in the mentorship courses or work waiting, and no mentor.

    `enrolled` people, since the first of them was; `waiting` conversations that wait for an answer and lie with nobody, since the
    first of those.
    """

    kind: str
    code: str
    name: str
    cc: str
    enrolled: int
    waiting: int
    since: datetime


def needs(viewer: Viewer, nodes: Mapping[int, NodeName]) -> list[Need]:
    """Those of the countries that this viewer coordinates, whoever waits longest first."""
    key = (Person.unit_id, _alone(Person.ref).label("ref"), _alone(Person.call_name).label("call_name"), Person.cc)
    enrolled = (
        select(*key, func.count(distinct(Person.id)).label("n"), func.min(Enrolment.enrolled_at).label("since"))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Course.pillar == "mentorship", Enrolment.withdrawn_at.is_(None), Enrolment.status != COMPLETED)
    )
    waiting = (
        select(*key, func.count(Thread.id).label("n"), func.min(Turn.since).label("since"))
        .join(Thread, Thread.person_id == Person.id)
        .join(Turn, and_(Turn.thread_id == Thread.id, Turn.until.is_(None)))
        .where(with_nobody())
    )
    found: dict[tuple[str, str], Need] = {}
    for what, statement in (("enrolled", enrolled), ("waiting", waiting)):
        scoped = statement.where(Person.cc.in_(viewer.coordinated), serving(viewer.day), not_(_is_in_hand())).group_by(*key)
        scoped = scoped.where(Person.id.in_(_trainees(viewer.day)))
        for row in db.session.execute(scoped, execution_options={"seen_by": viewer.id}):
            kind, code = ("unit", nodes[row.unit_id].code) if row.unit_id else ("person", row.ref)
            name = nodes[row.unit_id].name if row.unit_id else row.call_name
            old = found.get((kind, code), Need(kind, code, name, row.cc, 0, 0, row.since))
            counts = {"enrolled": old.enrolled, "waiting": old.waiting, what: row.n}
            found[kind, code] = Need(kind, code, name, row.cc, since=min(old.since, row.since), **counts)
    return sorted(found.values(), key=lambda need: (need.since, need.code))


def _alone(column: InstrumentedAttribute[str]) -> ColumnElement[str | None]:
    """The value for somebody without a unit: whoever has one is counted with it."""
    return case((Person.unit_id.is_(None), column), else_=null())


def _is_in_hand() -> ColumnElement[bool]:
    """Whether the person or their unit has a mentor or an offer that stands."""
    of_unit = and_(Engagement.unit_id.is_not(None), Engagement.unit_id == Person.unit_id)
    return exists().where(Engagement.ended_at.is_(None), or_(Engagement.person_id == Person.id, of_unit))


@dataclass(frozen=True)
class Found:
    """What a search finds: a unit or a trainee."""

    kind: str
    code: str
    name: str
    cc: str
    place: str


def search(viewer: Viewer, text: str, nodes: Mapping[int, NodeName]) -> list[Found]:
    """Units by name or code and trainees by call name or ref, in the countries of this viewer."""
    key = fold(text)
    if not key:
        return []
    own = [n for n in nodes.values() if n.kind == NodeKind.UNIT and n.cc in viewer.coordinated and n.is_open(viewer.day)]
    units = [Found("unit", n.code, n.name, n.cc or "", "") for n in own if key in fold(f"{n.name} {n.code}")]
    statement = (
        select(Person.ref, Person.call_name, Person.cc, Person.unit_id)
        .where(Person.fold.contains(key, autoescape=True), Person.cc.in_(viewer.coordinated), serving(viewer.day))
        .where(Person.id.in_(_trainees(viewer.day)))
        .order_by(Person.fold, Person.id)
        .limit(MOST_FOUND)
    )
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    return units + [Found("person", r.ref, r.call_name, r.cc, nodes[r.unit_id].name if r.unit_id else "") for r in rows]


@dataclass(frozen=True)
class Candidate:
    """A mentor beside what one trainee or unit asks for."""

    mentor: Profile
    offered: Offered
    hours: Together
    fit: Fit
    taken: int
    places: int


def candidates(viewer: Viewer, subject: Subject, topics: Sequence[str], known: set[int], at: datetime) -> list[Candidate]:
    """All mentors there are for the country, best first, then those who are full, then those who cannot be paired at all.

    `known`: who has been their mentor before. Hours are counted from today at the place, over 26 weeks, without the days off there
    and, of a mentor who serves in a country of the programme, those of that country.
    """
    mentors = mentors_for(viewer, subject.cc)
    day = today(at, subject.tz)
    ccs = {subject.cc, *(mentor.cc for mentor in mentors if mentor.cc)}
    off = people.days_off(ccs, day - timedelta(days=2), day + timedelta(weeks=WEEKS, days=2))
    asked = Asked(tuple(topics), subject.langs)
    found = [_candidate(mentor, subject, asked, known, day, off) for mentor in mentors]
    return sorted(found, key=lambda one: order(one.fit, one.offered, one.mentor.ref))


def _candidate(
    mentor: Profile, subject: Subject, asked: Asked, known: set[int], day: date, off: Mapping[str, Mapping[date, object]]
) -> Candidate:
    away = off.get(mentor.cc or "", {})
    hours = together(mentor.windows, mentor.tz, subject.tz, day, off=off.get(subject.cc, {}).keys(), away=away.keys())
    taken, places = mentor.places(subject.kind)
    offered = Offered(
        mentor.languages, mentor.topics, hours.a_week, taken, places, paused_until=mentor.paused_until,
        has_profile=mentor.row is not None, is_oneself=subject.kind == "person" and mentor.id == subject.id,
        is_colleague=mentor.unit_id is not None and mentor.unit_id == subject.unit_id, is_known=mentor.id in known,
    )  # fmt: skip
    return Candidate(mentor, offered, hours, fit(offered, asked, day), taken, places)
