"""Persons: the one that an address names, their roles, and who sees what of them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Row, select

from lms.ext import db
from lms.lib.refusals import NotAllowed, NotThere
from lms.people.access import Viewer, may_act_for, may_change, sees
from lms.people.models import Membership, OrgNode, Person, Role, RoleGrant


def mine(viewer: Viewer) -> Person:
    """The row of the one who is asking."""
    return db.session.scalars(select(Person).where(Person.id == viewer.id), execution_options={"seen_by": viewer.id}).one()


def by_ref(viewer: Viewer, ref: str) -> Person:
    """The person an address names. NotThere if there is none, or none that this viewer may see."""
    statement = select(Person).where(Person.ref == ref.upper(), sees(viewer))
    found = db.session.scalars(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if found is None:
        raise NotThere()
    return found


def by_key(viewer: Viewer, key: UUID) -> Person | None:
    """Somebody whom a form has added already, if this viewer may see them."""
    statement = select(Person).where(Person.key == key, sees(viewer))
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).one_or_none()


def changeable(viewer: Viewer, ref: str) -> Person:
    """The same, for a page that changes them. NotAllowed if this viewer may only see them, or not all that they are."""
    person = by_ref(viewer, ref)
    refuse_unless_keeps(viewer, person)
    return person


def with_roles(viewer: Viewer, ref: str) -> Person:
    """The same, for the page of roles, where each role says by its node who gives and ends it."""
    person = by_ref(viewer, ref)
    if not may_change(viewer, person):
        raise NotAllowed()
    return person


def keeps(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer lets that person in and out, moves and describes them: all roles they hold now are the viewer's to give."""
    held = (
        select(RoleGrant.role, OrgNode)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None))
        .where(RoleGrant.from_day <= viewer.day, RoleGrant.to_day >= viewer.day)
    )
    rows = db.session.execute(held, execution_options={"as_system": "who keeps somebody with these roles"})
    return may_act_for(viewer, person, [(Role(role), node) for role, node in rows])


def refuse_unless_keeps(viewer: Viewer | None, person: Person) -> None:
    """What every verb on somebody's row and way in asks first. None is the command line."""
    if viewer is None or keeps(viewer, person):
        return
    if may_change(viewer, person):
        raise NotAllowed(_("This person holds a role that is not yours to give or end. An administrator of that role can do this."))
    raise NotAllowed()


def visible(viewer: Viewer, ids: Sequence[int]) -> dict[int, Person]:
    """{id: person} of those among the ids whom this viewer may see."""
    statement = select(Person).where(Person.id.in_(ids), sees(viewer))
    return {person.id: person for person in db.session.scalars(statement, execution_options={"seen_by": viewer.id})}


def anybody(ref: str) -> Person | None:
    """Whoever has that ref, for a command that is given one."""
    return db.session.scalars(select(Person).where(Person.ref == ref.upper()), execution_options={"as_system": "command"}).one_or_none()


def current_membership(person_id: int) -> Membership | None:
    """Where they serve, for the action that moves them."""
    statement = select(Membership).where(Membership.person_id == person_id, Membership.to_day.is_(None))
    return db.session.scalars(statement, execution_options={"as_system": "moving"}).one_or_none()


GrantRow = Row[RoleGrant, OrgNode]


def roles_of(person_id: int, *, seen_by: int) -> Sequence[GrantRow]:
    """All roles a person holds or held with their nodes, those in force first. The caller has found the person as visible."""
    statement = (
        select(RoleGrant, OrgNode)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.ended_at.is_not(None), RoleGrant.to_day.desc(), RoleGrant.id.desc())
    )
    return db.session.execute(statement, execution_options={"seen_by": seen_by}).all()


def admins_in_force(day: date) -> Sequence[RoleGrant]:
    """The grants of those who administer the whole region, locked, so that two of them cannot end each other at once."""
    statement = (
        select(RoleGrant)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .where(RoleGrant.role == Role.ADMIN, OrgNode.kind == "region", RoleGrant.ended_at.is_(None))
        .where(RoleGrant.from_day <= day, RoleGrant.to_day >= day, Person.left_on.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
    )
    return db.session.scalars(statement, execution_options={"as_system": "nobody ends the last administrator"}).all()


def call_names(ids: Sequence[int]) -> dict[int, str]:
    """{id: call name} of those who did something to somebody that may know it: who opened my name, who moved me."""
    statement = select(Person.id, Person.call_name).where(Person.id.in_(set(ids)))
    return {row.id: row.call_name for row in db.session.execute(statement, execution_options={"as_system": "who did this to me"})}
