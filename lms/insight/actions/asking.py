"""What is done about the people behind a number: they are reminded, their focal points are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.insight import queries
from lms.insight.models import FocalRequest, FocalRequestPerson
from lms.insight.queries import Waiting
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import Words
from lms.notices.actions import tell
from lms.people.access import Viewer
from lms.people.models import Role
from lms.progress.queries import focal_points


@dataclass(frozen=True)
class Thing:
    """A course or track of which somebody is reminded: how it is called, and the page that it leads to."""

    title: Words
    path: str


@dataclass(frozen=True)
class Reminded:
    """To how many people a reminder went, and how many had one for all of it today already."""

    people: int
    already: int


def once(what: str, day: date) -> str:
    """The event of a reminder: the same of one course and one day, whoever sends it."""
    return f"reminder {what} {day.isoformat()}"


def remind(rows: Sequence[Waiting], things: Mapping[str, Thing], *, by: Viewer, at: datetime, day: date) -> Reminded:
    """Tell each of them once a day for each course that it is still open. `things` is {what: the course or track}.

    Raises NotAllowed where `by` does not follow one of them.
    """
    people = {row.person_id for row in rows}
    if not by.has(Role.FOCAL_POINT, Role.COORDINATOR) or queries.followed_among(by, people) != people:
        raise NotAllowed()
    had = queries.told_already(by, rows, {what: once(what, day) for what in things})
    params = {"by": f"{by.call_name} ({by.ref})"}
    for what, thing in things.items():
        ids = [row.person_id for row in rows if row.what == what]
        tell(ids, "reminder", at=at, once=once(what, day), path=thing.path, params={**params, "course": dict(thing.title)})
    new = {row.person_id for row in rows if (row.person_id, row.what) not in had}
    return Reminded(len(new), len(people - new))


def ask(
    by_agency: Mapping[int, Sequence[int]], text: str, about: Mapping[str, Any], *, key: UUID, by: Viewer, at: datetime
) -> list[FocalRequest]:
    """Ask the focal point of each agency about these people of it: {agency: persons}. Of `key` a double sending is known.

    Raises NotAllowed for people whom this coordinator does not follow, Conflict where the form was sent before.
    """
    people = {person for of_agency in by_agency.values() for person in of_agency}
    if not by.has(Role.COORDINATOR) or queries.followed_among(by, people) != people:
        raise NotAllowed()
    if not text.strip():
        raise BadInput(_("Say what you ask for."), kept=_("Nothing was sent."))
    keys = {agency: uuid5(key, str(agency)) for agency in by_agency}
    if queries.known(list(keys.values())):
        raise Conflict(_("This was asked already; the form was sent twice."), kept=_("The first one stands."))
    told = focal_points(sorted(by_agency), by.day)
    return [
        _ask(agency, persons, text.strip(), about, keys[agency], told.get(agency, ()), by=by, at=at)
        for agency, persons in sorted(by_agency.items())
    ]


def _ask(
    agency: int, persons: Sequence[int], text: str, about: Mapping[str, Any], key: UUID, told: Sequence[int], *, by: Viewer, at: datetime
) -> FocalRequest:
    request = FocalRequest(key=key, agency_id=agency, about=dict(about), text=text, at=at, by_id=by.id)
    db.session.add(request)
    db.session.flush()
    db.session.add_all(FocalRequestPerson(request_id=request.id, person_id=person) for person in sorted(set(persons)))
    db.session.flush()
    audit.note("asked the focal point", by=by.id, at=at, table="focal_request", row=request.id)
    params = {"by": f"{by.call_name} ({by.ref})", "people": len(set(persons))}
    tell(told, "focal_request", at=at, once=f"request {key}", path=f"/requests/{key}", params=params)
    return request


def answer(key: UUID, text: str, agency: Words, *, by: Viewer, at: datetime) -> FocalRequest:
    """The focal point of the agency says what was done; whoever asked is told. `agency` is its name.

    Raises Conflict where it is answered already.
    """
    request = queries.request_or_404(by, key, lock=True).request
    if request.agency_id not in by.focal_agencies:
        raise NotAllowed(_("The focal point of that agency answers this."))
    if request.done_at is not None:
        raise Conflict(_("This is answered already."), kept=_("The first answer stands."), own_text=text)
    request.done_at, request.done_by_id, request.answer = at, by.id, text.strip()
    db.session.flush()
    audit.note("answered a request", by=by.id, at=at, table="focal_request", row=request.id)
    params = {"agency": dict(agency), "by": f"{by.call_name} ({by.ref})"}
    tell([request.by_id], "focal_answer", at=at, once=f"answer {key}", path=f"/requests/{key}", params=params)
    return request
