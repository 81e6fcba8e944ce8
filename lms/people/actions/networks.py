"""Who belongs to a network, from which day and until which. It gives nobody any sight."""

from datetime import date, datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib import dates
from lms.lib.refusals import BadInput, Conflict
from lms.people import queries
from lms.people.access import Viewer
from lms.people.actions.places import refuse_code
from lms.people.models import Network, NetworkMember, NodeKind, OrgName, OrgNode


def add_member(network: Network, node: OrgNode, from_day: date, *, by: Viewer, at: datetime) -> NetworkMember:
    """A country or an agency joins from a day on, which may be past or still to come."""
    queries.refuse_unless_keeps_networks(by)
    if node.kind not in (NodeKind.COUNTRY, NodeKind.AGENCY) or not node.is_open(max(from_day, by.day)):
        raise Conflict(_("A country or an agency joins that has not ended."), field="place")
    if node.opened_on is not None and from_day < node.opened_on:
        raise BadInput(_("That is before it opened, on %(day)s.", day=dates.in_full(node.opened_on)), field="from_day")
    _refuse_twice(network, node.id, from_day)
    member = NetworkMember(network_id=network.id, node_id=node.id, from_day=from_day)
    db.session.add(member)
    db.session.flush()
    _note("joined network", network, member, node, by=by, at=at)
    return member


def add_outside(network: Network, cc: str, names: dict[str, str], from_day: date, *, by: Viewer, at: datetime) -> NetworkMember:
    """A country outside the region joins: it is a place without people, under nothing, on the clock of the programme's home."""
    queries.refuse_unless_keeps_networks(by)
    refuse_code(cc)
    if queries.country(cc) is not None:
        raise Conflict(_("There is a place with this code already. Choose it in the list."), field="code")
    node = OrgNode(code=cc, kind=NodeKind.COUNTRY, cc=cc, tz=queries.home_node().tz, source="member of a network")
    db.session.add(node)
    db.session.flush()
    db.session.add(OrgName(node_id=node.id, txt=names, from_day=min(from_day, by.day)))
    audit.note("added country", by=by.id, at=at, table="org_node", row=node.id, cc=cc)
    return add_member(network, node, from_day, by=by, at=at)


def end_member(network: Network, member: NetworkMember, to_day: date, *, by: Viewer, at: datetime) -> None:
    """Its last day, which may be past or still to come. An end that stands already is another from then on."""
    queries.refuse_unless_keeps_networks(by)
    if to_day < member.from_day:
        raise BadInput(
            _("It has been a member since %(day)s: it ends on that day or later.", day=dates.in_full(member.from_day)), field="to_day"
        )
    _refuse_twice(network, member.node_id, member.from_day, to_day, but=member.id)
    member.to_day = to_day
    db.session.flush()
    _note("left network", network, member, db.session.get_one(OrgNode, member.node_id), by=by, at=at)


def undo_member(network: Network, member: NetworkMember, *, by: Viewer, at: datetime) -> str:
    """What was done last is taken back: an end, or a membership that has not begun before today. Returns "end" or "member".

    Raises Conflict for a membership that has been in force: plans that were agreed in its days name it.
    """
    queries.refuse_unless_keeps_networks(by)
    node = db.session.get_one(OrgNode, member.node_id)
    if member.to_day is not None:
        _refuse_twice(network, member.node_id, member.from_day, but=member.id)
        member.to_day = None
        db.session.flush()
        _note("stays in network", network, member, node, by=by, at=at)
        return "end"
    if member.from_day < by.day:
        said = _("It has been a member since %(day)s, and what was agreed since then names it.", day=dates.in_full(member.from_day))
        raise Conflict(said, kept=_("Nothing was changed."), todo=_("Write its last day instead."))
    _note("taken back from network", network, member, node, by=by, at=at)
    db.session.delete(member)
    db.session.flush()
    return "member"


def _refuse_twice(network: Network, node_id: int, since: date, until: date | None = None, *, but: int | None = None) -> None:
    """Nobody is a member twice on one day."""
    other = queries.member_beside(network.id, node_id, since, until, but=but)
    if other is None:
        return
    first = dates.in_full(other.from_day)
    if other.to_day is None:
        said = _("It is a member since %(day)s already.", day=first)
    else:
        said = _("It is a member from %(first)s until %(last)s already.", first=first, last=dates.in_full(other.to_day))
    raise Conflict(said, kept=_("Nothing was changed."), field="from_day")


def _note(verb: str, network: Network, member: NetworkMember, node: OrgNode, *, by: Viewer, at: datetime) -> None:
    days = f"{network.code}: {node.code}, {member.from_day} to {member.to_day or '-'}"
    audit.note(verb, by=by.id, at=at, table="network_member", row=member.id, cc=node.cc, reason=days)
