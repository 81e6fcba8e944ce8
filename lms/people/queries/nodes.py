"""Countries, agencies and units: how they are called on a day, and which of them somebody works with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from lms.ext import db
from lms.lib.text import pick
from lms.lib.time import today
from lms.people.access import Viewer
from lms.people.models import CountryPolicy, NetworkMember, NodeKind, OrgEdge, OrgName, OrgNode, Role, UnitAgency
from lms.people.models import Network as NetworkRow


@dataclass(frozen=True)
class NodeName:
    """A node as a page shows it: `name` is that of the day, in the reader's language."""

    id: int
    code: str
    kind: str
    cc: str | None
    name: str
    tz: str
    unit_type: str | None
    opened_on: date | None
    closed_on: date | None

    def is_open(self, day: date) -> bool:
        """Whether it exists on that day."""
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day <= self.closed_on)


# Every name of every node: some fifty rows, so the choice of the day's name is made here and not in a subselect.
_NODES = (
    select(
        OrgNode.id,
        OrgNode.code,
        OrgNode.kind,
        OrgNode.cc,
        OrgNode.tz,
        OrgNode.unit_type,
        OrgNode.opened_on,
        OrgNode.closed_on,
        OrgName.txt,
        OrgName.from_day,
        OrgName.to_day,
    )
    .join(OrgName, OrgName.node_id == OrgNode.id)
    .order_by(OrgNode.cc, OrgNode.kind, OrgNode.id, OrgName.from_day)
)


def nodes(at: datetime, lang: str) -> dict[int, NodeName]:
    """{id: node} of all, by the name they have that day (before its first name: the first), in one statement."""
    return nodes_then([at], lang)[at]


def nodes_then(moments: Iterable[datetime], lang: str) -> dict[datetime, dict[int, NodeName]]:
    """{moment: the same as of then}, in one statement however many moments."""
    rows = db.session.execute(_NODES).all()
    return {at: _called(rows, at, lang) for at in moments}


_NODE = _NODES.where(OrgNode.id == bindparam("id"))


def names_in(node_id: int, at: datetime, langs: Iterable[str]) -> dict[str, str]:
    """{language: how one node is called that day}, for words that are kept in each."""
    rows = db.session.execute(_NODE, {"id": node_id}).all()
    return {lang: _called(rows, at, lang)[node_id].name for lang in langs}


def _called(rows: Sequence[Any], at: datetime, lang: str) -> dict[int, NodeName]:
    days = {zone: today(at, zone) for zone in {row.tz for row in rows}}
    then: dict[int, Any] = {}  # in the order of the days from which the names hold
    for row in rows:
        if row.id not in then or row.from_day <= days[row.tz]:
            then[row.id] = row
    return {
        row.id: NodeName(row.id, row.code, row.kind, row.cc, pick(row.txt, lang), row.tz, row.unit_type, row.opened_on, row.closed_on)
        for row in then.values()
    }


def home_node() -> OrgNode:
    """The region: where those serve who serve no country."""
    return db.session.scalars(select(OrgNode).where(OrgNode.kind == NodeKind.REGION).order_by(OrgNode.id).limit(1)).one()


def _agency_ids(viewer: Viewer) -> Select[int]:
    """The agencies a viewer works with: a focal point theirs, a coordinator or administrator those of their countries."""
    ccs = sorted({*viewer.coordinated, *viewer.administered})
    return select(OrgNode.id).where(OrgNode.kind == NodeKind.AGENCY, or_(OrgNode.id.in_(viewer.focal_agencies), OrgNode.cc.in_(ccs)))


def agencies_for(viewer: Viewer) -> list[int]:
    """The ids of the agencies a viewer works with, by country."""
    return list(db.session.scalars(_agency_ids(viewer).order_by(OrgNode.cc, OrgNode.id)))


def units_for(viewer: Viewer) -> list[int]:
    """The ids of the units in which those agencies serve now, by country."""
    serving = select(UnitAgency.unit_id).where(UnitAgency.agency_id.in_(_agency_ids(viewer)), UnitAgency.to_day.is_(None))
    return list(db.session.scalars(select(OrgNode.id).where(OrgNode.id.in_(serving)).order_by(OrgNode.cc, OrgNode.id)))


def decides(viewer: Viewer, agency: OrgNode) -> bool:
    """Whether this viewer adds people to an agency: its focal point, or the administrator over its country."""
    return agency.kind == NodeKind.AGENCY and (agency.id in viewer.focal_agencies or agency.cc in viewer.administered)


_SERVES = select(func.count()).where(
    UnitAgency.unit_id == bindparam("unit_id"), UnitAgency.agency_id == bindparam("agency_id"), UnitAgency.to_day.is_(None)
)


def serves(agency_id: int, unit_id: int) -> bool:
    """Whether the agency has people in that unit now."""
    return bool(db.session.execute(_SERVES, {"agency_id": agency_id, "unit_id": unit_id}).scalar_one())


@dataclass(frozen=True)
class Place:
    """An agency and one of its units (or none): where somebody can be added or moved to."""

    agency_id: int
    unit_id: int | None


