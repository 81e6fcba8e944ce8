"""Whom one enrols and withdraws: units and people to choose from, and what it would do to each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select

from lms.catalogue import queries as catalogue
from lms.catalogue.rules.outline import Outline
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.text import fold
from lms.people.access import Viewer, answers_for
from lms.people.models import Holiday, Person
from lms.people.queries import NodeName
from lms.progress.models import Enrolment
from lms.progress.queries.enrolments import COMPLETED, latest_by_person
from lms.progress.rules import Fate, fate


def serving(day: date) -> ColumnElement[bool]:
    """Who has not left the service by that day."""
    return or_(Person.left_on.is_(None), Person.left_on > day)


def units_with_people(viewer: Viewer, day: date) -> dict[int, tuple[int, int]]:
    """{unit: (people there whom this viewer enrols, people there of others)} of every unit where they enrol anybody."""
    own = func.sum(case((answers_for(viewer), 1), else_=0))
    statement = (
        select(Person.unit_id, own.label("own"), func.count().label("all_there"))
        .where(Person.unit_id.is_not(None), serving(day))
        .group_by(Person.unit_id)
        .having(own > 0)
    )
    # How many others serve there is no secret (house, rule 6: a list says so rather than disagree with a number); who they are is.
    rows = db.session.execute(statement, execution_options={"as_system": "how many, not who"})
    return {row.unit_id: (int(row.own), row.all_there - int(row.own)) for row in rows}


def enrollable(viewer: Viewer, day: date, *, unit_id: int | None = None, refs: Sequence[str] = ()) -> list[Person]:
    """People whom this viewer enrols: all of a unit, or those with these refs. Others are not among them."""
    whom = Person.unit_id == unit_id if unit_id is not None else Person.ref.in_(refs)
    statement = select(Person).where(whom, answers_for(viewer), serving(day)).order_by(Person.fold, Person.id)
    return list(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))


def open_of(viewer: Viewer, *, person_id: int | None = None, unit_id: int | None = None, course_id: int | None = None) -> list[Enrolment]:
    """Open enrolments of one person, or of a unit's present people in one course, of those whom the viewer enrols."""
    whom = Person.unit_id == unit_id if unit_id is not None else Person.id == person_id
    statement = (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(whom, answers_for(viewer), Enrolment.withdrawn_at.is_(None), Enrolment.status != COMPLETED)
        .order_by(Enrolment.id)
    )
    if course_id is not None:
        statement = statement.where(Enrolment.course_id == course_id)
    return list(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))


def lock_open(viewer: Viewer, ids: Sequence[int]) -> list[Enrolment]:
    """The same rows as they stand now, held until the end of the transaction, without those that somebody else has just ended."""
    statement = select(Enrolment).where(Enrolment.id.in_(ids)).order_by(Enrolment.id).with_for_update()
    rows = db.session.scalars(statement, execution_options={"seen_by": viewer.id, "populate_existing": True})
    return [row for row in rows if row.is_open]


@dataclass(frozen=True)
class Touched:
    """Somebody who was chosen, the enrolment they have in the course, and what enrolling would do to them."""

    person: Person
    enrolment: Enrolment | None
    fate: Fate


def touched(viewer: Viewer, people: Sequence[Person], course_id: int) -> list[Touched]:
    """What enrolling these people in the course would do to each, in the order given."""
    known = latest_by_person(viewer, course_id, [person.id for person in people]) if people else {}
    return [Touched(person, had := known.get(person.id), _fate(had)) for person in people]


def _fate(had: Enrolment | None) -> Fate:
    return fate(had.status if had else None, bool(had and had.withdrawn_at))


def days_off(ccs: Collection[str], day: date) -> dict[str, dict[date, dict[str, str]]]:
    """{country: {day off: its name}} of the two weeks up to and with that day, for choosing a due day."""
    statement = select(Holiday.cc, Holiday.day, Holiday.txt).where(Holiday.cc.in_(ccs), Holiday.day.between(day - timedelta(days=14), day))
    found: dict[str, dict[date, dict[str, str]]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.cc, {})[row.day] = row.txt
    return found


@dataclass(frozen=True)
class UnitPeople:
    """A unit where somebody enrols people: how many are theirs there, and how many of other agencies."""

    node: NodeName
    own: int
    others: int


@dataclass(frozen=True)
class Choice:
    """What there is to choose from, what is chosen, and whom it touches. `lost` of those ticked are not this viewer's to enrol."""

    units: Sequence[UnitPeople]
    courses: Sequence[Outline]
    unit: UnitPeople | None
    course: Outline | None
    touched: Sequence[Touched]
    lost: int = 0

    def of(self, what: str) -> list[Touched]:
        """Those whom it would do this to."""
        return [one for one in self.touched if one.fate == what]

    def by_name(self, names: Mapping[int, str]) -> "Choice":
        """The same in the order of the names that the page shows: full names where there are any, else call names."""
        return replace(self, touched=sorted(self.touched, key=lambda one: fold(names.get(one.person.id, one.person.call_name))))

    def to_enrol(self, again: Collection[str]) -> list[Person]:
        """Who is new to the course, and of those who withdrew the ones with these refs. Nobody else is touched."""
        return [one.person for one in self.touched if one.fate is Fate.NEW or (one.fate is Fate.AGAIN and one.person.ref in again)]

    def to_withdraw(self) -> list[Touched]:
        """Who is in the middle of the course."""
        return self.of(Fate.HAS_IT)


def choose(
    viewer: Viewer,
    nodes: Mapping[int, NodeName],
    day: date,
    *,
    unit: str | None,
    course: str | None,
    refs: Sequence[str] = (),
    first: bool = False,
) -> Choice:
    """The choice of a unit by its code, or of people by their refs, and of a course by its slug; `first` fills in what is not said.

    NotThere for a unit where this viewer enrols nobody, or a course that is not published.
    """
    found = [UnitPeople(nodes[id_], *numbers) for id_, numbers in units_with_people(viewer, day).items()]
    units, courses = sorted(found, key=lambda one: (one.node.cc or "", one.node.name)), [row.outline for row in catalogue.courses()]
    if first:
        unit = unit or (units[0].node.code if units and not refs else None)
        course = course or (courses[0].slug if courses else None)
    the_unit = next((one for one in units if one.node.code == unit), None)
    the_course = next((one for one in courses if one.slug == course), None)
    if (unit and not the_unit) or (course and not the_course):
        raise NotThere()
    whom: list[Person] = []
    if the_unit or refs:
        whom = enrollable(viewer, day, unit_id=the_unit.node.id if the_unit else None, refs=refs)
    rows = touched(viewer, whom, the_course.course_id) if the_course else []
    return Choice(units, courses, the_unit, the_course, rows, 0 if the_unit else len(set(refs)) - len(whom))
