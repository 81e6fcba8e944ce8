"""What a mentor's desk shows, in few statements however much waits: open conversations, and everybody who is assigned."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, and_, bindparam, case, cast, func, or_, select, tuple_, union

from lms.catalogue.models import Activity, Course, Release, ReleaseItem
from lms.catalogue.queries import head_of
from lms.catalogue.rules.outline import ActivityOutline, Outline
from lms.ext import db
from lms.mentoring.models import Engagement, MentoringMeeting, Post, Submission, Thread, Turn
from lms.mentoring.queries.outlines import outlines
from lms.people.access import Viewer
from lms.people.models import OrgName, OrgNode, Person
from lms.progress.models import Enrolment, State
from lms.progress.queries import STATE, overdue

EXCERPT = 90  # letters of a question, as its title in a list


@dataclass(frozen=True)
class Line:
    """An open conversation in the queue. `iteration` is the newest version handed in; `excerpt` how a question begins."""

    id: int
    key: UUID
    kind: str
    person_id: int
    ref: str
    call_name: str
    unit: Mapping[str, str]
    lang: str
    since: datetime
    iteration: int | None
    excerpt: str | None
    activity: ActivityOutline


# Whom this mentor was given, as `people.access.assigned` has it; with parameters, so that the statements are built once.
_pairs = tuple_(Person.unit_id, Person.agency_id).in_(bindparam("pairs", expanding=True))
_assigned = or_(Person.id.in_(bindparam("people", expanding=True)), _pairs)
# The same as ids, each half found by its own index: with the condition itself SQLite reads everybody there is.
_ids = union(
    select(Person.id).where(Person.id.in_(bindparam("people", expanding=True))),
    select(Person.id).where(Person.unit_id.in_(bindparam("units", expanding=True)), _pairs),
)
_iteration = (
    select(func.max(Submission.iteration))
    .where(
        Submission.enrolment_id == Thread.enrolment_id, Submission.activity_id == Thread.activity_id, Submission.handed_in_at.is_not(None)
    )
    .correlate(Thread)
    .scalar_subquery()
)
_excerpt = (
    select(func.substr(Post.text, 1, EXCERPT + 1))
    .where(Post.thread_id == Thread.id)
    .order_by(Post.id)
    .limit(1)
    .correlate(Thread)
    .scalar_subquery()
)
_unit_name = cast(OrgName.txt, Text)  # as text: the same few names are taken apart once, not in every row
_current = and_(OrgName.node_id == Person.unit_id, OrgName.to_day.is_(None))
_LINES = (
    select(
        Thread.id, Thread.key, Thread.kind, Thread.person_id, Person.ref, Person.call_name, _unit_name.label("unit"), Thread.lang,
        Turn.side.label("turn"), func.coalesce(Turn.since, Thread.opened_at).label("since"),
        case((Thread.kind == "submission", _iteration)).label("iteration"), case((Thread.kind == "question", _excerpt)).label("excerpt"),
        Activity.slug, Release.id.label("release_id"), Release.digest,
    )
    .join(Person, Person.id == Thread.person_id)
    .join(Enrolment, Enrolment.id == Thread.enrolment_id)
    .join(Activity, Activity.id == Thread.activity_id)
    .join(Release, Release.id == head_of(Enrolment.release_id))
    .outerjoin(OrgName, _current)
    .outerjoin(Turn, and_(Turn.thread_id == Thread.id, Turn.until.is_(None)))
    .where(Thread.mentor_id == bindparam("mentor"), Thread.closed_at.is_(None), _assigned)
    .order_by("since", Thread.id)
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A course somebody has, with how far each of its modules is: {module: (activities done, activities begun)}."""

    course: str
    outline: Outline
    state: str
    is_overdue: bool
    last_at: datetime | None
    modules: Mapping[str, tuple[int, int]]


@dataclass
class Member:
    """Somebody assigned, with what they have of each course and when the next meeting is."""

    id: int
    ref: str
    call_name: str
    fold: str
    tz: str
    cc: str | None
    unit_id: int | None
    unit: Mapping[str, str]
    unit_tz: str | None
    meets_at: datetime | None
    held: dict[str, Held] = field(default_factory=dict)

    @property
    def last_at(self) -> datetime | None:
        """When they did something last."""
        return max((one.last_at for one in self.held.values() if one.last_at), default=None)


def _coming(subject: Any) -> Any:
    """The next meeting of each trainee, or unit, that this mentor is engaged with."""
    return (
        select(subject.label("subject"), func.min(MentoringMeeting.starts_at).label("at"))
        .join(MentoringMeeting, MentoringMeeting.engagement_id == Engagement.id)
        .where(Engagement.mentor_id == bindparam("mentor"), Engagement.ended_at.is_(None), subject.is_not(None))
        .where(MentoringMeeting.outcome.is_(None), MentoringMeeting.starts_at >= bindparam("now"))
        .group_by(subject)
        .subquery()
    )


