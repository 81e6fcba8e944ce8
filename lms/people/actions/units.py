"""The tree: a unit that is not among the published ones, and what a country has decided."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import fold
from lms.lib.time import today
from lms.people.access import Viewer
from lms.people.models import CountryPolicy, NodeKind, OrgEdge, OrgName, OrgNode, UnitAgency

UNIT_TYPES = ("sea", "rail", "road", "land", "dry", "inland", "air")


def add_unit(
    *, names: dict[str, str], unit_type: str, agencies: Sequence[OrgNode], tz: str, by: Viewer, at: datetime, opened_on: date | None = None
) -> OrgNode:
    """A unit of a country in which these agencies (all of that country) serve."""
    if tz not in available_timezones():
        raise BadInput(_("This is not the name of a time zone, such as Asia/Tashkent."), field="tz")
    if not agencies:
        raise BadInput(_("A unit needs an agency that serves in it."))
    ccs = {agency.cc for agency in agencies}
    if not ccs <= set(by.administered):
        raise NotAllowed()
    if len(ccs) > 1:
        raise BadInput(_("These agencies are of different countries. A unit belongs to one."))
    cc = agencies[0].cc
    country = db.session.scalars(select(OrgNode).where(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc == cc)).one()
    _refuse_second(names, country.id)
    since = opened_on or today(at, tz)
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


def _refuse_second(names: dict[str, str], country_id: int) -> None:
    """The same name twice in one country would be one unit in two rows."""
    taken = db.session.scalars(
        select(OrgName.txt)
        .join(OrgEdge, OrgEdge.child_id == OrgName.node_id)
        .where(OrgEdge.parent_id == country_id, OrgEdge.to_day.is_(None))
    )
    known = {fold(name) for txt in taken for name in txt.values()}
    if any(fold(name) in known for name in names.values()):
        raise Conflict(_("A unit or agency of that name is here already."), field="name_en")


def _a_free_code(cc: str, name: str) -> str:
    """Such as UZ-NAVOI, or UZ-NAVOI-2."""
    letters = "".join(letter for letter in fold(name).upper() if letter.isascii() and letter.isalnum())[:16] or "UNIT"
    taken = set(db.session.scalars(select(OrgNode.code).where(OrgNode.cc == cc)))
    return next(code for n in range(1, len(taken) + 3) if (code := f"{cc}-{letters}" + (f"-{n}" if n > 1 else "")) not in taken)


def decide_policy(cc: str, *, call_names: str, names_kept: str, at: datetime) -> CountryPolicy:
    """What a country has decided, from today on. For the command line: the programme office writes it down on its word."""
    country = db.session.scalars(select(OrgNode).where(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc == cc)).one_or_none()
    if country is None or call_names not in ("names", "codes") or names_kept not in ("here", "at_home"):
        raise BadInput(_("Write a country's two letters, then names or codes, then here or at_home."))
    day = today(at, country.tz)
    row = db.session.scalars(select(CountryPolicy).where(CountryPolicy.cc == cc, CountryPolicy.to_day.is_(None))).one_or_none()
    if row is None or row.from_day < day:
        if row is not None:
            row.to_day = day - timedelta(days=1)
            db.session.flush()
        row = CountryPolicy(cc=cc, from_day=day)
        db.session.add(row)
    row.call_names, row.names_kept = call_names, names_kept
    db.session.flush()
    audit.note("decided policy", by=None, at=at, table="country_policy", row=row.id, cc=cc, reason=f"{call_names}, {names_kept}")
    return row
