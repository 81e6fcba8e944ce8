"""Selects on attempts. An attempt is visible to whoever may see its person; only the person themself opens it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, case, func, select

from lms.assessment.models import Answer, Attempt, ExtraAttempt
from lms.catalogue import queries as catalogue
from lms.catalogue.models import Activity, Course, Release
from lms.catalogue.queries import OUTLINE, head_of
from lms.catalogue.rules.outline import ActivityOutline, Outline, from_text
from lms.catalogue.rules.questions import Asked, Given
from lms.ext import db
from lms.lib.refusals import NotAllowed, NotThere
from lms.people.access import Viewer, sees
from lms.people.models import Person
from lms.progress.models import Enrolment

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Quiz:
    """A quiz in an enrolment of one's own."""

    enrolment_id: int
    base_id: int
    release_id: int
    withdrawn_at: datetime | None
    outline: Outline
    activity: ActivityOutline


_QUIZ = (
    select(Enrolment.id, Enrolment.release_id, Release.id.label("head_id"), Enrolment.withdrawn_at, OUTLINE)
    .join(Course, Course.id == Enrolment.course_id)
    .join(Release, Release.id == head_of(Enrolment.release_id))
    .where(Enrolment.person_id == bindparam("person"), Course.slug == bindparam("course"))
    .order_by(Enrolment.cycle.desc())
    .limit(1)
)


def quiz(viewer: Viewer, course: str, activity: str) -> Quiz | None:
    """The quiz in the viewer's latest enrolment; None when they have none in that course. Raises NotThere for no such quiz."""
    row = db.session.execute(_QUIZ, {"person": viewer.id, "course": course}, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        return None
    outline = from_text(row.outline)
    found = outline.find(activity)
    if found is None or found.kind != "quiz":
        raise NotThere()
    return Quiz(row.id, row.release_id, row.head_id, row.withdrawn_at, outline, found)


# How many more attempts than the quiz allows were opened to the person of an attempt.
_MORE = (
    select(func.count(ExtraAttempt.id))
    .where(ExtraAttempt.enrolment_id == Attempt.enrolment_id, ExtraAttempt.activity_id == Attempt.activity_id)
    .correlate(Attempt)
    .scalar_subquery()
    .label("more")
)
_ATTEMPTS = (
    select(Attempt.id, Attempt.key, Attempt.number, Attempt.handed_in_at, Attempt.score, Attempt.out_of, Attempt.is_passed, _MORE)
    .where(Attempt.enrolment_id == bindparam("enrolment"), Attempt.activity_id == bindparam("activity"))
    .order_by(Attempt.number)
)


@dataclass(frozen=True)
class Attempts:
    """All attempts of one person at one quiz, by number."""

    rows: list[AnyRow]

    @cached_property
    def open(self) -> AnyRow | None:
        """The one that is not handed in."""
        return next((row for row in self.rows if row.handed_in_at is None), None)

    @cached_property
    def best(self) -> AnyRow | None:
        """The one that counts: the most points, the earliest of equals."""
        return max((row for row in self.rows if row.handed_in_at), key=lambda row: (row.score, -row.number), default=None)

    @property
    def is_passed(self) -> bool:
        """Whether one of them passed."""
        return any(row.is_passed for row in self.rows)

    def allowed(self, quiz: ActivityOutline) -> int | None:
        """How many there may be, with those that were opened besides; None: any number."""
        return None if quiz.attempts is None else quiz.attempts + (self.rows[0].more if self.rows else 0)

    def left(self, quiz: ActivityOutline) -> int | None:
        """How many may still be begun; None: any number."""
        allowed = self.allowed(quiz)
        return None if allowed is None else max(0, allowed - len(self.rows))

    def is_used_up(self, quiz: ActivityOutline) -> bool:
        """Whether all of them are handed in, and none has passed."""
        return self.left(quiz) == 0 and self.open is None and not self.is_passed


def attempts(viewer: Viewer, enrolment_id: int, activity_id: int) -> Attempts:
    """The attempts in an enrolment that the viewer has been given already."""
    values = {"enrolment": enrolment_id, "activity": activity_id}
    return Attempts(list(db.session.execute(_ATTEMPTS, values, execution_options={"seen_by": viewer.id})))


@dataclass(frozen=True)
class UsedUp:
    """A quiz in which somebody has used all attempts and passed with none."""

    enrolment_id: int
    quiz: ActivityOutline
    used: int


_USED = (
    select(Attempt.enrolment_id, Attempt.activity_id, func.count().label("used"), _MORE)
    .where(Attempt.enrolment_id.in_(bindparam("enrolments", expanding=True)))
    .group_by(Attempt.enrolment_id, Attempt.activity_id)
    .having(func.count(Attempt.handed_in_at) == func.count(), func.count(case((Attempt.is_passed.is_(True), 1))) == 0)
)


def used_up(viewer: Viewer, outlines: Mapping[int, Outline]) -> list[UsedUp]:
    """Those of {enrolment: outline}, which the viewer has been given already, in one statement."""
    quizzes = {(id_, one.id): one for id_, outline in outlines.items() for one in outline.activities if one.attempts is not None}
    if not quizzes:
        return []
    rows = db.session.execute(_USED, {"enrolments": list(outlines)}, execution_options={"seen_by": viewer.id})
    known = [(row, quizzes.get((row.enrolment_id, row.activity_id))) for row in rows]
    return [UsedUp(row.enrolment_id, quiz, row.used) for row, quiz in known if quiz and row.used >= (quiz.attempts or 0) + row.more]


@dataclass(frozen=True)
class Sitting:
    """An attempt of one's own, with what its pages need to know of the quiz."""

    id: int
    key: UUID
    number: int
    seed: int
    started_at: datetime
    handed_in_at: datetime | None
    score: int | None
    out_of: int
    is_passed: bool | None
    enrolment_id: int
    release_id: int
    withdrawn_at: datetime | None
    completed_at: datetime | None  # the course
    outline: Outline
    activity: ActivityOutline
    more: int  # attempts that were opened besides

    @property
    def allowed(self) -> int | None:
        """How many attempts there may be; None: any number."""
        return None if self.activity.attempts is None else self.activity.attempts + self.more


_SITTING = (
    select(
        Attempt.id, Attempt.key, Attempt.number, Attempt.seed, Attempt.started_at, Attempt.handed_in_at, Attempt.score, Attempt.out_of,
        Attempt.is_passed, Attempt.person_id, Attempt.enrolment_id, Attempt.release_id, Enrolment.withdrawn_at, Enrolment.completed_at,
        Activity.slug, OUTLINE, _MORE,
    )
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Person, Person.id == Attempt.person_id)
    .join(Activity, Activity.id == Attempt.activity_id)
    .join(Release, Release.id == head_of(Enrolment.release_id))
    .where(Attempt.key == bindparam("key"))
)  # fmt: skip


