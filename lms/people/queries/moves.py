"""Under which places one stood, stands and will stand, by its days; for the page and the action that move it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from lms.audit.models import Audit
from lms.ext import db
from lms.people.models import NodeKind, OrgEdge, OrgNode

MOVED = "moved place"


def stood_under(node_id: int) -> Sequence[OrgEdge]:
    """Its places in the tree by their days, the first one first; nothing for a country that only a network brought here."""
    return db.session.scalars(select(OrgEdge).where(OrgEdge.child_id == node_id).order_by(OrgEdge.from_day)).all()


def may_stand_under(node: OrgNode) -> Sequence[OrgNode]:
    """Where an agency may stand: under its country or another agency of it (a ministry) that has not ended, wherever that stands itself.
    A country is the region's, and a unit its country's, since several agencies serve in it: these stay."""
    if node.kind != NodeKind.AGENCY:
        return []
    above = OrgNode.kind.in_((NodeKind.COUNTRY, NodeKind.AGENCY))
    return db.session.scalars(select(OrgNode).where(above, OrgNode.cc == node.cc, OrgNode.closed_on.is_(None), OrgNode.id != node.id)).all()


def all_above(node: OrgNode, since: date) -> Collection[int]:
    """All under which a place stands on that day or comes to stand later, however many steps up, in one statement."""
    later = or_(OrgEdge.to_day.is_(None), OrgEdge.to_day >= since)
    parents: dict[int, set[int]] = {}
    edges = select(OrgEdge.child_id, OrgEdge.parent_id).join(OrgNode, OrgNode.id == OrgEdge.child_id).where(OrgNode.cc == node.cc, later)
    for child, parent in db.session.execute(edges):
        parents.setdefault(child, set()).add(parent)
    found: set[int] = set()
    here = {node.id}
    while here := {parent for child in here for parent in parents.get(child, ())} - found:
        found |= here
    return found


@dataclass(frozen=True)
class Written:
    """Who wrote a move down (None: a command), and when."""

    by: int | None
    at: datetime


def written_down(edge_id: int) -> Written | None:
    """Who moved a place there; None where it came there with its opening."""
    rows = select(Audit.actor_id, Audit.at).where(Audit.table == "org_edge", Audit.row == edge_id, Audit.verb == MOVED)
    row = db.session.execute(rows.order_by(Audit.id.desc()), execution_options={"as_system": "who moved a place"}).first()
    return Written(row.actor_id, row.at) if row else None
