"""Of what agencies did not agree to: which they were."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, or_, select

from lms.ext import db
from lms.mentoring.models import Engagement
from lms.people.models import Membership, Role, RoleGrant


def agencies(engagements: Sequence[Engagement]) -> dict[int, list[int]]:
    """{engagement: the agencies that did not agree}: those with people in it for which whoever said so was focal point then."""
    ends = {row.id: row.ended_at.date() for row in engagements if row.is_refused and row.ended_at}
    if not ends:
        return {}
    whom = or_(Membership.person_id == Engagement.person_id, Membership.unit_id == Engagement.unit_id)
    statement = (
        select(Engagement.id, RoleGrant.node_id, RoleGrant.from_day, RoleGrant.to_day)
        .join(RoleGrant, RoleGrant.person_id == Engagement.ended_by_id)
        .where(Engagement.id.in_(ends), RoleGrant.role == Role.FOCAL_POINT, exists().where(Membership.agency_id == RoleGrant.node_id, whom))
        .where(or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at >= Engagement.ended_at))
        .order_by(RoleGrant.node_id)
    )
    found: dict[int, list[int]] = {}
    near = timedelta(days=1)  # the days of a role are those of a place, the end is in UTC
    for row in db.session.execute(statement, execution_options={"as_system": "which agency did not agree"}):
        if row.from_day - near <= ends[row.id] <= row.to_day + near and row.node_id not in found.get(row.id, ()):
            found.setdefault(row.id, []).append(row.node_id)
    return found
