"""A coordinator begins a plan and its versions, and adds, changes, puts off and moves its lines."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotThere
from lms.lib.time import now
from lms.lib.types import uuid7
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.programme import actions, queries
from lms.programme.actions import Done
from lms.programme.actions.decisions import link_decision
from lms.programme.forms.lines import LineForm, StatusForm, as_written, key_of, line_form, number_of
from lms.programme.queries import Plan, Version
from lms.programme.queries.offered import Offered, offered
from lms.programme.rules import Line
from lms.programme.views.blueprint import bp, in_words, lang, say
from lms.programme.views.door import change_or_403, line_or_403, plan_page, showing, worked_on


@bp.post("/plan/<code>/<int:year>/begin")
@requires(Role.COORDINATOR)
def begin(code: str, year: int) -> Response:
    """A plan, empty or (`from` is "last") with last year's lines; `from` "table" leads on to where a file is chosen."""
    viewer = reader()
    owner = queries.owner_or_404(viewer, code)
    try:
        actions.begin_plan(owner, year, by=viewer, at=now(), from_last_year=request.form.get("from") == "last")
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        say(refused)
    else:
        db.session.commit()
        flash(_("The plan is begun: version 1 is a draft."), "done")
        if request.form.get("from") == "table":
            return redirect(url_for(".import_", code=owner.code, year=year))
    return redirect(url_for("insight.plan", code=owner.code, year=year))


@bp.post("/plan/<code>/<int:year>/versions")
@requires(Role.COORDINATOR)
def next_version(code: str, year: int) -> Response:
    """The next version, which says at first what the locked one says."""
    plan = change_or_403(code, year)
    try:
        version = actions.next_version(plan, by=reader(), at=now())
    except Conflict as refused:
        db.session.rollback()
        say(refused)
    else:
        db.session.commit()
        flash(_("Version %(no)s is begun; it says what the locked one says.", no=version.no), "done")
    return redirect(plan_page(plan))