def places_for(viewer: Viewer, day: date) -> Sequence[Place]:
    """All places to which this viewer may add a person: each open agency they decide for, in each open unit where it serves and none."""
    agencies = or_(OrgNode.id.in_(viewer.focal_agencies), OrgNode.cc.in_(viewer.administered))
    is_open = (or_(OrgNode.opened_on.is_(None), OrgNode.opened_on <= day), or_(OrgNode.closed_on.is_(None), OrgNode.closed_on >= day))
    unit = select(OrgNode.id).where(OrgNode.kind == NodeKind.UNIT, *is_open)
    rows = db.session.execute(
        select(OrgNode.id, UnitAgency.unit_id)
        .outerjoin(UnitAgency, and_(UnitAgency.agency_id == OrgNode.id, UnitAgency.to_day.is_(None), UnitAgency.unit_id.in_(unit)))
        .where(OrgNode.kind == NodeKind.AGENCY, agencies, *is_open)
        .order_by(OrgNode.cc, OrgNode.id, UnitAgency.unit_id)
    ).all()
    agencies_in_order = dict.fromkeys(agency for agency, _unit in rows)
    units = {agency: [unit for of, unit in rows if of == agency and unit is not None] for agency in agencies_in_order}
    return [Place(agency, unit) for agency in agencies_in_order for unit in [*units[agency], None]]


def policy(cc: str | None) -> tuple[str, str]:
    """What a country has decided: ("names" or "codes", names "here" or "at_home"). Somebody of no country has a call name and no more."""
    row = db.session.execute(
        select(CountryPolicy.call_names, CountryPolicy.names_kept).where(CountryPolicy.cc == cc, CountryPolicy.to_day.is_(None))
    ).first()
    return (row.call_names, row.names_kept) if row else ("names", "at_home")


def nodes_for_role(viewer: Viewer) -> list[int]:
    """The nodes at which this administrator may give roles."""
    own: list[ColumnElement[bool]] = [OrgNode.cc.in_(viewer.administered)]
    if viewer.administers_region:
        own.append(OrgNode.kind == NodeKind.REGION)
    return list(db.session.scalars(select(OrgNode.id).where(or_(*own)).order_by(OrgNode.cc, OrgNode.id))) if viewer.has(Role.ADMIN) else []


def parent_of(node_id: int, day: date) -> int | None:
    """The node under which this one stood on a day."""
    edge = select(OrgEdge.parent_id).where(
        OrgEdge.child_id == node_id, OrgEdge.from_day <= day, or_(OrgEdge.to_day.is_(None), OrgEdge.to_day >= day)
    )
    return db.session.scalars(edge).first()


def parents_then(at: datetime) -> dict[int, int]:
    """{node: the one under which it stood that day, on the clock of its place}, in one statement."""
    rows = db.session.execute(select(OrgEdge, OrgNode.tz).join(OrgNode, OrgNode.id == OrgEdge.child_id))
    days = ((edge, today(at, tz)) for edge, tz in rows)
    return {edge.child_id: edge.parent_id for edge, day in days if edge.from_day <= day and (edge.to_day is None or day <= edge.to_day)}


def units_of(agency_id: int | None) -> list[int]:
    """The units in which an agency serves now."""
    serving = select(UnitAgency.unit_id).where(UnitAgency.agency_id == agency_id, UnitAgency.to_day.is_(None))
    return list(db.session.scalars(serving.order_by(UnitAgency.unit_id)))


def agencies_of_units() -> dict[int, list[int]]:
    """{unit: the agencies that serve in it now}."""
    found: dict[int, list[int]] = {}
    rows = select(UnitAgency.unit_id, UnitAgency.agency_id).where(UnitAgency.to_day.is_(None)).order_by(UnitAgency.agency_id)
    for unit, agency in db.session.execute(rows):
        found.setdefault(unit, []).append(agency)
    return found


def rows(ids: Sequence[int]) -> Sequence[OrgNode]:
    """The nodes themselves, for an action."""
    return db.session.scalars(select(OrgNode).where(OrgNode.id.in_(ids)).order_by(OrgNode.id)).all()


@dataclass(frozen=True)
class Network:
    """A network beside the tree and its members: (node, since, until). It gives nobody any sight."""

    code: str
    txt: dict[str, str]
    source: str
    members: Sequence[tuple[int, date, date | None]]


def networks() -> list[Network]:
    """All networks, in one statement."""
    found: dict[int, tuple[NetworkRow, list[tuple[int, date, date | None]]]] = {}
    rows = db.session.execute(
        select(NetworkRow, NetworkMember.node_id, NetworkMember.from_day, NetworkMember.to_day)
        .outerjoin(NetworkMember, NetworkMember.network_id == NetworkRow.id)
        .order_by(NetworkRow.id, NetworkMember.id)
    )
    for network, node_id, since, until in rows:
        members = found.setdefault(network.id, (network, []))[1]
        if node_id is not None:
            members.append((node_id, since, until))
    return [Network(row.code, row.txt, row.source, members) for row, members in found.values()]
