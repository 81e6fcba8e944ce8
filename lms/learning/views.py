"""What an officer opens to learn: the list of courses, a course, a lesson."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.catalogue.rules.marking import is_readable, review
from lms.catalogue.rules.outline import ActivityOutline, Outline, from_text
from lms.catalogue.rules.parts import parts, with_links
from lms.catalogue.rules.questions import Asked, present, read_back
from lms.ext import db
from lms.learning import actions, queries, rules
from lms.learning.forms import carried, credit, read_opening, read_place, signed
from lms.lib.refusals import BadInput, Conflict, NotThere
from lms.lib.text import LANGUAGES, chain
from lms.lib.time import now
from lms.pages import language
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.programme import words as planned
from lms.progress import actions as progress_actions
from lms.progress import queries as progress
from lms.progress.rules import next_step

bp = Blueprint("learning", __name__)
FIELD = "a"  # the name of a self-check's fields: each stands in a form of its own


@bp.get("/courses")
@requires(Role.TRAINEE)
def courses() -> str:
    """My courses, and those open to join."""
    own, rest = queries.listed(reader(), now())
    return render_template("learning/courses.html", own=own, rest=rest, named=_namer(), own_name=LANGUAGES)


@bp.get("/courses/<slug>")
@requires(Role.TRAINEE)
def course(slug: str) -> str:
    """A course: what it gives, its steps and how far I am; or the button to join it."""
    viewer, name = reader(), _namer()
    versions = queries.versions_or_404(slug)
    mine = progress.mine_in(viewer, slug, now())
    release = versions.by_base[mine.release_id] if mine else versions.newest
    outline = release.outline
    states = progress.states_in(viewer, mine.id) if mine else {}
    standing = queries.standing(viewer, mine.id) if mine else None
    done = [id_ for id_, state in states.items() if state.done_at]
    may_read = mine is not None and mine.state != progress.WITHDRAWN
    todo = next_step(outline, done) if may_read else None
    href = url_for(".course", slug=slug)
    here = todo.id if todo and mine and mine.state != progress.COMPLETED else None
    modules = [(module, rules.steps_of(module, states, name, href, here=here)) for module in outline.modules]
    begun = {id_: place.percent for id_, place in standing.places.items()} if standing else {}
    return render_template(
        "learning/course.html", outline=outline, mine=mine, standing=standing, release=release, newest=versions.newest,
        modules=modules, next=next((step for _m, steps in modules for step in steps if step.activity.id == here), None),
        may_read=may_read, count=rules.count(outline.activities, states), named=name, module_of=outline.module_of,
        counts=[rules.count(module.activities, states) for module in outline.modules], position=_position(outline, here),
        minutes_left=rules.minutes_left(outline.activities, done, begun), languages_own=LANGUAGES, line=_line(mine),
        needed=_needed(outline, name),
    )  # fmt: skip


def _needed(outline: Outline, name: rules.Namer) -> list[str]:
    """What completes the course, where that is not simply all of its steps: a line for each thing."""
    titles = {activity.id: name(activity.title)[0] for activity in outline.activities}

    def said(rule: Any) -> str:
        if isinstance(rule, int):
            return titles[rule]
        steps = ", ".join(said(one) for one in rule.get("all") or rule.get("any") or rule["from"])
        if "all" in rule:
            return f"({steps})"
        return ngettext("%(num)d of these: %(steps)s", "%(num)d of these: %(steps)s", 1 if "any" in rule else rule["of"], steps=steps)

    every = rules.needed(outline.rule)
    is_all = {one for one in every if isinstance(one, int)} == set(titles)
    return [] if is_all else [said(one) for one in every]


def _line(mine: progress.Mine | None) -> str:
    """What an enrolment counts for, in words; nothing where it stands under no line of an agreed plan, or was withdrawn."""
    told = mine.told if mine and mine.state != progress.WITHDRAWN else None
    return planned.counts_for(told, people.nodes(now(), language())) if told else ""


def _position(outline: Outline, here: int | None) -> tuple[int, int]:
    """(number of the module, number of the step in it) of the step to do now, from 1."""
    for number, module in outline.numbered():
        for step, activity in enumerate(module.activities, 1):
            if activity.id == here:
                return number, step
    return 0, 0


@bp.post("/courses/<slug>/enrolment/join")
@requires(Role.TRAINEE)
@keeps_work
def join(slug: str) -> Response:
    """Enrol oneself in an open course; twice is once."""
    progress_actions.join(reader(), queries.versions_or_404(slug).newest.course_id, at=now())
    db.session.commit()
    return redirect(url_for(".course", slug=slug))


@bp.post("/courses/<slug>/enrolment/leave")
@requires(Role.TRAINEE)
def leave(slug: str) -> Response:
    """Leave a course that one joined by oneself."""
    viewer, at = reader(), now()
    mine = progress.mine_in(viewer, slug, at)
    if mine is None:
        raise NotThere()
    enrolment, _person = progress.enrolment_or_404(viewer, mine.key)
    progress_actions.withdraw(enrolment, by=viewer, at=at, reason=_("Left by the officer."))
    db.session.commit()
    _offer_undo(queries.versions_or_404(slug).newest.outline.is_open)
    return redirect(url_for(".course", slug=slug))


def _offer_undo(is_open: bool) -> None:
    """Said above the page that follows; the button belongs to its form that joins again, after which all is as it was."""
    undo = Markup('<button class="btn quiet" type="submit" form="join">{}</button>').format(_("Undo")) if is_open else ""
    flash(Markup("{} {}").format(_("You have left the course. What you did in it is kept."), undo), "done")


@bp.route("/courses/<slug>/<activity>", methods=["GET", "POST"])
@requires(Role.TRAINEE)
@keeps_work
def lesson(slug: str, activity: str) -> str | Response:
    """A lesson; a POST answers one of its self-checks, which costs nothing and is not kept."""
    langs = _langs()
    row = queries.lesson(reader(), slug, activity, langs)
    if row is None or row.withdrawn_at:
        return _course_instead(slug, row)
    outline, step = _step_or_404(row, activity)
    if row.kind != "lesson":
        return redirect(rules.step_href(url_for(".course", slug=slug), step))
    asked = queries.checks(row.digest, row.head_id, step.id) if step.questions else {}
    answered = _answered(asked, row) if request.method == "POST" else None
    checks = {name: _check(each, row, langs, answered) for name, each in asked.items()}
    if answered and request.headers.get("X-Requested-With") == "fetch":
        number, opened = list(asked).index(answered["slug"]) + 1, request.form.get("opened", "")
        check = checks[answered["slug"]]
        return render_template("learning/check.html", check=check, number=number, total=len(asked), here=_here(), opened=opened)
    return _lesson_page(outline, step, row, langs, checks)


def _lesson_page(outline: Outline, step: ActivityOutline, row: queries.AnyRow, langs: tuple[str, ...], checks: dict[str, Any]) -> str:
    viewer, at, name = reader(), now(), partial(rules.named, langs=langs, page=language())
    states = progress.states_in(viewer, row.enrolment_id)
    href, query = f"{request.script_root}/courses/{outline.slug}", _query()
    module = outline.module_of(step.id)
    before, after = outline.around(step.id)
    is_done = step.id in states and states[step.id].done_at is not None
    opened = "" if is_done else signed(rules.Opening(viewer.id, step.id, _opened_at(step, row, at), row.lang), _secret())
    return render_template(
        "learning/lesson.html", outline=outline, step=step, module=module, row=row, checks=checks, query=query,
        steps=rules.steps_of(module, states, name, href, here=step.id, query=query), count=rules.count(module.activities, states),
        pieces=parts(with_links(row.html, lambda other: f"{href}/{other}{query}")), named=name, is_done=is_done,
        opened=opened, own_name=LANGUAGES, here=_here(),
        back=rules.step_href(href, before, query) if before else href, onward=rules.step_href(href, after, query) if after else href,
        place=row if row.block and not is_done else None, href=href, number=[a.id for a in module.activities].index(step.id) + 1,
        module_number=outline.modules.index(module) + 1, wanted=langs[0], is_last=after is None,
    )  # fmt: skip


def _opened_at(step: ActivityOutline, row: queries.AnyRow, at: datetime) -> datetime:
    """Since when the lesson counts as open. A page drawn anew (a self-check without script, a reload, another language) goes on."""
    form, kept = request.form.get("opened", "") if request.method == "POST" else "", session.get("opened")
    found = carried(form, kept, _secret(), person_id=reader().id, activity_id=step.id, since=row.enrolled_at, at=at)
    found = min(found, credit(session.get("reading"), step.id, at))
    if kept != (word := [step.id, int(found.timestamp())]):  # a cookie is signed and sent only where it is new
        session["opened"] = word
    return found


@bp.post("/courses/<slug>/<activity>/done")
@requires(Role.TRAINEE)
@keeps_work
def done(slug: str, activity: str) -> Response:
    """*Done, next*: the lesson is read, if it was open for its fair minimum; in any case one moves on."""
    viewer, at = reader(), now()
    row = queries.reading(viewer, slug, activity)
    if row is None:
        return _course_instead(slug, row)
    outline, step = _step_or_404(row, activity)
    opening = read_opening(request.form.get("opened", ""), _secret(), person_id=viewer.id, activity_id=step.id)
    found = actions.finish(actions.Reading(row.enrolment_id, row.head_id, step, row.withdrawn_at), opening, by=viewer, at=at)
    db.session.commit()
    session.pop("reading", None)
    session.pop("opened", None)
    if left := found.seconds_left:
        session["reading"] = [step.id, step.seconds - left]
        title, seconds = _namer()(step.title)[0], rules.roughly(left)
        flash(_("“%(title)s” stays open: about %(seconds)s seconds more and it counts as read.", title=title, seconds=seconds), "attention")
    states = progress.states_in(viewer, row.enrolment_id)
    after = None if found.completes else rules.onward(outline, step.id, (id_ for id_, state in states.items() if state.done_at))
    href = url_for(".course", slug=slug)
    return redirect(rules.step_href(href, after, _query()) if after else href)


@bp.post("/courses/<slug>/<activity>/place")
@requires(Role.TRAINEE)
def place(slug: str, activity: str) -> tuple[str, int]:
    """Where the reader's window stands; sent by the page's script."""
    viewer = reader()
    row = queries.reading(viewer, slug, activity)
    found = read_place(request.form.get("block", ""), request.form.get("percent", ""))
    if row is None or row.kind != "lesson":
        raise NotThere()
    if found is None:
        raise BadInput(_("This is not a place in a lesson."))
    step = _step_or_404(row, activity)[1]
    reading = actions.Reading(row.enrolment_id, row.head_id, step, row.withdrawn_at)
    actions.stop_at(reading, *found, lang=request.form.get("lang", "")[:8], by=viewer, at=now())
    db.session.commit()
    return "", 204


def _here() -> str:
    """The address of this lesson, in the language it is read in."""
    return f"{request.script_root}{request.path}{_query()}"


def _secret() -> str:
    return str(current_app.secret_key)


def _asked_for() -> str:
    """The language chosen for reading, in the address or in the form of *Done, next*; nothing when none was."""
    asked = request.args.get("lang") or (request.form.get("lang") if request.method == "POST" else None) or ""
    return asked if asked in LANGUAGES else ""


def _query() -> str:
    """The language chosen for reading goes along from lesson to lesson."""
    return f"?lang={asked}" if (asked := _asked_for()) else ""


def _langs() -> tuple[str, ...]:
    """The languages to try, best first: the one chosen for reading, then the reader's own."""
    own = chain(reader().lang)
    asked = _asked_for()
    return tuple(dict.fromkeys((asked, *own))) if asked else own


