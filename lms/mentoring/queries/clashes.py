"""Who is elsewhere at a time: in a live session, or meeting a mentor. Numbers and times, and never what it is about."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, or_, select

from lms.ext import db
from lms.mentoring.models import Engagement, EngagementAgreement, MentoringMeeting
from lms.people.access import Viewer
from lms.people.models import Person
from lms.theory.models import Seat, TheorySession
from lms.theory.rules.clock import Span, ends_at

LONGEST = timedelta(minutes=600)  # no session lasts longer


def seated_then(viewer: Viewer, person_ids: Collection[int], starts_at: datetime, minutes: int) -> int:
    """How many of these people, whom the viewer has been given, hold a seat in a live session that is on at the same time."""
    statement = (
        select(Seat.person_id, TheorySession.starts_at, TheorySession.minutes)
        .join(TheorySession, TheorySession.id == Seat.session_id)
        .where(Seat.person_id.in_(person_ids), TheorySession.cancelled_at.is_(None))
        .where(TheorySession.starts_at.between(starts_at - LONGEST, ends_at(starts_at, minutes)))
    )
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    return len({row.person_id for row in rows if Span(row.starts_at, row.minutes).overlaps(starts_at, minutes)})


def met_then(row: Engagement, person_ids: Collection[int], starts_at: datetime, minutes: int, *, but: UUID | None) -> tuple[bool, bool]:
    """Whether the mentor of an engagement that the caller has been given has another meeting that is on at the same time, and whether
    its people have one with another mentor. `but`: the key of the meeting itself."""
    units = select(Person.unit_id).where(Person.id.in_(person_ids))
    theirs = or_(Engagement.person_id.in_(person_ids), Engagement.unit_id.in_(units))
    statement = (
        select(MentoringMeeting.key, MentoringMeeting.starts_at, MentoringMeeting.minutes, Engagement.mentor_id)
        .join(Engagement, Engagement.id == MentoringMeeting.engagement_id)
        .where(or_(Engagement.mentor_id == row.mentor_id, theirs), Engagement.ended_at.is_(None), MentoringMeeting.outcome.is_(None))
        .where(MentoringMeeting.starts_at.between(starts_at - LONGEST, ends_at(starts_at, minutes)))
    )
    rows = db.session.execute(statement, execution_options={"as_system": "whether a mentor or officers are busy, and nothing more"})
    busy = {one.mentor_id for one in rows if one.key != but and Span(one.starts_at, one.minutes).overlaps(starts_at, minutes)}
    return row.mentor_id in busy, bool(busy - {row.mentor_id})


def meetings_of(person_ids: Collection[int], since: datetime, until: datetime) -> list[tuple[int, Span]]:
    """(person, when) of the meetings with mentors that are set for these people between two moments, by themselves, as of the unit
    where they serve, or as the mentor. The caller has been given the people, and says how many they are."""
    agreed = exists().where(EngagementAgreement.engagement_id == Engagement.id, EngagementAgreement.agency_id == Person.agency_id)
    of_unit = and_(Engagement.unit_id == Person.unit_id, agreed.correlate(Engagement, Person))
    statement = (
        select(Person.id, MentoringMeeting.starts_at, MentoringMeeting.minutes)
        .select_from(Person)
        .join(Engagement, or_(Engagement.person_id == Person.id, Engagement.mentor_id == Person.id, of_unit))
        .join(MentoringMeeting, MentoringMeeting.engagement_id == Engagement.id)
        .where(Person.id.in_(person_ids), Engagement.ended_at.is_(None), MentoringMeeting.outcome.is_(None))
        .where(MentoringMeeting.starts_at.between(since - LONGEST, until))
    )
    rows = db.session.execute(statement, execution_options={"as_system": "how many who hold a seat meet a mentor, and nothing more"})
    return [(row.id, Span(row.starts_at, row.minutes)) for row in rows]
