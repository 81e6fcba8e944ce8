"""A network and its members by their days, and who keeps them in order."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from lms.ext import db
from lms.lib.refusals import NotAllowed, NotThere
from lms.people.access import Viewer
from lms.people.models import Network, NetworkMember, NodeKind, OrgNode, Role


def keeps_networks(viewer: Viewer) -> bool:
    """Whether this viewer says who belongs to a network: a coordinator of the region does."""
    return any(grant.role is Role.COORDINATOR and grant.node_kind == NodeKind.REGION for grant in viewer.grants)


def refuse_unless_keeps_networks(viewer: Viewer) -> None:
    """Raises NotAllowed for everybody else."""
    if not keeps_networks(viewer):
        raise NotAllowed(_("A coordinator of the region says who belongs to a network."))


def network_or_404(code: str) -> Network:
    """A network by its code. Raises NotThere."""
    found = db.session.scalars(select(Network).where(Network.code == code.upper())).one_or_none()
    if found is None:
        raise NotThere()
    return found


def members(network_id: int) -> Sequence[NetworkMember]:
    """All that belong to it, did or will: those without an end first, by the day on which they came."""
    found = select(NetworkMember).where(NetworkMember.network_id == network_id)
    return db.session.scalars(found.order_by(NetworkMember.to_day.is_not(None), NetworkMember.from_day, NetworkMember.id)).all()


def member_or_404(network: Network, row: int) -> NetworkMember:
    """One membership of this network, held until the end of the transaction. Raises NotThere."""
    found = select(NetworkMember).where(NetworkMember.id == row, NetworkMember.network_id == network.id)
    member = db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if member is None:
        raise NotThere()
    return member


def member_beside(network_id: int, node_id: int, since: date, until: date | None, *, but: int | None = None) -> NetworkMember | None:
    """A membership of the same place on one of these days."""
    begins = NetworkMember.from_day <= until if until else NetworkMember.from_day >= date.min
    stands = and_(begins, or_(NetworkMember.to_day.is_(None), NetworkMember.to_day >= since))
    found = select(NetworkMember).where(NetworkMember.network_id == network_id, NetworkMember.node_id == node_id, stands)
    return db.session.scalars(found.where(NetworkMember.id != (but or 0)).order_by(NetworkMember.from_day)).first()


def may_join(day: date) -> Sequence[int]:
    """The countries, of the region or not, and the agencies that are open on a day."""
    found = db.session.scalars(select(OrgNode).where(OrgNode.kind.in_((NodeKind.COUNTRY, NodeKind.AGENCY))))
    return [node.id for node in found if node.is_open(day)]
