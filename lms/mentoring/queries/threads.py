"""Selects on conversations. One belongs to the officer and to the mentor who holds it while the officer is assigned to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import Activity, Course, Release
from lms.catalogue.queries import OUTLINE, head_of
from lms.catalogue.rules.outline import ActivityOutline, Outline, from_text
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.time import today
from lms.mentoring.models import Draft, Post, Review, Thread, Turn
from lms.mentoring.queries.work import Iteration, iterations
from lms.mentoring.rules.drafts import Words, from_doc
from lms.mentoring.rules.story import Entry, story
from lms.mentoring.rules.threads import Promise, Side, promise
from lms.people import queries as people
from lms.people.access import Viewer, assigned
from lms.people.models import Person, ScopeGrant
from lms.progress.models import Enrolment

Mentor = aliased(Person)


def holds() -> ColumnElement[bool]:
    """Whether the officer of a thread is still assigned to the mentor it lies with. If not, it waits for one (house, rule 6)."""
    unit = and_(ScopeGrant.unit_id == Person.unit_id, ScopeGrant.agency_id == Person.agency_id)
    return exists().where(
        ScopeGrant.grantee_id == Thread.mentor_id, ScopeGrant.ended_at.is_(None), or_(ScopeGrant.person_id == Person.id, unit)
    )


@dataclass(frozen=True)
class Conversation:
    """A thread as either side opens it. The mentor is who holds it now: none, it is on the list *no mentor yet*."""

    id: int
    key: UUID
    kind: str
    person_id: int
    ref: str
    call_name: str
    tz: str
    unit_id: int | None
    left_on: date | None
    mentor_id: int | None
    mentor_ref: str | None
    mentor_name: str | None
    mentor_tz: str | None
    mentor_cc: str | None
    enrolment_id: int
    withdrawn_at: datetime | None
    release_id: int
    lang: str
    opened_at: datetime
    read_at: datetime | None
    closed_at: datetime | None
    turn: str | None
    since: datetime | None
    outline: Outline
    activity: ActivityOutline
    side: Side | None  # the viewer's

    @property
    def is_question(self) -> bool:
        """Whether it began with a question from a lesson."""
        return self.kind == "question"

    @property
    def is_mine_to_answer(self) -> bool:
        """Whether it is the viewer's turn."""
        return self.side is not None and self.turn == self.side


def threads() -> Select[*tuple[Any, ...]]:
    """All that a page says of a thread, for a statement that is built once. The conditions are the caller's."""
    held = holds()
    return (
        select(
            Thread.id, Thread.key, Thread.kind, Thread.person_id, Person.ref, Person.call_name, Person.tz, Person.unit_id,
            Person.left_on, case((held, Thread.mentor_id)).label("mentor_id"), case((held, Mentor.ref)).label("mentor_ref"),
            case((held, Mentor.call_name)).label("mentor_name"), case((held, Mentor.tz)).label("mentor_tz"),
            case((held, Mentor.cc)).label("mentor_cc"), Thread.enrolment_id, Enrolment.withdrawn_at, Release.id.label("release_id"),
            Thread.lang, Thread.opened_at, Thread.opened_by_mentor_at.label("read_at"), Thread.closed_at, Turn.side.label("turn"),
            Turn.since, OUTLINE, Activity.slug,
        )
        .join(Person, Person.id == Thread.person_id)
        .join(Enrolment, Enrolment.id == Thread.enrolment_id)
        .join(Activity, Activity.id == Thread.activity_id)
        .join(Course, Course.id == Activity.course_id)
        .join(Release, Release.id == head_of(Enrolment.release_id))
        .outerjoin(Mentor, Mentor.id == Thread.mentor_id)
        .outerjoin(Turn, and_(Turn.thread_id == Thread.id, Turn.until.is_(None)))
    )  # fmt: skip


def conversation(row: Any, viewer: Viewer) -> Conversation:
    """A row of `threads()` as the viewer meets it."""
    said = dict(row._mapping)
    outline = from_text(said.pop("outline"))
    activity = outline.find(said.pop("slug"))
    assert activity is not None  # a base and what is published on it have the same activities
    own = {row.person_id: Side.OFFICER, row.mentor_id: Side.MENTOR}
    return Conversation(**said, outline=outline, activity=activity, side=own.get(viewer.id))


_THREADS = threads()
_BY_KEY = _THREADS.where(Thread.key == bindparam("key"))
_OF_STEP = _THREADS.where(
    Thread.enrolment_id == bindparam("enrolment"), Thread.activity_id == bindparam("activity"), Thread.kind == "submission"
)
_MINE = _THREADS.where(Thread.person_id == bindparam("person")).order_by(Thread.closed_at.is_not(None), Thread.id.desc())


def own_or_held(viewer: Viewer) -> ColumnElement[bool]:
    """Whose conversation it is: the officer's own, or the mentor's who holds it, for as long as the officer is assigned to them."""
    return or_(Thread.person_id == viewer.id, and_(Thread.mentor_id == viewer.id, assigned(viewer)))


