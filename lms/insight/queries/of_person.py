"""What somebody does under lines of plans: the way back from a person to the lines in whose numbers they are.

What counts is what `plans.counted` counts. Who reads plans is led to the line as its newest version has it; the person reads of it in
the words of the newest version that is agreed, by whose days their meetings then count.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Date, Integer, String, bindparam, func, literal, null, or_, select, type_coerce, union_all

from lms.ext import db
from lms.insight.queries.plans import NEWEST, STAFFED, held_in
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting
from lms.people.access import Viewer
from lms.programme import queries as programme
from lms.programme.models import LineText
from lms.programme.queries import Named, Told
from lms.progress.models import Enrolment
from lms.progress.queries import STATE, WITHDRAWN
from lms.theory.models import Attendance, Seat, TheorySession
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
    newest = select(func.max(LineText.version_id)).where(LineText.line_id == Engagement.plan_line_id).correlate(Engagement)
    both = union_all(_sessions(person_id), _mentorships(person_id, newest.scalar_subquery())).subquery()
    line_id: Any = both.c.line
    statement: Any = select(both).order_by(both.c.day.desc(), both.c.key).limit(MOST)
    found = []
    for row in db.session.execute(programme.beside(statement, line_id), execution_options={"seen_by": viewer.id}).mappings():
        said = dict(row)
        line = programme.read_beside(viewer, said, said.pop("line"))
        if line is not None:
            found.append(UnderLine(**said, line=line))
    return found


def _sessions(person_id: int | BindParameter[int]) -> Any:
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


def _mentorships(person_id: int | BindParameter[int], version: Any) -> Any:
    """By the days that this version of the line gives."""
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
        .where(LineText.version_id == version, held_in(LineText.from_day, LineText.to_day))
        .group_by(Engagement.plan_line_id, Engagement.key)
    )  # fmt: skip


@dataclass(frozen=True)
class Counting:
    """A course, session or mentorship of one's own, and the line that it counts for.

    `title` and `day` are a session's; `number` are the held meetings of a mentorship at which one was.
    """

    kind: str  # elearning, theory, mentorship
    key: UUID  # of the enrolment, session or engagement
    title: dict[str, str] | None
    day: date | None
    number: int
    told: Told


def counting(viewer: Viewer) -> list[Counting]:
    """What of the viewer's own stands under a line that is agreed, by line, in one statement: enrolments that were not withdrawn;
    sessions that they attended, or hold a seat in until the register is confirmed; mentorships that they met in, or that run."""
    found: dict[tuple[str, UUID], Counting] = {}
    values = {"me": viewer.id, "unit": viewer.unit_id}
    for row in db.session.execute(_COUNTING, values, execution_options={"seen_by": viewer.id}).mappings():
        said = dict(row)
        told, of = programme.read_told(said), (said["kind"], said["key"])
        if told is not None and (of not in found or found[of].number < said["number"]):  # a mentorship that runs and was met in is one
            found[of] = Counting(**said, told=told)
    return list(found.values())


def _bare(kind: str, line: Any, key: Any, title: Any = None, day: Any = None) -> Any:
    """A row of what has not been attended or met in, with the columns of what has."""
    title = type_coerce(null(), TheorySession.title.type) if title is None else title
    day = type_coerce(null(), Date()) if day is None else day
    named = (literal(kind, String()).label("kind"), line.label("line"), key.label("key"), title.label("title"), day.label("day"))
    zero = (literal(0, Integer()).label(name) for name in ("minutes", "of", "number"))
    return select(*named, literal("", String()).label("outcome"), *zero)


def _enrolments() -> Any:
    bare = _bare("elearning", Enrolment.plan_line_id, Enrolment.key)
    return bare.where(Enrolment.person_id == _ME, Enrolment.plan_line_id.is_not(None), STATE != WITHDRAWN)


def _seats() -> Any:
    stands = (TheorySession.cancelled_at.is_(None), TheorySession.confirmed_at.is_(None), TheorySession.broke_off_why.is_(None))
    bare = _bare("theory", TheorySession.plan_line_id, TheorySession.key, TheorySession.title, TheorySession.wall_day)
    joined = bare.join(Seat, Seat.session_id == TheorySession.id)
    return joined.where(Seat.person_id == _ME, TheorySession.plan_line_id.is_not(None), *stands)


def _engagements() -> Any:
    bare = _bare("mentorship", Engagement.plan_line_id, Engagement.key)
    own = or_(Engagement.person_id == _ME, Engagement.unit_id == bindparam("unit"))
    return bare.where(own, Engagement.plan_line_id.is_not(None), STAFFED, Engagement.opened_at.is_not(None), Engagement.ended_at.is_(None))


def _counting() -> Any:
    agreed = programme.agreed_version(Engagement.plan_line_id.expression)
    all_ = union_all(_enrolments(), _sessions(_ME), _seats(), _mentorships(_ME, agreed), _engagements()).subquery()
    columns = select(all_.c.kind, all_.c.key, all_.c.title, all_.c.day, all_.c.number).select_from(all_)
    return programme.told_beside(columns, all_.c.line).order_by(all_.c.line, all_.c.day, all_.c.key).limit(MOST)


_ME: BindParameter[int] = bindparam("me")
_COUNTING = _counting()
