"""What an officer opens to be examined: the door of a quiz, its pages, handing in, the result."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from lms.assessment import actions, queries, rules
from lms.assessment.forms import WhyForm
from lms.assessment.queries import Answered, Quiz, Sitting
from lms.assessment.rules import Item
from lms.catalogue import queries as catalogue
from lms.catalogue.rules.marking import review
from lms.ext import db
from lms.lib.refusals import BadInput, NotAllowed, NotThere
from lms.lib.text import chain
from lms.lib.time import local, now
from lms.people.doors import keeps_work, reader, requires, signed_in
from lms.people.models import Role
from lms.progress import queries as progress
from lms.progress.rules import next_step

bp = Blueprint("assessment", __name__)
LONGEST_WAIT = 7 * 24 * 3600  # seconds that an answer may have waited on a PC and still say when it was given


@bp.route("/courses/<slug>/<quiz>/attempts", methods=["GET", "POST"])
@requires(Role.TRAINEE)
@keeps_work
def start(slug: str, quiz: str) -> str | Response:
    """Before the start: what it asks, and whose attempt it will be. A POST starts; two at once start one."""
    viewer = reader()
    found = queries.quiz(viewer, slug, quiz)
    if found is None or (found.withdrawn_at and request.method == "GET"):
        return redirect(url_for("learning.course", slug=slug))
    if request.method == "POST":
        return redirect(url_for(".take", key=_start(found)))
    so_far = queries.attempts(viewer, found.enrolment_id, found.activity.id)
    if so_far.open is not None:
        return redirect(url_for(".take", key=so_far.open.key))
    return render_template(
        "assessment/start.html", quiz=found, attempts=so_far, left=so_far.left(found.activity), allowed=so_far.allowed(found.activity),
        intro=catalogue.text(found.base_id, found.activity.id, chain(viewer.lang)),
    )  # fmt: skip


def _start(quiz: Quiz) -> UUID:
    viewer = reader()
    try:
        key = actions.start(quiz, by=viewer, at=now())
        db.session.commit()
    except IntegrityError:  # another window was a moment quicker
        db.session.rollback()
        first = queries.attempts(viewer, quiz.enrolment_id, quiz.activity.id).open
        if first is None:
            raise
        key = first.key
    return key


@bp.route("/attempts/<uuid:key>", methods=["GET", "POST"])
@signed_in
@keeps_work
def take(key: UUID) -> str | Response:
    """The questions of an attempt, a page at a time. A POST saves the page, then goes where its button says."""
    viewer = reader()
    sitting = queries.attempt_or_404(viewer, key)
    if sitting.handed_in_at:
        return _over(sitting)
    _refuse_withdrawn(sitting)
    answers = queries.answers(viewer, sitting)
    pages = rules.pages_of(answers, sitting.activity.per_page)
    page = _page(request.values.get("page", "1"), len(pages))
    if request.method == "POST":
        _save_page(sitting, pages[page - 1])
        return _go(sitting, request.form.get("go", ""), page, len(pages))
    items = _items(sitting, answers)
    shown = rules.pages_of(items, sitting.activity.per_page)
    return render_template(
        "assessment/take.html", sitting=sitting, items=items, pages=shown, page=page, stands=stands, wrong=wrong, counts=counts(items),
        second=_second_of_day(now()),
    )  # fmt: skip


def _save_page(sitting: Sitting, page: Any) -> None:
    """Save what was touched; say where another window had saved something else meanwhile."""
    viewer = reader()
    langs = chain(viewer.lang)
    sent = [rules.sent(each.pos, each.asked, sitting.seed, langs, request.form) for each in page]
    saved = actions.answer(sitting, sent, by=viewer, at=now())
    db.session.commit()
    for each in saved:
        if each.other is not None:
            flash(_changed_elsewhere(each), "attention")


def _go(sitting: Sitting, button: str, page: int, pages: int) -> Response:
    if button == "hand-in":
        return redirect(url_for(".hand_in", key=sitting.key))
    number, _hash, place = button.partition("#")
    anchor = place if place[:1] == "q" and place[1:].isdigit() else None
    return redirect(url_for(".take", key=sitting.key, page=_page(number or str(page), pages, page), _anchor=anchor))


@bp.post("/attempts/<uuid:key>/answers/<int:pos>")
@signed_in
def save(key: UUID, pos: int) -> dict[str, Any] | Response:
    """One answer, sent by the page's script as it is given. Not marked as keeping work: the script itself keeps what was not sent."""
    viewer, at = reader(), now()
    sitting = queries.attempt_or_404(viewer, key)
    _refuse_withdrawn(sitting)
    known = next((each for each in queries.answers(viewer, sitting) if each.pos == pos), None)
    if known is None:
        raise NotThere()
    sent = rules.sent(pos, known.asked, sitting.seed, chain(viewer.lang), request.form)
    saved = actions.answer(sitting, [sent], by=viewer, at=at, given_at=at - timedelta(seconds=_age()))
    db.session.commit()
    items = _items(sitting, queries.answers(viewer, sitting))
    item = next(each for each in items if each.pos == pos)
    state, words = stands(item)
    note = _changed_elsewhere(saved[0]) if saved and saved[0].other is not None else ""
    said = {"state": state, "words": words, "wrong": wrong(item), "shown": item.shown, "note": note, "counts": counts(items)}
    if saved and not saved[0].counts:
        said["html"] = render_template("assessment/question.html", sitting=sitting, item=item, stands=stands, wrong=wrong)
    return said


