"""Who somebody's mentor is now: the one answer, for every page and for the way a conversation takes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.mentoring.models import Engagement, EngagementAgreement
from lms.people.models import Person


@dataclass(frozen=True)
class MentorOf:
    """A mentor whose access is open. `via`: person, or unit."""

    mentor_id: int
    ref: str
    call_name: str
    zone: str
    engagement_key: UUID
    via: str


_mentor, _member = aliased(Person), aliased(Person)
_COLUMNS = (_mentor.id, _mentor.ref, _mentor.call_name, _mentor.tz, Engagement.key)
_RUNS = (Engagement.opened_at.is_not(None), Engagement.ended_at.is_(None), Engagement.ends_on >= bindparam("day"))
_OF_PERSONS = (
    select(Engagement.person_id.label("whose"), *_COLUMNS)
    .join(_mentor, _mentor.id == Engagement.mentor_id)
    .where(Engagement.person_id.in_(bindparam("people", expanding=True)), *_RUNS)
)
_OF_UNITS = (
    select(_member.id.label("whose"), *_COLUMNS)
    .join(Engagement, Engagement.unit_id == _member.unit_id)
    .join(
        EngagementAgreement,
        and_(EngagementAgreement.engagement_id == Engagement.id, EngagementAgreement.agency_id == _member.agency_id),
    )
    .join(_mentor, _mentor.id == Engagement.mentor_id)
    .where(_member.id.in_(bindparam("people", expanding=True)), _mentor.id != _member.id, *_RUNS)
)


def mentor_of(person_ids: Collection[int], day: date) -> dict[int, MentorOf]:
    """{person: their mentor that day}: by an engagement of their own, else by their unit's, where their agency has agreed.

    `day` is that of the programme. Who has none is not in it. The caller has been given the people.
    """
    found: dict[int, MentorOf] = {}
    for via, statement in (("unit", _OF_UNITS), ("person", _OF_PERSONS)) if person_ids else ():
        rows = db.session.execute(statement, {"people": list(person_ids), "day": day}, execution_options={"as_system": "whose mentor"})
        found |= {row.whose: MentorOf(row.id, row.ref, row.call_name, row.tz, row.key, via) for row in rows}
    return found