def attempt_or_404(viewer: Viewer, key: UUID) -> Sitting:
    """An attempt of the viewer's own. NotThere where they may not see its person, NotAllowed where it is somebody else's."""
    statement = _SITTING.where(sees(viewer))
    row = db.session.execute(statement, {"key": key}, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        raise NotThere()
    if row.person_id != viewer.id:
        raise NotAllowed()
    outline = from_text(row.outline)
    activity = outline.find(row.slug)
    assert activity is not None  # a base and what is published on it have the same activities
    return Sitting(
        row.id, row.key, row.number, row.seed, row.started_at, row.handed_in_at, row.score, row.out_of, row.is_passed, row.enrolment_id,
        row.release_id, row.withdrawn_at, row.completed_at, outline, activity, row.more,
    )  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """A question of an attempt, at its place, and what was given so far."""

    pos: int
    asked: Asked
    given: Given
    saved_at: datetime | None


_ANSWERS = (
    select(Answer.question_version_id, Answer.pos, Answer.given, Answer.saved_at)
    .where(Answer.attempt_id == bindparam("attempt"))
    .order_by(Answer.pos)
)


def answers(viewer: Viewer, sitting: Sitting) -> list[Answered]:
    """All questions of an attempt with their answers, in the order of its pages."""
    asked = {each.id: each for each in catalogue.questions(sitting.release_id, sitting.activity.id)}
    rows = db.session.execute(_ANSWERS, {"attempt": sitting.id}, execution_options={"seen_by": viewer.id})
    return [Answered(row.pos, asked[row.question_version_id], row.given, row.saved_at) for row in rows]
