"""Plans, versions and lines, and who may read and change them. Nothing here is about a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, or_, select, union_all

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.people.models import Network as NetworkRow
from lms.people.models import NodeKind, OrgNode, Role
from lms.programme.models import (
    DonorGrant,
    LineCourse,
    LineFunding,
    LineNetwork,
    LineNode,
    LineText,
    PlanLine,
    PlanVersion,
    WorkPlan,
)
from lms.programme.rules import Line


@dataclass(frozen=True)
class Version:
    """A version of a plan with its moments. `state`: draft, consulted, agreed or locked."""

    id: int
    key: UUID
    plan_id: int
    no: int
    state: str
    edits: int
    made_at: datetime
    consulted_at: datetime | None
    agreed_at: datetime | None
    agreed_meeting_id: int | None
    locked_at: datetime | None
    source: str
    names: Mapping[str, Mapping[str, str]] | None = field(default=None, compare=False)  # as it was agreed: {place's id: {language: name}}

    @property
    def settled_at(self) -> datetime | None:
        """As of when its places are called: of one that is agreed that is fixed, because it is signed as it reads."""
        return self.locked_at or self.agreed_at


@dataclass(frozen=True)
class Plan:
    """The plan of a country (`cc`, `node_id`) or a network (`network_id`) for a year, its versions oldest first."""

    id: int
    key: UUID
    code: str  # KZ, IREN
    year: int
    cc: str | None
    node_id: int | None
    network_id: int | None
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version | None:
        """The version that is worked on or was locked last."""
        return self.versions[-1] if self.versions else None

    @property
    def in_force(self) -> Version | None:
        """The last one that is agreed."""
        return next((version for version in reversed(self.versions) if version.agreed_at), None)

    @property
    def open(self) -> Version | None:
        """The one that is not locked yet."""
        return next((version for version in self.versions if version.locked_at is None), None)


def coordinates_region(viewer: Viewer) -> bool:
    """Whether this coordinator is one of the whole region: the network's plan is theirs to change."""
    return any(grant.role is Role.COORDINATOR and grant.node_kind == NodeKind.REGION for grant in viewer.grants)


def countries(viewer: Viewer) -> tuple[str, ...]:
    """The countries whose plan and meetings this viewer reads: a coordinator's, and that of a focal point's agency."""
    own = {cc for grant in viewer.grants if grant.role is Role.FOCAL_POINT for cc in grant.ccs}
    return tuple(sorted({*viewer.coordinated, *own}))


def may_read(viewer: Viewer, cc: str | None) -> bool:
    """Whether this viewer reads the plan of a country; of a network (None) every coordinator and focal point does."""
    return viewer.has(Role.COORDINATOR, Role.FOCAL_POINT) if cc is None else cc in countries(viewer)


def may_change(viewer: Viewer, cc: str | None) -> bool:
    """Whether this viewer changes it: the country's coordinator; a network's, the region's."""
    return coordinates_region(viewer) if cc is None else cc in viewer.coordinated


def _plans() -> Any:
    code = func.coalesce(OrgNode.code, NetworkRow.code).label("code")
    return (
        select(WorkPlan, code, OrgNode.cc)
        .outerjoin(OrgNode, OrgNode.id == WorkPlan.node_id)
        .outerjoin(NetworkRow, NetworkRow.id == WorkPlan.network_id)
    )


def _read(statement: Any) -> list[Plan]:
    """The plans of a statement with all their versions: two statements in all."""
    rows = db.session.execute(statement).all()
    versions: dict[int, list[Version]] = defaultdict(list)
    found = select(PlanVersion).where(PlanVersion.plan_id.in_([plan.id for plan, _code, _cc in rows])).order_by(PlanVersion.no)
    for row in db.session.scalars(found) if rows else ():
        versions[row.plan_id].append(_version(row))
    return [
        Plan(plan.id, plan.key, code, plan.year, cc, plan.node_id, plan.network_id, tuple(versions[plan.id])) for plan, code, cc in rows
    ]


def _version(row: PlanVersion) -> Version:
    moments = (row.made_at, row.consulted_at, row.agreed_at, row.agreed_meeting_id, row.locked_at)
    return Version(row.id, row.key, row.plan_id, row.no, row.state, row.edits, *moments, row.source, row.names)


