"""The tree by its days: an agency comes under another ministry, or under its country again. It gives nobody any sight, and takes none."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib import dates
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import today
from lms.people import queries
from lms.people.access import Viewer
from lms.people.actions.places import refuse_second
from lms.people.models import NodeKind, OrgEdge, OrgNode


def move_place(node: OrgNode, parent: OrgNode, from_day: date, *, reason: str, by: Viewer, at: datetime) -> OrgEdge:
    """Under another place from a day on, past or to come; where it stood until then keeps its days. Refused while a move is to come."""
    if not queries.keeps_place(by, node):
        raise NotAllowed()
    _hold(node, parent)
    if node.closed_on is not None:
        raise Conflict(_("It ended on %(day)s already.", day=dates.in_full(node.closed_on)))
    if node.kind != NodeKind.AGENCY or parent.kind not in (NodeKind.COUNTRY, NodeKind.AGENCY) or parent.cc != node.cc:
        raise BadInput(_("An agency stands under its country or under another agency of it; nothing else is moved."), field="parent")
    if parent.opened_on is not None and from_day < parent.opened_on:
        raise BadInput(_("That is before it opened, on %(day)s.", day=dates.in_full(parent.opened_on)), field="since")
    last = _last_before(node, parent, from_day, by=by, at=at)
    _refuse_under(node, parent, from_day)
    if last is not None:
        last.to_day = from_day - timedelta(days=1)
        db.session.flush()
    edge = OrgEdge(child_id=node.id, parent_id=parent.id, from_day=from_day)
    db.session.add(edge)
    db.session.flush()
    why = f"{node.code} under {parent.code} from {from_day}: {reason}"
    audit.note(queries.MOVED, by=by.id, at=at, table="org_edge", row=edge.id, cc=node.cc, reason=why)
    db.session.flush()
    return edge


def take_back_move(node: OrgNode, edge_id: int, *, by: Viewer, at: datetime) -> None:
    """The last move as if it had not been written: one that begins today or later, or that was written down today. What stood before goes
    on. Raises Conflict for one that has been in force: what was agreed in its days names it."""
    if not queries.keeps_place(by, node):
        raise NotAllowed()
    _hold(node, node)
    stays = queries.stood_under(node.id)
    if len(stays) < 2 or stays[-1].id != edge_id:
        raise Conflict(_("It was moved again, or this move was taken back, in the meantime. Look at the list once more."))
    before, edge = stays[-2:]
    if not may_take_back(node, edge, at):
        day = dates.in_full(edge.from_day)
        raise Conflict(
            _("It has stood there since %(day)s, and what was agreed since then names it. Write the next move instead.", day=day)
        )
    _refuse_under(node, _held(before.parent_id), edge.from_day)
    said = f"{node.code} not from {edge.from_day}: stays where it is since {before.from_day}"
    audit.note("took back move", by=by.id, at=at, table="org_edge", row=edge.id, cc=node.cc, reason=said)
    db.session.delete(edge)
    db.session.flush()
    before.to_day = None
    db.session.flush()


def may_take_back(node: OrgNode, edge: OrgEdge, at: datetime) -> bool:
    """Whether a move has not been in force before today, or was written down today."""
    written, day = queries.written_down(edge.id), today(at, node.tz)
    return written is not None and (edge.from_day >= day or today(written.at, node.tz) == day)


def _hold(node: OrgNode, parent: OrgNode) -> None:
    """One move at a time in a country, so that two of them make no circle; whoever ends either place in the same moment waits."""
    assert node.cc is not None
    if country := queries.country(node.cc):
        db.session.get(OrgNode, country.id, with_for_update={"key_share": True}, populate_existing=True)
    for one in (parent, node):
        queries.held_open(one.id)


def _held(node_id: int) -> OrgNode:
    found = queries.held_open(node_id)
    assert found is not None
    return found


def _last_before(node: OrgNode, parent: OrgNode, from_day: date, *, by: Viewer, at: datetime) -> OrgEdge | None:
    """Where it stands until the new move; refused where that begins on the day or later, is the same, or is itself still to come."""
    stays = queries.stood_under(node.id)
    if not stays:
        return None
    last = stays[-1]
    known = {"code": db.session.get_one(OrgNode, last.parent_id).code, "day": dates.in_full(last.from_day)}
    if last.from_day > today(at, node.tz):
        written = queries.written_down(last.id)
        if written is not None and written.by != by.id:
            said = _(
                "Another administrator has written down already that it stands under %(code)s from %(day)s. Take that back first.", **known
            )
        else:
            said = _("You have written down already that it stands under %(code)s from %(day)s. Take that back first.", **known)
        raise Conflict(said, field="since")
    if last.parent_id == parent.id:
        raise Conflict(_("It stands under %(code)s already, since %(day)s.", **known), field="parent")
    if from_day <= last.from_day:
        raise BadInput(_("It stands under %(code)s since %(day)s. Choose a later day.", **known), field="since")
    return last


def _refuse_under(node: OrgNode, parent: OrgNode, from_day: date) -> None:
    """No place under one that has ended, in a circle, or beside another of its name."""
    if parent.closed_on is not None:
        said = _("%(code)s has ended, on %(day)s: nothing stands under it.", code=parent.code, day=dates.in_full(parent.closed_on))
        raise Conflict(said, field="parent")
    if parent.id == node.id or node.id in queries.all_above(parent, from_day):
        said = _("%(code)s stands under it on that day or later, so that both would stand under themselves.", code=parent.code)
        raise Conflict(said, field="parent")
    refuse_second(queries.names_of(node.id)[-1].txt, parent, but=node.id)
