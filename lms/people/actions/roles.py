"""Roles at nodes: given by an administrator with an end and a reason, and taken back."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.lib.time import today
from lms.people import queries
from lms.people.access import Viewer, administers, may_change
from lms.people.models import NodeKind, OrgNode, Person, Role, RoleGrant
from lms.people.rules import LONGEST_ROLE_YEARS, fits, years_later


def grant_role(person: Person, role: Role, node: OrgNode, *, to_day: date, reason: str, by: Viewer | None, at: datetime) -> RoleGrant:
    """Give a role at a node until a day. `by` None is the command line."""
    if by is not None and not (administers(by, node) and may_change(by, person)):
        raise NotAllowed()
    day = today(at, node.tz)
    _check(person, role, node, day, to_day)
    held = select(RoleGrant).where(
        RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.node_id == node.id, RoleGrant.ended_at.is_(None)
    )
    for old in db.session.scalars(held, execution_options={"as_system": "is it held"}).all():
        if old.to_day >= day:
            raise Conflict(_("This role is held there already. End it first to change its last day."))
        old.ended_at = at
    db.session.flush()
    grant = RoleGrant(
        person_id=person.id, role=role, node_id=node.id, from_day=day, to_day=to_day, granted_by_id=by.id if by else None, reason=reason
    )
    db.session.add(grant)
    db.session.flush()
    said = f"{role} at {node.code} until {to_day}" + (f": {reason}" if reason else "")
    audit.note("gave role", by=by.id if by else None, at=at, table="role_grant", row=grant.id, person_id=person.id, cc=node.cc, reason=said)
    return grant


def _check(person: Person, role: Role, node: OrgNode, day: date, to_day: date) -> None:
    if not fits(role, node.kind):
        raise BadInput(
            _(
                "This role is not held at such a place: a focal point belongs to an agency, a coordinator or donor viewer to a country "
                "or the region, a mentor or trainer to the region."
            )
        )
    if person.left_on is not None:
        raise Conflict(_("This person has left the service."))
    there = queries.held_open(node.id)  # whoever ends it in the same moment waits, or has been waited for
    if there is None or (there.closed_on is not None and there.closed_on < day):
        raise Conflict(_("%(code)s has ended: no role is given there.", code=node.code), field="node")
    if not day <= to_day <= years_later(day, LONGEST_ROLE_YEARS):
        raise BadInput(_("The last day of a role is today at the earliest and five years away at most."), field="to_day")
    if role == Role.FOCAL_POINT and person.agency_id != node.id:
        raise BadInput(_("The focal point of an agency serves in that agency."), field="node")
    if role == Role.TRAINEE and node.id not in (person.unit_id, person.agency_id):
        raise BadInput(_("A trainee learns where they serve. Transfer the person first."), field="node")


def end_role(grant_id: int, person: Person, *, reason: str, by: Viewer | None, at: datetime) -> RoleGrant:
    """Take a role back before its last day. Nobody ends the last administrator."""
    statement = select(RoleGrant, OrgNode).join(OrgNode, OrgNode.id == RoleGrant.node_id)
    where = (RoleGrant.id == grant_id, RoleGrant.person_id == person.id)
    statement = statement.with_for_update(of=RoleGrant).execution_options(populate_existing=True)
    found = db.session.execute(statement.where(*where), execution_options={"as_system": "ending a role"}).first()
    if found is None:
        raise NotThere()
    grant, node = found
    if by is not None and not (administers(by, node) and may_change(by, person)):
        raise NotAllowed()
    if grant.ended_at is not None:
        raise Conflict(_("This role was ended already."))
    if grant.role == Role.ADMIN and node.kind == NodeKind.REGION:
        keep_one_admin(person.id, today(at, node.tz))
    grant.ended_at, grant.ended_by_id = at, by.id if by else None
    said = f"{grant.role} at {node.code}" + (f": {reason}" if reason else "")
    audit.note(
        "ended role", by=by.id if by else None, at=at, table="role_grant", row=grant.id, person_id=person.id, cc=node.cc, reason=said
    )
    db.session.flush()
    return grant


def keep_one_admin(person_id: int, day: date) -> None:
    """Raise Conflict if this person is the last who administers the region; the rows are locked until the commit."""
    admins = {grant.person_id for grant in queries.admins_in_force(day)}
    if admins == {person_id}:
        raise Conflict(_("This is the last administrator. Make another one first."))
