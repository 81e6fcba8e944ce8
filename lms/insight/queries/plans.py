"""What stands behind the lines of plans. One function counts for the region, the plan, the line's page, the overview and the pack:
`counted`. Whoever may read a plan reads its numbers, exact; the people behind them are listed in `plan_people`, for who may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    case,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.insight.rules.plans import NOTHING, ByHand, Counted, Delivered, Event
from lms.lib.types import UTCDateTime
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting
from lms.people.access import Viewer
from lms.programme.models import LineHeld, LineReason, LineText, PlanLine
from lms.programme.rules import Line
from lms.progress.models import Enrolment
from lms.progress.queries import COMPLETED, STATE, WITHDRAWN, overdue
from lms.theory.models import Attendance, TheorySession
from lms.theory.queries import ATTENDED

_LINES: BindParameter[Any] = bindparam("lines", expanding=True)
_VERSIONS: BindParameter[Any] = bindparam("versions", expanding=True)
_later = aliased(Attendance)
# The mark that counts: a correction is the next row.
NEWEST: ColumnElement[bool] = ~(
    select(_later.id)
    .where(_later.session_id == Attendance.session_id, _later.person_id == Attendance.person_id, _later.no > Attendance.no)
    .correlate(Attendance)
    .exists()
)
# Engagements that came to something or may yet.
STANDS: ColumnElement[bool] = func.coalesce(Engagement.ended_how, "").not_in(("declined", "lapsed", "taken_back"))
STAFFED = and_(STANDS, Engagement.accepted_at.is_not(None))  # an offer without an answer is nobody yet


def _wanted() -> Any:
    """(id, plan_id, from_day, to_day) of the lines asked for, each as the version asked for has it: of several the oldest."""
    text = aliased(LineText)
    oldest = select(func.min(text.version_id)).where(text.line_id == LineText.line_id, text.version_id.in_(_VERSIONS))
    columns = select(PlanLine.id, PlanLine.plan_id, LineText.from_day, LineText.to_day).join(LineText, LineText.line_id == PlanLine.id)
    return columns.where(PlanLine.id.in_(_LINES), LineText.version_id == oldest.correlate(LineText).scalar_subquery()).cte("wanted")


def held_in(from_day: Any, to_day: Any) -> ColumnElement[bool]:
    """That a mentoring meeting was held, within the days of its line where it has any: what was before it was acquaintance."""
    return and_(MentoringMeeting.outcome == "held", or_(from_day.is_(None), MentoringMeeting.wall_day.between(from_day, to_day)))


def _moments(column: Any) -> tuple[Any, Any]:
    return type_coerce(func.min(column), UTCDateTime), type_coerce(func.max(column), UTCDateTime)


def _facts() -> Any:
    """(kind, line, three counts, different people, minutes, first, last): one statement over all that is counted."""
    wanted = _wanted()
    done = STATE == COMPLETED
    enrolled = (
        select(
            literal("enrolled").label("kind"), Enrolment.plan_line_id.label("line"), func.count(case((STATE != WITHDRAWN, 1))).label("a"),
            func.count(case((done, 1))).label("b"), func.count(case((overdue(bindparam("at")), 1))).label("c"),  # type: ignore[arg-type]
            func.count(distinct(case((done, Enrolment.person_id)))).label("people"), literal(0).label("minutes"),
            *(column.label(name) for name, column in zip(("first", "last"), _moments(case((done, Enrolment.completed_at))), strict=True)),
        )
        .join(wanted, wanted.c.id == Enrolment.plan_line_id)
        .group_by(Enrolment.plan_line_id)
    )  # fmt: skip
    attended = (
        select(
            literal("attended"), TheorySession.plan_line_id, func.count(), literal(0), literal(0),
            func.count(distinct(Attendance.person_id)), func.sum(Attendance.minutes), *_moments(TheorySession.starts_at),
        )
        .join(TheorySession, TheorySession.id == Attendance.session_id)
        .join(wanted, wanted.c.id == TheorySession.plan_line_id)
        .where(ATTENDED, NEWEST, TheorySession.cancelled_at.is_(None))
        .group_by(TheorySession.plan_line_id)
    )  # fmt: skip
    held = and_(MentoringMeeting.engagement_id == Engagement.id, held_in(wanted.c.from_day, wanted.c.to_day))
    present = and_(MeetingPresent.meeting_id == MentoringMeeting.id, MeetingPresent.removed_at.is_(None))
    people = func.count(distinct(MeetingPresent.person_id))
    minutes = func.coalesce(func.sum(case((MeetingPresent.person_id.is_not(None), MentoringMeeting.minutes))), 0)
    mentored = (
        select(
            literal("mentored"), Engagement.plan_line_id, func.count(distinct(case((STAFFED, Engagement.id)))),
            func.count(distinct(MentoringMeeting.id)), people, people, minutes, *_moments(MentoringMeeting.starts_at),
        )
        .join(wanted, wanted.c.id == Engagement.plan_line_id)
        .outerjoin(MentoringMeeting, held)
        .outerjoin(MeetingPresent, present)
        .group_by(Engagement.plan_line_id)
    )  # fmt: skip
    return union_all(enrolled, attended, mentored)


_FACTS = _facts()
_EVENTS = (
    select(
        TheorySession.plan_line_id, TheorySession.key, TheorySession.title, TheorySession.starts_at, TheorySession.minutes,
        TheorySession.zone, TheorySession.capacity, TheorySession.taken, TheorySession.cancelled_at.is_not(None).label("is_cancelled"),
        TheorySession.confirmed_at.is_not(None).label("is_confirmed"),
    )
    .where(TheorySession.plan_line_id.in_(_LINES))
    .order_by(TheorySession.starts_at, TheorySession.id)
)  # fmt: skip
_newest_reason = select(func.max(LineReason.id)).where(LineReason.line_id.in_(_LINES)).group_by(LineReason.line_id)
_SAID = union_all(
    select(literal("held"), LineHeld.line_id, LineHeld.from_day, LineHeld.to_day, LineHeld.people, LineHeld.note, LineHeld.at).where(
        LineHeld.line_id.in_(_LINES), LineHeld.undone_at.is_(None)
    ),
    select(
        literal("reason"), LineReason.line_id, type_coerce(null(), LineHeld.from_day.type), type_coerce(null(), LineHeld.to_day.type),
        literal(0), LineReason.text, LineReason.at,
    ).where(LineReason.id.in_(_newest_reason)),
)  # fmt: skip


# {kind of fact: the type of line that it delivers, the names of its three counts}
_KINDS = {
    "enrolled": ("elearning", ("enrolled", "completed", "overdue")),
    "attended": ("theory", ("attended",)),
    "mentored": ("mentorship", ("engagements", "met", "mentored")),
}


def _asked(lines: Iterable[Line]) -> dict[str, list[int]]:
    return {"lines": sorted({line.id for line in lines}), "versions": sorted({line.version_id for line in lines})}


def counted(viewer: Viewer, lines: Collection[Line], at: datetime) -> dict[int, Counted]:
    """{line: what stands behind it}, in three statements however many lines, each in one version, by whose days mentorship is counted.

    The viewer reads the plans of these lines.
    """
    if not lines:
        return {}
    values, seen_by = _asked(lines), {"seen_by": viewer.id}
    said: dict[int, dict[str, Any]] = defaultdict(lambda: {"of": {}})
    for row in db.session.execute(_FACTS, {**values, "at": at}, execution_options=seen_by):
        type_, names = _KINDS[row.kind]
        said[row.line] |= dict(zip(names, (row.a, row.b, row.c), strict=False))
        if row.people:
            said[row.line]["of"][type_] = Delivered(row.people, int(row.minutes), row.first, row.last)
    events: dict[Any, list[Event]] = defaultdict(list)
    of_lines = {"lines": values["lines"]}
    for row in db.session.execute(_EVENTS, of_lines, execution_options=seen_by):
        events[row[0]].append(Event(*row[1:8], bool(row[8]), bool(row[9])))
    for line, of_line in events.items():
        ahead = [one.starts_at for one in of_line if one.starts_at > at and not one.is_cancelled]
        over = sum(one.is_over(at) for one in of_line)
        said[line] |= {"events": tuple(of_line), "over": over, "next_at": min(ahead, default=None)}
    for kind, line, from_day, to_day, people, text, when in db.session.execute(_SAID, of_lines):
        said[line] |= {"reason": text} if kind == "reason" else {"by_hand": ByHand(from_day, to_day, people, text, when)}
    return {line.id: Counted(**said[line.id]) if line.id in said else NOTHING for line in lines}


def _reached() -> Any:
    """(plan, different people of what was delivered); of all plans together as the plan None."""
    lines = _wanted()
    each = union_all(
        select(lines.c.plan_id, Enrolment.person_id).join(lines, lines.c.id == Enrolment.plan_line_id).where(STATE == COMPLETED),
        select(lines.c.plan_id, Attendance.person_id)
        .join(TheorySession, TheorySession.id == Attendance.session_id)
        .join(lines, lines.c.id == TheorySession.plan_line_id)
        .where(ATTENDED, NEWEST, TheorySession.cancelled_at.is_(None)),
        select(lines.c.plan_id, MeetingPresent.person_id)
        .join(MentoringMeeting, MentoringMeeting.id == MeetingPresent.meeting_id)
        .join(Engagement, Engagement.id == MentoringMeeting.engagement_id)
        .join(lines, lines.c.id == Engagement.plan_line_id)
        .where(held_in(lines.c.from_day, lines.c.to_day), MeetingPresent.removed_at.is_(None)),
    ).cte("reached")
    people = func.count(distinct(each.c.person_id))
    return union_all(select(each.c.plan_id, people).group_by(each.c.plan_id), select(null(), people).select_from(each))


_REACHED = _reached()


def reached(viewer: Viewer, lines: Collection[Line]) -> Mapping[int | None, int]:
    """{plan: different people of what was delivered for these lines}; None is of all of them, who are no sum."""
    if not lines:
        return {}
    rows = db.session.execute(_REACHED, _asked(lines), execution_options={"seen_by": viewer.id})
    return {row[0]: row[1] for row in rows}
