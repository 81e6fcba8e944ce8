"""Conversations: begun, routed to a mentor, moved to another. None of these commits.

A conversation goes to the person's own mentor, else to the unit's, else to nobody: then it is on the coordinator's list.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotThere
from lms.lib.time import today
from lms.mentoring import queries
from lms.mentoring.models import Post, Submission, Thread, Turn
from lms.mentoring.queries.routing import Waiting
from lms.mentoring.queries.threads import Conversation
from lms.mentoring.queries.work import Step
from lms.mentoring.rules import threads as rules
from lms.mentoring.rules.threads import Side, Span
from lms.notices.actions import tell
from lms.people import actions as people
from lms.people.access import Viewer
from lms.people.models import Person
from lms.people.published.facts import HOME_ZONE


def begin(kind: str, step: Step, *, lang: str, by: Viewer, at: datetime, key: UUID | None = None) -> Thread:
    """A new conversation of the viewer's about a step of theirs, with whoever is their mentor now."""
    found = Thread(
        kind=kind, person_id=by.id, cc=by.cc, mentor_id=mentor_for(by.id, by.day), enrolment_id=step.enrolment_id,
        activity_id=step.activity.id, lang=lang, opened_at=at, **({"key": key} if key else {}),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    return found


def mentor_for(person_id: int, day: date) -> int | None:
    """Who is somebody's mentor on that day; nobody is their own, not even as the mentor of their unit."""
    found = queries.mentor_of([person_id], day).get(person_id)
    return found.mentor_id if found and found.mentor_id != person_id else None


def handed_in(step: Step, row: Submission, word: str, *, by: Viewer, at: datetime) -> Thread:
    """An iteration was handed in: one conversation for all of them. It is the mentor's turn. The caller holds the enrolment."""
    found = queries.threads.of_step(by, step.enrolment_id, step.activity.id)
    thread = lock(found.id, by) if found else begin("submission", step, lang=row.lang, by=by, at=at)
    if found and found.mentor_id is None:
        thread.mentor_id = mentor_for(by.id, by.day)
    thread.lang, thread.closed_at = row.lang, None
    if word:
        db.session.add(
            Post(thread_id=thread.id, author_id=by.id, side=Side.OFFICER, iteration=row.iteration, lang=row.lang, text=word, at=at)
        )
    turn(thread.id, rules.after_post(spans(thread.id), Side.OFFICER, at))
    if thread.mentor_id:
        params = {"title": dict(step.activity.title), "version": row.iteration}
        tell([thread.mentor_id], "handed_in", at=at, once=f"handed in {row.key}", path=page_of(thread.key), params=params)
    return thread


def spans(thread_id: int) -> list[Span]:
    """The turns of a conversation that the caller has locked, in order."""
    statement = select(Turn.side, Turn.since, Turn.until).where(Turn.thread_id == thread_id).order_by(Turn.id)
    rows = db.session.execute(statement, execution_options={"as_system": "whose turn it is"})
    return [Span(Side(row.side), row.since, row.until) for row in rows]


def turn(thread_id: int, after: Sequence[Span]) -> None:
    """Write the turns as they are now: the last one may have ended, and others may have begun."""
    statement = select(Turn).where(Turn.thread_id == thread_id).order_by(Turn.id).execution_options(populate_existing=True)
    rows = db.session.scalars(statement, execution_options={"as_system": "whose turn it is"}).all()
    for row, span in zip(rows, after, strict=False):
        row.until = span.until
    db.session.flush()  # the turn that ends is ended before another begins: one is open at a time
    for span in after[len(rows) :]:
        db.session.add(Turn(thread_id=thread_id, side=span.side, since=span.since, until=span.until))
        db.session.flush()


def page_of(key: UUID) -> str:
    """Where a conversation is read, from the application's root."""
    return f"/conversations/{key}"


def reroute(person_ids: Sequence[int], *, at: datetime) -> int:
    """After an engagement has opened or ended: the open conversations of these people go to whoever is their mentor now, or to none.

    So do those that a coordinator had given to a mentor who has no open engagement left with the officer's agency.
    Returns how many moved.
    """
    found = [*queries.routing.waiting_of(person_ids), *queries.routing.strays()]
    once = {each.id: each for each in found}
    now = queries.mentor_of(sorted({each.person_id for each in once.values()}), today(at, HOME_ZONE))
    count = 0
    for each in once.values():
        mentor = now.get(each.person_id)
        mentor_id = mentor.mentor_id if mentor and mentor.mentor_id != each.person_id else None
        if mentor_id is None and each.is_given and not each.is_stray:
            continue  # a coordinator gave it to somebody else, who may go on with it
        if mentor_id != each.was_with_id:
            move(each, mentor_id, mentor.call_name if mentor and mentor_id else "", at=at, by=None)
            count += 1
    return count


def move(found: Waiting, mentor_id: int | None, mentor_name: str, *, at: datetime, by: Viewer | None) -> None:
    """A conversation lies with another mentor now, or with none. Officer and mentor are told; the promise begins anew."""
    thread = _hold(found.id)
    people.end_sight(thread.key, at=at, by=by.id if by else None)
    thread.mentor_id, thread.opened_by_mentor_at = mentor_id, None
    turn(thread.id, rules.anew(spans(thread.id), at))
    event, title = f"{thread.key} {at.isoformat()}", {"title": dict(found.title)}
    if mentor_id:
        tell([mentor_id], "thread_came", at=at, once=f"came {event}", path=page_of(thread.key), params=title)
    kind = "thread_with" if mentor_id else "thread_waits" if found.turn == Side.MENTOR else "thread_yours"
    tell([thread.person_id], kind, at=at, once=f"with {event}", path=page_of(thread.key), params={**title, "mentor": mentor_name})


def rest(person: Person, *, at: datetime) -> None:
    """Somebody leaves the service: in what they have open it is nobody's turn. Nothing is closed: back again, they go on.

    The door that calls this sees them out in the same transaction.
    """
    for found in queries.routing.waiting_of([person.id]):
        thread = _hold(found.id)
        turn(thread.id, rules.turned(spans(thread.id), None, at))


def _hold(thread_id: int) -> Thread:
    statement = select(Thread).where(Thread.id == thread_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement, execution_options={"as_system": "moving a conversation"}).one()


def reassign(key: UUID, mentor_ref: str, *, seen: str, by: Viewer, at: datetime) -> tuple[Waiting, str]:
    """A coordinator of the officer's country gives an open conversation to another mentor whom the officer's agency has agreed to.

    `seen` is the ref of the mentor with whom it lay on their page, "" of nobody. Returns the conversation as it was, and the call name of
    who holds it now.

    NotThere for a conversation of another country, BadInput for somebody who is no such mentor, Conflict where it lies there already, or
    meanwhile with another than their page showed.
    """
    _hold(queries.routing.waiting_or_404(by, key).id)
    found = queries.routing.waiting_or_404(by, key)  # as it lies now that nobody else gives it away
    mentor = next((each for each in queries.routing.candidates(by, [found])[found.id] if each.ref == mentor_ref), None)
    if mentor is None:
        raise BadInput(
            _("Choose a mentor from the list."),
            kept=_("Nothing was changed."),
            todo=_("Only mentors whom the agency has agreed to are in it."),
        )
    if mentor.id == found.mentor_id:
        raise Conflict(_("This conversation lies with %(mentor)s already.", mentor=mentor.call_name), kept=_("Nothing was changed."))
    if (found.mentor_ref or "") != seen:
        raise Conflict(
            _("This conversation lies with %(mentor)s meanwhile.", mentor=found.mentor_name) if found.mentor_name
            else _("This conversation has no mentor any more."),
            kept=_("Nothing was changed."), todo=_("Open the list again: it shows with whom each conversation lies."),
        )  # fmt: skip
    before = found.mentor_id
    move(found, mentor.id, mentor.call_name, at=at, by=by)
    if not mentor.follows:  # sight of this one officer, for as long as the conversation lies there
        people.give_sight(mentor.id, source=found.key, at=at, by=by.id, person_id=found.person_id)
    if before:
        tell([before], "thread_taken", at=at, once=f"taken {found.key} {at.isoformat()}", path="/desk")
    audit.note("reassigned", by=by.id, at=at, table="thread", row=found.id, person_id=found.person_id, cc=found.cc)
    return found, mentor.call_name


def close(found: Conversation, *, by: Viewer, at: datetime) -> None:
    """Either side says that a question is answered. It stays to be read; writing into it opens it again."""
    thread = lock(found.id, by)
    if thread.kind != "question":
        raise Conflict(_("Only a question is closed by hand; an assignment is closed by its outcome."), kept=_("Nothing was changed."))
    if thread.closed_at is None:
        over(thread, at=at, by=by)


def over(thread: Thread, *, at: datetime, by: Viewer) -> None:
    """A conversation that the caller has locked is over: it is nobody's turn, and sight that was given for it alone ends."""
    thread.closed_at = at
    people.end_sight(thread.key, at=at, by=by.id)
    turn(thread.id, rules.turned(spans(thread.id), None, at))


def lock(thread_id: int, by: Viewer) -> Thread:
    """The row, held until the end of the transaction. NotThere where it has meanwhile gone to somebody else."""
    statement = (
        select(Thread)
        .join(Person, Person.id == Thread.person_id)
        .where(Thread.id == thread_id, queries.threads.own_or_held(by))
        .with_for_update(of=Thread)
        .execution_options(populate_existing=True)
    )
    thread = db.session.scalars(statement, execution_options={"seen_by": by.id}).one_or_none()
    if thread is None:
        raise NotThere()
    return thread
