"""Persons: added, described, and named by the focal point of their agency."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from flask_babel import gettext as _
from sqlalchemy import func, select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import LANGUAGES, fold, one_line
from lms.lib.time import today
from lms.lib.types import uuid7
from lms.people import queries
from lms.people.access import Viewer
from lms.people.actions import slips
from lms.people.actions.policies import next_code
from lms.people.models import Account, Membership, NodeKind, OrgNode, Person, PersonIdentity, Role, RoleGrant
from lms.people.rules import LONGEST_ROLE_YEARS, years_later


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a person is described by. The full name and what follows it are for the focal point of the agency alone."""

    call_name: str = ""
    lang: str = "en"
    sex: str | None = None
    name: str = ""
    latin: str = ""
    service_no: str = ""
    contact: str = ""

    @property
    def has_identity(self) -> bool:
        """Whether anything is said that only the focal point may keep."""
        return bool(self.name or self.latin or self.service_no or self.contact)


def add_person(
    who: Description,
    *,
    agency_id: int | None,
    unit_id: int | None,
    by: Viewer | None,
    at: datetime,
    tz: str | None = None,
    is_trainee: bool = True,
    key: UUID | None = None,
) -> Person:
    """Somebody new, with a ref, an account without a password (`hand_slip` gives one) and, in an agency, the trainee's role.

    `by` is the focal point of the agency, the administrator over it, or None: the command line. Without an agency
    (mentors, coordinators abroad) only an administrator of the region. `key` makes a form that is sent twice one person.
    """
    agency = db.session.get(OrgNode, agency_id) if agency_id else None
    if by is not None and not (queries.decides(by, agency) if agency else by.administers_region and agency_id is None):
        raise NotAllowed()
    if agency:
        refuse_ended(agency.id, at)
    unit = _unit_of(agency, unit_id, at)
    place = unit or agency or queries.home_node()
    cc = agency.cc if agency else None
    ref = _a_free_ref(cc)
    call_name = _call_name(who.call_name, cc)
    person = Person(
        key=key or uuid7(),
        ref=ref,
        cc=cc,
        agency_id=agency_id,
        unit_id=unit_id,
        call_name=call_name,
        fold=_fold(call_name, ref),
        lang=_language(who.lang),
        tz=_zone(tz) if tz else place.tz,
        sex=who.sex or None,
        created_at=at,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(Account(person_id=person.id, name=_a_free_name()))
    audit.note("added", by=by.id if by else None, at=at, table="person", row=person.id, person_id=person.id, cc=cc)
    if agency:
        begin_service(person, agency.id, unit_id, by=by, at=at, is_trainee=is_trainee)
    if who.has_identity:
        name_person(person, who, by=by, at=at)
    return person


def begin_service(person: Person, agency_id: int, unit_id: int | None, *, by: Viewer | None, at: datetime, is_trainee: bool) -> None:
    """Membership from today on and, for who learns, the trainee's role there. The callers have said who may."""
    day = today(at, person.tz)
    person.agency_id, person.unit_id = agency_id, unit_id
    db.session.add(Membership(person_id=person.id, agency_id=agency_id, unit_id=unit_id, from_day=day))
    if is_trainee:
        grant = RoleGrant(
            person_id=person.id,
            role=Role.TRAINEE,
            node_id=unit_id or agency_id,
            from_day=day,
            to_day=years_later(day, LONGEST_ROLE_YEARS),
            granted_by_id=by.id if by else None,
        )
        db.session.add(grant)
    db.session.flush()


def name_person(person: Person, who: Description, *, by: Viewer | None, at: datetime) -> None:
    """Keep or change the full name and what goes with it. Only the focal point of the agency, where the country keeps names here."""
    if by is None or person.agency_id is None or person.agency_id not in by.focal_agencies:
        raise NotAllowed(_("Full names are kept by the focal point of the agency alone."))
    if queries.policy(person.cc)[1] != "here":
        raise NotAllowed(_("This country keeps full names at home; here people have a call name and a ref."))
    if not who.name:
        raise BadInput(_("A service number or a contact needs the full name beside it."), field="name")
    if queries.has_number(person.agency_id, who.service_no, but=person.id):
        raise Conflict(_("Somebody of your agency has this service number already."), field="service_no")
    row = db.session.get(PersonIdentity, person.id, execution_options={"seen_by": by.id})
    if row is None:
        row = PersonIdentity(person_id=person.id, agency_id=person.agency_id)
        db.session.add(row)
    row.agency_id, row.name, row.latin = person.agency_id, who.name, who.latin
    row.service_no, row.contact = who.service_no or None, who.contact
    row.fold = fold(f"{who.name} {who.latin} {who.service_no}")[:360]
    audit.note("named", by=by.id, at=at, table="person_identity", row=person.id, person_id=person.id, cc=person.cc)
    db.session.flush()


def unname_person(person: Person, *, by: Viewer, at: datetime) -> None:
    """Take the full name away again."""
    if person.agency_id is None or person.agency_id not in by.focal_agencies:
        raise NotAllowed()
    row = db.session.get(PersonIdentity, person.id, execution_options={"seen_by": by.id})
    if row is not None:
        db.session.delete(row)
        audit.note("unnamed", by=by.id, at=at, table="person_identity", row=person.id, person_id=person.id, cc=person.cc)


def describe(person: Person, who: Description, *, by: Viewer | None, at: datetime) -> None:
    """Change the call name, language and sex that are kept of a person."""
    queries.refuse_unless_keeps(by, person)
    _rename(person, who.call_name)
    person.lang, person.sex = _language(who.lang), who.sex or None
    audit.note("described", by=by.id if by else None, at=at, table="person", row=person.id, person_id=person.id, cc=person.cc)


def describe_oneself(person: Person, *, call_name: str, lang: str, tz: str, by: Viewer, at: datetime) -> None:
    """One's own call name, language and clock."""
    if person.id != by.id:
        raise NotAllowed()
    _rename(person, call_name)
    person.lang, person.tz = _language(lang), _zone(tz)
    audit.note("described", by=by.id, at=at, table="person", row=person.id, person_id=person.id, cc=person.cc)


def speak(person: Person, lang: str, *, by: Viewer) -> None:
    """The language in which one reads the pages."""
    if person.id != by.id:
        raise NotAllowed()
    person.lang = _language(lang)


def _rename(person: Person, call_name: str) -> None:
    if call_name == person.call_name:
        return
    if queries.policy(person.cc)[0] == "codes":
        raise NotAllowed(_("This country asks for codes in place of call names."))
    person.call_name = _said(call_name)
    person.fold = _fold(person.call_name, person.ref)


def refuse_ended(agency_id: int, at: datetime) -> None:
    """Nobody comes to serve in an agency that has ended, or is not there yet."""
    agency = queries.held_open(agency_id)
    if agency is None or not agency.is_open(today(at, agency.tz)):
        code = agency.code if agency else ""
        raise Conflict(_("%(code)s is not open on this day. Choose another agency.", code=code), field="place")


def _unit_of(agency: OrgNode | None, unit_id: int | None, at: datetime) -> OrgNode | None:
    """The unit, if that agency serves there and it is open."""
    if unit_id is None:
        return None
    unit = queries.held_open(unit_id)
    if unit is None or unit.kind != NodeKind.UNIT or agency is None or not queries.serves(agency.id, unit.id):
        raise BadInput(_("That agency has nobody in this unit. Choose a unit of the agency, or another agency."), field="place")
    if not stays_open(unit, at):
        raise Conflict(_("This unit is not open on this day."), field="place")
    return unit


def stays_open(unit: OrgNode, at: datetime) -> bool:
    """Whether somebody may come to serve there: on its last day nobody does, who would be there alone the day after."""
    day = today(at, unit.tz)
    return unit.is_open(day) and unit.closed_on != day


def _call_name(call_name: str, cc: str | None) -> str:
    """What was chosen; where a country asks for codes, the next free one, such as Officer 12."""
    if queries.policy(cc)[0] != "codes":
        return _said(call_name)
    return next_code(cc)


def _said(call_name: str) -> str:
    tidy = one_line(call_name)
    if not tidy or len(tidy) > 40 or not tidy.isprintable():
        raise BadInput(_("A call name has one to forty characters, such as Dilnoza R."), field="call_name")
    return tidy


def _fold(call_name: str, ref: str) -> str:
    return fold(f"{call_name} {ref}")[:80]


def _language(lang: str) -> str:
    if lang not in LANGUAGES:
        raise BadInput(_("This language is not one of the programme's."), field="lang")
    return lang


def _zone(tz: str) -> str:
    if tz not in available_timezones():
        raise BadInput(_("This is not the name of a time zone, such as Asia/Tashkent."), field="tz")
    return tz


def _a_free_ref(cc: str | None) -> str:
    """Tried until it is free; were two made in the same moment, the constraint says so to the second."""
    while True:
        ref = slips.a_ref(cc)
        taken = select(func.count()).select_from(Person).where(Person.ref == ref)
        if not db.session.execute(taken, execution_options={"as_system": "a free ref"}).scalar_one():
            return ref


def _a_free_name() -> str:
    while True:
        name = slips.a_user_name()
        taken = select(func.count()).select_from(Account).where(Account.name == name)
        if not db.session.execute(taken, execution_options={"as_system": "a free user name"}).scalar_one():
            return name
