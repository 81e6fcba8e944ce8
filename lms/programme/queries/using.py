"""What is put under a line: by whom and for which places, and how a line is named where something stands under it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.ext import db
from lms.lib.refusals import Conflict, NotThere
from lms.people.access import Viewer
from lms.people.models import NetworkMember, NodeKind, OrgNode, Person, Role
from lms.programme.models import LineCourse, LineNetwork, LineNode, LineText, PlanLine, PlanVersion, WorkPlan
from lms.programme.queries.plans import Plan, countries, line_of, may_change, may_read, plans
from lms.programme.queries.reaching import reaches
from lms.programme.queries.told import agreed_version
from lms.programme.rules import Line

ENROLLED = "elearning"  # the type of line that enrolments fulfil, which a focal point makes as well


def may_use(viewer: Viewer, cc: str | None, kind: str) -> bool:
    """Whether this viewer puts things under lines of that type in the plan of a country (none: a network): who changes that plan, and
    the focal points of its country who enrol for it; of a network's those for whose country a line is, which `line_for` asks."""
    return may_change(viewer, cc) or (kind == ENROLLED and (cc in countries(viewer) if cc is not None else viewer.has(Role.FOCAL_POINT)))


@dataclass(frozen=True)
class Places:
    """Whom a line is for: agencies and units by id, and whole countries. `around` are the countries of all of them."""

    nodes: frozenset[int]
    ccs: frozenset[str]
    around: frozenset[str]

    def where(self) -> ColumnElement[bool]:
        """Who serves there now, as a condition on a statement that has `person` in it."""
        nodes = sorted(self.nodes)
        return or_(Person.unit_id.in_(nodes), Person.agency_id.in_(nodes), Person.cc.in_(sorted(self.ccs)))

    def has(self, person: Person) -> bool:
        """The same of one person."""
        return self.have(person.cc, person.unit_id, [person.agency_id])

    def have(self, cc: str | None, unit_id: int | None, agency_ids: Iterable[int | None]) -> bool:
        """The same of a unit, or of somebody, by where it is and which agencies' people are there."""
        return cc in self.ccs or unit_id in self.nodes or any(agency in self.nodes for agency in agency_ids)


@dataclass(frozen=True)
class Open:
    """A line under which something is to be put, as its newest version has it; whom it is for is in `places` alone."""

    line: Line
    year: int
    places: Places

    @property
    def named(self) -> "Named":
        """How it is named."""
        return Named(self.line.id, self.line.key, self.line.number, self.line.title)

    @property
    def closed(self) -> Conflict | None:
        """What is said to whoever puts something under a line that is postponed or cancelled."""
        if self.line.is_planned:
            return None
        postponed = _("%(number)s is postponed: nothing new is put under it.", number=self.line.number)
        cancelled = _("%(number)s is cancelled: nothing new is put under it.", number=self.line.number)
        said = postponed if self.line.status == "postponed" else cancelled
        return Conflict(said, todo=_("Choose another line, or go on without one."))

    @property
    def first_day(self) -> date | None:
        """When it is to begin."""
        return self.line.first_day(self.year)

    @property
    def last_day(self) -> date | None:
        """When it is to be over."""
        return self.line.last_day(self.year)


@dataclass(frozen=True)
class Named:
    """A line where something stands under it. `is_own`: whether the reader puts things under it, or only reads of it."""

    id: int
    key: UUID
    number: str
    title: Mapping[str, str]
    is_own: bool = True

    @property
    def path(self) -> str:
        """The page of the line."""
        return f"/plan/lines/{self.key}"


