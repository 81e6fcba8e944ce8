"""One place of the tree, for the page on which it is renamed and ended."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select

from lms.ext import db
from lms.lib.refusals import NotAllowed, NotThere
from lms.people.access import Viewer
from lms.people.models import NodeKind, OrgEdge, OrgName, OrgNode, Person


def keeps_place(viewer: Viewer, node: OrgNode) -> bool:
    """Whether this viewer renames and ends a place: a country the region's administrator, what is in it the country's as well."""
    return viewer.administers_region if node.kind == NodeKind.COUNTRY else node.cc in viewer.administered


def refuse_unless_region(viewer: Viewer) -> None:
    """Which countries there are is for the region's administrator to say; for others there is no such page."""
    if not viewer.administers_region:
        raise NotThere()


def place(viewer: Viewer, code: str) -> OrgNode:
    """The country, agency or unit an address names. NotThere abroad, NotAllowed for one's own country: it is the region's."""
    found = db.session.scalars(select(OrgNode).where(OrgNode.code == code.upper(), OrgNode.kind != NodeKind.REGION)).one_or_none()
    if found is None or found.cc not in viewer.administered:
        raise NotThere()
    if not keeps_place(viewer, found):
        raise NotAllowed()
    return found


def country(cc: str) -> OrgNode | None:
    """The country with these two letters, whether or not it is of the region."""
    return db.session.scalars(select(OrgNode).where(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc == cc)).one_or_none()


def has_parent(node_id: int) -> bool:
    """Whether it stands under another now; a country that only a network brought here does not."""
    return db.session.scalars(select(OrgEdge.id).where(OrgEdge.child_id == node_id, OrgEdge.to_day.is_(None))).first() is not None


def names_of(node_id: int) -> Sequence[OrgName]:
    """All names of a place, the first one first."""
    return db.session.scalars(select(OrgName).where(OrgName.node_id == node_id).order_by(OrgName.from_day)).all()


def held_open(node_id: int) -> OrgNode | None:
    """A place in which somebody is about to serve, read anew; whoever ends it in the same moment waits, and then counts them."""
    lock = {"read": True, "key_share": True}
    return db.session.get(OrgNode, node_id, with_for_update=lock, populate_existing=True)


def serving(node: OrgNode, *, seen_by: int) -> int:
    """How many people serve in a country, agency or unit now."""
    there = {NodeKind.COUNTRY: Person.cc == node.cc, NodeKind.AGENCY: Person.agency_id == node.id, NodeKind.UNIT: Person.unit_id == node.id}
    statement = select(func.count()).select_from(Person).where(there[NodeKind(node.kind)], Person.left_on.is_(None))
    return int(db.session.execute(statement, execution_options={"seen_by": seen_by}).scalar_one())


def open_below(node: OrgNode, day: date) -> int:
    """How many places that stand under this one after a day, or come to, are open after it."""
    stays = or_(OrgEdge.to_day.is_(None), OrgEdge.to_day > day)
    below = select(OrgEdge.child_id).where(OrgEdge.parent_id == node.id, stays)
    is_open = or_(OrgNode.closed_on.is_(None), OrgNode.closed_on > day)
    return int(db.session.execute(select(func.count()).select_from(OrgNode).where(OrgNode.id.in_(below), is_open)).scalar_one())