def plans(viewer: Viewer, year: int) -> list[Plan]:
    """The plans of a year that this viewer reads, countries in the order of their codes, networks last."""
    seen = or_(OrgNode.cc.in_(countries(viewer)), WorkPlan.network_id.is_not(None))
    order = (WorkPlan.network_id.is_not(None), "code")
    return _read(_plans().where(WorkPlan.year == year, seen).order_by(*order)) if viewer.has(Role.COORDINATOR, Role.FOCAL_POINT) else []


def years(viewer: Viewer) -> list[int]:
    """The years of which there are plans that this viewer reads."""
    seen = or_(OrgNode.cc.in_(countries(viewer)), WorkPlan.network_id.is_not(None))
    found = select(WorkPlan.year).outerjoin(OrgNode, OrgNode.id == WorkPlan.node_id).where(seen)
    return list(db.session.scalars(found.distinct().order_by(WorkPlan.year)))


def plan_of(viewer: Viewer, code: str, year: int) -> Plan | None:
    """The plan of a country or network for a year, if there is one. Raises NotThere where the viewer may not read it."""
    place = owner_or_404(viewer, code)
    where = WorkPlan.node_id == place.node_id if place.node_id else WorkPlan.network_id == place.network_id
    return next(iter(_read(_plans().where(where, WorkPlan.year == year))), None)


@dataclass(frozen=True)
class Owner:
    """A country or a network that may have plans and meetings. `zone` is where its days begin."""

    code: str
    cc: str | None
    node_id: int | None
    network_id: int | None
    txt: Mapping[str, str] | None  # a network's name; a country's is among the nodes
    zone: str


def owner_or_404(viewer: Viewer, code: str) -> Owner:
    """The country or network with this code. Raises NotThere."""
    wanted = code.upper()
    node = db.session.scalars(select(OrgNode).where(OrgNode.code == wanted, OrgNode.kind == NodeKind.COUNTRY)).first()
    network = None if node else db.session.scalars(select(NetworkRow).where(func.upper(NetworkRow.code) == wanted)).first()
    return _owner(viewer, node, network)


def owner_by_id(viewer: Viewer, *, node_id: int | None, network_id: int | None) -> Owner:
    """The same by its row. Raises NotThere."""
    node = db.session.get(OrgNode, node_id) if node_id else None
    return _owner(viewer, node, db.session.get(NetworkRow, network_id) if network_id else None)


def _owner(viewer: Viewer, node: OrgNode | None, network: NetworkRow | None) -> Owner:
    if node is not None and may_read(viewer, node.cc):
        return Owner(node.code, node.cc, node.id, None, None, node.tz)
    if network is None or not may_read(viewer, None):
        raise NotThere()
    home = db.session.scalars(select(OrgNode.tz).where(OrgNode.kind == NodeKind.REGION).order_by(OrgNode.id)).first()
    return Owner(network.code, None, None, network.id, network.txt, home or "UTC")


def plan_or_404(viewer: Viewer, code: str, year: int) -> Plan:
    """The same, for a page that needs it. Raises NotThere."""
    plan = plan_of(viewer, code, year)
    if plan is None:
        raise NotThere()
    return plan


def version_or_404(plan: Plan, no: int | None) -> Version:
    """A version by its number; none said: the newest. Raises NotThere."""
    found = plan.newest if no is None else next((version for version in plan.versions if version.no == no), None)
    if found is None:
        raise NotThere()
    return found


def line_or_404(viewer: Viewer, key: UUID | int, *, bare: bool = False) -> tuple[Plan, Line, Version]:
    """The plan of a line by its key or id, what the newest version that has it says of it, and that version. `bare` as in `lines`.

    Raises NotThere.
    """
    plan = next(iter(_read(_plans().join(PlanLine, PlanLine.plan_id == WorkPlan.id).where(PlanLine.key == key))), None)
    if plan is None or not may_read(viewer, plan.cc):
        raise NotThere()
    by_version = lines([version.id for version in plan.versions], only=select(PlanLine.id).where(PlanLine.key == key), bare=bare)
    for version in reversed(plan.versions):
        if by_version[version.id]:
            return plan, by_version[version.id][0], version
    raise NotThere()


