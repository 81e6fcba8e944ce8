"""Writing in a conversation: drafts, posts, questions, outcomes. None of these commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.mentoring import queries
from lms.mentoring.actions import threads
from lms.mentoring.actions.work import Saved, keep
from lms.mentoring.models import Draft, Post, Review, Submission, Thread
from lms.mentoring.queries.threads import Conversation
from lms.mentoring.queries.work import Step, words_of
from lms.mentoring.rules import drafts
from lms.mentoring.rules import threads as rules
from lms.mentoring.rules.drafts import Fate, Words
from lms.mentoring.rules.threads import Outcome, Side
from lms.mentoring.rules.work import language_of
from lms.notices.actions import tell
from lms.people.access import Viewer
from lms.progress import actions as progress
from lms.progress.rules import Source


def save_draft(found: Conversation, text: str, *, drawn: int, page: str, key: UUID, by: Viewer, at: datetime) -> Saved:
    """Whoever writes there saves what they are writing; nobody else reads it. From an older page it is kept beside.

    `key` is that of the post it becomes: what was sent already is a draft no more.
    """
    threads.lock(found.id, by)
    row = _draft(found.id, by)
    if _is_known(key):
        return Saved(Fate.SAME, row.version if row else 0, at, is_handed_in=True)
    if row is None:
        if not text:
            return Saved(Fate.SAME, 0, at)
        row = Draft(thread_id=found.id, author_id=by.id, text="", version=0, aside={}, saved_at=at)
        db.session.add(row)
    kept = drafts.settle(Words(row.text), row.version, row.aside, Words(text), drawn=drawn, page=page, at=at)
    row.text, row.version, row.aside = kept.words.text, kept.version, dict(kept.aside)
    if kept.fate is Fate.SAVED:
        row.saved_at = at
    db.session.flush()
    return Saved(kept.fate, row.version, row.saved_at)


def choose_draft(found: Conversation, which: str, *, seen: str, by: Viewer, at: datetime) -> bool:
    """Whoever writes there goes on with one of their drafts. False when they are not those any more that were seen."""
    threads.lock(found.id, by)
    row = _draft(found.id, by)
    if row is None or drafts.marks_of(row.version, row.aside) != seen:
        return False
    words, row.version = drafts.chosen(Words(row.text), row.version, row.aside, which)
    row.text, row.aside, row.saved_at = words.text, {}, at
    db.session.flush()
    return True


def _draft(thread_id: int, by: Viewer) -> Draft | None:
    return db.session.get(Draft, (thread_id, by.id), populate_existing=True, execution_options={"seen_by": by.id})


def ask(step: Step, text: str, *, key: UUID, by: Viewer, at: datetime) -> Thread:
    """The person whose enrolment it is asks their mentor something at a step of a course; sent twice it is asked once.

    Raises BadInput for no text, Conflict after a withdrawal, or where it was asked in other words.
    """
    if step.withdrawn_at:
        raise Conflict(
            _("You were withdrawn from this course."),
            kept=_("Nothing was sent. What you wrote stands below."),
            todo=_("Questions asked before stay open under Mentor."),
            own_text=text,
        )
    if (known := asked(key)) is not None:
        if known.person_id != by.id:
            raise NotAllowed(own_text=text)
        _refuse_other_words(key, text, by)
        return known
    if not text:
        raise BadInput(_("Write your question first."))
    lang = language_of(text, by.lang)
    thread = threads.begin("question", step, lang=lang, by=by, at=at, key=key)
    db.session.add(Post(key=uuid5(key, "first"), thread_id=thread.id, author_id=by.id, side=Side.OFFICER, lang=lang, text=text, at=at))
    threads.turn(thread.id, rules.after_post([], Side.OFFICER, at))
    if thread.mentor_id:
        params = {"title": dict(step.activity.title)}
        tell([thread.mentor_id], "asked", at=at, once=f"asked {key}", path=threads.page_of(key), params=params)
    return thread


def _refuse_other_words(key: UUID, text: str, by: Viewer) -> None:
    first = sent(uuid5(key, "first"), by=by)
    if first and text and first.text != text:
        raise Conflict(
            _("This form was sent already, with other words; they stay."),
            kept=_("What you wrote now was not sent. It stands below."),
            todo=_("Open the lesson’s question page again to ask it as well."),
            own_text=text,
        )


def asked(key: UUID) -> Thread | None:
    """The question that this very form has begun already."""
    statement = select(Thread).where(Thread.key == key)
    return db.session.scalars(statement, execution_options={"as_system": "a question is asked once"}).one_or_none()


def post(found: Conversation, text: str, *, key: UUID, by: Viewer, at: datetime) -> bool:
    """Either side says something, once; then it is the other's turn. False when this very post was sent already.

    What is closed is open again, but for a mentor's word after `meets`: then nothing more is awaited. Raises BadInput for no text,
    NotThere where the conversation has gone to somebody else.
    """
    thread = threads.lock(found.id, by)
    if _is_known(key):
        return False
    if not text:
        raise BadInput(_("Write something first."), kept=_("Nothing was sent."))
    side = Side.OFFICER if thread.person_id == by.id else Side.MENTOR
    _say(thread, side, text, key=key, iteration=_iteration(thread), by=by, at=at)
    if side is Side.OFFICER:
        if thread.closed_at or found.mentor_id is None:
            thread.mentor_id = threads.mentor_for(by.id, by.day)
        thread.lang = language_of(text, by.lang)
    if side is Side.MENTOR and _is_met(thread):
        threads.over(thread, at=at, by=by)  # what was asked after the outcome is answered; nothing more is awaited
    else:
        thread.closed_at = None
        threads.turn(thread.id, rules.after_post(threads.spans(thread.id), side, at))
    other, path = (thread.mentor_id, threads.page_of(thread.key)) if side is Side.OFFICER else (thread.person_id, _officers_page(found))
    if other:
        kind = "officer_wrote" if side is Side.OFFICER else "mentor_wrote"
        params = {"title": dict(found.activity.title), "mentor": by.call_name if side is Side.MENTOR else ""}
        tell([other], kind, at=at, once=f"post {key}", path=path, params=params)
    return True


@dataclass(frozen=True)
class Reviewed:
    """An outcome that was given, and by whom; `before`: in another window, and nothing was changed."""

    outcome: Outcome
    at: datetime
    by: int
    name: str
    before: bool = False


def given(found: Conversation, iteration: int, *, by: Viewer) -> Reviewed | None:
    """The outcome that an iteration has got, if any, in a conversation that the viewer has been given."""
    each = next((each for each in queries.threads.reviews(by, found.id) if each.iteration == iteration), None)
    return Reviewed(Outcome(each.outcome), each.at, each.author_id, each.author, before=True) if each and each.outcome else None


def sent(key: UUID, *, by: Viewer) -> Post | None:
    """The post that this very form of the viewer's has become already."""
    statement = select(Post).where(Post.key == key, Post.author_id == by.id)
    return db.session.scalars(statement, execution_options={"seen_by": by.id}).one_or_none()


