"""Who may see whom: decided here, from people's rows only (house, rule 6).

an officer sees themselves · a focal point their agency · a coordinator the countries of their node · an administrator
whoever is under their node, by ref and call name, never a full name · a mentor those assigned to them, from the day the
agency agreed until the engagement ends · a donor viewer and a trainer themselves (a trainer's registers are of `theory`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from lms.people.models import NodeKind, OrgNode, Person, Role


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


def visible_people(viewer: Viewer) -> Select[int]:
    """The one question: the ids of all whom this viewer may see, by where they serve now."""
    return select(Person.id).where(sees(viewer))


def sees(viewer: Viewer) -> ColumnElement[bool]:
    """The same as a condition on a statement that has `person` in it already."""
    return or_(Person.id == viewer.id, answers_for(viewer), assigned(viewer))


def assigned(viewer: Viewer) -> ColumnElement[bool]:
    """Whom this mentor was given: persons by name, and whoever serves now in a unit, of the agency that agreed."""
    either: list[ColumnElement[bool]] = []
    if viewer.assigned_people:
        either.append(Person.id.in_(sorted(viewer.assigned_people)))
    either += [and_(Person.unit_id == unit, Person.agency_id == agency) for unit, agency in sorted(viewer.assigned_units)]
    return or_(*either) if either else false()


def is_assigned(viewer: Viewer, person: Person) -> bool:
    """The same of one person."""
    return person.id in viewer.assigned_people or (person.unit_id, person.agency_id) in viewer.assigned_units


def answers_for(viewer: Viewer) -> ColumnElement[bool]:
    """Whom this viewer keeps, enrols or follows: all whom they see but themselves. The condition that `may_enrol` asks of one."""
    either: list[ColumnElement[bool]] = []
    if viewer.focal_agencies:
        either.append(Person.agency_id.in_(viewer.focal_agencies))
    if ccs := sorted({*viewer.coordinated, *viewer.administered}):
        either.append(Person.cc.in_(ccs))
    if viewer.administers_region:
        either.append(Person.cc.is_(None))
    return or_(*either) if either else false()


def may_change(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer keeps that person's row: the focal point of their agency, or the administrator over them."""
    if person.agency_id is not None and person.agency_id in viewer.focal_agencies:
        return True
    return person.cc in viewer.administered or (person.cc is None and viewer.administers_region)


def administers(viewer: Viewer, node: OrgNode) -> bool:
    """Whether an administrator keeps the roles at this node in order."""
    return viewer.administers_region if node.kind == NodeKind.REGION else node.cc in viewer.administered


def may_act_for(viewer: Viewer, person: Person, held: Iterable[tuple[Role, OrgNode]]) -> bool:
    """Whether this viewer may also do what whoever holds the person's sign-in can do. `held`: the person's roles in force.

    A new slip is a way into the account, so no keeper of a row makes one for somebody who may more than the keeper gives or ends.
    """
    return may_change(viewer, person) and all(administers(viewer, node) or _is_of_agency(viewer, person, role, node) for role, node in held)


def _is_of_agency(viewer: Viewer, person: Person, role: Role, node: OrgNode) -> bool:
    """A role that people of an agency hold and that gives no power over others than their focal point has."""
    if person.agency_id is None or person.agency_id not in viewer.focal_agencies:
        return False
    if role == Role.TRAINEE:
        return node.id in (person.agency_id, person.unit_id)
    return role in (Role.MENTOR, Role.TRAINER) or (role == Role.FOCAL_POINT and node.id == person.agency_id)


def may_enrol(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer enrols and withdraws that person (issue: a focal point or coordinator; first steps: administrator)."""
    return may_change(viewer, person) or person.cc in viewer.coordinated


def follows(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer sees that person's progress: a focal point, a coordinator and a mentor theirs, everybody their own; an
    administrator keeps the row, and does not."""
    own = person.id == viewer.id or person.agency_id in viewer.focal_agencies or person.cc in viewer.coordinated
    return own or is_assigned(viewer, person)
