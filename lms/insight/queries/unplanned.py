"""What was set or delivered in a year and stands under no line: sessions, engagements, and enrolments by course and day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as wall_time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, literal, null, select, union_all

from lms.catalogue.models import Course
from lms.ext import db
from lms.insight.queries.plans import NEWEST, STANDS
from lms.lib.time import today
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting
from lms.people.access import Viewer
from lms.people.models import OrgNode, Person
from lms.progress.models import Enrolment
from lms.progress.queries import COMPLETED, STATE, WITHDRAWN
from lms.theory.models import Attendance, SessionInvited, TheorySession
from lms.theory.queries import ATTENDED

MOST = 200  # rows of each kind
AGENCIES = 4  # of a country, as a rule: enrolments of a course and day are as many rows


@dataclass(frozen=True)
class Loose:
    """Something without a line. `ccs`: the countries it is for, `places`: the places there, units or agencies; `number`: attendances,
    people mentored, or enrolments completed of `of`."""

    kind: str  # theory, mentorship, elearning
    ccs: tuple[str, ...]
    day: date
    number: int
    of: int = 0
    key: UUID | None = None
    title: dict[str, str] | None = None
    course_id: int | None = None
    starts_at: datetime | None = None
    minutes: int = 0
    places: tuple[int, ...] = ()


def unplanned(viewer: Viewer, ccs: Collection[str], year: int, zone: str) -> list[Loose]:
    """The latest first, in two statements. `ccs` are countries whose plan the viewer reads; `zone` is where the year begins."""
    since, until = _year(year, zone)
    found = [*_sessions(viewer, ccs, since, until, zone), *_others(viewer, ccs, since, until)]
    return sorted(found, key=lambda one: one.day, reverse=True)


def unplanned_sessions(viewer: Viewer, ccs: Collection[str], year: int, zone: str) -> list[Loose]:
    """The sessions alone, in one statement."""
    return _sessions(viewer, ccs, *_year(year, zone), zone)


def _year(year: int, zone: str) -> tuple[datetime, datetime]:
    first, next_ = (datetime.combine(date(start, 1, 1), wall_time.min, ZoneInfo(zone)) for start in (year, year + 1))
    return first, next_


def _run(viewer: Viewer, statement: Any) -> Sequence[Any]:
    return db.session.execute(statement, execution_options={"seen_by": viewer.id}).all()


def _sessions(viewer: Viewer, ccs: Collection[str], since: datetime, until: datetime, zone: str) -> list[Loose]:
    attended = (
        select(func.count()).where(Attendance.session_id == TheorySession.id, ATTENDED, NEWEST).correlate(TheorySession).scalar_subquery()
    )
    latest = (
        select(TheorySession.id)
        .where(TheorySession.plan_line_id.is_(None), TheorySession.cancelled_at.is_(None))
        .where(TheorySession.starts_at >= since, TheorySession.starts_at < until)
        .where(TheorySession.id.in_(_invited(ccs)))
        .order_by(TheorySession.starts_at.desc())
        .limit(MOST)
    )
    statement = (
        select(TheorySession.key, TheorySession.title, TheorySession.starts_at, TheorySession.minutes, TheorySession.taken,
               OrgNode.cc, OrgNode.id.label("place"), attended.label("number"))
        .join(SessionInvited, SessionInvited.session_id == TheorySession.id)
        .join(OrgNode, OrgNode.id == SessionInvited.node_id)
        .where(TheorySession.id.in_(latest))
        .order_by(TheorySession.starts_at.desc(), TheorySession.id, OrgNode.cc)
    )  # fmt: skip
    found: dict[UUID, Loose] = {}
    for row in _run(viewer, statement):
        of_key = found.get(row.key)
        if of_key is None:
            day, title = today(row.starts_at, zone), dict(row.title)
            of_key = Loose("theory", (), day, row.number, row.taken, row.key, title, starts_at=row.starts_at, minutes=row.minutes)
        places = (*of_key.places, row.place) if row.cc in ccs else of_key.places
        found[row.key] = replace(of_key, ccs=tuple(sorted({*of_key.ccs, row.cc} - {None})), places=places)
    return list(found.values())


def _invited(ccs: Collection[str]) -> Any:
    return select(SessionInvited.session_id).join(OrgNode, OrgNode.id == SessionInvited.node_id).where(OrgNode.cc.in_(ccs))


def _others(viewer: Viewer, ccs: Collection[str], since: datetime, until: datetime) -> list[Loose]:
    """Engagements with the unit, and enrolments in eLearning by course and day (UTC, as the database knows it) with the agencies. Who is
    enrolled in theory or mentorship is counted by sessions and engagements: no line is fulfilled by their enrolments, so none is missing
    there."""
    met = (
        select(func.count(func.distinct(MeetingPresent.person_id)))
        .join(MentoringMeeting, MentoringMeeting.id == MeetingPresent.meeting_id)
        .where(MentoringMeeting.engagement_id == Engagement.id, MentoringMeeting.outcome == "held", MeetingPresent.removed_at.is_(None))
        .correlate(Engagement)
        .scalar_subquery()
    )
    engagements = (
        select(literal("mentorship").label("kind"), Engagement.cc, func.date(Engagement.offered_at).label("day"), met.label("number"),
               literal(0).label("of"), Engagement.key, null().label("course_id"),
               func.coalesce(Engagement.unit_id, Person.unit_id, Person.agency_id).label("place"))
        .outerjoin(Person, Person.id == Engagement.person_id)
        .where(Engagement.plan_line_id.is_(None), Engagement.cc.in_(ccs), STANDS)
        .where(Engagement.offered_at >= since, Engagement.offered_at < until)
    )  # fmt: skip
    day = func.date(Enrolment.enrolled_at)
    enrolments = (
        select(
            literal("elearning"),
            Enrolment.cc,
            day,
            func.count(case((STATE == COMPLETED, 1))),
            func.count(),
            null(),
            Enrolment.course_id,
            Enrolment.agency_then_id,
        )
        .join(Course, Course.id == Enrolment.course_id)
        .where(and_(Enrolment.plan_line_id.is_(None), Enrolment.cc.in_(ccs), STATE != WITHDRAWN, Course.pillar == "elearning"))
        .where(Enrolment.enrolled_at >= since, Enrolment.enrolled_at < until)
        .group_by(Enrolment.cc, Enrolment.course_id, day, Enrolment.agency_then_id)
    )
    both = union_all(engagements, enrolments).subquery()
    order = (both.c.day.desc(), both.c.kind, both.c.course_id, both.c.cc, both.c.place)
    return _together(_run(viewer, select(both).order_by(*order).limit(MOST * AGENCIES)))


def _together(rows: Iterable[Any]) -> list[Loose]:
    """One of each, with all its places."""
    found: dict[tuple[Any, ...], Loose] = {}
    for row in rows:
        one = Loose(row.kind, (row.cc,), date.fromisoformat(str(row.day)), 0, 0, row.key, course_id=row.course_id)
        had = found.get((row.kind, row.cc, row.day, row.key, row.course_id), one)
        places = (*had.places, row.place) if row.place else had.places
        found[row.kind, row.cc, row.day, row.key, row.course_id] = replace(
            had, number=had.number + row.number, of=had.of + row.of, places=places
        )
    return list(found.values())[:MOST]
