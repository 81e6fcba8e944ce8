"""Sitting a quiz: start, answer, hand in. Only the enrolled person themself; none of these commits."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from lms.assessment import queries
from lms.assessment.models import Answer, Attempt, ExtraAttempt
from lms.assessment.queries import Quiz, Sitting
from lms.assessment.rules import Marked, Sent, marked, order_of, shown
from lms.audit import actions as audit
from lms.catalogue import queries as catalogue
from lms.catalogue.rules.outline import ActivityOutline
from lms.catalogue.rules.questions import Asked, present
from lms.ext import db
from lms.lib.refusals import Conflict, NotAllowed
from lms.notices import actions as notices
from lms.people.access import Viewer, follows, may_enrol
from lms.people.models import Person
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from lms.progress.rules import Source

NAMESPACE = UUID("0d3c7a52-5f0a-5c49-8e0e-b9b0a3a0c6d4")  # ours, for facts about quizzes that have no attempt yet


_OWN = select(Enrolment.id).where(Enrolment.id == bindparam("enrolment"), Enrolment.person_id == bindparam("person")).with_for_update()
_ANSWERS = select(Answer).where(Answer.attempt_id == bindparam("attempt"))
_HELD = (
    select(Attempt, Enrolment.withdrawn_at)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(Attempt.id == bindparam("attempt"), Attempt.person_id == bindparam("person"))
    .with_for_update(of=(Enrolment, Attempt))
    .execution_options(populate_existing=True)
)


def start(quiz: Quiz, *, by: Viewer, at: datetime) -> UUID:
    """The person whose enrolment it is begins an attempt; the key of the one that is open, if there is one.

    Raises Conflict after a withdrawal and when no attempt is left. A second insert at the same moment is an IntegrityError
    of `uq_attempt_open`: the door then opens the first.
    """
    refuse_withdrawn(quiz.withdrawn_at)
    db.session.execute(_OWN, {"enrolment": quiz.enrolment_id, "person": by.id}, execution_options={"seen_by": by.id})
    so_far = queries.attempts(by, quiz.enrolment_id, quiz.activity.id)
    if so_far.open is not None:
        return UUID(str(so_far.open.key))
    if so_far.left(quiz.activity) == 0:
        raise Conflict(
            _("All attempts at this quiz are used."),
            kept=_("The best of them counts."),
            todo=_("The result explains each answer and says which lessons to repeat."),
        )
    asked = catalogue.questions(quiz.release_id, quiz.activity.id)
    attempt = Attempt(
        enrolment_id=quiz.enrolment_id, activity_id=quiz.activity.id, person_id=by.id, number=len(so_far.rows) + 1,
        release_id=quiz.release_id, seed=secrets.randbits(62), started_at=at, out_of=sum(each.points for each in asked),
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    _lay_out(attempt, asked, is_shuffled=quiz.activity.shuffle)
    progress.record(
        quiz.enrolment_id, "opened", by=by, at=at, event_id=uuid5(NAMESPACE, f"opened {quiz.enrolment_id} {quiz.activity.id}"),
        source=Source.BROWSER, activity_id=quiz.activity.id, release_id=quiz.release_id,
    )  # fmt: skip
    return attempt.key


def may_open(viewer: Viewer, person: Person) -> bool:
    """Whether this viewer opens one more attempt to that person: whoever follows and enrols them, and nobody to themself."""
    return follows(viewer, person) and may_enrol(viewer, person) and viewer.id != person.id


def open_one_more(enrolment: Enrolment, person: Person, quiz: ActivityOutline, slug: str, why: str, *, by: Viewer, at: datetime) -> None:
    """A focal point or coordinator opens one more attempt at a quiz whose attempts are used; the person is told, with the reason.

    `slug` is that of the course. Raises Conflict while an attempt is left, after one has passed and after a withdrawal.
    """
    if not may_open(by, person):
        raise NotAllowed()
    lock = select(Enrolment.withdrawn_at).where(Enrolment.id == enrolment.id).with_for_update()
    withdrawn_at = db.session.scalars(lock, execution_options={"seen_by": by.id}).one()
    so_far = queries.attempts(by, enrolment.id, quiz.id)
    if withdrawn_at or not so_far.is_used_up(quiz):
        raise Conflict(_("There is nothing to open: an attempt is left, or the quiz is passed."), kept=_("Nothing was changed."))
    number = len(so_far.rows) + 1
    db.session.add(
        ExtraAttempt(enrolment_id=enrolment.id, activity_id=quiz.id, person_id=person.id, number=number, why=why, at=at, by_id=by.id)
    )
    db.session.flush()
    audit.note("opened an attempt", by=by.id, at=at, table="enrolment", row=enrolment.id, person_id=person.id, cc=person.cc, reason=why)
    notices.tell(
        [person.id], "attempt_opened", at=at, once=f"attempt {enrolment.id} {quiz.id} {number}",
        path=f"/courses/{slug}/{quiz.slug}/attempts", params={"title": dict(quiz.title), "why": why},
    )  # fmt: skip


def _lay_out(attempt: Attempt, asked: Sequence[Asked], *, is_shuffled: bool) -> None:
    """One row a question, at its place in this attempt: what was asked stays what was asked."""
    for pos, which in enumerate(order_of(attempt.seed, len(asked), is_shuffled=is_shuffled), 1):
        db.session.add(Answer(attempt_id=attempt.id, question_version_id=asked[which].id, pos=pos, given={}))
    db.session.flush()


@dataclass(frozen=True)
class Saved:
    """What came of an answer. `other` is what another window had saved meanwhile, in the tokens of the page, and when.

    The later of the two counts: `counts` says whether that is the one that was sent.
    """

    pos: int
    counts: bool = True
    other: str | None = None
    other_at: datetime | None = None


def answer(sitting: Sitting, sent: Sequence[Sent], *, by: Viewer, at: datetime, given_at: datetime | None = None) -> list[Saved]:
    """The person whose attempt it is gives these answers; untouched ones are left alone. `given_at`: when, if sent later.

    Raises Conflict when the attempt is handed in, or its enrolment withdrawn.
    """
    _lock(sitting, by)
    known = {each.pos: each for each in queries.answers(by, sitting)}
    rows = _rows(sitting, by)
    when = min(given_at or at, at)
    found: list[Saved] = []
    for each in sent:
        if each.pos not in known or not each.is_touched:
            continue
        before = known[each.pos]
        stands = shown(present(before.asked, sitting.seed, (), before.given))
        is_other = stands not in (each.had, each.now)
        counts = not is_other or before.saved_at is None or when >= before.saved_at
        if counts and stands != each.now:
            row = rows[before.asked.id]
            row.given, row.saved_at = each.given, when
        found.append(Saved(each.pos, counts, stands if is_other else None, before.saved_at if is_other else None))
    db.session.flush()
    return found


def hand_in(sitting: Sitting, *, by: Viewer, at: datetime) -> Marked | None:
    """The person whose attempt it is hands it in: it is marked, and what follows is recorded. None when it was handed in already.

    Raises Conflict after a withdrawal.
    """
    if (attempt := _lock(sitting, by, may_be_over=True)) is None:
        return None
    answers = queries.answers(by, sitting)
    result = marked(((each.asked, each.given) for each in answers), sitting.activity.pass_points)
    for version, row in _rows(sitting, by).items():
        row.points = result.points[version]
    attempt.handed_in_at, attempt.score, attempt.out_of, attempt.is_passed = at, result.score, result.out_of, result.is_passed
    db.session.flush()
    facts = (("submitted", Source.BROWSER), *((("passed", Source.SERVER),) if result.is_passed else ()))
    for kind, source in facts:
        progress.record(
            sitting.enrolment_id, kind, by=by, at=at, event_id=uuid5(sitting.key, kind), source=source, lang=by.lang,
            activity_id=sitting.activity.id, release_id=sitting.release_id, body=result.body,
        )  # fmt: skip
    return result


def _rows(sitting: Sitting, by: Viewer) -> dict[int, Answer]:
    """The rows to write to, by question version."""
    rows = db.session.scalars(_ANSWERS, {"attempt": sitting.id}, execution_options={"seen_by": by.id})
    return {row.question_version_id: row for row in rows}


def _lock(sitting: Sitting, by: Viewer, *, may_be_over: bool = False) -> Attempt | None:
    """The attempt and its enrolment, held until the end of the transaction, as they stand now."""
    values = {"attempt": sitting.id, "person": by.id}
    attempt, withdrawn_at = db.session.execute(_HELD, values, execution_options={"seen_by": by.id}).one()
    if attempt.handed_in_at is not None and may_be_over:
        return None
    if attempt.handed_in_at is not None:
        raise Conflict(
            _("This attempt is handed in already."),
            kept=_("Nothing here was added to it."),
            todo=_("The result page explains each answer."),
        )
    refuse_withdrawn(withdrawn_at)
    return attempt


def refuse_withdrawn(withdrawn_at: datetime | None) -> None:
    """Whoever was withdrawn adds nothing. Raises Conflict with what was kept."""
    if withdrawn_at:
        raise Conflict(
            _("You were withdrawn from this course."),
            kept=_("What you had answered is kept as it was; nothing was added."),
            todo=_("The course page says when and why. Enrolled again, you go on from there."),
        )
