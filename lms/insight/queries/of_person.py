"""What somebody attended under lines of plans: the way back from a person to the lines in whose numbers they are."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, String, func, literal, null, select, type_coerce, union_all

from lms.ext import db
from lms.insight.queries.plans import NEWEST, held_in
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting
from lms.people.access import Viewer
from lms.programme import queries as programme
from lms.programme.models import LineText
from lms.programme.queries import Named
from lms.theory.models import Attendance, TheorySession
from lms.theory.queries import ATTENDED

MOST = 50


@dataclass(frozen=True)
class UnderLine:
    """A session that somebody attended, or a mentorship with the number of its held meetings at which they were; day of the last."""

    kind: str  # theory, mentorship
    key: UUID
    title: dict[str, str] | None
    day: date
    outcome: str  # of a session: present, partly
    minutes: int
    of: int  # minutes of the session
    number: int  # meetings
    line: Named


def attended_under_lines(viewer: Viewer, person_id: int) -> list[UnderLine]:
    """The latest first, of lines whose plan the viewer reads, in one statement; the viewer sees this person."""
    if not programme.may_read(viewer, None):
        return []
    both = union_all(_sessions(person_id), _mentorships(person_id)).subquery()
    line_id: Any = both.c.line
    statement: Any = select(both).order_by(both.c.day.desc(), both.c.key).limit(MOST)
    found = []
    for row in db.session.execute(programme.beside(statement, line_id), execution_options={"seen_by": viewer.id}).mappings():
        said = dict(row)
        line = programme.read_beside(viewer, said, said.pop("line"))
        if line is not None:
            found.append(UnderLine(**said, line=line))
    return found


def _sessions(person_id: int) -> Any:
    return (
        select(
            literal("theory", String()).label("kind"), TheorySession.plan_line_id.label("line"), TheorySession.key, TheorySession.title,
            TheorySession.wall_day.label("day"), Attendance.outcome, Attendance.minutes, TheorySession.minutes.label("of"),
            literal(1, Integer()).label("number"),
        )
        .join(Attendance, Attendance.session_id == TheorySession.id)
        .where(Attendance.person_id == person_id, TheorySession.plan_line_id.is_not(None), TheorySession.cancelled_at.is_(None))
        .where(ATTENDED, NEWEST)
    )  # fmt: skip


def _mentorships(person_id: int) -> Any:
    newest = select(func.max(LineText.version_id)).where(LineText.line_id == Engagement.plan_line_id).correlate(Engagement)
    return (
        select(
            literal("mentorship", String()), Engagement.plan_line_id, Engagement.key, type_coerce(null(), TheorySession.title.type),
            type_coerce(func.max(MentoringMeeting.wall_day), Date()), literal("", String()),
            func.sum(MentoringMeeting.minutes), literal(0, Integer()), func.count(MentoringMeeting.id),
        )
        .join(MentoringMeeting, MentoringMeeting.engagement_id == Engagement.id)
        .join(MeetingPresent, MeetingPresent.meeting_id == MentoringMeeting.id)
        .join(LineText, LineText.line_id == Engagement.plan_line_id)
        .where(MeetingPresent.person_id == person_id, MeetingPresent.removed_at.is_(None))
        .where(LineText.version_id == newest.scalar_subquery(), held_in(LineText.from_day, LineText.to_day))
        .group_by(Engagement.plan_line_id, Engagement.key)
    )  # fmt: skip