def _age() -> int:
    """How many seconds ago the answer was given, as the browser counted them. A clock that was wrong by years costs no answer."""
    text = request.form.get("age", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise BadInput(_("This is not a time."))
    return min(int(text), LONGEST_WAIT)


@bp.route("/attempts/<uuid:key>/hand-in", methods=["GET", "POST"])
@signed_in
@keeps_work
def hand_in(key: UUID) -> str | Response:
    """What is missing, and the button that ends the attempt; handed in twice it is handed in once."""
    viewer = reader()
    sitting = queries.attempt_or_404(viewer, key)
    if sitting.handed_in_at:
        return redirect(url_for(".result", key=key))
    if request.method == "POST":
        actions.hand_in(sitting, by=viewer, at=now())
        db.session.commit()
        return redirect(url_for(".result", key=key))
    _refuse_withdrawn(sitting)
    items = _items(sitting, queries.answers(viewer, sitting))
    gaps = [item for item in items if item.state != "done"]
    return render_template("assessment/hand_in.html", sitting=sitting, items=items, gaps=gaps, stands=stands)


@bp.get("/attempts/<uuid:key>/result")
@signed_in
def result(key: UUID) -> str | Response:
    """What came of an attempt, for the person themself: each answer explained, and what to read again."""
    viewer = reader()
    sitting = queries.attempt_or_404(viewer, key)
    if not sitting.handed_in_at:
        return redirect(url_for(".take", key=key))
    langs = chain(viewer.lang)
    reviews = [review(each.asked, sitting.seed, langs, each.given) for each in queries.answers(viewer, sitting)]
    so_far = queries.attempts(viewer, sitting.enrolment_id, sitting.activity.id)
    states = progress.states_in(viewer, sitting.enrolment_id)
    left = next_step(sitting.outline, (id_ for id_, state in states.items() if state.done_at))
    todo = None if sitting.completed_at else left  # what its rule does not ask for is no next step
    return render_template(
        "assessment/result.html", sitting=sitting, reviews=reviews, attempts=so_far, left=so_far.left(sitting.activity), todo=todo,
        is_last=left is None,
        shows_key=rules.may_show_key(is_passed=so_far.is_passed, used=len(so_far.rows), allowed=sitting.allowed),
        parts=rules.by_lesson(reviews),
    )  # fmt: skip


@bp.route("/enrolments/<uuid:key>/<quiz>/attempts", methods=["GET", "POST"])
@requires(Role.FOCAL_POINT, Role.COORDINATOR)
@keeps_work
def one_more(key: UUID, quiz: str) -> str | Response:
    """One more attempt for somebody who has used all of them, with a reason."""
    viewer = reader()
    enrolment, person = progress.enrolment_or_404(viewer, key)
    outline = catalogue.outline(enrolment.release_id)
    activity = outline.find(quiz)
    if activity is None or activity.kind != "quiz":
        raise NotThere()
    if not actions.may_open(viewer, person):
        raise NotAllowed()
    form = WhyForm()
    if form.validate_on_submit():
        actions.open_one_more(enrolment, person, activity, outline.slug, (form.why.data or "").strip(), by=viewer, at=now())
        db.session.commit()
        flash(_("One more attempt is open to %(person)s, who is told.", person=f"{person.call_name}, {person.ref}"), "done")
        return redirect(url_for("desk.person", ref=person.ref))
    return render_template(
        "assessment/one_more.html", form=form, whose=person, quiz=activity, attempts=queries.attempts(viewer, enrolment.id, activity.id)
    )


def _items(sitting: Sitting, answers: list[Answered]) -> list[Item]:
    langs = chain(reader().lang)
    return [rules.item(each.pos, each.asked, sitting.seed, langs, each.given, each.saved_at) for each in answers]


def _page(text: str, pages: int, otherwise: int = 1) -> int:
    return min(pages, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise


def _clock(at: datetime | None) -> str:
    return f"{local(at, reader().tz):%H:%M}" if at else ""


def _second_of_day(at: datetime) -> int:
    """Where the hands of the clock stand at the reader's post: the page's script says times by them."""
    here = local(at, reader().tz)
    return here.hour * 3600 + here.minute * 60 + here.second


def _over(sitting: Sitting) -> Response:
    if request.method == "POST":
        flash(_("Handed in already at %(time)s. Nothing was added to it.", time=_clock(sitting.handed_in_at)), "attention")
    return redirect(url_for(".result", key=sitting.key))


def _refuse_withdrawn(sitting: Sitting) -> None:
    actions.refuse_withdrawn(sitting.withdrawn_at)


def stands(item: Item) -> tuple[str, str]:
    """How an answer stands: the state of its pill, and its words."""
    time = _clock(item.saved_at)
    if item.state == "open":
        return "open", _("No answer")
    if item.state == "no":
        return "part", _("Saved %(time)s, not a number", time=time)
    if item.asked.is_complete:
        return ("part" if item.twice else "done"), _("Saved %(time)s", time=time)
    return "part", _("Saved %(time)s, %(filled)s of %(wanted)s", time=time, filled=item.asked.filled, wanted=item.asked.wanted)


def wrong(item: Item) -> str:
    """What cannot be right in an answer whatever the key; nothing is said about the rest."""
    if item.state == "no":
        return _("This field takes a number. “%(text)s” is kept as you wrote it.", text=item.asked.text)
    if item.twice:
        return _("Two steps have place %(place)s. It counts as not right until each has its own.", place=item.twice[0])
    return ""


def counts(items: list[Item]) -> str:
    """How many answers are saved and how many are missing."""
    gaps = sum(1 for item in items if item.state == "open")
    said = _("%(saved)s of %(total)s saved", saved=len(items) - gaps, total=len(items))
    return said if not gaps else " · ".join([said, _("%(gaps)s without an answer", gaps=gaps)])  # in an f-string it is not extracted


def _changed_elsewhere(saved: actions.Saved) -> str:
    """The later one counts, and the page says which that is."""
    pos, time = saved.pos, _clock(saved.other_at)
    if saved.counts:
        said = _("Question %(number)s was saved otherwise in another window at %(time)s. This later answer counts.", number=pos, time=time)
    else:
        said = _("Question %(number)s was saved later in another window, at %(time)s. That one counts.", number=pos, time=time)
    return str(said)
