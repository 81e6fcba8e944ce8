"""Who may see whom: decided here, from people's rows only (house, rule 6).

an officer sees themselves · a focal point their agency · a coordinator the countries of their node · an administrator
whoever is under their node, by ref and call name, never a full name · a mentor those assigned to them, from the day the
agency agreed until the engagement ends · a donor viewer and a trainer themselves (a trainer's registers are of `theory`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from lms.people.models import NodeKind, OrgNode, Person, Role, RoleGrant


@dataclass(frozen=True)
class Grant:
    """A role in force. `ccs` are the countries at or under its node; for an agency or unit, the country it is in."""

    role: Role
    node_id: int
    node_kind: str
    ccs: tuple[str, ...]


@dataclass(frozen=True)
class Viewer:
    """Who is asking: the signed-in person as one statement read them, with the roles in force. Flask-Login's user."""

    id: int
    ref: str
    call_name: str
    lang: str
    tz: str
    cc: str | None
    agency_id: int | None
    unit_id: int | None
    login_id: int
    day: date  # on which the roles are in force
    token: str = field(repr=False, default="")
    idle_minutes: int | None = None
    must_change_password: bool = False
    unread: int = 0  # notices; for the thin line of each page
    grants: tuple[Grant, ...] = ()
    # Read anew for each request of whoever is a mentor: ending an engagement acts on the next click.
    assigned_people: frozenset[int] = frozenset()
    assigned_units: frozenset[tuple[int, int]] = frozenset()  # (unit, agency): of a joint unit, the people of the agency that agreed

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def with_token(self, token: str) -> "Viewer":
        """The same person, with the token that the browser holds."""
        return replace(self, token=token)

    def get_id(self) -> str:
        """What Flask-Login keeps in the browser's session: the token whose hash is in `login`."""
        return self.token

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles in force, wherever held."""
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is in force."""
        return any(role in self.roles for role in roles)

    @cached_property
    def focal_agencies(self) -> tuple[int, ...]:
        """The agencies whose people this focal point answers for."""
        return tuple(sorted({g.node_id for g in self.grants if g.role is Role.FOCAL_POINT}))

    @cached_property
    def coordinated(self) -> tuple[str, ...]:
        """The countries this coordinator looks after."""
        return self._ccs(Role.COORDINATOR)

    @cached_property
    def administered(self) -> tuple[str, ...]:
        """The countries this administrator keeps in order."""
        return self._ccs(Role.ADMIN)

    @cached_property
    def administers_region(self) -> bool:
        """Whether people of no country (mentors, coordinators abroad) are this administrator's as well."""
        return any(g.role is Role.ADMIN and g.node_kind == "region" for g in self.grants)

    def _ccs(self, role: Role) -> tuple[str, ...]:
        return tuple(sorted({cc for g in self.grants if g.role is role for cc in g.ccs}))


@dataclass(frozen=True)
class Reach:
    """Whom a rule is about, by what stands in their rows: any of these. Said once, for one person and for a statement."""

    ids: frozenset[int] = frozenset()
    agencies: tuple[int, ...] = ()
    ccs: tuple[str, ...] = ()
    no_cc: bool = False  # whoever serves no country
    units: frozenset[tuple[int, int]] = frozenset()  # (unit, agency)

    def has(self, person: Person) -> bool:
        """Whether it is about this person."""
        by_place = person.agency_id in self.agencies or person.cc in self.ccs or (self.no_cc and person.cc is None)
        return by_place or person.id in self.ids or (person.unit_id, person.agency_id) in self.units

    def where(self, person: Any = Person) -> ColumnElement[bool]:
        """The same as a condition on a statement that has `person`, or its columns, in it already."""
        either: list[ColumnElement[bool]] = []
        if self.ids:
            either.append(person.id.in_(sorted(self.ids)))
        if self.agencies:
            either.append(person.agency_id.in_(self.agencies))
        if self.ccs:
            either.append(person.cc.in_(self.ccs))
        if self.no_cc:
            either.append(person.cc.is_(None))
        either += [and_(person.unit_id == unit, person.agency_id == agency) for unit, agency in sorted(self.units)]
        return or_(*either) if either else false()


