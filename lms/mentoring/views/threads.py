"""Conversations: the mentor's page of a submission with its outcome, questions and answers of both sides, and asking one."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotThere
from lms.lib.time import now
from lms.lib.types import uuid7
from lms.mentoring import queries
from lms.mentoring.actions import posts as actions
from lms.mentoring.actions import threads as conversations
from lms.mentoring.forms.work import PostForm, long_sentence, token
from lms.mentoring.queries.threads import Conversation
from lms.mentoring.rules.drafts import Fate, Words, marks_of
from lms.mentoring.rules.story import heard, is_unread, parted
from lms.mentoring.rules.threads import Side
from lms.mentoring.views import words
from lms.mentoring.views.blueprint import bp, lang
from lms.pages import clock
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires, signed_in
from lms.people.models import Role


@bp.route("/conversations/<uuid:key>", methods=["GET", "POST"])
@signed_in
@keeps_work
def thread(key: UUID) -> str | Response:
    """A conversation for its two sides. Where it is not theirs any more, who wrote keeps their own text and nothing else (errors.py)."""
    viewer = reader()
    try:
        found = queries.threads.thread_or_404(viewer, key)
    except NotThere:
        raise NotThere(own_text=queries.threads.own_drafts(viewer, key) if request.method == "GET" else "") from None
    if request.method == "POST":
        return _sent(found, PostForm.read(request.form))
    if found.side is Side.OFFICER and not found.is_question:
        return redirect(_assignment(found))
    return _page(found)


@bp.post("/conversations/<uuid:key>/draft")
@signed_in
def save_comment(key: UUID) -> dict[str, Any]:
    """What somebody is writing, sent by the page's script as they type; it is told what the page says when access ended meanwhile."""
    try:
        found = queries.threads.thread_or_404(reader(), key)
        form = PostForm.read(request.form)
        if too_long := long_sentence(Words(form.text)):
            raise BadInput(too_long)
        saved = _save(found, form)
    except NotThere:
        raise words.not_there() from None
    return {**words.saved_words(saved.fate, saved.at, url_for(".comments", key=key)), "version": saved.version}


def _save(found: Conversation, form: PostForm) -> Any:
    saved = actions.save_draft(found, form.text, drawn=form.drawn, page=form.page, key=form.key, by=reader(), at=now())
    db.session.commit()
    if saved.fate is Fate.FULL:
        raise Conflict(
            _("Too many drafts from other devices stand here already."),
            kept=_("They are kept. What you sent now was not saved; it stands below."),
            todo=_("Open the page again, choose one of them, then add this."),
            own_text=form.text,
        )
    return saved


def _sent(found: Conversation, form: PostForm) -> str | Response:
    """Save what was written; then send it, if that was the button."""
    viewer, at = reader(), now()
    if too_long := long_sentence(Words(form.text)):
        return _page(found, form=form, wrong=too_long)
    if form.is_sending and (said := _given_before(found, form)):
        return _kept(found, form, said)
    saved = _save(found, form)
    if saved.fate is Fate.ASIDE:
        if form.is_sending:
            flash(
                _("Nothing was sent: another window wrote here meanwhile. What you wrote is kept; choose what to go on with."), "attention"
            )
        return redirect(url_for(".comments", key=found.key))
    if not form.is_sending:
        return redirect(f"{_own_page(found)}#write")
    if saved.is_handed_in:  # the second click of two
        return _after(found)
    known = queries.threads.said_by(viewer, found) if form.text else ""
    if numbers := words.to_ask_about(found.outline.course_id, form.text, agreed=form.agreed, known=known):
        return _page(found, form=form, numbers=numbers)
    try:
        given = _send(found, form)
    except (BadInput, Conflict) as wrong:
        db.session.rollback()
        return _page(queries.threads.thread_or_404(viewer, found.key), form=form, wrong=f"{wrong.sentence} {wrong.kept}".strip())
    db.session.commit()
    if given and given.before and (form.text or given.outcome is not form.outcome):  # another window was faster by a moment
        return _kept(found, form, _outcome_words(given))
    if given and given.before:
        flash(_outcome_words(given), "attention")
        return _after(found)
    return _after(found, at=at)


