"""Writing an assignment and handing it in. Only the enrolled person themself; none of these commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from flask_babel import gettext as _
from sqlalchemy import select

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import local
from lms.mentoring.actions import threads
from lms.mentoring.models import Submission
from lms.mentoring.queries.work import Step, words_of
from lms.mentoring.rules import drafts
from lms.mentoring.rules.drafts import Fate, Words
from lms.mentoring.rules.threads import NAMESPACE
from lms.mentoring.rules.work import language_of, missing
from lms.people.access import Viewer
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from lms.progress.rules import Source


@dataclass(frozen=True)
class Saved:
    """What became of a draft that was sent: the version it has now, when it was saved, and whether it was handed in meanwhile."""

    fate: Fate
    version: int
    at: datetime
    is_handed_in: bool = False


def save(step: Step, sent: Words, *, iteration: int, drawn: int, page: str, by: Viewer, at: datetime) -> Saved:
    """The person whose enrolment it is saves what they wrote, from a page that was drawn with that version of that iteration.

    What an older page sends is kept beside the draft and loses nothing. Raises Conflict after a withdrawal, and where this
    iteration was handed in with other words.
    """
    rows = _rows(step, by, sent)
    row = rows[-1] if rows else None
    if row is not None and (row.iteration != iteration or row.handed_in_at):
        return _handed_in_already(rows, iteration, sent, by)
    stands, version, aside = (words_of(row.text, row.steps), row.version, row.aside) if row else (Words(), 0, {})
    kept = drafts.settle(stands, version, aside, sent, drawn=drawn, page=page, at=at)
    if kept.fate is Fate.SAME and row is None:
        return Saved(Fate.SAME, 0, at)
    is_new = row is None
    row = row or Submission(enrolment_id=step.enrolment_id, activity_id=step.activity.id, person_id=by.id, iteration=1, saved_at=at)
    keep(row, kept.words, kept.version)
    row.aside = dict(kept.aside)
    if kept.fate is Fate.SAVED:
        row.saved_at, row.lang = at, language_of(sent.said, by.lang)
    db.session.add(row)
    db.session.flush()
    if is_new:
        _begun(step, by, at)
    return Saved(kept.fate, kept.version, row.saved_at)


def choose(step: Step, which: str, *, seen: str, by: Viewer, at: datetime) -> bool:
    """The person whose draft it is goes on with one of those that stand there. False when they are not those any more that were seen."""
    rows = _rows(step, by, Words())
    row = rows[-1] if rows else None
    if row is None or row.handed_in_at or drafts.marks_of(row.version, row.aside) != seen:
        return False
    words, version = drafts.chosen(words_of(row.text, row.steps), row.version, row.aside, which)
    keep(row, words, version)
    row.aside, row.saved_at = {}, at
    db.session.flush()
    return True


@dataclass(frozen=True)
class HandedIn:
    """When an iteration was handed in, and whether that was just now."""

    at: datetime
    is_new: bool


def hand_in(step: Step, *, iteration: int, by: Viewer, at: datetime) -> HandedIn:
    """The person whose draft it is hands it in, once: it goes to their mentor, else to the list *no mentor yet*, and is a fact.

    Raises BadInput where something is missing, Conflict after a withdrawal and while two drafts wait for a choice.
    """
    rows = _rows(step, by, Words())
    before = next((row for row in rows if row.iteration == iteration and row.handed_in_at), None)
    if before is not None and before.handed_in_at is not None:
        return HandedIn(before.handed_in_at, is_new=False)
    row = rows[-1] if rows else None
    words = words_of(row.text, row.steps) if row else Words()
    lacks = missing(words, has_steps=bool(step.activity.steps_label))
    if row is None or lacks is not None:
        raise BadInput(missing_sentence(lacks or "text"), kept=_("Your draft is kept; nothing was sent."))
    if row.aside:
        raise Conflict(_("Two drafts stand here. Choose one of them, then hand it in."), kept=_("Both are kept; nothing was sent."))
    row.handed_in_at, row.lang = at, language_of(words.said, by.lang)
    db.session.flush()
    progress.record(
        step.enrolment_id, "submitted", by=by, at=at, event_id=uuid5(row.key, "submitted"), source=Source.BROWSER, lang=row.lang,
        activity_id=step.activity.id, release_id=step.release_id, body={"iteration": row.iteration},
    )  # fmt: skip
    threads.handed_in(step, row, words.word, by=by, at=at)
    return HandedIn(at, is_new=True)


def missing_sentence(lacks: str) -> str:
    """What is to be written before it can be handed in."""
    if lacks == "steps":
        return _("Write at least one step before you hand it in.")
    return _("Write the text before you hand it in.")


def keep(row: Submission, words: Words, version: int) -> None:
    """Write what a draft holds into its row."""
    row.text, row.version = words.text, version
    row.steps = {"items": list(words.items), "word": words.word}


def _rows(step: Step, by: Viewer, sent: Words) -> Sequence[Submission]:
    """All iterations, with the enrolment held until the end of the transaction: two windows go one after the other."""
    lock = select(Enrolment.withdrawn_at).where(Enrolment.id == step.enrolment_id, Enrolment.person_id == by.id).with_for_update()
    found = db.session.execute(lock, execution_options={"seen_by": by.id}).one_or_none()
    if found is None:
        raise NotAllowed(own_text=sent.said)
    if found.withdrawn_at:
        raise Conflict(
            _("You were withdrawn from this course."),
            kept=_("What you had saved is kept as it was; this was not added."),
            todo=_("The course page says when and why. Enrolled again, you go on from there."),
            own_text=sent.said,
        )
    statement = (
        select(Submission)
        .where(Submission.enrolment_id == step.enrolment_id, Submission.activity_id == step.activity.id)
        .order_by(Submission.iteration)
    )
    return db.session.scalars(statement, execution_options={"seen_by": by.id, "populate_existing": True}).all()


def _handed_in_already(rows: Sequence[Submission], iteration: int, sent: Words, by: Viewer) -> Saved:
    """A second click sends the same words and is told the same; other words are given back."""
    row = next((row for row in rows if row.iteration == iteration), rows[-1])
    if row.handed_in_at and (sent == words_of(row.text, row.steps)):
        return Saved(Fate.SAME, row.version, row.handed_in_at, is_handed_in=True)
    raise handed_in_elsewhere(row.iteration, row.handed_in_at or row.saved_at, sent, by)


def handed_in_elsewhere(number: int, at: datetime, sent: Words, by: Viewer) -> Conflict:
    """What is said to whoever sends more of a version that was handed in meanwhile, with their words given back."""
    return Conflict(
        _("Version %(number)s was handed in already, at %(time)s, from another window.", number=number, time=f"{local(at, by.tz):%H:%M}"),
        kept=_("It stays as it was handed in. What you wrote here stands below."),
        todo=_("Open the page again: it shows how things stand now."),
        own_text=sent.said,
    )


def _begun(step: Step, by: Viewer, at: datetime) -> None:
    """One fact an assignment, however often it is opened."""
    progress.record(
        step.enrolment_id, "opened", by=by, at=at, event_id=uuid5(NAMESPACE, f"opened {step.enrolment_id} {step.activity.id}"),
        source=Source.BROWSER, activity_id=step.activity.id, release_id=step.release_id, lang=by.lang,
    )  # fmt: skip
