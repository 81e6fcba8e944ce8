"""The tree: a unit that is not among the published ones."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import fold
from lms.lib.time import today
from lms.people.access import Viewer
from lms.people.actions.places import refuse_second, refuse_zone
from lms.people.models import NodeKind, OrgEdge, OrgName, OrgNode, UnitAgency

UNIT_TYPES = ("sea", "rail", "road", "land", "dry", "inland", "air")


def add_unit(
    *, names: dict[str, str], unit_type: str, agencies: Sequence[OrgNode], tz: str, by: Viewer, at: datetime, opened_on: date | None = None
) -> OrgNode:
    """A unit of a country in which these agencies (all of that country) serve."""
    refuse_zone(tz)
    if not agencies:
        raise BadInput(_("A unit needs an agency that serves in it."))
    ccs = {agency.cc for agency in agencies}
    if not ccs <= set(by.administered):
        raise NotAllowed()
    if len(ccs) > 1:
        raise BadInput(_("These agencies are of different countries. A unit belongs to one."))
    cc = agencies[0].cc
    country = db.session.scalars(select(OrgNode).where(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc == cc)).one()
    refuse_second(names, country)
    since = opened_on or today(at, tz)
    for agency in agencies:
        if not (agency.is_open(since) and agency.is_open(today(at, tz))):
            raise Conflict(_("%(code)s is not open on this day. Choose another agency.", code=agency.code), field="agencies")
    unit = OrgNode(
        code=_a_free_code(str(cc), names.get("en") or next(iter(names.values()))),
        kind=NodeKind.UNIT,
        cc=cc,
        unit_type=unit_type if unit_type in UNIT_TYPES else None,
        tz=tz,
        opened_on=opened_on,
        source="added here",
    )
    db.session.add(unit)
    db.session.flush()
    db.session.add(OrgName(node_id=unit.id, txt=names, from_day=since))
    db.session.add(OrgEdge(child_id=unit.id, parent_id=country.id, from_day=since))
    db.session.add_all(UnitAgency(unit_id=unit.id, agency_id=agency.id, from_day=since) for agency in agencies)
    audit.note("added unit", by=by.id, at=at, table="org_node", row=unit.id, cc=cc)
    db.session.flush()
    return unit


def _a_free_code(cc: str, name: str) -> str:
    """Such as UZ-NAVOI, or UZ-NAVOI-2."""
    letters = "".join(letter for letter in fold(name).upper() if letter.isascii() and letter.isalnum())[:16] or "UNIT"
    taken = set(db.session.scalars(select(OrgNode.code).where(OrgNode.cc == cc)))
    return next(code for n in range(1, len(taken) + 3) if (code := f"{cc}-{letters}" + (f"-{n}" if n > 1 else "")) not in taken)
