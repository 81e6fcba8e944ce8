"""What waits for a focal point, for the first page they see."""

from dataclasses import dataclass

from sqlalchemy import and_, distinct, exists, func, or_, select

from lms.ext import db
from lms.insight.models import FocalRequest
from lms.mentoring.models import Engagement, EngagementAgreement
from lms.people.access import Viewer
from lms.people.models import Person


@dataclass(frozen=True)
class Awaited:
    """How many pairs wait for the word of the agency, and how many requests of coordinators for an answer."""

    words: int = 0
    answers: int = 0


def awaited(viewer: Viewer) -> Awaited:
    """Of the agencies of a focal point; nothing for anybody else. One statement."""
    if not viewer.focal_agencies:
        return Awaited()
    given = exists().where(EngagementAgreement.engagement_id == Engagement.id, EngagementAgreement.agency_id == Person.agency_id)
    of_unit = and_(Person.unit_id == Engagement.unit_id, or_(Person.left_on.is_(None), Person.left_on > viewer.day))
    words = (
        select(func.count(distinct(Engagement.id)))
        .join(Person, or_(Person.id == Engagement.person_id, of_unit))
        .where(Engagement.accepted_at.is_not(None), Engagement.ended_at.is_(None), Person.agency_id.in_(viewer.focal_agencies), ~given)
    )
    answers = select(func.count(FocalRequest.id)).where(FocalRequest.agency_id.in_(viewer.focal_agencies), FocalRequest.done_at.is_(None))
    statement = select(words.scalar_subquery(), answers.scalar_subquery())
    return Awaited(*db.session.execute(statement, execution_options={"seen_by": viewer.id}).one())