def review(
    found: Conversation, outcome: Outcome, text: str, *, iteration: int, key: UUID, by: Viewer, at: datetime, heard: datetime | None = None
) -> Reviewed:
    """The mentor who holds it says whether an iteration meets what was asked, once, with a comment.

    `meets` completes the activity; `revise` opens the next iteration and is the officer's turn. Given already, nothing is changed.
    `heard`: when the officer had said the last that the mentor's page showed. Raises BadInput for `revise` without a word, Conflict
    where the officer has said more since, or handed in a newer iteration.
    """
    thread = threads.lock(found.id, by)
    if thread.person_id == by.id or thread.kind != "submission":
        raise NotAllowed()
    if (known := given(found, iteration, by=by)) is not None:
        return known
    row = _newest(thread, by)
    if row.iteration != iteration:
        raise Conflict(
            _("Version %(number)s was handed in while you wrote.", number=row.iteration), kept=_("Your comment is kept as a draft.")
        )
    if heard is not None and _has_said_more(thread, heard):
        raise Conflict(
            _("The officer wrote while you did: it stands above. Read it, then send yours."), kept=_("Your comment is kept as a draft.")
        )
    if outcome is Outcome.REVISE and not text:
        raise BadInput(_("Say what should change: without a word the officer would have to guess."), kept=_("Nothing was sent."))
    fact = uuid5(row.key, "reviewed")
    db.session.add(Review(thread_id=thread.id, iteration=iteration, outcome=outcome, at=at, by_id=by.id, event_id=fact))
    if text:
        _say(thread, Side.MENTOR, text, key=key, iteration=iteration, by=by, at=at)
    progress.record(
        row.enrolment_id, "reviewed", by=by, at=at, event_id=fact, source=Source.STAFF, witness=True, activity_id=row.activity_id,
        release_id=found.release_id, lang=row.lang, body={"outcome": outcome.value, "iteration": iteration},
    )  # fmt: skip
    if outcome is Outcome.MEETS:
        threads.over(thread, at=at, by=by)
    else:
        _next_version(row, at)
        threads.turn(thread.id, rules.after_outcome(threads.spans(thread.id), outcome, at))
    params = {"title": dict(found.activity.title), "mentor": by.call_name}
    tell([thread.person_id], outcome.value, at=at, once=f"reviewed {row.key}", path=_officers_page(found), params=params)
    return Reviewed(outcome, at, by.id, by.call_name)