def key_of(text: str | None) -> UUID | None:
    """The key of a line in an address or a form; None where none is chosen. Raises NotThere for what is no key."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotThere() from None


_NEWEST = (
    select(LineText, PlanLine.key, PlanLine.number, WorkPlan, OrgNode.cc)
    .join(PlanLine, PlanLine.id == LineText.line_id)
    .join(PlanVersion, PlanVersion.id == LineText.version_id)
    .join(WorkPlan, WorkPlan.id == PlanLine.plan_id)
    .outerjoin(OrgNode, OrgNode.id == WorkPlan.node_id)
    .order_by(PlanVersion.no.desc())
    .limit(1)
)
_AGREED = PlanVersion.agreed_at.is_not(None)


def line_for(viewer: Viewer, key: UUID | int, kind: str) -> Open:
    """A line of that type, by its key or id, under which this viewer puts something while it is planned: as the newest version has it,
    for who does not change the plan as the newest that is agreed. Raises NotThere.

    Three statements, and one more for a line that names no place, or for a focal point.
    """
    wanted = _NEWEST.where(PlanLine.id == key if isinstance(key, int) else PlanLine.key == key)
    row = db.session.execute(wanted).first()
    if row is not None and not may_change(viewer, row.cc):
        row = db.session.execute(wanted.where(_AGREED)).first() if may_use(viewer, row.cc, kind) else None
    if row is None or row.LineText.type != kind:
        raise NotThere()
    text, plan = row.LineText, row.WorkPlan
    places = _places(text, plan, viewer.day)
    if row.cc is None and not may_change(viewer, None) and places.around.isdisjoint(countries(viewer)):
        raise NotThere()
    of = (LineCourse.line_id == text.line_id, LineCourse.version_id == text.version_id)
    courses = tuple(db.session.scalars(select(LineCourse.course_id).where(*of).order_by(LineCourse.course_id)))
    return Open(line_of(text, row.key, row.number, plan.id, (), (), courses), plan.year, places)


def is_line_for(viewer: Viewer, key: UUID, cc: str | None, kind: str) -> bool:
    """Whether this viewer puts things under a line of that type in the plan of a country (none: a network); one more statement for who
    does not change it, to whom only what is agreed is open, and of a network's what is for their country."""
    if may_change(viewer, cc) or not may_use(viewer, cc, kind):
        return may_use(viewer, cc, kind)
    agreed = LineText.version_id == agreed_version(LineText.line_id.expression)
    found = select(PlanLine.id).join(LineText, LineText.line_id == PlanLine.id).join(WorkPlan, WorkPlan.id == PlanLine.plan_id)
    reached = [] if cc else [reaches(countries(viewer), viewer.day)]
    return db.session.scalar(found.where(PlanLine.key == key, agreed, *reached)) is not None


def open_line(viewer: Viewer, key: UUID | int, kind: str) -> Open:
    """The same, ready to be used. Raises Conflict for one that is postponed or cancelled."""
    found = line_for(viewer, key, kind)
    if found.closed:
        raise found.closed
    return found


def outside(plan_line: UUID | int | None, day: date) -> Line | None:
    """The line, if it is planned, where its newest version has days, or a quarter, and this day is none of them: that is told, and never
    forbidden."""
    if plan_line is None:
        return None
    row = db.session.execute(_NEWEST.where(PlanLine.id == plan_line if isinstance(plan_line, int) else PlanLine.key == plan_line)).first()
    if row is None:
        return None
    line, year = line_of(row.LineText, row.key, row.number, row.WorkPlan.id, (), (), ()), row.WorkPlan.year
    first, last = line.first_day(year), line.last_day(year)
    return line if line.is_planned and first and last and not first <= day <= last else None


def refuse_to_move(viewer: Viewer, plan_line_id: int | None, kind: str) -> None:
    """Whoever takes something out of a line puts things under it as well. Raises Conflict for a line of another's plan."""
    try:
        if plan_line_id is not None:
            line_for(viewer, plan_line_id, kind)
    except NotThere:
        raise Conflict(_("It stands under a line of a plan that is not yours to change."), kept=_("Nothing was changed.")) from None


def _places(text: LineText, plan: WorkPlan, day: date) -> Places:
    """Those that the line names, with who belongs to its networks on a day; a line that names none is for all of its plan."""
    nodes = select(LineNode.node_id).where(LineNode.line_id == text.line_id, LineNode.version_id == text.version_id)
    networks = select(LineNetwork.network_id).where(LineNetwork.line_id == text.line_id, LineNetwork.version_id == text.version_id)
    rows = _nodes(or_(OrgNode.id.in_(nodes), OrgNode.id.in_(_members(networks, day))))
    if not rows:
        rows = _nodes(OrgNode.id == plan.node_id if plan.node_id else OrgNode.id.in_(_members([plan.network_id], day)))
    whole = frozenset(row.cc for row in rows if row.kind == NodeKind.COUNTRY)
    return Places(frozenset(row.id for row in rows if row.kind != NodeKind.COUNTRY), whole, frozenset(row.cc for row in rows if row.cc))


def _nodes(which: ColumnElement[bool]) -> Sequence[Any]:
    return db.session.execute(select(OrgNode.id, OrgNode.kind, OrgNode.cc).where(which)).all()


def _members(networks: Any, day: date) -> Select[int]:
    """The nodes that belong to these networks on a day."""
    is_so = (NetworkMember.from_day <= day, or_(NetworkMember.to_day.is_(None), NetworkMember.to_day >= day))
    return select(NetworkMember.node_id).where(NetworkMember.network_id.in_(networks), *is_so)


