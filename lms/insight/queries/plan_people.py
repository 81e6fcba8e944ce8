"""The people behind a line's number: as many as it says, those whom the viewer may see by call name, the others as a number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Date, case, func, literal, null, select, type_coerce

from lms.ext import db
from lms.insight.queries.plans import NEWEST, held_in
from lms.lib.paging import Page
from lms.lib.types import UTCDateTime
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting
from lms.people.access import Viewer, sees
from lms.people.models import Person
from lms.programme.rules import Line
from lms.progress.models import Enrolment
from lms.progress.queries import COMPLETED, STATE, WITHDRAWN, overdue
from lms.theory.models import Attendance, TheorySession
from lms.theory.queries import ATTENDED


@dataclass(frozen=True)
class Shown:
    """How many different people there are, and how many of them serve where the viewer sees them now."""

    people: int = 0
    shown: int = 0

    @property
    def hidden(self) -> int:
        """The others."""
        return self.people - self.shown


@dataclass(frozen=True)
class OneBehind:
    """Somebody behind a line: how many courses, sessions or meetings of it, with how many minutes there, and when the last was."""

    person_id: int
    ref: str
    call_name: str
    unit_id: int | None
    number: int
    minutes: int
    last_at: datetime | None
    overdue: int


def _rows(line: Line, at: datetime, *, waiting: bool) -> Any:
    """(person, number, minutes, last, overdue) of everybody behind a line; `waiting`: of eLearning those who have not finished."""
    if line.type == "theory":
        return (
            select(Attendance.person_id, func.count().label("number"), func.sum(Attendance.minutes).label("minutes"),
                   func.max(TheorySession.starts_at).label("last_at"), literal(0).label("overdue"))
            .join(TheorySession, TheorySession.id == Attendance.session_id)
            .where(TheorySession.plan_line_id == line.id, TheorySession.cancelled_at.is_(None), ATTENDED, NEWEST)
            .group_by(Attendance.person_id)
        )  # fmt: skip
    if line.type == "mentorship":
        days = literal(line.from_day, Date()), literal(line.to_day, Date())
        return (
            select(MeetingPresent.person_id, func.count().label("number"), func.sum(MentoringMeeting.minutes).label("minutes"),
                   func.max(MentoringMeeting.starts_at).label("last_at"), literal(0).label("overdue"))
            .join(MentoringMeeting, MentoringMeeting.id == MeetingPresent.meeting_id)
            .join(Engagement, Engagement.id == MentoringMeeting.engagement_id)
            .where(Engagement.plan_line_id == line.id, held_in(*days), MeetingPresent.removed_at.is_(None))
            .group_by(MeetingPresent.person_id)
        )  # fmt: skip
    states = STATE.not_in((COMPLETED, WITHDRAWN)) if waiting else STATE == COMPLETED
    last = null() if waiting else func.max(Enrolment.completed_at)
    return (
        select(Enrolment.person_id, func.count().label("number"), literal(0).label("minutes"), last.label("last_at"),
               func.count(case((overdue(at), 1))).label("overdue"))
        .where(Enrolment.plan_line_id == line.id, states)
        .group_by(Enrolment.person_id)
    )  # fmt: skip


def behind_line(viewer: Viewer, line: Line, at: datetime, *, waiting: bool = False) -> Shown:
    """How many different people stand behind a line, whose plan the viewer reads."""
    who = _rows(line, at, waiting=waiting).subquery()
    columns = select(func.count(), func.count(case((sees(viewer), 1)))).select_from(who).join(Person, Person.id == who.c.person_id)
    return Shown(*db.session.execute(columns, execution_options={"seen_by": viewer.id}).one())


def listed_behind(viewer: Viewer, line: Line, at: datetime, *, waiting: bool = False, part: Page | None = None) -> list[OneBehind]:
    """Those of them whom the viewer may see, by country, unit and call name; `part`: those on that page."""
    who = _rows(line, at, waiting=waiting).subquery()
    last = type_coerce(who.c.last_at, UTCDateTime)
    statement = (
        select(Person.id, Person.ref, Person.call_name, Person.unit_id, who.c.number, who.c.minutes, last.label("last_at"), who.c.overdue)
        .join(who, who.c.person_id == Person.id)
        .where(sees(viewer))
        .order_by(Person.cc, Person.unit_id, Person.fold, Person.id)
        .offset(part.offset if part else 0)
        .limit(part.size if part else None)
    )
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    return [
        OneBehind(row.id, row.ref, row.call_name, row.unit_id, row.number, int(row.minutes or 0), row.last_at, row.overdue) for row in rows
    ]