def _next_version(row: Submission, at: datetime) -> None:
    """The officer's next draft begins as a copy of the last text, without the word that went with it."""
    words = words_of(row.text, row.steps)
    following = Submission(
        enrolment_id=row.enrolment_id, activity_id=row.activity_id, person_id=row.person_id, iteration=row.iteration + 1,
        lang=row.lang, saved_at=at,
    )  # fmt: skip
    keep(following, Words(words.text, words.items), 0)
    db.session.add(following)
    db.session.flush()


def _newest(thread: Thread, by: Viewer) -> Submission:
    """The newest iteration that was handed in."""
    statement = (
        select(Submission)
        .where(Submission.enrolment_id == thread.enrolment_id, Submission.activity_id == thread.activity_id)
        .where(Submission.handed_in_at.is_not(None))
        .order_by(Submission.iteration.desc())
        .limit(1)
    )
    return db.session.scalars(statement, execution_options={"seen_by": by.id}).one()


def _iteration(thread: Thread) -> int | None:
    if thread.kind != "submission":
        return None
    statement = select(Submission.iteration).where(
        Submission.enrolment_id == thread.enrolment_id, Submission.activity_id == thread.activity_id, Submission.handed_in_at.is_not(None)
    )
    return max(db.session.scalars(statement, execution_options={"as_system": "which version a post speaks of"}), default=None)


def _has_said_more(thread: Thread, since: datetime) -> bool:
    statement = select(Post.id).where(Post.thread_id == thread.id, Post.side == Side.OFFICER, Post.at > since).limit(1)
    return db.session.scalar(statement, execution_options={"as_system": "whether a page is the newest"}) is not None


def _is_met(thread: Thread) -> bool:
    statement = select(Review.id).where(Review.thread_id == thread.id, Review.outcome == Outcome.MEETS)
    return db.session.scalar(statement, execution_options={"as_system": "whether more is awaited"}) is not None


def _is_known(key: UUID) -> bool:
    statement = select(Post.id).where(Post.key == key)
    return db.session.scalar(statement, execution_options={"as_system": "a post is sent once"}) is not None


def _say(thread: Thread, side: Side, text: str, *, key: UUID, iteration: int | None, by: Viewer, at: datetime) -> None:
    """Add a post, and empty the draft it was written in; its version goes on counting, so that an old page is told as one."""
    lang = language_of(text, by.lang)
    db.session.add(Post(key=key, thread_id=thread.id, author_id=by.id, side=side, iteration=iteration, lang=lang, text=text, at=at))
    if (row := _draft(thread.id, by)) is not None:
        row.text, row.version, row.saved_at = "", row.version + 1, at
    db.session.flush()


def _officers_page(found: Conversation) -> str:
    """Where the officer reads it: an assignment on its own page."""
    if found.is_question:
        return threads.page_of(found.key)
    return f"/courses/{found.outline.slug}/{found.activity.slug}/assignment"


def mark_read(engine: Engine, thread_id: int, at: datetime) -> None:
    """The mentor has read what is newest. On a connection of its own: a page only reads."""
    with engine.begin() as apart:
        opened = update(Thread).where(Thread.id == thread_id).values(opened_by_mentor_at=at)
        apart.execute(opened, execution_options={"as_system": "its mentor reads it"})
