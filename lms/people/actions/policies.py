"""What a country has decided about names: call names or codes, full names kept here or at home."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from flask_babel import gettext as _
from sqlalchemy import delete, select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.text import fold
from lms.lib.time import today
from lms.people import queries
from lms.people.access import Viewer
from lms.people.models import CountryPolicy, Person, PersonIdentity

AS_SYSTEM = {"as_system": "what a country has decided about names"}
_CODE = re.compile(r"Officer [1-9][0-9]*")


def decide_policy(
    cc: str, *, call_names: str, names_kept: str, at: datetime, by: Viewer | None = None, forget: bool = False
) -> CountryPolicy:
    """What a country has decided, from today on. For the command line: the programme office writes it down on its word.

    Where names stand here that may stand here no more, they go with the decision, and only if `forget` says so: full names are deleted,
    call names become codes. Raises Conflict with their number otherwise.
    """
    country = queries.country(cc)
    if country is None or call_names not in ("names", "codes") or names_kept not in ("here", "at_home"):
        raise BadInput(_("Write a country's two letters, then names or codes, then here or at_home."))
    full, called = _may_not_stand(cc, call_names, names_kept)
    if (full or called) and not forget:
        raise Conflict(
            _("Here stand %(full)d full names and %(called)d call names of %(cc)s that this decision takes away for good. Nothing was "
              "decided. Once its agencies have lists of their own, say --forget.", full=len(full), called=len(called), cc=cc)
        )  # fmt: skip
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
    why = f"{call_names}, {names_kept}"
    audit.note("decided policy", by=by.id if by else None, at=at, table="country_policy", row=row.id, cc=cc, reason=why)
    _forget(full, called, why, by=by, at=at)
    return row


def _may_not_stand(cc: str, call_names: str, names_kept: str) -> tuple[Sequence[Person], Sequence[Person]]:
    """Of whom a full name, and of whom a call name that is no code, stands here against such a decision."""
    of = select(Person).where(Person.cc == cc).order_by(Person.id)
    named = of.join(PersonIdentity, PersonIdentity.person_id == Person.id)
    full = db.session.scalars(named, execution_options=AS_SYSTEM).all() if names_kept == "at_home" else []
    people = db.session.scalars(of, execution_options=AS_SYSTEM).all() if call_names == "codes" else []
    return full, [person for person in people if not _CODE.fullmatch(person.call_name)]


def _forget(full: Sequence[Person], called: Sequence[Person], why: str, *, by: Viewer | None, at: datetime) -> None:
    ids, who = [person.id for person in full], by.id if by else None
    db.session.execute(delete(PersonIdentity).where(PersonIdentity.person_id.in_(ids)), execution_options=AS_SYSTEM)
    for one in full:
        audit.note("unnamed", by=who, at=at, table="person_identity", row=one.id, person_id=one.id, cc=one.cc, reason=why)
    for one, code in zip(called, _free_codes(called[0].cc) if called else (), strict=False):
        one.call_name = code
        one.fold = fold(f"{one.call_name} {one.ref}")[:80]
        audit.note("described", by=who, at=at, table="person", row=one.id, person_id=one.id, cc=one.cc, reason=why)
        db.session.flush()


def next_code(cc: str | None) -> str:
    """The next free one in a country that asks for codes, such as Officer 12."""
    return next(_free_codes(cc))


def _free_codes(cc: str | None) -> Iterator[str]:
    codes = select(Person.call_name).where(Person.cc == cc, Person.call_name.startswith("Officer "))
    taken = set(db.session.scalars(codes, execution_options={"as_system": "the next free code"}))
    return (code for n in count(1) if (code := f"Officer {n}") not in taken)