def _send(found: Conversation, form: PostForm) -> actions.Reviewed | None:
    viewer, at = reader(), now()
    if form.outcome is not None:
        which: dict[str, Any] = {"iteration": form.iteration, "key": form.key, "heard": form.heard}
        return actions.review(found, form.outcome, form.text, by=viewer, at=at, **which)
    actions.post(found, form.text, key=form.key, by=viewer, at=at)
    return None


def _given_before(found: Conversation, form: PostForm) -> str:
    """What another window, or this very form, has sent before and stands; nothing for a second click, which sends the same again."""
    sent = actions.sent(form.key, by=reader())
    given = actions.given(found, form.iteration, by=reader()) if form.outcome else None
    if given and not (given.outcome is form.outcome and (sent.text if sent else "") == form.text):
        return _outcome_words(given)
    if sent and sent.text != form.text:
        return _("This form was sent already, %(time)s, with other words; they stay.", time=words.when(sent.at))
    return ""


def _outcome_words(given: actions.Reviewed) -> str:
    outcome, time = words.outcome(given.outcome), words.when(given.at)
    if given.by == reader().id:
        return _("You sent “%(outcome)s” already, %(time)s; it stays.", outcome=outcome, time=time)
    return _("%(name)s gave “%(outcome)s”, %(time)s; it stays.", outcome=outcome, time=time, name=given.name)


def _kept(found: Conversation, form: PostForm, said: str) -> Response:
    """Nothing is sent; what was written becomes a draft, beside whatever else is being written there."""
    draft = queries.threads.draft(reader(), found.id)
    drawn = draft.version if draft and not draft.text and not draft.aside else form.drawn
    saved = _save(found, replace(form, key=uuid7(), drawn=drawn))
    kept = (
        _("What you chose here was not sent; what you wrote is kept as a draft.") if form.text else _("What you chose here was not sent.")
    )
    flash(f"{said} {kept}", "attention")
    return redirect(url_for(".comments", key=found.key) if saved.fate is Fate.ASIDE else f"{_own_page(found)}#write")


def _after(found: Conversation, at: Any = None) -> Response:
    """Where one goes on after sending: a mentor at the desk, an officer in the conversation."""
    if found.side is Side.MENTOR:
        if at is not None:
            flash(_("Sent, %(time)s: %(title)s, %(name)s", time=clock(at), title=words.titled(found), name=found.call_name), "done")
        return redirect(url_for(".desk"))
    return redirect(f"{_own_page(found)}#conv")


def _page(found: Conversation, *, form: PostForm | None = None, wrong: str = "", numbers: list[str] | None = None) -> str:
    """The page as things stand; `form` is what was sent and has not gone out."""
    viewer, at = reader(), now()
    versions = [] if found.is_question else queries.work.iterations(viewer, found.enrolment_id, found.activity.id, with_draft=False)
    entries = queries.threads.entries(viewer, found, versions)
    if request.method == "GET" and found.side is Side.MENTOR and is_unread(entries, found.read_at):
        actions.mark_read(db.engine, found.id, at)
    comment = queries.threads.draft(viewer, found.id)
    earlier, since = parted(entries)
    nodes = people.nodes(at, lang()) if found.side is Side.MENTOR else {}
    return render_template(
        "mentoring/thread.html", found=found, version=versions[-1] if versions else None, earlier=earlier, since=since, wrong=wrong,
        numbers=numbers or [], comment=comment, text=form.text if form else comment.text if comment else "", outcome=form and form.outcome,
        drawn=comment.version if comment and not (form and wrong) else form.drawn if form else 0, page=form.page if form else token(),
        key=form.key if form else uuid7(), promise=queries.threads.promised(found, at, words.promise_days()), at=at, words=words,
        unit=nodes[found.unit_id].name if found.unit_id in nodes else "", judged={e.iteration for e in entries if e.what == "review"},
        is_unread=is_unread(entries, found.read_at), heard=heard(entries),
    )  # fmt: skip


