"""The tree: a country and an agency that are not among the published ones; any place of a country under another name, or ended."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib import dates
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import fold
from lms.lib.time import today
from lms.people import queries
from lms.people.access import Viewer
from lms.people.actions.policies import decide_policy
from lms.people.models import NodeKind, OrgEdge, OrgName, OrgNode

_CC = re.compile(r"[A-Z]{2}")
_OF_AGENCY = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


def add_country(
    cc: str, *, names: dict[str, str], tz: str, call_names: str, names_kept: str, by: Viewer, at: datetime, opened_on: date | None = None
) -> OrgNode:
    """A country under the region, and what it has decided. One that a network brought here already joins the region."""
    if not by.administers_region:
        raise NotAllowed()
    refuse_zone(tz)
    refuse_code(cc)
    region, known, since = queries.home_node(), queries.country(cc), opened_on or today(at, tz)
    if known is None or queries.has_parent(known.id):  # then the constraint refuses the second
        refuse_second(names, region)
        known = OrgNode(code=cc, kind=NodeKind.COUNTRY, cc=cc, tz=tz, opened_on=since, source="added here")
        db.session.add(known)
        db.session.flush()
        db.session.add(OrgName(node_id=known.id, txt=names, from_day=since))
    else:
        known.tz, known.opened_on = tz, opened_on
        _name(known, names, since, today(at, tz))
    db.session.add(OrgEdge(child_id=known.id, parent_id=region.id, from_day=since))
    audit.note("added country", by=by.id, at=at, table="org_node", row=known.id, cc=cc)
    decide_policy(cc, call_names=call_names, names_kept=names_kept, by=by, at=at)
    return known


def add_agency(cc: str, code: str, *, names: dict[str, str], by: Viewer, at: datetime, opened_on: date | None = None) -> OrgNode:
    """An agency of a country, on the country's clock. `code` may begin with the country's letters: SCC and UZ-SCC are one."""
    if cc not in by.administered:
        raise NotAllowed()
    country, letters = queries.country(cc), code.removeprefix(f"{cc}-")
    if country is None or not country.is_open(today(at, country.tz)):
        raise Conflict(_("This country has ended here."), field="country")
    if not _OF_AGENCY.fullmatch(letters) or len(letters) > 16:
        raise BadInput(_("A code has up to sixteen letters A to Z, digits and hyphens, such as SCC."), field="code")
    refuse_second(names, country)
    since = opened_on or today(at, country.tz)
    agency = OrgNode(code=f"{cc}-{letters}", kind=NodeKind.AGENCY, cc=cc, tz=country.tz, opened_on=since, source="added here")
    db.session.add(agency)
    db.session.flush()
    db.session.add(OrgName(node_id=agency.id, txt=names, from_day=since))
    db.session.add(OrgEdge(child_id=agency.id, parent_id=country.id, from_day=since))
    audit.note("added agency", by=by.id, at=at, table="org_node", row=agency.id, cc=cc)
    db.session.flush()
    return agency


def rename_place(node: OrgNode, names: dict[str, str], from_day: date, *, by: Viewer, at: datetime) -> date | None:
    """Called otherwise from a day on; the name until then keeps its days. The day of a name that had not begun and gives way, if any."""
    if not queries.keeps_place(by, node):
        raise NotAllowed()
    parent = queries.parent_of(node.id, today(at, node.tz))
    if parent is not None:
        refuse_second(names, db.session.get_one(OrgNode, parent), but=node.id)
    instead_of = _name(node, names, from_day, today(at, node.tz))
    why = f"from {from_day}" + (f", in place of a name from {instead_of}" if instead_of else "")
    audit.note("renamed place", by=by.id, at=at, table="org_node", row=node.id, cc=node.cc, reason=why)
    return instead_of


def _name(node: OrgNode, names: dict[str, str], from_day: date, day: date) -> date | None:
    """The next name. On the very day on which the present one began it is mended instead: nothing was called so. One that has not begun
    gives way to an earlier one; its day is returned."""
    *before, present = queries.names_of(node.id)
    instead_of = None
    if before and present.from_day > day and from_day < present.from_day:
        instead_of = present.from_day
        db.session.delete(present)
        db.session.flush()
        present = before[-1]
        present.to_day = None
    if from_day < present.from_day:
        said = _("The present name began on %(day)s. Choose that day or a later one.", day=dates.in_full(present.from_day))
        raise BadInput(said, field="from_day")
    if from_day == present.from_day:
        present.txt = names
    elif names != present.txt:
        present.to_day = from_day - timedelta(days=1)
        db.session.flush()
        db.session.add(OrgName(node_id=node.id, txt=names, from_day=from_day))
    db.session.flush()
    return instead_of


def end_place(node: OrgNode, last_day: date, *, reason: str, by: Viewer, at: datetime) -> None:
    """Its last day, today at the latest. Refused while people serve there or, for a country, while something in it is open."""
    if not queries.keeps_place(by, node):
        raise NotAllowed()
    node = db.session.get_one(OrgNode, node.id, with_for_update=True, populate_existing=True)
    if node.closed_on is not None:
        raise Conflict(_("It ended on %(day)s already.", day=dates.in_full(node.closed_on)), field="closed_on")
    if last_day > today(at, node.tz):
        raise BadInput(_("That day is still to come. End it on the day itself."), field="closed_on")
    if node.opened_on is not None and last_day < node.opened_on:
        raise BadInput(_("That is before it opened, on %(day)s.", day=dates.in_full(node.opened_on)), field="closed_on")
    if people := queries.serving(node, seen_by=by.id):
        raise Conflict(
            ngettext("One person serves there now. Move them first.", "%(num)s people serve there now. Move them first.", people)
        )
    if places := queries.open_below(node, last_day):
        raise Conflict(
            ngettext(
                "One agency or unit in it is open. End it first.", "%(num)s agencies and units in it are open. End them first.", places
            )
        )
    node.closed_on = last_day
    audit.note("ended place", by=by.id, at=at, table="org_node", row=node.id, cc=node.cc, reason=f"{last_day}: {reason}")
    db.session.flush()


def reopen_place(node: OrgNode, *, reason: str, by: Viewer, at: datetime) -> None:
    """It ended by mistake, or opens again: who ends it says so. What stands under a country opens after it, under a name that nobody has
    taken. That it was ended stays in the log book."""
    if not queries.keeps_place(by, node):
        raise NotAllowed()
    parent, day = queries.parent_of(node.id, today(at, node.tz)), today(at, node.tz)
    above = queries.held_open(parent) if parent else None  # whoever ends it in the same moment waits, and then counts this one
    node = db.session.get_one(OrgNode, node.id, with_for_update=True, populate_existing=True)
    if node.closed_on is None:
        raise Conflict(_("It has not ended: people can be added there."))
    if above is not None and not above.is_open(day):
        raise Conflict(_("%(code)s, under which it stands, has ended. Reopen that first.", code=above.code))
    if above is not None:
        refuse_second(queries.names_of(node.id)[-1].txt, above, but=node.id)
    audit.note("reopened place", by=by.id, at=at, table="org_node", row=node.id, cc=node.cc, reason=f"{node.closed_on}: {reason}")
    node.closed_on = None
    db.session.flush()


def refuse_code(cc: str) -> None:
    """Two letters."""
    if not _CC.fullmatch(cc):
        raise BadInput(_("A country’s code has two letters, such as UZ."), field="code")


def refuse_zone(tz: str) -> None:
    """Only a zone there is."""
    if tz not in available_timezones():
        raise BadInput(_("This is not the name of a time zone, such as Asia/Tashkent."), field="tz")


def refuse_second(names: dict[str, str], parent: OrgNode, *, but: int | None = None) -> None:
    """The same name twice under one parent would be one place in two rows. The parent is held until the end of the transaction: of two
    who add it at once the second finds the first."""
    db.session.refresh(parent, with_for_update=True)
    taken = db.session.scalars(
        select(OrgName.txt)
        .join(OrgEdge, OrgEdge.child_id == OrgName.node_id)
        .where(OrgEdge.parent_id == parent.id, OrgEdge.to_day.is_(None), OrgName.node_id != (but or 0))
    )
    known = {fold(name) for txt in taken for name in txt.values()}
    if twice := next((lang for lang, name in names.items() if fold(name) in known), None):
        is_region = parent.kind == NodeKind.REGION
        sentence = _("A country of that name is here already.") if is_region else _("A unit or agency of that name is here already.")
        raise Conflict(sentence, field=f"name_{twice}")
