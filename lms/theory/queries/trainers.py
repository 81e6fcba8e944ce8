"""Who may hold a session that a coordinator sets: trainers of the countries concerned."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.people.models import NodeKind, OrgEdge, OrgNode, Person, Role, RoleGrant
from lms.theory.queries.places import trained

_below = aliased(OrgNode)


@dataclass(frozen=True)
class Trainer:
    """A trainer, on whose clock they live, and the countries whose people they may invite."""

    id: int
    ref: str
    call_name: str
    tz: str
    ccs: frozenset[str]


def trainers(viewer: Viewer) -> list[Trainer]:
    """The trainers of the countries that this viewer coordinates, by name, in one statement; with oneself, if one is a trainer."""
    found = _trainers(viewer) if viewer.coordinated else []
    return [one for one in found if one.id == viewer.id or one.ccs & set(viewer.coordinated)]


def trainer_or_404(viewer: Viewer, person_id: int) -> Trainer:
    """A trainer by id: oneself, or one of the countries that one coordinates. Raises NotThere."""
    if person_id == viewer.id and viewer.has(Role.TRAINER):
        return Trainer(viewer.id, viewer.ref, viewer.call_name, viewer.tz, trained(viewer))
    found = next((one for one in trainers(viewer) if one.id == person_id), None)
    if found is None:
        raise NotThere()
    return found


def _trainers(viewer: Viewer) -> list[Trainer]:
    day, cc = viewer.day, func.coalesce(OrgNode.cc, _below.cc)
    under_a_region = and_(OrgEdge.parent_id == OrgNode.id, OrgNode.kind == NodeKind.REGION, OrgEdge.to_day.is_(None))
    statement = (
        select(Person.id, Person.ref, Person.call_name, Person.tz, cc.label("of"))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .outerjoin(OrgEdge, under_a_region)
        .outerjoin(_below, _below.id == OrgEdge.child_id)
        .where(RoleGrant.role == Role.TRAINER, RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day)
        .where(or_(Person.left_on.is_(None), Person.left_on > day), cc.is_not(None))
        .order_by(Person.fold, Person.id)
    )
    rows = db.session.execute(statement, execution_options={"as_system": "who may hold a session"}).all()
    ccs: dict[int, set[str]] = {}
    for row in rows:
        ccs.setdefault(row.id, set()).add(row.of)
    found = {row.id: Trainer(row.id, row.ref, row.call_name, row.tz, frozenset(ccs[row.id])) for row in rows}
    return list(found.values())
