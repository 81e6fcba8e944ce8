"""Writing a fact. The only way into `evidence`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people.access import Viewer, may_enrol
from lms.people.models import Person
from lms.progress.actions.recounting import recount
from lms.progress.models import Enrolment, Evidence
from lms.progress.rules import KINDS, WITNESSED, Source

# Built once, as for every step of every officer they are asked (house, Conventions).
_HELD = (
    select(Enrolment, Person)
    .join(Person, Person.id == Enrolment.person_id)
    .where(Enrolment.id == bindparam("enrolment"))
    .with_for_update(of=Enrolment)
    .execution_options(populate_existing=True, as_system="writing a fact")
)
_KNOWN = (
    select(Evidence.digest)
    .where(Evidence.person_id == bindparam("person"), Evidence.event_id == bindparam("event"))
    .execution_options(as_system="writing a fact")
)


@dataclass(frozen=True)
class Recorded:
    """What came of it: the enrolment as it stands now, and whether the fact is new (a replay is not)."""

    enrolment: Enrolment
    is_new: bool


def record(
    enrolment_id: int,
    kind: str,
    *,
    by: Viewer,
    at: datetime,
    event_id: UUID,
    source: Source,
    activity_id: int | None = None,
    release_id: int | None = None,
    lang: str = "",
    voids_id: UUID | None = None,
    body: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    witness: bool = False,
) -> Recorded:
    """Add a fact to the ledger and bring the enrolment's state up to date, in this transaction.

    The enrolment row is locked first: two last facts at once must not miss each other (house, rule 1). A replay of the
    same event changes nothing. Raises Conflict for a different body under a known id, BadInput for a kind that this
    source may not bring, NotAllowed for a fact about somebody else that `by` may not witness.
    `witness`: the caller has found that `by` saw it happen (the trainer of that session, the mentor of that engagement).
    """
    if source not in KINDS.get(kind, ()):
        raise BadInput(_("A %(source)s cannot say that something was %(kind)s.", source=source.value, kind=kind))
    enrolment, person = _lock(enrolment_id)
    _may(by, person, source, witness=witness and kind in WITNESSED)
    digest = _digest(kind, activity_id, voids_id, body or {})
    if known := _known(person.id, event_id):
        if known != digest:
            raise Conflict(_("This event was recorded before, and said something else."), kept=_("The first one stands."))
        return Recorded(enrolment, is_new=False)
    if enrolment.withdrawn_at and source is not Source.STAFF:
        # Looked at after the lock: it may have been withdrawn while the page was being answered.
        raise Conflict(
            _("You were withdrawn from this course."),
            kept=_("What you did before is kept; this was not added."),
            todo=_("The course page says when and why."),
        )
    db.session.add(
        Evidence(
            person_id=person.id, event_id=event_id, enrolment_id=enrolment.id, activity_id=activity_id, release_id=release_id,
            cc=person.cc, agency_then_id=person.agency_id, unit_then_id=person.unit_id, lang=lang, kind=kind, source=source.value,
            actor_id=by.id, happened_at=happened_at or at, learned_at=at, voids_id=voids_id, body=dict(body or {}), digest=digest,
        )
    )  # fmt: skip
    db.session.flush()
    recount(enrolment, at=at)
    return Recorded(enrolment, is_new=True)


def _lock(enrolment_id: int) -> tuple[Enrolment, Person]:
    """The enrolment, held until the end of the transaction (SQLite holds its one write lock already)."""
    row = db.session.execute(_HELD, {"enrolment": enrolment_id}).one()
    return row.Enrolment, row.Person


def _may(by: Viewer, person: Person, source: Source, *, witness: bool) -> None:
    """What a browser or the server says of somebody is about whoever is signed in; staff speaks of people they answer for, or of
    what they witnessed."""
    if by.id != person.id if source is not Source.STAFF else not (witness or may_enrol(by, person)):
        raise NotAllowed()


def _known(person_id: int, event_id: UUID) -> str | None:
    return db.session.scalar(_KNOWN, {"person": person_id, "event": event_id})


def _digest(kind: str, activity_id: int | None, voids_id: UUID | None, body: Mapping[str, Any]) -> str:
    said = json.dumps([kind, activity_id, str(voids_id or ""), body], sort_keys=True, ensure_ascii=False, default=str)
    return sha256(said.encode()).hexdigest()
