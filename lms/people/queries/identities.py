"""Full names. This is the only place that reads them, and every reading is written down (house, rule 6)."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.text import fold
from lms.people.access import Viewer
from lms.people.models import Person, PersonIdentity

# The pages that read full names, as the person who was read finds them on their profile.
NAMED_ON = {
    "people": _l("People"),
    "person": _l("Your page"),
    "edit": _l("What is kept"),
    "enrol": _l("Enrol in a course"),
    "withdraw": _l("Withdraw a whole unit from a course"),
    "request": _l("Requests"),
    "insight.behind": _l("Completion"),
    "insight.programme": _l("People of a track"),
    "insight.paper": _l("List by unit, to sign"),
    "insight.csv": _l("Completion, as a file"),
}


def identities(viewer: Viewer, ids: Collection[int], what: str, at: datetime) -> dict[int, PersonIdentity]:
    """{person id: full name} of those of the ids who serve in an agency of this focal point; of all others nothing.

    `what` names the page in the log that the person reads on their own profile, by its words in NAMED_ON. Rows are optional: whoever has
    none is shown by call name.
    """
    if what not in NAMED_ON:
        raise ValueError(f"{what} has no words in NAMED_ON for whoever is read there")
    if not viewer.focal_agencies or not ids:
        return {}
    statement = (
        select(PersonIdentity)
        .join(Person, Person.id == PersonIdentity.person_id)
        .where(PersonIdentity.person_id.in_(ids))
        .where(PersonIdentity.agency_id.in_(viewer.focal_agencies), Person.agency_id.in_(viewer.focal_agencies))
    )
    found = {row.person_id: row for row in db.session.scalars(statement, execution_options={"seen_by": viewer.id})}
    if found:
        audit.looked(db.engine, by=viewer.id, at=at, people=sorted(found), what=what)
    return found


def has_number(agency_id: int, service_no: str, *, but: int) -> bool:
    """Whether somebody else of the agency has this service number, in whatever case. The constraint decides between two who write the same
    at once; this lets the form say it."""
    number = func.lower(PersonIdentity.service_no) == service_no.lower()
    same = select(PersonIdentity.person_id).where(PersonIdentity.agency_id == agency_id, number)
    return (
        bool(service_no)
        and db.session.scalar(same.where(PersonIdentity.person_id != but), execution_options={"as_system": "is it free"}) is not None
    )


def matches(viewer: Viewer, text: str) -> ColumnElement[bool]:
    """A search as a condition on `person`: call name and ref for all, full name and service number in one's own agencies."""
    key = fold(text)
    by_call_name = Person.fold.contains(key, autoescape=True)
    if not viewer.focal_agencies:
        return by_call_name
    named = select(PersonIdentity.person_id).where(
        PersonIdentity.agency_id.in_(viewer.focal_agencies), PersonIdentity.fold.contains(key, autoescape=True)
    )
    return or_(by_call_name, Person.agency_id.in_(viewer.focal_agencies) & Person.id.in_(named))
