"""What waits for a mentor beside conversations: offers to answer, meetings to note. One statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from lms.ext import db
from lms.mentoring.models import Engagement, MentoringMeeting
from lms.people.access import Viewer
from lms.people.models import OrgName, Person, Role


@dataclass(frozen=True)
class ToAnswer:
    """An offer. `unit` is {language: name} of a unit; a trainee has no name until access is open."""

    key: UUID
    unit: Mapping[str, str] | None
    expires_at: datetime


@dataclass(frozen=True)
class ToNote:
    """A meeting that has begun and was not noted. `whom` is the unit's name in each language, or a call name."""

    key: UUID
    whom: Mapping[str, str]
    starts_at: datetime


@dataclass(frozen=True)
class Waiting:
    """Both, the most urgent first."""

    offers: list[ToAnswer]
    to_note: list[ToNote]


def waiting_for(viewer: Viewer, at: datetime) -> Waiting:
    """What waits for this mentor now; nothing for anybody else."""
    if not viewer.has(Role.MENTOR):
        return Waiting([], [])
    past = and_(MentoringMeeting.engagement_id == Engagement.id, MentoringMeeting.outcome.is_(None), MentoringMeeting.starts_at <= at)
    statement = (
        select(Engagement.key, Engagement.accepted_at, Engagement.expires_at, OrgName.txt, Person.call_name, MentoringMeeting.key,
               MentoringMeeting.starts_at)
        .outerjoin(MentoringMeeting, past)
        .outerjoin(OrgName, and_(OrgName.node_id == Engagement.unit_id, OrgName.to_day.is_(None)))
        .outerjoin(Person, Person.id == Engagement.person_id)
        .where(Engagement.mentor_id == viewer.id, Engagement.ended_at.is_(None), Engagement.ends_on >= viewer.day)
        .where(or_(MentoringMeeting.id.is_not(None), and_(Engagement.accepted_at.is_(None), Engagement.expires_at > at)))
        .order_by(Engagement.expires_at, MentoringMeeting.starts_at)
    )  # fmt: skip
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id}).all()
    offers = [ToAnswer(row[0], row.txt, row.expires_at) for row in rows if row.accepted_at is None]
    to_note = [ToNote(row[5], row.txt or {"": row.call_name}, row.starts_at) for row in rows if row[5] is not None]
    return Waiting(offers, sorted(to_note, key=lambda one: one.starts_at))
