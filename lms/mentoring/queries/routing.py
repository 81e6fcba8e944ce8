"""Which conversations wait for whom, as those see it who route them: who and since when, and not a word of what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import Activity, Release
from lms.catalogue.queries import head_of
from lms.catalogue.rules.outline import Words
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.mentoring.models import Engagement, EngagementAgreement, Thread, Turn
from lms.mentoring.queries.outlines import outlines
from lms.mentoring.queries.threads import Mentor, holds
from lms.mentoring.rules.threads import Side
from lms.people.access import Viewer
from lms.people.models import Person, Role, RoleGrant, ScopeGrant
from lms.progress.models import Enrolment


@dataclass(frozen=True)
class Waiting:
    """An open conversation without its words. `mentor_id` is who holds it now, `was_with_id` with whom it was left (they may have
    no access any more); `is_given`: a coordinator gave it to them alone.

    `since` is when the turn of now began, which begins anew with each mentor; `asked_at` when the officer began to wait.
    `is_stray`: given to a mentor who has no open engagement left with the officer's agency.
    """

    id: int
    key: UUID
    kind: str
    person_id: int
    ref: str
    call_name: str
    cc: str | None
    unit_id: int | None
    was_with_id: int | None
    mentor_id: int | None
    mentor_ref: str | None
    mentor_name: str | None
    mentor_tz: str | None
    mentor_cc: str | None
    turn: str | None
    since: datetime | None
    asked_at: datetime | None
    title: Words
    is_given: bool
    is_stray: bool


def engaged(mentor_id: Any) -> ColumnElement[bool]:
    """Whether this mentor has an open engagement to which the person's agency has agreed."""
    return exists().where(
        Engagement.mentor_id == mentor_id,
        Engagement.opened_at.is_not(None),
        Engagement.ended_at.is_(None),
        EngagementAgreement.engagement_id == Engagement.id,
        EngagementAgreement.agency_id == Person.agency_id,
    )


_held = holds()
_first, _before = aliased(Turn), aliased(Turn)
# The mentor's turn that followed upon none of a mentor's: what was handed on began then.
_ASKED_AT = (
    select(func.max(_first.since))
    .where(_first.thread_id == Thread.id, _first.side == Side.MENTOR)
    .where(~exists().where(_before.thread_id == _first.thread_id, _before.side == Side.MENTOR, _before.until == _first.since,
                           _before.id < _first.id))
    .correlate(Thread)
    .scalar_subquery()
)  # fmt: skip
_given = exists().where(ScopeGrant.source == Thread.key, ScopeGrant.ended_at.is_(None))
_WAITING = (
    select(
        Thread.id, Thread.key, Thread.kind, Thread.person_id, Person.ref, Person.call_name, Person.cc, Person.unit_id,
        Thread.mentor_id.label("was_with_id"), case((_held, Thread.mentor_id)).label("mentor_id"),
        case((_held, Mentor.ref)).label("mentor_ref"), case((_held, Mentor.call_name)).label("mentor_name"),
        case((_held, Mentor.tz)).label("mentor_tz"),
        case((_held, Mentor.cc)).label("mentor_cc"), Turn.side.label("turn"), Turn.since,
        _ASKED_AT.label("asked_at"), Activity.slug,
        Release.id.label("release_id"), Release.digest,
        _given.label("is_given"), and_(_given, ~engaged(Thread.mentor_id)).label("is_stray"),
    )
    .join(Person, Person.id == Thread.person_id)
    .join(Enrolment, Enrolment.id == Thread.enrolment_id)
    .join(Activity, Activity.id == Thread.activity_id)
    .join(Release, Release.id == head_of(Enrolment.release_id))
    .outerjoin(Mentor, Mentor.id == Thread.mentor_id)
    .outerjoin(Turn, and_(Turn.thread_id == Thread.id, Turn.until.is_(None)))
    .where(Thread.closed_at.is_(None))
    .order_by(Turn.since, Thread.id)
)  # fmt: skip


def _read(statement: Any, **option: Any) -> list[Waiting]:
    rows, found = db.session.execute(statement, execution_options=option).all(), []
    known = outlines(rows)
    for row in rows:
        said = {name: value for name, value in row._mapping.items() if name not in ("release_id", "digest", "slug")}
        activity = known[row.release_id].find(row.slug)
        said |= {name: bool(said[name]) for name in ("is_given", "is_stray")}  # SQLite says 0 and 1
        found.append(Waiting(**said, title=activity.title if activity else {}))
    return found


