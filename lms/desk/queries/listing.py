"""The list of people: who is in it, in which order, what each has, and the numbers above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, select

from lms.catalogue.models import Course
from lms.desk.forms import Filters
from lms.desk.rules import NEW_FOR, Held, Line
from lms.ext import db
from lms.people import queries as people
from lms.people.access import Viewer, answers_for, followed
from lms.people.models import Person, PersonIdentity, Role, RoleGrant
from lms.people.queries import NodeName
from lms.progress import queries as progress
from lms.progress.models import Enrolment

Nodes = Mapping[int, NodeName]
COLUMNS = (Person.id, Person.ref, Person.call_name, Person.unit_id, Person.agency_id, Person.cc, Person.left_on, Person.created_at)


@dataclass(frozen=True)
class Numbers:
    """Of the people of one unit, or of all: how many, and of their enrolments that are not withdrawn how many are completed or overdue."""

    people: int = 0
    enrolled: int = 0
    completed: int = 0
    overdue: int = 0
    people_overdue: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def _id_of(nodes: Nodes, code: str) -> int:
    return next((node.id for node in nodes.values() if node.code == code), 0)  # 0: nobody is there


def _whom(viewer: Viewer, filters: Filters, nodes: Nodes, at: datetime, day: date) -> ColumnElement[bool]:
    """The scope of the viewer and all that is filtered by. Oneself is listed as others are, if one learns here."""
    which = [answers_for(viewer), Person.left_on <= day if filters.state == "left" else progress.serving(day)]
    if not viewer.has(Role.TRAINEE):
        which.append(Person.id != viewer.id)
    which += [people.matches(viewer, word) for word in filters.q.split()]
    if filters.asks_progress:
        which.append(followed(viewer))
    if filters.unit:
        which.append(Person.unit_id == _id_of(nodes, filters.unit))
    if filters.agency:
        which.append(Person.agency_id == _id_of(nodes, filters.agency))
    if filters.state == "new":
        which.append(Person.created_at > at - NEW_FOR)
    in_course = exists().where(Enrolment.person_id == Person.id).correlate(Person)
    if filters.course:
        in_course = in_course.where(Enrolment.course_id == select(Course.id).where(Course.slug == filters.course).scalar_subquery())
    if filters.state == "overdue":
        in_course = in_course.where(progress.overdue(at))
    elif filters.state == "none":
        return and_(*which, ~in_course.where(Enrolment.withdrawn_at.is_(None)))
    elif filters.state in progress.STATES:
        in_course = in_course.where(progress.STATE.in_([filters.state]))
    elif not filters.course:
        return and_(*which)
    return and_(*which, in_course)


def numbers(viewer: Viewer, filters: Filters, nodes: Nodes, at: datetime, day: date) -> dict[int | None, Numbers]:
    """{unit: the numbers of those in the list}, in one statement; their sum stands above the list."""
    late = progress.overdue(at)
    joined = and_(Enrolment.person_id == Person.id, Enrolment.withdrawn_at.is_(None), followed(viewer))
    if filters.course:
        joined = and_(joined, Enrolment.course_id == select(Course.id).where(Course.slug == filters.course).scalar_subquery())
    statement = (
        select(
            Person.unit_id, func.count(distinct(Person.id)), func.count(Enrolment.id),
            func.count(case((Enrolment.status == progress.COMPLETED, 1))), func.count(case((late, 1))),
            func.count(distinct(case((late, Person.id)))),
        )
        .outerjoin(Enrolment, joined)
        .where(_whom(viewer, filters, nodes, at, day))
        .group_by(Person.unit_id)
    )  # fmt: skip
    return {unit: Numbers(*rest) for unit, *rest in db.session.execute(statement, execution_options={"seen_by": viewer.id})}


def _order(viewer: Viewer, filters: Filters, ranks: Mapping[int, int]) -> list[Any]:
    """By unit and name; or by courses done, by what is due next, by when they were last here, whoever has none last."""
    name = func.coalesce(PersonIdentity.fold, Person.fold) if viewer.focal_agencies else Person.fold
    of_person = Enrolment.person_id == Person.id
    if filters.sort == "name":
        unit = [case(dict(ranks), value=Person.unit_id, else_=len(ranks))] if ranks else []
        return [*unit, name.desc() if filters.down else name, Person.id]
    if filters.sort == "done":
        what: Any = select(func.count()).where(of_person, progress.STATE == progress.COMPLETED)
    elif filters.sort == "due":
        still_open = and_(Enrolment.withdrawn_at.is_(None), Enrolment.status != progress.COMPLETED)
        what = select(func.min(Enrolment.due_at)).where(of_person, still_open)
    else:
        what = select(func.max(Enrolment.last_at)).where(of_person)
    value = what.correlate(Person).scalar_subquery()
    return [value.is_(None), value.desc() if filters.down else value, name, Person.id]


def _page(viewer: Viewer, filters: Filters, nodes: Nodes, ranks: Mapping[int, int], at: datetime, day: date) -> Select[Any]:
    order = _order(viewer, filters, ranks)
    statement = select(*COLUMNS, func.row_number().over(order_by=order).label("no")).where(_whom(viewer, filters, nodes, at, day))
    if viewer.focal_agencies:  # only the order is taken from names here; names are read by `people.identities`, which logs
        mine = viewer.focal_agencies
        own = and_(PersonIdentity.person_id == Person.id, PersonIdentity.agency_id.in_(mine), Person.agency_id.in_(mine))
        statement = statement.outerjoin(PersonIdentity, own)
    return statement.order_by(*order)


def lines(
    viewer: Viewer, filters: Filters, nodes: Nodes, ranks: Mapping[int, int], at: datetime, day: date, *, offset: int, size: int
) -> list[Line]:
    """A page of the list with what each has, in one statement. `ranks` is the order in which units follow each other."""
    page = _page(viewer, filters, nodes, ranks, at, day).limit(size).offset(offset).subquery("page")
    statement = (
        select(page, Course.slug, progress.STATE.label("state"), progress.overdue(at).label("late"), Enrolment.due_at, Enrolment.last_at)
        .outerjoin(Enrolment, and_(Enrolment.person_id == page.c.id, followed(viewer, page.c)))
        .outerjoin(Course, Course.id == Enrolment.course_id)
        .order_by(page.c.no, Enrolment.cycle, Enrolment.id)
    )
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id}).all()
    return [_line(list(group)) for _no, group in groupby(rows, key=lambda row: row.no)]


def _line(rows: Sequence[Any]) -> Line:
    return Line(rows[0], [Held(row.slug, row.state, bool(row.late), row.due_at, row.last_at) for row in rows if row.slug])


def roles_of(viewer: Viewer, ids: Sequence[int], day: date) -> dict[int, list[str]]:
    """{person: roles in force} of people whom the viewer has been given already."""
    statement = (
        select(RoleGrant.person_id, RoleGrant.role)
        .where(RoleGrant.person_id.in_(ids), RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day)
        .order_by(RoleGrant.id)
    )
    found: dict[int, list[str]] = {}
    for row in db.session.execute(statement, execution_options={"seen_by": viewer.id}):
        found.setdefault(row.person_id, []).append(row.role)
    return found


def units_of(viewer: Viewer, nodes: Nodes, day: date) -> list[progress.UnitPeople]:
    """The units where the viewer has people, by country and name, with how many of other agencies serve there."""
    found = [progress.UnitPeople(nodes[id_], *count) for id_, count in progress.units_with_people(viewer, day).items()]
    return sorted(found, key=lambda one: (one.node.cc or "", one.node.name))
