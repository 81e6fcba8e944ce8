"""What stands beside an officer's programme: the last word of a conversation, and the answers that were not right. One statement each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, case, func, select

from lms.assessment.models import Answer, Attempt
from lms.catalogue.models import QuestionVersion
from lms.ext import db
from lms.mentoring.models import Post
from lms.people.access import Viewer

FRESH = timedelta(days=14)  # so long after a quiz it is said what to repeat


@dataclass(frozen=True)
class Word:
    """The last thing that was written in a conversation. `side` is officer or mentor."""

    text: str
    lang: str
    side: str
    at: datetime


_LAST = select(Post.text, Post.lang, Post.side, Post.at).where(Post.thread_id == bindparam("thread")).order_by(Post.id.desc()).limit(1)


def last_word(viewer: Viewer, thread_id: int) -> Word | None:
    """Of a conversation that the viewer has been given already."""
    row = db.session.execute(_LAST, {"thread": thread_id}, execution_options={"seen_by": viewer.id}).one_or_none()
    return Word(*row) if row else None


@dataclass(frozen=True)
class NotRight:
    """A quiz that was passed with `wrong` of `total` answers not right, or not wholly."""

    key: UUID
    activity_id: int
    total: int
    wrong: int


_PASSED = (
    select(Attempt.id)
    .where(Attempt.person_id == bindparam("person"), Attempt.is_passed.is_(True), Attempt.handed_in_at > bindparam("since"))
    .order_by(Attempt.handed_in_at.desc(), Attempt.id.desc())
    .limit(1)
    .scalar_subquery()
)
_NOT_RIGHT = (
    select(
        Attempt.key, Attempt.activity_id, func.count(), func.count(case((func.coalesce(Answer.points, 0) < QuestionVersion.points, 1)))
    )
    .join(Answer, Answer.attempt_id == Attempt.id)
    .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
    .where(Attempt.id == _PASSED)
    .group_by(Attempt.key, Attempt.activity_id)
)  # fmt: skip


def not_right(viewer: Viewer, at: datetime) -> NotRight | None:
    """Of the quiz that this officer has passed last, in the last two weeks; None where every answer was right."""
    values = {"person": viewer.id, "since": at - FRESH}
    row = db.session.execute(_NOT_RIGHT, values, execution_options={"seen_by": viewer.id}).one_or_none()
    return NotRight(*row) if row and row[3] else None
