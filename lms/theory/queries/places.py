"""Where people can be invited, and how many they are. Counts only: who they are stands in registers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, not_, or_, select

from lms.ext import db
from lms.lib.time import today
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.models import NodeKind, OrgNode, Person, Role, RoleGrant
from lms.people.queries import NodeName
from lms.theory.models import Seat, SessionInvited, TheorySession, Waiting


@dataclass(frozen=True)
class Group:
    """How many officers serve in a unit (or none) of an agency."""

    cc: str | None
    agency_id: int | None
    unit_id: int | None
    people: int


@dataclass(frozen=True)
class Choice:
    """A country, its agencies and its units: what a trainer ticks."""

    country: NodeName
    agencies: Sequence[NodeName]
    units: Sequence[NodeName]


@dataclass(frozen=True)
class Places:
    """All places a trainer may invite, and the officers there."""

    choices: Sequence[Choice]
    groups: Sequence[Group]

    @property
    def nodes(self) -> dict[int, NodeName]:
        """{id: node} of all that can be ticked."""
        return {node.id: node for choice in self.choices for node in (choice.country, *choice.agencies, *choice.units)}

    def people(self, nodes: Iterable[NodeName]) -> int:
        """How many officers these places have together, nobody counted twice."""
        ids, ccs = set(), set()
        for node in nodes:
            (ccs.add(node.cc) if node.kind == NodeKind.COUNTRY else ids.add(node.id))
        return sum(g.people for g in self.groups if g.cc in ccs or g.agency_id in ids or g.unit_id in ids)

    def clocks(self, nodes: Iterable[NodeName]) -> list[NodeName]:
        """The units where people of these places serve: a country or an agency is read where its units are."""
        chosen = list(nodes)
        units = {unit.id: unit for choice in self.choices for unit in choice.units}
        ids = {node.id for node in chosen}
        ccs = {node.cc for node in chosen if node.kind == NodeKind.COUNTRY}
        of_agencies = {g.unit_id for g in self.groups if g.agency_id in ids}
        found = [unit for unit in units.values() if unit.id in ids or unit.cc in ccs or unit.id in of_agencies]
        clocked = {node.cc for node in found}
        return found + [node for node in chosen if node.kind != NodeKind.UNIT and node.cc not in clocked]


def trained(viewer: Viewer) -> frozenset[str]:
    """The countries whose people this trainer may invite: those at or under the nodes of the role."""
    return frozenset(cc for grant in viewer.grants if grant.role is Role.TRAINER for cc in grant.ccs)


def places(viewer: Viewer, at: datetime, lang: str, *, coordinated: bool = False) -> Places:
    """What this trainer may invite today; with `coordinated` also what they may as a coordinator."""
    ccs = trained(viewer) | (set(viewer.coordinated) if coordinated else set())
    nodes = [node for node in people.nodes(at, lang).values() if node.cc in ccs and node.is_open(today(at, node.tz))]
    by_kind = {kind: sorted((n for n in nodes if n.kind == kind), key=lambda n: n.name) for kind in NodeKind}
    choices = [
        Choice(
            country,
            [agency for agency in by_kind[NodeKind.AGENCY] if agency.cc == country.cc],
            [unit for unit in by_kind[NodeKind.UNIT] if unit.cc == country.cc],
        )
        for country in by_kind[NodeKind.COUNTRY]
    ]
    return Places(choices, _groups(ccs, viewer.day))


def _groups(ccs: Collection[str], day: date) -> list[Group]:
    """Officers by country, agency and unit: who serves and is a trainee."""
    officers = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.TRAINEE, RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day
    )
    where = (Person.cc, Person.agency_id, Person.unit_id)
    statement = (
        select(*where, func.count()).where(Person.cc.in_(sorted(ccs)), Person.left_on.is_(None), Person.id.in_(officers)).group_by(*where)
    )
    rows = db.session.execute(statement, execution_options={"as_system": "how many could be invited, as counts"})
    return [Group(*row) for row in rows]


def invited_ids(session_id: int) -> list[int]:
    """The nodes invited to a session."""
    return list(db.session.scalars(select(SessionInvited.node_id).where(SessionInvited.session_id == session_id)))


def invited_ccs(session_id: int) -> frozenset[str]:
    """The countries of those nodes."""
    of = select(OrgNode.cc).join(SessionInvited, SessionInvited.node_id == OrgNode.id).where(SessionInvited.session_id == session_id)
    return frozenset(cc for cc in db.session.scalars(of.distinct()) if cc)


def gives(viewer: Viewer, ccs: Collection[str]) -> bool:
    """Whether this coordinator may give a session to another trainer: who looks after every country that is invited."""
    return bool(viewer.coordinated) and set(ccs) <= set(viewer.coordinated)


def invited_names(session_ids: Sequence[int], nodes: Mapping[int, NodeName]) -> dict[int, list[NodeName]]:
    """{session: the places invited}, by country and name."""
    found: dict[int, list[NodeName]] = {id_: [] for id_ in session_ids}
    statement = select(SessionInvited.session_id, SessionInvited.node_id).where(SessionInvited.session_id.in_(session_ids))
    for row in db.session.execute(statement) if session_ids else ():
        if row.node_id in nodes:
            found[row.session_id].append(nodes[row.node_id])
    return {id_: sorted(named, key=lambda node: (node.cc or "", node.name)) for id_, named in found.items()}


def officers_at(node_ids: Collection[int], day: date) -> list[int]:
    """The officers who serve at these places now: whom a new session is told."""
    statement = (
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.TRAINEE, RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day,
            Person.left_on.is_(None), serves_at(node_ids),
        )
        .distinct()
    )  # fmt: skip
    return list(db.session.scalars(statement, execution_options={"as_system": "telling those who are invited"}))


def outside(session: TheorySession, node_ids: Collection[int], of: type[Seat] | type[Waiting] = Seat) -> int:
    """How many hold a seat in it, or wait for one, and serve at none of these places."""
    statement = select(func.count()).select_from(of).join(Person, Person.id == of.person_id)
    statement = statement.where(of.session_id == session.id, not_(serves_at(node_ids)))
    return db.session.scalar(statement, execution_options={"as_system": "how many keep a seat or a turn, as a count"}) or 0


def serves_at(node_ids: Collection[int] | Select[int]) -> ColumnElement[bool]:
    """Who serves at one of these places now, as a condition on a statement that has `person` in it."""
    countries = select(OrgNode.cc).where(OrgNode.id.in_(node_ids), OrgNode.kind == NodeKind.COUNTRY)
    return or_(Person.unit_id.in_(node_ids), Person.agency_id.in_(node_ids), Person.cc.in_(countries))
