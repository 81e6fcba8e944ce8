"""Who sees what of a person, as the person may read it on their own profile (house, rule 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from lms.ext import db
from lms.people.models import CountryPolicy, NodeKind, OrgNode, Person, Role, RoleGrant, ScopeGrant
from lms.people.queries.nodes import NodeName


@dataclass(frozen=True)
class Watcher:
    """Somebody who sees something of a person because of a role. `role` decides what; `names_kept` is where the country keeps names."""

    role: str
    person_id: int
    call_name: str
    node_id: int
    until: date
    names_kept: str | None = None  # here, at_home; none: the country has decided nothing


def watchers(person: Person, day: date) -> list[Watcher]:
    """Who sees this person by a role in force: focal points of their agency, coordinators and administrators over them.

    Everybody may know who sees them, so this is read for the person and for those who see the person.
    """
    node = OrgNode.__table__.c
    above = or_(node.kind == NodeKind.REGION, and_(node.kind == NodeKind.COUNTRY, node.cc == person.cc))
    kept = select(CountryPolicy.names_kept).where(CountryPolicy.cc == person.cc, CountryPolicy.to_day.is_(None)).scalar_subquery()
    statement = (
        select(RoleGrant.role, RoleGrant.person_id, Person.call_name, RoleGrant.node_id, RoleGrant.to_day, kept)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .where(RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day, Person.left_on.is_(None))
        .where(
            or_(
                and_(RoleGrant.role == Role.FOCAL_POINT, RoleGrant.node_id == person.agency_id),
                and_(RoleGrant.role.in_((Role.COORDINATOR, Role.ADMIN)), above),
            )
        )
        .order_by(RoleGrant.id)
    )
    rows = db.session.execute(statement, execution_options={"as_system": "who sees what of me"})
    order = [Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMIN]
    return sorted((Watcher(*row) for row in rows), key=lambda watcher: order.index(Role(watcher.role)))


def mentors(person: Person, day: date) -> list[Watcher]:
    """The mentors to whom this person is assigned now, alone or with the unit; `node_id` is that of the unit, or of the agency."""
    statement = (
        select(RoleGrant.person_id, Person.call_name, func.max(RoleGrant.to_day).label("until"))
        .join(ScopeGrant, ScopeGrant.grantee_id == RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.MENTOR, RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day)
        .where(ScopeGrant.ended_at.is_(None), or_(ScopeGrant.to_day.is_(None), ScopeGrant.to_day >= day))
        .where(
            or_(
                ScopeGrant.person_id == person.id,
                and_(ScopeGrant.unit_id == person.unit_id, ScopeGrant.agency_id == person.agency_id),
            )
        )
        .group_by(RoleGrant.person_id, Person.call_name)
        .order_by(RoleGrant.person_id)
    )
    rows = db.session.execute(statement, execution_options={"as_system": "who sees what of me"})
    return [Watcher(Role.MENTOR, row.person_id, row.call_name, 0, row.until) for row in rows]


@dataclass(frozen=True)
class Sight:
    """A line of the table. `who` is a role, or "mentors", "officers", "outside"; the page gives the words."""

    who: str
    person_id: int | None = None
    call_name: str = ""
    place: str = ""
    names: str = "no"  # no, yes, at_home
    call_names: bool = False
    progress: bool = False
    until: date | None = None


def sight(person: Person, nodes: Mapping[int, NodeName], day: date) -> list[Sight]:
    """All lines: each who sees something by a role, then those who see nothing, so that this can be read too."""
    found = [
        Sight(
            watcher.role,
            watcher.person_id,
            watcher.call_name,
            nodes[watcher.node_id].name,
            names=("yes" if watcher.names_kept == "here" else "at_home") if watcher.role == Role.FOCAL_POINT else "no",
            call_names=True,
            progress=watcher.role != Role.ADMIN,
            until=watcher.until,
        )
        for watcher in watchers(person, day)
    ]
    if person.agency_id and not any(line.who == Role.FOCAL_POINT for line in found):
        found.insert(0, Sight("no_focal_point", place=nodes[person.agency_id].name))
    following = [
        Sight(mentor.role, mentor.person_id, mentor.call_name, call_names=True, progress=True, until=mentor.until)
        for mentor in mentors(person, day)
    ]
    return [*found, *(following or [Sight("mentors")]), Sight("officers"), Sight("outside")]