def _people() -> Any:
    """Everybody with every course they have, a row each, and in it how far each module is: `module:done:begun,…`, in one statement."""
    alone, together = _coming(Engagement.person_id), _coming(Engagement.unit_id)
    done, begun_ = cast(func.count(State.done_at), String), cast(func.count(), String)
    each = (
        select(State.enrolment_id, (ReleaseItem.module_slug + ":" + done + ":" + begun_).label("far"))
        .join(Enrolment, Enrolment.id == State.enrolment_id)
        .join(ReleaseItem, and_(ReleaseItem.release_id == Enrolment.release_id, ReleaseItem.activity_id == State.activity_id))
        .where(Enrolment.person_id.in_(_ids))
        .group_by(State.enrolment_id, ReleaseItem.module_slug)
        .subquery()
    )
    begun = select(each.c.enrolment_id, func.aggregate_strings(each.c.far, ",").label("far")).group_by(each.c.enrolment_id).subquery()
    return (
        select(
            Person.id, Person.ref, Person.call_name, Person.fold, Person.tz, Person.cc, Person.unit_id, _unit_name.label("unit"),
            OrgNode.tz.label("unit_tz"), alone.c.at.label("alone_at"), together.c.at.label("together_at"), Course.slug.label("course"),
            STATE.label("state"), overdue(bindparam("now")).label("is_overdue"),  # type: ignore[arg-type]
            Enrolment.last_at, Release.id.label("release_id"), Release.digest, begun.c.far,
        )
        .outerjoin(OrgNode, OrgNode.id == Person.unit_id)
        .outerjoin(OrgName, _current)
        .outerjoin(alone, alone.c.subject == Person.id)
        .outerjoin(together, together.c.subject == Person.unit_id)
        .outerjoin(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Course, Course.id == Enrolment.course_id)
        .outerjoin(Release, Release.id == head_of(Enrolment.release_id))
        .outerjoin(begun, begun.c.enrolment_id == Enrolment.id)
        .where(Person.id.in_(_ids), or_(Person.left_on.is_(None), Person.left_on > bindparam("day")), Person.id != bindparam("mentor"))
        .order_by(Enrolment.cycle, Enrolment.id)
    )  # fmt: skip


_PEOPLE = _people()


@dataclass(frozen=True)
class Queue:
    """The mentor's open conversations, the oldest turn first: rows with id, person_id, turn, since. `lines` reads some in full."""

    rows: Sequence[Any]
    known: Mapping[int, Outline]

    def lines(self, rows: Iterable[Any]) -> list[Line]:
        """These rows as a page shows them."""
        return [self._line(row) for row in rows]

    def _line(self, row: Any) -> Line:
        activity = self.known[row.release_id].find(row.slug)
        assert activity is not None  # a base and what is published on it have the same activities
        return Line(
            row.id, row.key, row.kind, row.person_id, row.ref, row.call_name, _names(row.unit), row.lang, row.since, row.iteration,
            row.excerpt, activity,
        )  # fmt: skip


def desk(viewer: Viewer, at: datetime) -> tuple[Queue, list[Member]]:
    """The mentor's open conversations, and everybody assigned to them, by unit and call name."""
    pairs = sorted(viewer.assigned_units)
    given = {"mentor": viewer.id, "people": sorted(viewer.assigned_people), "pairs": pairs, "units": sorted({unit for unit, _ in pairs})}
    values = {**given, "now": at, "day": viewer.day}
    # By the connection: columns need nothing of the ORM, which would cost as much again.
    connection, option = db.session.connection(), {"seen_by": viewer.id}
    lines = connection.execute(_LINES, given, execution_options=option).all()
    rows = connection.execute(_PEOPLE, values, execution_options=option).all()
    known = outlines([*lines, *rows])
    return Queue(lines, known), _members(rows, known)


def _members(rows: Iterable[Any], known: Mapping[int, Outline]) -> list[Member]:
    found: dict[int, Member] = {}
    for row in rows:  # in the order of the statement: by name each column costs as much again
        (id_, ref, call_name, folded, tz, cc, unit_id, unit, unit_tz, alone_at, together_at, *course) = row
        one = found.get(id_)
        if one is None:
            meets_at = min((at for at in (alone_at, together_at) if at), default=None)
            one = found[id_] = Member(id_, ref, call_name, folded, tz, cc, unit_id, _names(unit), unit_tz, meets_at)
        slug, state, is_overdue, last_at, release_id, _digest, far = course
        if slug is not None:  # of several cycles the latest is shown
            one.held[slug] = Held(slug, known[release_id], state, bool(is_overdue), last_at, _far(far))
    return sorted(found.values(), key=lambda one: (one.cc or "", one.unit_id or 0, one.fold, one.id))


@lru_cache(maxsize=1024)
def _names(text: str | None) -> Mapping[str, str]:
    """{language: name} of a unit; nothing for who serves in none."""
    return dict(json.loads(text)) if text else {}


@lru_cache(maxsize=4096)
def _far(text: str | None) -> Mapping[str, tuple[int, int]]:
    """{module: (activities done, activities begun)} of `module:done:begun,…`."""
    parts = (part.rsplit(":", 2) for part in text.split(",")) if text else ()
    return {module: (int(done), int(begun)) for module, done, begun in parts}
