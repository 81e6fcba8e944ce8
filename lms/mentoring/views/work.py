"""The officer's page of an assignment: writing it, saving as one types, two drafts, handing in, and what comes of it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.catalogue import queries as catalogue
from lms.catalogue.rules.parts import with_links
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.text import chain
from lms.lib.time import now
from lms.lib.types import uuid7
from lms.mentoring import queries
from lms.mentoring.actions import work as actions
from lms.mentoring.forms.work import DraftForm, long_sentence, token
from lms.mentoring.queries.work import Iteration, Step
from lms.mentoring.rules.drafts import Fate, Words, marks_of
from lms.mentoring.rules.story import is_unread, parted
from lms.mentoring.rules.threads import Outcome
from lms.mentoring.views import words
from lms.mentoring.views.blueprint import bp
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role


@bp.route("/courses/<slug>/<activity>/assignment", methods=["GET", "POST"])
@requires(Role.TRAINEE)
@keeps_work
def assignment(slug: str, activity: str) -> str | Response:
    """An assignment of one's own: the draft with its buttons, or what was handed in and what came of it."""
    step = queries.work.step(reader(), slug, activity, kinds=("assignment",))
    if step is None or (step.withdrawn_at and request.method == "POST"):
        return words.not_enrolled(slug, _own())
    if request.method == "GET":
        return _page(step)
    form = DraftForm.read(request.form)
    if too_long := long_sentence(form.words):
        return _page(step, form=form, wrong=too_long)
    saved = _save(step, form)
    if saved.fate is Fate.ASIDE:
        return redirect(url_for(".drafts", slug=slug, activity=activity))
    if form.is_handing_in and not saved.is_handed_in:
        return _hand_in(step, form)
    return redirect(url_for(".assignment", slug=slug, activity=activity, _anchor=form.anchor))


@bp.post("/courses/<slug>/<activity>/assignment/draft")
@requires(Role.TRAINEE)
def save(slug: str, activity: str) -> dict[str, Any] | Response:
    """The draft, sent by the page's script as one types. Not marked as keeping work: the script itself keeps what was not sent."""
    step = queries.work.step(reader(), slug, activity, kinds=("assignment",))
    if step is None:
        return words.not_enrolled(slug, _own())
    form = DraftForm.read(request.form)
    if too_long := long_sentence(form.words):
        raise BadInput(too_long)
    saved = _save(step, form)
    return {**words.saved_words(saved.fate, saved.at, url_for(".drafts", slug=slug, activity=activity)), "version": saved.version}


def _save(step: Step, form: DraftForm) -> actions.Saved:
    viewer, at = reader(), now()
    saved = actions.save(step, form.words, iteration=form.iteration, drawn=form.drawn, page=form.page, by=viewer, at=at)
    db.session.commit()
    if saved.fate is Fate.FULL:
        raise Conflict(
            _("Too many drafts from other devices stand here already."),
            kept=_("They are kept. What you sent now was not saved; it stands below."),
            todo=_("Open the page again, choose one of them, then add this."),
            own_text=form.words.said,
        )
    return saved


def _hand_in(step: Step, form: DraftForm) -> str | Response:
    """Ask once about numbers that may be real, then hand in what was just saved."""
    viewer = reader()
    found = queries.threads.of_step(viewer, step.enrolment_id, step.activity.id)
    known = queries.threads.said_by(viewer, found) if found else ""
    if numbers := words.to_ask_about(step.outline.course_id, form.words.said, agreed=form.agreed, known=known):
        return _page(step, numbers=numbers)
    try:
        actions.hand_in(step, iteration=form.iteration, by=viewer, at=now())
    except BadInput as lacks:
        db.session.rollback()
        return _page(step, wrong=str(lacks.sentence))
    db.session.commit()
    return redirect(url_for(".assignment", slug=step.outline.slug, activity=step.activity.slug))


def _page(step: Step, *, form: DraftForm | None = None, wrong: str = "", numbers: list[str] | None = None) -> str:
    """The page as things stand; `form` is what was sent and could not be saved."""
    viewer, at = reader(), now()
    found = queries.threads.of_step(viewer, step.enrolment_id, step.activity.id)
    versions = queries.work.iterations(viewer, step.enrolment_id, step.activity.id, with_draft=True)
    last = versions[-1] if versions else None
    draft = None if step.withdrawn_at or (last and last.handed_in_at) else last or _nothing()
    if form and draft is None and last:  # there is no field on this page that could show it again
        raise actions.handed_in_elsewhere(last.number, last.handed_in_at or last.saved_at, form.words, viewer)
    entries = queries.threads.entries(viewer, found, versions) if found else []
    earlier, since = parted(entries)
    promise = queries.threads.promised(found, at, words.promise_days()) if found else None
    brief = catalogue.text(step.base_id, step.activity.id, chain(viewer.lang))
    course = url_for("learning.course", slug=step.outline.slug)
    return render_template(
        "mentoring/assignment.html", step=step, found=found, draft=draft, last=last, handed_in=[v for v in versions if v.handed_in_at],
        said=form.words if form else draft.words if draft else Words(), drawn=form.drawn if form else draft.version if draft else 0,
        page=form.page if form else token(), wrong=wrong, numbers=numbers or [], earlier=earlier, since=since, brief=brief,
        brief_html=with_links(brief.html, lambda other: f"{course}/{other}") if brief else "",
        mentor=found or queries.mentor_of([viewer.id], viewer.day).get(viewer.id), promise=promise,
        is_unread=is_unread(entries, found.read_at) if found else False, comment=queries.threads.draft(viewer, found.id) if found else None,
        key=uuid7(), words=words, met=next((entry for entry in entries if entry.outcome == Outcome.MEETS), None),
    )  # fmt: skip


def _nothing() -> Iteration:
    """The first version before anything is written."""
    return Iteration(0, uuid7(), 1, Words(), "", 0, {}, now(), None)


@bp.route("/courses/<slug>/<activity>/assignment/drafts", methods=["GET", "POST"])
@requires(Role.TRAINEE)
def drafts(slug: str, activity: str) -> str | Response:
    """Two drafts of one assignment, from two devices: both in full, and a button to go on with either."""
    viewer = reader()
    step = queries.work.step(viewer, slug, activity, kinds=("assignment",))
    if step is None or step.withdrawn_at:
        return words.not_enrolled(slug, _own())
    here = url_for(".assignment", slug=slug, activity=activity)
    if request.method == "POST":
        is_chosen = actions.choose(step, request.form.get("which", ""), seen=request.form.get("seen", ""), by=viewer, at=now())
        db.session.commit()
        if is_chosen:
            flash(_("You go on with this draft."), "done")
            return redirect(here)
        flash(_("Another draft was saved meanwhile. All of them stand here; choose once more."), "attention")
    versions = queries.work.iterations(viewer, step.enrolment_id, step.activity.id, with_draft=True)
    draft = versions[-1] if versions and not versions[-1].handed_in_at else None
    if draft is None or not draft.aside:
        return redirect(here)
    return render_template(
        "mentoring/drafts.html", title=step.activity.title, back=here, seen=marks_of(draft.version, draft.aside),
        stands=(draft.words, draft.saved_at), others=queries.threads.beside(draft.aside), words=words, lang_of=draft.lang,
    )  # fmt: skip


def _own() -> str:
    """What was sent, to be given back where it cannot be saved."""
    return DraftForm.read(request.form).words.said
