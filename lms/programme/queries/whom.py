"""Whom to tell of a plan: the focal points of agencies, the coordinators of a country or of the region."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from lms.ext import db
from lms.people.models import NodeKind, OrgNode, Person, Role, RoleGrant


def _in_force(role: Role, day: date) -> Any:
    return (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .where(RoleGrant.role == role, RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day)
        .where(or_(Person.left_on.is_(None), Person.left_on > day))
    )


def focal_points(agency_ids: Collection[int], day: date) -> list[int]:
    """Who speaks for these agencies."""
    found = _in_force(Role.FOCAL_POINT, day).where(RoleGrant.node_id.in_(agency_ids))
    return list(db.session.scalars(found.distinct(), execution_options={"as_system": "who is told of a plan"}))


def coordinators(cc: str | None, day: date) -> list[int]:
    """Who looks after a country; of a network's plan (None): after the region."""
    region = OrgNode.kind == NodeKind.REGION
    where = region if cc is None else or_(region, and_(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc == cc))
    found = _in_force(Role.COORDINATOR, day).where(where)
    return list(db.session.scalars(found.distinct(), execution_options={"as_system": "who is told of a plan"}))
