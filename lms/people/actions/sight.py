"""Who else may follow somebody. The rooms above give and end it; whom it lets see is decided in `people.access` alone (house, rule 6)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from lms.audit import actions as audit
from lms.ext import db
from lms.people.models import ScopeGrant


def give_sight(
    grantee_id: int,
    *,
    source: UUID,
    at: datetime,
    by: int | None,
    person_id: int | None = None,
    unit_id: int | None = None,
    agency_id: int | None = None,
    to_day: date | None = None,
) -> None:
    """Let somebody follow a person, or the people of an agency in a unit, until a last day or until it is ended. `source` is the key of
    what gives it; given once only."""
    same = select(ScopeGrant.id).where(
        ScopeGrant.source == source,
        ScopeGrant.ended_at.is_(None),
        ScopeGrant.grantee_id == grantee_id,
        ScopeGrant.person_id.is_(None) if person_id is None else ScopeGrant.person_id == person_id,
        ScopeGrant.unit_id.is_(None) if unit_id is None else ScopeGrant.unit_id == unit_id,
        ScopeGrant.agency_id.is_(None) if agency_id is None else ScopeGrant.agency_id == agency_id,
    )
    if db.session.scalar(same, execution_options={"as_system": "giving sight"}):
        return
    grant = ScopeGrant(
        grantee_id=grantee_id, person_id=person_id, unit_id=unit_id, agency_id=agency_id, source=source, from_at=at, to_day=to_day
    )  # fmt: skip
    db.session.add(grant)
    db.session.flush()
    audit.note("gave sight", by=by, at=at, table="scope_grant", row=grant.id, person_id=person_id)


def end_sight(source: UUID, *, at: datetime, by: int | None) -> int:
    """End all that was given by that source; how many there were. It acts on the next request."""
    ending = (
        update(ScopeGrant).where(ScopeGrant.source == source, ScopeGrant.ended_at.is_(None)).values(ended_at=at).returning(ScopeGrant.id)
    )
    ended = db.session.scalars(ending, execution_options={"as_system": "ending sight", "synchronize_session": False}).all()
    for row in ended:
        audit.note("ended sight", by=by, at=at, table="scope_grant", row=row)
    return len(ended)