def lines_open_to(
    viewer: Viewer, years: Collection[int], kind: str, *, around: Collection[str] | None = None
) -> list[tuple[Plan, list[Named]]]:
    """The planned lines of one type, by plan and in their order, under which this viewer may put something.

    `around`: of these countries' plans and the networks' alone. Two statements a year and one for all lines.
    """
    own = [plan for year in sorted(set(years)) for plan in plans(viewer, year) if may_change(viewer, plan.cc)]
    shown = {plan.newest.id: plan for plan in own if plan.newest and (around is None or plan.cc is None or plan.cc in around)}
    statement = (
        select(LineText.version_id, PlanLine.id, PlanLine.key, PlanLine.number, LineText.title)
        .join(PlanLine, PlanLine.id == LineText.line_id)
        .where(LineText.version_id.in_(shown), LineText.type == kind, LineText.status == "planned")
        .order_by(LineText.pos, PlanLine.id)
    )
    found: dict[int, list[Named]] = {version: [] for version in shown}
    for version, id_, key, number, title in db.session.execute(statement) if shown else ():
        found[version].append(Named(id_, key, number, title))
    return [(plan, found[version]) for version, plan in shown.items() if found[version]]


def lines_for(viewer: Viewer, years: Collection[int], ccs: Collection[str], courses: Collection[int]) -> list[tuple[Plan, list[Named]]]:
    """The planned lines for which this viewer may enrol people of these countries in these courses: of agreed versions, of a network's
    plan those for one of these countries, and for any course or for all of these. Two statements a year and two for all lines."""
    own = [plan for year in sorted(set(years)) for plan in plans(viewer, year) if may_use(viewer, plan.cc, ENROLLED)]
    shown = {plan.in_force.id: plan for plan in own if plan.in_force and (plan.cc is None or plan.cc in ccs)}
    of = (LineText.version_id.in_(shown), LineText.type == ENROLLED, LineText.status == "planned")
    statement = select(LineText.version_id, PlanLine.id, PlanLine.key, PlanLine.number, LineText.title).order_by(LineText.pos, PlanLine.id)
    statement = statement.join(PlanLine, PlanLine.id == LineText.line_id).join(WorkPlan, WorkPlan.id == PlanLine.plan_id)
    reached = or_(WorkPlan.network_id.is_(None), reaches(ccs, viewer.day))
    rows = db.session.execute(statement.where(*of, reached)).all() if shown else ()
    named_by: dict[int, set[int]] = {}
    for line, course in db.session.execute(_COURSES, {"versions": list(shown)}) if rows else ():
        named_by.setdefault(line, set()).add(course)
    found: dict[int, list[Named]] = {version: [] for version in shown}
    for version, id_, key, number, title in rows:
        if named_by.get(id_, set(courses)) >= set(courses):
            found[version].append(Named(id_, key, number, title))
    return [(plan, found[version]) for version, plan in shown.items() if found[version]]


_COURSES = select(LineCourse.line_id, LineCourse.course_id).where(LineCourse.version_id.in_(bindparam("versions", expanding=True)))


def beside(statement: Select[*tuple[Any, ...]], line_id: InstrumentedAttribute[int | None]) -> Select[*tuple[Any, ...]]:
    """The same rows, each with the line that it stands under: columns `line_key`, `line_number` and `line_cc`, for `read_beside`."""
    return (
        statement.outerjoin(PlanLine, PlanLine.id == line_id)
        .outerjoin(WorkPlan, WorkPlan.id == PlanLine.plan_id)
        .outerjoin(OrgNode, OrgNode.id == WorkPlan.node_id)
        .add_columns(PlanLine.key.label("line_key"), PlanLine.number.label("line_number"), OrgNode.cc.label("line_cc"))
    )


def read_beside(viewer: Viewer, row: dict[str, Any], id_: int | None) -> Named | None:
    """Takes those columns out of a row: how the line is named, without its title, if this viewer reads its plan."""
    key, number, cc = (row.pop(name) for name in ("line_key", "line_number", "line_cc"))
    return Named(id_, key, number, {}, may_change(viewer, cc)) if id_ is not None and may_read(viewer, cc) else None


def named(viewer: Viewer, ids: Collection[int | None]) -> dict[int, Named]:
    """{line: how it is named} of those among them whose plan this viewer reads, in one statement; in none where there is nothing to ask."""
    wanted = {id_ for id_ in ids if id_ is not None}
    if not wanted or not may_read(viewer, None):
        return {}
    newest = (
        select(func.max(PlanVersion.no))
        .join(LineText, LineText.version_id == PlanVersion.id)
        .where(LineText.line_id == PlanLine.id)
        .correlate(PlanLine)
        .scalar_subquery()
    )
    statement = (
        select(PlanLine.id, PlanLine.key, PlanLine.number, LineText.title, OrgNode.cc)
        .join(WorkPlan, WorkPlan.id == PlanLine.plan_id)
        .outerjoin(OrgNode, OrgNode.id == WorkPlan.node_id)
        .join(LineText, LineText.line_id == PlanLine.id)
        .join(PlanVersion, PlanVersion.id == LineText.version_id)
        .where(PlanLine.id.in_(wanted), PlanVersion.no == newest)
    )
    rows = db.session.execute(statement)
    return {row.id: Named(row.id, row.key, row.number, row.title, may_change(viewer, row.cc)) for row in rows if may_read(viewer, row.cc)}