def _namer() -> rules.Namer:
    """How titles are said here: in the language chosen for reading, if it has them, with that language where the page is in another."""
    return partial(rules.named, langs=_langs(), page=language())


def _step_or_404(row: queries.AnyRow, activity: str) -> tuple[Outline, ActivityOutline]:
    outline = from_text(row.outline)
    step = outline.find(activity)
    if step is None:
        raise NotThere()
    return outline, step


def _course_instead(slug: str, row: queries.AnyRow | None) -> Response:
    """Only who is enrolled reads: others are shown the course, which says how to join or why it ended."""
    mine = progress.mine_in(reader(), slug, now())
    if mine is not None and row is None:
        raise NotThere()
    if mine is None:
        queries.versions_or_404(slug)
    if request.method == "POST":
        raise Conflict(
            _("You are not enrolled in this course now."), kept=_("Nothing was changed."), todo=_("The course page says how to go on.")
        )
    return redirect(url_for(".course", slug=slug))


def _answered(asked: dict[str, Asked], row: queries.AnyRow) -> dict[str, Any]:
    """The self-check that was answered, and what was given."""
    slug = request.form.get("check", "")
    if slug not in asked:
        raise BadInput(_("This question is not in the lesson any more."), todo=_("Open the lesson again."))
    return {"slug": slug, "given": read_back(asked[slug], row.enrolment_id, FIELD, request.form.getlist)}


def _check(asked: Asked, row: queries.AnyRow, langs: tuple[str, ...], answered: dict[str, Any] | None) -> dict[str, Any]:
    """A self-check as its template draws it: `said` only after it was answered."""
    langs = (row.lang, *langs)
    given = answered["given"] if answered and answered["slug"] == asked.slug else None
    said = None if given is None else review(asked, row.enrolment_id, langs, given)
    return {
        "asked": present(asked, row.enrolment_id, langs, given),
        "said": said,
        "is_readable": given is None or is_readable(asked, given),
    }