@bp.route("/conversations/<uuid:key>/drafts", methods=["GET", "POST"])
@signed_in
def comments(key: UUID) -> str | Response:
    """Two drafts of one comment, from two devices: both in full, and a button to go on with either."""
    viewer = reader()
    found = queries.threads.thread_or_404(viewer, key)
    if request.method == "POST":
        is_chosen = actions.choose_draft(found, request.form.get("which", ""), seen=request.form.get("seen", ""), by=viewer, at=now())
        db.session.commit()
        if is_chosen:
            flash(_("You go on with this draft."), "done")
            return redirect(_own_page(found))
        flash(_("Another draft was saved meanwhile. All of them stand here; choose once more."), "attention")
    draft = queries.threads.draft(viewer, found.id)
    if draft is None or not draft.aside:
        return redirect(_own_page(found))
    return render_template(
        "mentoring/drafts.html", title=found.activity.title, back=_own_page(found), seen=marks_of(draft.version, draft.aside),
        stands=(Words(draft.text), draft.saved_at), others=queries.threads.beside(draft.aside), words=words, lang_of="",
    )  # fmt: skip


@bp.post("/conversations/<uuid:key>/close")
@signed_in
def close(key: UUID) -> Response:
    """A question is answered."""
    viewer = reader()
    found = queries.threads.thread_or_404(viewer, key)
    conversations.close(found, by=viewer, at=now())
    db.session.commit()
    flash(_("Closed. It stays to be read; writing into it opens it again."), "done")
    return redirect(url_for(".desk") if found.side is Side.MENTOR else url_for(".mine"))


@bp.route("/courses/<slug>/<activity>/question", methods=["GET", "POST"])
@requires(Role.TRAINEE)
@keeps_work
def ask(slug: str, activity: str) -> str | Response:
    """A question to one's mentor at a step of a course; sent twice it is asked once."""
    viewer, at = reader(), now()
    step = queries.work.step(viewer, slug, activity)
    if step is None or (step.withdrawn_at and request.method == "GET"):
        return words.not_enrolled(slug)
    form, wrong, numbers = PostForm.read(request.form) if request.method == "POST" else None, "", []
    if form is not None:
        wrong = long_sentence(Words(form.text)) or ""
        numbers = [] if wrong else words.to_ask_about(step.outline.course_id, form.text, agreed=form.agreed)
    if form is not None and not wrong and not numbers:
        try:
            key = _ask(step, form)
            flash(_sent_to(queries.mentor_of([viewer.id], viewer.day).get(viewer.id)), "done")
            return redirect(url_for(".thread", key=key))
        except BadInput as nothing:
            db.session.rollback()
            wrong = str(nothing.sentence)
    return render_template(
        "mentoring/ask.html", step=step, wrong=wrong, numbers=numbers, text=form.text if form else "", key=form.key if form else uuid7(),
        mentor=queries.mentor_of([viewer.id], viewer.day).get(viewer.id), words=words, at=at,
    )  # fmt: skip


def _sent_to(mentor: Any) -> str:
    """Who reads the question."""
    if mentor is None:
        return _("Sent. It waits for a mentor; a notice tells you who will read it.")
    return _("Sent to %(name)s, %(place)s. A notice tells you of the answer.", name=mentor.call_name, place=words.place(mentor.zone))


def _ask(step: Any, form: PostForm) -> UUID:
    """The key of the conversation. Of two clicks at once the second finds what the first has begun."""
    try:
        key = actions.ask(step, form.text, key=form.key, by=reader(), at=now()).key
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        key = queries.threads.thread_or_404(reader(), form.key).key
    return key


def _assignment(found: Conversation) -> str:
    return url_for(".assignment", slug=found.outline.slug, activity=found.activity.slug)


def _own_page(found: Conversation) -> str:
    """Where the viewer's side reads it."""
    is_officers = found.side is Side.OFFICER and not found.is_question
    return _assignment(found) if is_officers else url_for(".thread", key=found.key)