def lines(version_ids: Collection[int], *, only: Collection[int] | Select[int] | None = None, bare: bool = False) -> dict[int, list[Line]]:
    """{version: its lines in their order}, in two statements however many there are. `only`: of these lines. `bare`: without their
    places, courses and shares, in one."""
    texts = select(LineText, PlanLine.key, PlanLine.number, PlanLine.plan_id).join(PlanLine, PlanLine.id == LineText.line_id)
    statement = texts.where(LineText.version_id.in_(version_ids)).order_by(LineText.version_id, LineText.pos, LineText.line_id)
    rows = db.session.execute(statement if only is None else statement.where(LineText.line_id.in_(only))).all() if version_ids else []
    parts = _parts(version_ids, only) if rows and not bare else {}
    found: dict[int, list[Line]] = {version: [] for version in version_ids}
    for text, key, number, plan_id in rows:
        found[text.version_id].append(line_of(text, key, number, plan_id, *parts.get((text.line_id, text.version_id), NO_PARTS)))
    return found


def line_of(text: LineText, key: UUID, number: str, plan_id: int, *parts: Any) -> Line:
    """A line as a plain value, from its row; `parts` are its nodes, networks, courses and grants, as far as they are wanted."""
    said = (text.pos, text.type, text.mode, text.title, text.from_day, text.to_day, text.quarter, text.seats, text.events, text.minutes)
    langs = tuple(text.langs.get("codes", ()))
    more = (langs, text.office, text.office_id, text.status, text.reason, text.replaces_id, text.carried_from_id, text.note, text.source,
            text.reason_ru)  # fmt: skip
    return Line(text.line_id, key, plan_id, text.version_id, number, *said, *more, *parts)


NO_PARTS: tuple[tuple[Any, ...], ...] = ((), (), (), ())  # nodes, networks, courses, (grant, share)
FUNDING = 3  # the place of the grants in it
_PARTS = (LineNode.node_id, LineNetwork.network_id, LineCourse.course_id, LineFunding.grant_id)


def _parts(version_ids: Collection[int], only: Collection[int] | Select[int] | None) -> dict[tuple[int, int], list[tuple[Any, ...]]]:
    """{(line, version): its nodes, networks, courses and grants}, all in one statement; grants with the greater share first."""
    selects = []
    for kind, column in enumerate(_PARTS):
        table = column.class_
        share = table.share if kind == FUNDING else literal(0)
        found = select(table.line_id, table.version_id, literal(kind).label("kind"), column.label("id"), share.label("share"))
        found = found.where(table.version_id.in_(version_ids))
        selects.append(found if only is None else found.where(table.line_id.in_(only)))
    parts: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for line, version, kind, id_, share in db.session.execute(union_all(*selects)):
        of = parts.setdefault((line, version), list(NO_PARTS))
        of[kind] = (*of[kind], (id_, share) if kind == FUNDING else id_)
    for of in parts.values():
        of[:FUNDING] = [tuple(sorted(ids)) for ids in of[:FUNDING]]
        of[FUNDING] = tuple(sorted(of[FUNDING], key=lambda pair: (-pair[1], pair[0])))
    return parts


def current(found: Iterable[Plan], *, agreed_only: bool = False) -> dict[int, Version]:
    """{plan: the version that is shown}: the newest, or the last agreed one; a plan without one is left out."""
    chosen = {plan.id: plan.in_force if agreed_only else plan.newest for plan in found}
    return {plan: version for plan, version in chosen.items() if version is not None}


@dataclass(frozen=True)
class Grant:
    """What pays."""

    id: int
    code: str
    donor: Mapping[str, str]
    source: str
    from_day: date
    to_day: date | None


def grants() -> dict[int, Grant]:
    """{id: grant} of all, by code."""
    rows = db.session.scalars(select(DonorGrant).order_by(DonorGrant.code))
    return {row.id: Grant(row.id, row.code, row.donor, row.source, row.from_day, row.to_day) for row in rows}