def waiting_of(person_ids: Sequence[int]) -> list[Waiting]:
    """The open conversations of these people, for moving them to whoever is their mentor now."""
    return _read(_WAITING.where(Thread.person_id.in_(person_ids)), as_system="routing conversations") if person_ids else []


def strays() -> list[Waiting]:
    """Open conversations that a coordinator gave to a mentor who has no open engagement left with the officer's agency."""
    return _read(_WAITING.where(_given, ~engaged(Thread.mentor_id)), as_system="routing conversations")


def unheld() -> list[Waiting]:
    """Open conversations whose mentor the officer is not assigned to any more: somebody moved to another unit, or came back."""
    return _read(_WAITING.where(Thread.mentor_id.is_not(None), ~holds()), as_system="routing conversations")


def coordinated(viewer: Viewer) -> ColumnElement[bool]:
    """Whose conversations a coordinator routes: those of people who serve in their countries."""
    return Person.cc.in_(viewer.coordinated) if viewer.coordinated else false()


def with_nobody() -> ColumnElement[bool]:
    """Whether an open conversation waits for an answer and lies with no mentor; in a statement on Thread, Person and the turn of now."""
    return and_(Thread.closed_at.is_(None), or_(Thread.mentor_id.is_(None), ~holds()), Turn.side == Side.MENTOR)


def without_mentor(viewer: Viewer) -> list[Waiting]:
    """The list *no mentor yet*, the longest wait first."""
    return sorted(_read(_WAITING.where(coordinated(viewer), with_nobody()), seen_by=viewer.id), key=lambda each: (each.asked_at, each.id))


def count_without(viewer: Viewer) -> int:
    """How many stand in that list."""
    now = and_(Turn.thread_id == Thread.id, Turn.until.is_(None))
    statement = select(func.count()).select_from(Thread).join(Person, Person.id == Thread.person_id).join(Turn, now)
    return db.session.scalar(statement.where(coordinated(viewer), with_nobody()), execution_options={"seen_by": viewer.id}) or 0


def with_mentor(viewer: Viewer, at: datetime, days: int) -> list[Waiting]:
    """Conversations that have waited for their mentor's answer for as many days as are promised, the longest wait first.

    Which of them are over the promise depends on weekends and days off; none that began later can be.
    """
    began = at - timedelta(days=days)
    return _read(_WAITING.where(coordinated(viewer), holds(), Turn.side == Side.MENTOR, Turn.since < began), seen_by=viewer.id)


def waiting_or_404(viewer: Viewer, key: UUID) -> Waiting:
    """One open conversation of somebody who serves in this coordinator's countries."""
    found = _read(_WAITING.where(Thread.key == key, coordinated(viewer)), seen_by=viewer.id)
    if not found:
        raise NotThere()
    return found[0]


@dataclass(frozen=True)
class Candidate:
    """A mentor to whom a conversation may be given. `follows`: the officer is assigned to them already."""

    id: int
    ref: str
    call_name: str
    follows: bool


def candidates(viewer: Viewer, found: Sequence[Waiting]) -> dict[int, list[Candidate]]:
    """{conversation: mentors with an open engagement to which the officer's agency has agreed}, those first who follow the officer."""
    named: dict[int, list[Candidate]] = {each.id: [] for each in found}
    if not found:
        return named
    unit = and_(ScopeGrant.unit_id == Person.unit_id, ScopeGrant.agency_id == Person.agency_id)
    follows = exists().where(
        ScopeGrant.grantee_id == Mentor.id, ScopeGrant.ended_at.is_(None), or_(ScopeGrant.person_id == Person.id, unit)
    )
    is_mentor = exists().where(
        RoleGrant.person_id == Mentor.id, RoleGrant.role == Role.MENTOR, RoleGrant.ended_at.is_(None),
        RoleGrant.from_day <= viewer.day, RoleGrant.to_day >= viewer.day,
    )  # fmt: skip
    statement = (
        select(Thread.id, Mentor.id.label("mentor_id"), Mentor.ref, Mentor.call_name, follows.label("follows"))
        .join(Person, Person.id == Thread.person_id)
        .join(Mentor, and_(Mentor.id != Person.id, engaged(Mentor.id)))
        .where(Thread.id.in_(list(named)), coordinated(viewer), is_mentor)
        .order_by(Thread.id, follows.desc(), Mentor.call_name, Mentor.id)
    )
    for row in db.session.execute(statement, execution_options={"seen_by": viewer.id}):
        named[row.id].append(Candidate(row.mentor_id, row.ref, row.call_name, bool(row.follows)))
    return named