def _kept(viewer: Viewer) -> Reach:
    return Reach(agencies=viewer.focal_agencies, ccs=viewer.administered, no_cc=viewer.administers_region)


def _answered_for(viewer: Viewer) -> Reach:
    return replace(_kept(viewer), ccs=tuple(sorted({*viewer.coordinated, *viewer.administered})))


def _assigned(viewer: Viewer) -> Reach:
    return Reach(ids=viewer.assigned_people, units=viewer.assigned_units)


def _followed(viewer: Viewer) -> Reach:
    return replace(_assigned(viewer), ids=viewer.assigned_people | {viewer.id}, agencies=viewer.focal_agencies, ccs=viewer.coordinated)


def visible_people(viewer: Viewer) -> Select[int]:
    """The one question: the ids of all whom this viewer may see, by where they serve now."""
    return select(Person.id).where(sees(viewer))


def sees(viewer: Viewer) -> ColumnElement[bool]:
    """The same as a condition on a statement that has `person` in it already."""
    return or_(Person.id == viewer.id, answers_for(viewer), assigned(viewer))


def assigned(viewer: Viewer) -> ColumnElement[bool]:
    """Whom this mentor was given: persons by name, and whoever serves now in a unit, of the agency that agreed."""
    return _assigned(viewer).where()


def is_assigned(viewer: Viewer, person: Person) -> bool:
    """The same of one person."""
    return _assigned(viewer).has(person)


def answers_for(viewer: Viewer) -> ColumnElement[bool]:
    """Whom this viewer keeps or enrols: all whom they see but themselves and who is assigned. The condition of `may_enrol`."""
    return _answered_for(viewer).where()


def learning(day: date) -> ColumnElement[bool]:
    """Who learns here as an officer on that day; a focal point or coordinator who takes no course does not."""
    in_force = (RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day)
    return Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.role == Role.TRAINEE, *in_force))


def may_enrol(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer enrols and withdraws that person (issue: a focal point or coordinator; first steps: administrator)."""
    return _answered_for(viewer).has(person)


def followed(viewer: Viewer, person: Any = Person) -> ColumnElement[bool]:
    """Whose progress this viewer sees: a focal point, a coordinator and a mentor theirs, everybody their own; an administrator keeps
    rows, and nobody's progress."""
    return _followed(viewer).where(person)


def follows(viewer: Viewer, person: Person) -> bool:
    """The same of one person."""
    return _followed(viewer).has(person)


def may_change(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer keeps that person's row: the focal point of their agency, or the administrator over them."""
    return _kept(viewer).has(person)


def administers(viewer: Viewer, node: OrgNode) -> bool:
    """Whether an administrator keeps the roles at this node in order."""
    return viewer.administers_region if node.kind == NodeKind.REGION else node.cc in viewer.administered


def may_act_for(viewer: Viewer, person: Person, held: Iterable[tuple[Role, OrgNode]]) -> bool:
    """Whether this viewer may also do what whoever holds the person's sign-in can do. `held`: the person's roles in force.

    A new slip is a way into the account, so no keeper of a row makes one for somebody who may more than the keeper gives or ends.
    """
    return may_change(viewer, person) and all(administers(viewer, node) or _is_of_agency(viewer, person, role, node) for role, node in held)


def _is_of_agency(viewer: Viewer, person: Person, role: Role, node: OrgNode) -> bool:
    """A role that people of an agency hold and that gives no power over others than their focal point has. A mentor and a trainer
    reach beyond it, to whoever is assigned to them or attends, of any agency."""
    if person.agency_id is None or person.agency_id not in viewer.focal_agencies:
        return False
    if role == Role.TRAINEE:
        return node.id in (person.agency_id, person.unit_id)
    return role == Role.FOCAL_POINT and node.id == person.agency_id
