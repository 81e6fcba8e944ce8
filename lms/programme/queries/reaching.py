"""Which lines of a network's plan are for some countries: those that name a place there or a network with a member there; and a line
that names neither, which is for all of its plan."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from lms.people.models import NetworkMember, OrgNode
from lms.programme.models import LineNetwork, LineNode, LineText, WorkPlan


def reaches(ccs: Collection[str], day: date) -> ColumnElement[bool]:
    """That on a statement which has `plan_line_version` and `work_plan` in it; members as of a day."""
    is_in = (NetworkMember.from_day <= day, or_(NetworkMember.to_day.is_(None), NetworkMember.to_day >= day))
    member = and_(NetworkMember.node_id == OrgNode.id, OrgNode.cc.in_(ccs), *is_in)
    node = exists().where(*_named(LineNode), LineNode.node_id == OrgNode.id, OrgNode.cc.in_(ccs))
    network = exists().where(*_named(LineNetwork), LineNetwork.network_id == NetworkMember.network_id, member)
    whole = and_(NetworkMember.network_id == WorkPlan.network_id, member)
    is_bare = and_(~exists().where(*_named(LineNode)), ~exists().where(*_named(LineNetwork)))
    return or_(*(one.correlate(LineText, WorkPlan) for one in (node, network)), and_(is_bare, exists().where(whole).correlate(WorkPlan)))


def _named(table: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.line_id == LineText.line_id, table.version_id == LineText.version_id