@bp.route("/plan/<code>/<int:year>/lines/new", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def line_new(code: str, year: int) -> str | Response:
    """A line; with `replaces` one that stands in for another; with `decision` made by one of a meeting."""
    plan = change_or_403(code, year)
    version = worked_on(plan)
    lines = queries.lines([version.id])[version.id]
    old = _replaced(lines)
    begun = _from(old) if old else {"events": 1, "type": request.args.get("type", "elearning")}
    form, at_hand = _form(plan, version, lines, None, {**begun, "key": str(uuid7())})
    if form.validate_on_submit():
        key = key_of(form.key.data)
        done = _try(form, lambda: actions.add_line(plan, form.said(at_hand), by=reader(), at=now(), key=key))
        if done is not None:
            flash(_("%(number)s is added to version %(no)s.", number=done.number, no=version.no) + _ended(done), "done")
            return redirect(plan_page(plan, line=done.number))
    return _line_page(form, at_hand, plan, version, None, old)


def _replaced(lines: list[Line]) -> Line | None:
    """The line that an address says is to be replaced."""
    text = request.args.get("replaces")
    return next((line for line in lines if str(line.key) == text), None) if text else None


def _from(old: Line) -> dict[str, Any]:
    """What a line that replaces another takes over from it; how it is held, dates and seats are its own."""
    own = {"mode": "", "from_day": "", "to_day": "", "quarter": "", "seats": None, "events": 1, "minutes": None, "note": "", "source": ""}
    kind = {"type": "elearning"} if old.type == "in_person" else {}
    return {"line": old, "replaces": old.number, **own, **kind}


def _form(plan: Plan, version: Version, lines: list[Line], line: Line | None, data: dict[str, Any]) -> tuple[LineForm, Offered]:
    """The form of a line with what there is to choose from."""
    old = data.pop("line", None)
    at_hand = offered(plan, lines, line, now(), lang())
    form = line_form(queries.grants().values())(data={**(as_written(old, at_hand) if old else {}), **data, "seen": str(version.edits)})
    form.offer_words()
    form.nodes.choices = [(node.code, node.name) for node in at_hand.places]
    form.networks.choices = list(at_hand.called.items())
    form.courses.choices = list(at_hand.titles.items())
    names = {node.code: node.name for node in at_hand.places}
    form.office_id.choices = [("", _("no agency")), *((code, names[code]) for code in at_hand.agencies)]
    form.replaces.choices = [("", _("no other line")), *((number, number) for number in at_hand.lines)]
    return form, at_hand


def _line_page(form: LineForm, at_hand: Offered, plan: Plan, version: Version, line: Line | None, old: Line | None) -> str:
    grouped: dict[str, list[Any]] = {}
    for node, option in zip(at_hand.places, form.nodes, strict=True):
        grouped.setdefault(node.cc or "", []).append((node, option))
    names = {node.cc: node.name for node in at_hand.places if node.kind == "country"}
    places = [(names.get(cc, _("Region")), options) for cc, options in grouped.items()]
    grants = queries.grants()
    return render_template(
        "programme/line_form.html", form=form, line=line, old=old, places=places, grants=grants, **showing(plan, version)
    )


def _ended(done: Done) -> str:
    """How many words a change has ended."""
    if not done.ended:
        return ""
    return " " + ngettext(
        "The word of %(num)d agency has ended by that; its office is told.",
        "The words of %(num)d agencies have ended by that; their offices are told.", len(done.ended),
    )  # fmt: skip


def _try(form: Any, act: Callable[[], Done]) -> Done | None:
    """Do it, say which decision it was, and commit. What is refused stands in the form, with all that was typed: None then."""
    try:
        done = act()
        if (decision := _decision()) and done.is_changed:
            link_decision(decision, done.line_id, done.version_id, by=reader(), at=now())
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        form.say(refused) if isinstance(form, LineForm) else form.form_errors.append(in_words(refused))
        return None
    return done


def _decision() -> UUID | None:
    text = request.args.get("decision")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotThere() from None


@bp.route("/plan/lines/<uuid:key>/edit", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def line_edit(key: UUID) -> str | Response:
    """What the version that is worked on says of a line. A form from before somebody else's change is refused, and shows both."""
    plan, _line, _version = line_or_403(key)
    version = worked_on(plan)
    lines = queries.lines([version.id])[version.id]
    line = next(one for one in lines if one.key == key)
    form, at_hand = _form(plan, version, lines, line, {"line": line})
    if form.validate_on_submit():
        seen = number_of(form.seen.data)
        done = _try(form, lambda: actions.change_line(plan, key, form.said(at_hand), by=reader(), at=now(), seen=seen))
        if done is not None:
            flash(_saved(done), "done")
            return redirect(url_for("insight.plan_line", key=key))
        form.seen.data = str(version.edits)  # whoever has read what it says now may save theirs
    return _line_page(form, at_hand, plan, version, line, None)


def _saved(done: Done) -> str:
    if not done.is_changed:
        return _("%(number)s says that already: nothing was changed.", number=done.number)
    return _("%(number)s is changed.", number=done.number) + _ended(done)


@bp.route("/plan/lines/<uuid:key>/status", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def line_status(key: UUID) -> str | Response:
    """Postpone or cancel it with a reason, or plan it again."""
    plan, line, _version = line_or_403(key)
    version = worked_on(plan)
    form = StatusForm(data={"seen": str(version.edits), "status": None, "reason": line.reason, "reason_ru": line.reason_ru})
    form.status.choices = [choice for choice in form.status.choices if choice.value != line.status]
    if form.validate_on_submit():
        said = (key, str(form.status.data), form.reason.data or "", form.reason_ru.data or "")
        done = _try(form, lambda: actions.set_status(plan, *said, by=reader(), at=now(), seen=number_of(form.seen.data)))
        if done is not None:
            is_off = form.status.data != "planned" and done.is_changed
            flash(_put_off(done, str(form.status.data), plan) if is_off else _saved(done), "done")
            return redirect(url_for("insight.plan_line", key=key))
        form.seen.data = str(version.edits)
    return render_template("programme/line_status.html", form=form, line=line, **showing(plan, version))


def _put_off(done: Done, status: str, plan: Plan) -> Markup:
    """That it is put off, with the way to what is to replace it; a decision that brought this about is that of the next line as well."""
    is_so = {
        "postponed": _("%(number)s is postponed.", number=done.number), "cancelled": _("%(number)s is cancelled.", number=done.number),
    }.get(status, "")  # fmt: skip
    href = url_for(".line_new", code=plan.code, year=plan.year, replaces=done.key, decision=request.args.get("decision"))
    return Markup('{} <a href="{}">{}</a>').format(is_so + _ended(done), href, _("Add a line that replaces it"))


@bp.post("/plan/lines/<uuid:key>/move")
@requires(Role.COORDINATOR)
def line_move(key: UUID) -> Response:
    """One place up or down (`way`), or to a place (`to`, 1 the first)."""
    plan, line, version = line_or_403(key)
    places = [one.key for one in queries.lines([version.id], bare=True)[version.id]]
    here, way, to = places.index(key) + 1, request.form.get("way"), number_of(request.form.get("to"))
    if way not in ("up", "down") and not (to and to > 0):
        raise BadInput(_("Say where it is to stand: up, down, or a place in the list."), kept=_("Nothing was moved."))
    try:
        actions.move_line(plan, key, here - 1 if way == "up" else here + 1 if way == "down" else to or 1, by=reader(), at=now())
    except Conflict as refused:
        db.session.rollback()
        say(refused)
    else:
        db.session.commit()
    return redirect(plan_page(plan, line=line.number))


__all__ = ["begin", "line_edit", "line_move", "line_new", "line_status", "next_version"]
