"""Selects on assignments: the step somebody stands at, what they wrote there, and the numbers that are the course's own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, select

from lms.catalogue.models import Body, Course, Question, QuestionVersion, Release, ReleaseBody, ReleaseQuestion
from lms.catalogue.queries import OUTLINE, head_of
from lms.catalogue.rules.outline import ActivityOutline, Outline, from_text
from lms.ext import db
from lms.lib.containers import right_numbers
from lms.lib.refusals import NotThere
from lms.mentoring.models import Submission
from lms.mentoring.rules.drafts import Words
from lms.people.access import Viewer
from lms.progress.models import Enrolment


@dataclass(frozen=True)
class Step:
    """An activity in an enrolment of one's own."""

    enrolment_id: int
    base_id: int
    release_id: int
    withdrawn_at: datetime | None
    outline: Outline
    activity: ActivityOutline


_STEP = (
    select(Enrolment.id, Enrolment.release_id, Release.id.label("head_id"), Enrolment.withdrawn_at, OUTLINE)
    .join(Course, Course.id == Enrolment.course_id)
    .join(Release, Release.id == head_of(Enrolment.release_id))
    .where(Enrolment.person_id == bindparam("person"), Course.slug == bindparam("course"))
    .order_by(Enrolment.cycle.desc())
    .limit(1)
)


def step(viewer: Viewer, course: str, activity: str, *, kinds: Collection[str] = ()) -> Step | None:
    """The activity in the viewer's latest enrolment; None when they have none in that course.

    Raises NotThere where the course has no such activity, or only of another kind.
    """
    row = db.session.execute(_STEP, {"person": viewer.id, "course": course}, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        return None
    outline = from_text(row.outline)
    found = outline.find(activity)
    if found is None or (kinds and found.kind not in kinds):
        raise NotThere()
    return Step(row.id, row.release_id, row.head_id, row.withdrawn_at, outline, found)


@dataclass(frozen=True)
class Iteration:
    """A version of an assignment: a draft, or handed in. `aside` is what other devices had saved (rules.drafts)."""

    id: int
    key: UUID
    number: int
    words: Words
    lang: str
    version: int
    aside: dict[str, dict[str, object]]
    saved_at: datetime
    handed_in_at: datetime | None


_ITERATIONS = (
    select(
        Submission.id, Submission.key, Submission.iteration, Submission.text, Submission.steps, Submission.lang, Submission.version,
        Submission.aside, Submission.saved_at, Submission.handed_in_at,
    )
    .where(Submission.enrolment_id == bindparam("enrolment"), Submission.activity_id == bindparam("activity"))
    .order_by(Submission.iteration)
)  # fmt: skip
_HANDED_IN = _ITERATIONS.where(Submission.handed_in_at.is_not(None))


def iterations(viewer: Viewer, enrolment_id: int, activity_id: int, *, with_draft: bool) -> list[Iteration]:
    """The versions of an assignment in an enrolment that the viewer has been given already. A draft is its writer's alone."""
    statement = _ITERATIONS if with_draft else _HANDED_IN
    values = {"enrolment": enrolment_id, "activity": activity_id}
    rows = db.session.execute(statement, values, execution_options={"seen_by": viewer.id})
    return [
        Iteration(
            row.id, row.key, row.iteration, words_of(row.text, row.steps), row.lang, row.version, row.aside, row.saved_at, row.handed_in_at
        )
        for row in rows
    ]  # fmt: skip


def words_of(text: str, steps: dict[str, list[str]]) -> Words:
    """What a row of `submission` holds."""
    return Words(text, tuple(steps.get("items", ())), "".join(steps.get("word", "")))


_SAID = (
    select(Body.text)
    .join(ReleaseBody, ReleaseBody.body_digest == Body.digest)
    .join(Release, Release.id == ReleaseBody.release_id)
    .where(Release.course_id == bindparam("course"))
    .distinct()
)
_ASKED = (
    select(cast(QuestionVersion.shown, Text), cast(QuestionVersion.answer_key, Text))
    .join(Question, Question.id == QuestionVersion.question_id)
    .join(ReleaseQuestion, ReleaseQuestion.question_version_id == QuestionVersion.id)
    .join(Release, Release.id == ReleaseQuestion.release_id)
    .where(Release.course_id == bindparam("course"))
    .distinct()
)


def own_numbers(course_id: int) -> frozenset[str]:
    """The container numbers in the texts and questions of a course, in any of its releases: training material, not cases."""
    rows = (*db.session.execute(_SAID, {"course": course_id}), *db.session.execute(_ASKED, {"course": course_id}))
    return frozenset(number for row in rows for text in row for number in right_numbers(text))