def thread_or_404(viewer: Viewer, key: UUID) -> Conversation:
    """A conversation of the viewer's. NotThere for everybody else's, whoever may see its person."""
    statement = _BY_KEY.where(own_or_held(viewer))
    row = db.session.execute(statement, {"key": key}, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        raise NotThere()
    return conversation(row, viewer)


def of_step(viewer: Viewer, enrolment_id: int, activity_id: int) -> Conversation | None:
    """The conversation about an assignment in an enrolment of the viewer's own."""
    values = {"enrolment": enrolment_id, "activity": activity_id}
    row = db.session.execute(_OF_STEP, values, execution_options={"seen_by": viewer.id}).one_or_none()
    return conversation(row, viewer) if row else None


def of_officer(viewer: Viewer) -> list[Conversation]:
    """All conversations of the viewer as an officer: those that are open, the newest first, then the others."""
    rows = db.session.execute(_MINE, {"person": viewer.id}, execution_options={"seen_by": viewer.id})
    return [conversation(row, viewer) for row in rows]


@dataclass(frozen=True)
class Said:
    """Something that was written or decided in a conversation. `what` is post or review."""

    what: str
    at: datetime
    side: Side
    author_id: int
    author: str
    text: str
    lang: str
    iteration: int | None
    outcome: str | None = None


_POSTS = (
    select(Post.at, Post.side, Post.author_id, Person.call_name, Post.text, Post.lang, Post.iteration)
    .join(Person, Person.id == Post.author_id)
    .where(Post.thread_id == bindparam("thread"))
    .order_by(Post.id)
)
_REVIEWS = (
    select(Review.at, Review.by_id, Person.call_name, Review.iteration, Review.outcome)
    .join(Person, Person.id == Review.by_id)
    .where(Review.thread_id == bindparam("thread"))
    .order_by(Review.iteration)
)


def posts(viewer: Viewer, thread_id: int) -> list[Said]:
    """What was written in a conversation that the viewer has been given already, in order."""
    rows = db.session.execute(_POSTS, {"thread": thread_id}, execution_options={"seen_by": viewer.id})
    return [Said("post", row.at, Side(row.side), row.author_id, row.call_name, row.text, row.lang, row.iteration) for row in rows]


def reviews(viewer: Viewer, thread_id: int) -> list[Said]:
    """The outcomes given there, by iteration."""
    rows = db.session.execute(_REVIEWS, {"thread": thread_id}, execution_options={"seen_by": viewer.id})
    return [Said("review", row.at, Side.MENTOR, row.by_id, row.call_name, "", "", row.iteration, row.outcome) for row in rows]


def draft(viewer: Viewer, thread_id: int) -> Draft | None:
    """What the viewer is writing there; nobody else reads it."""
    return db.session.get(Draft, (thread_id, viewer.id), execution_options={"seen_by": viewer.id})


def own_drafts(viewer: Viewer, key: UUID) -> str:
    """All that the viewer has been writing in a conversation and not sent, whether it is theirs to see still or not; mostly ""."""
    statement = select(Draft.text, Draft.aside).join(Thread, Thread.id == Draft.thread_id).where(Draft.author_id == viewer.id)
    row = db.session.execute(statement.where(Thread.key == key), execution_options={"seen_by": viewer.id}).first()
    return "\n\n".join(filter(None, [row.text, *(words.text for _token, words, _at in beside(row.aside))])) if row else ""


def entries(viewer: Viewer, found: Conversation, versions: Sequence[Iteration]) -> list[Entry]:
    """What happened in a conversation that the viewer has been given already, the oldest first."""
    given = reviews(viewer, found.id) if not found.is_question else []
    return story(posts(viewer, found.id), given, versions, (found.person_id, found.call_name), found.read_at)


def said_by(viewer: Viewer, found: Conversation) -> str:
    """All that was sent in a conversation so far, as one text: what stands there is not asked about again."""
    versions = iterations(viewer, found.enrolment_id, found.activity.id, with_draft=False) if not found.is_question else []
    return "\n".join([*(post.text for post in posts(viewer, found.id)), *(version.words.said for version in versions)])


def beside(aside: Mapping[str, Any]) -> list[tuple[str, Words, datetime]]:
    """What stands beside a draft: (token, words, when it was saved), the oldest first."""
    found = [(token, from_doc(doc), datetime.fromisoformat(doc["at"])) for token, doc in aside.items()]
    return sorted(found, key=lambda each: each[2])


def off_days(ccs: Collection[str | None], since: datetime, until: datetime) -> dict[str, Collection[date]]:
    """{country: its days off} around these moments; of mentors who serve in no country we know none, and ask for none."""
    known = sorted({cc for cc in ccs if cc})
    if not known:
        return {}
    # Three weeks more than asked for: a promise that runs over a long holiday ends there.
    first, last = today(since, "UTC"), date.fromordinal(today(until, "UTC").toordinal() + 21)
    return {cc: set(days) for cc, days in people.days_off(known, first, last).items()}


def promised(found: Conversation, at: datetime, days: int) -> Promise | None:
    """Until when the mentor's answer is promised, where it is a mentor's turn."""
    if found.turn != Side.MENTOR or found.since is None or found.mentor_tz is None:
        return None
    off = off_days([found.mentor_cc], found.since, at).get(found.mentor_cc or "", ())
    return promise(found.since, at, days=days, zone=found.mentor_tz, off=off)
