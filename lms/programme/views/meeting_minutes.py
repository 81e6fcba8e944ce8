"""What a meeting writes down: the minutes as versions until they are final, its decisions, and what is to be done."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import now, today
from lms.lib.types import uuid7
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.programme.actions import decisions as deciding
from lms.programme.actions import minutes as writing
from lms.programme.actions import todos as asking
from lms.programme.forms.written import ActionForm, CloseForm, DecisionForm, MinutesForm
from lms.programme.models import ActionItem
from lms.programme.queries import decisions as decided
from lms.programme.queries import meetings as queries
from lms.programme.queries.decisions import OfPlan
from lms.programme.queries.meetings import Meeting
from lms.programme.queries.plans import may_change
from lms.programme.rules.meeting import html_of, read_numbers, what_is_new
from lms.programme.views.blueprint import bp, lang, say
from lms.programme.views.meeting_setting import attempt, back_to, is_closed, key_in, number_in, places_on
from lms.programme.views.meeting_words import WORDS, owner_name


@bp.route("/coordination/<uuid:key>/minutes", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def minutes(key: UUID) -> str | Response:
    """The next version of the minutes. *Look at it* shows how it reads and saves nothing; once they are final nothing is saved."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    newest = len(queries.minutes(found.row.id))
    stands = queries.minutes_text(found.row.id, newest) if newest else ""
    form = MinutesForm(text=stands, seen=str(newest))
    is_look, to_next = (request.form.get("do") == word for word in ("look", "next"))
    if to_next and (after := _carried(form, key)):
        return back_to(after.row.key, "agenda")
    if form.validate_on_submit() and not is_look and not to_next:
        text, seen = str(form.text.data), number_in(form.seen.data)
        if attempt(form, lambda: writing.save_minutes(key, text, seen=seen, by=viewer, at=at)):
            flash(_("The minutes are saved."), "done")
            return back_to(key, "minutes")
        found = queries.meeting_or_404(viewer, key)
        newest = len(queries.minutes(found.row.id))
        stands = queries.minutes_text(found.row.id, newest) if newest else ""
        form.seen.data = str(newest)  # it stands above what was typed now, and was read there
    return render_template(
        "programme/meeting_minutes.html", form=form, found=found, newest=newest, nodes=places_on(found), **WORDS,
        look=html_of(str(form.text.data), lang()) if is_look else "", **_remark(found, str(form.text.data or "")),
        stands=html_of(stands, lang()) if stands and form.errors and not is_look else "",
    )  # fmt: skip


def _remark(found: Meeting, typed: str) -> dict[str, Any]:
    """What was typed too late, and the meeting to which it can go."""
    row = found.row
    if not (row.final_at or row.cancelled_at):
        return {"remark": "", "after": None}
    final = queries.minutes_text(row.id, row.final_no) if row.final_no else ""
    return {"remark": what_is_new(final, typed), "after": queries.next_to_come(found, now())}


def _carried(form: MinutesForm, key: UUID) -> Meeting | None:
    """The next meeting, once it has on its agenda what was typed; what is refused stands in the form."""
    found: list[Meeting] = []
    text = str(form.text.data or "")
    if not attempt(form, lambda: found.append(writing.carry_over(key, text, by=reader(), at=now()))):
        return None
    flash(_("It is a point on the agenda of this meeting now; the final minutes stay as they are."), "done")
    return found[0]


@bp.post("/coordination/<uuid:key>/final")
@requires(Role.COORDINATOR)
def final(key: UUID) -> Response:
    """Make the minutes final, in the version that the page showed."""
    try:
        writing.make_final(key, number_in(request.form.get("version")), by=reader(), at=now())
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        say(refused)
    else:
        flash(_("The minutes are final. The focal points of the agencies that took part are told."), "done")
    return back_to(key, "minutes")


@bp.route("/coordination/<uuid:key>/decisions/new", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def decision_new(key: UUID) -> str | Response:
    """A decision, with the lines of the draft that it makes or changes."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    if is_closed(found):
        return back_to(key, "decisions")
    lines, form = decided.lines_to_decide(found), DecisionForm(key=str(uuid7()))
    if form.validate_on_submit():
        chosen, made = _chosen(form, lines, found), key_in(form.key.data)
        if decided.is_made(found, made):
            return back_to(key, "decisions")
        pairs = [(line.line_id, line.version_id) for line in chosen or ()]
        text, effect = str(form.text.data), str(form.effect.data)
        if chosen is not None and attempt(form, lambda: deciding.decide(key, text, effect, pairs, by=viewer, at=at, key=made)):
            flash(_("The decision is written down."), "done")
            return back_to(key, "decisions")
        found = queries.meeting_or_404(viewer, key)
    return render_template(
        "programme/meeting_decision.html", form=form, found=found, lines=lines, one=None, nodes=places_on(found), **WORDS
    )


def _chosen(form: DecisionForm, lines: Sequence[OfPlan], found: Meeting) -> list[OfPlan] | None:
    """The lines that are named; None where one of them is not in the draft, which stands beside the field then."""
    numbers, unread = read_numbers(str(form.lines.data or ""))
    if unread:
        said = _("Not saved: this is no line’s number: %(words)s.", words=", ".join(unread))
        form.lines.errors = [said + " " + _("Write KZ-02, KZ-02a, b.") + " " + _("The text is kept.")]
        return None
    chosen = [decided.choose(lines, number, year) for number, year in numbers]
    if strange := [number for (number, _year), line in zip(numbers, chosen, strict=True) if line is None]:
        whose = owner_name(found.owner, places_on(found))
        form.lines.errors = [
            _("Not saved: %(number)s is not in an open version of the plan of %(whose)s.", number=", ".join(strange), whose=whose) + " "
            + _("A meeting decides on its own country’s lines and on the network’s.") + " " + _("The text is kept.")
        ]  # fmt: skip
        return None
    return [line for line in chosen if line is not None]


@bp.route("/coordination/<uuid:key>/decisions/<int:no>", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def decision(key: UUID, no: int) -> str | Response:
    """The words of a decision, and its lines: put to it, taken off."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    one, lines = decided.numbered_or_404(found, no), decided.lines_to_decide(found)
    form = DecisionForm(text=one.row.text, effect=one.row.effect)
    if form.validate_on_submit():
        chosen, text, effect = _chosen(form, lines, found), str(form.text.data), str(form.effect.data)

        def save() -> None:
            if (text.strip(), effect) != (one.row.text, one.row.effect):
                deciding.change_decision(one.row.key, text, effect, by=viewer, at=at)
            for line in chosen or ():
                deciding.link_decision(one.row.key, line.line_id, line.version_id, by=viewer, at=at)

        if chosen is not None and attempt(form, save):
            flash(_("Saved."), "done")
            return back_to(key, f"decision-{no}")
        found = queries.meeting_or_404(viewer, key)
        one = decided.numbered_or_404(found, no)
    return render_template("programme/meeting_decision.html", form=form, found=found, lines=lines, one=one, nodes=places_on(found), **WORDS)


@bp.post("/coordination/<uuid:key>/decisions/<int:no>/unlink")
@requires(Role.COORDINATOR)
def decision_unlink(key: UUID, no: int) -> Response:
    """Take a line off a decision."""
    found = queries.own_or_403(reader(), key)
    one = decided.numbered_or_404(found, no)
    try:
        line, version = number_in(request.form.get("line")), number_in(request.form.get("version"))
        deciding.unlink_decision(one.row.key, line, version, by=reader(), at=now())
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        say(refused)
    return redirect(url_for(".decision", key=key, no=no))


@bp.route("/coordination/<uuid:key>/actions/new", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def action_new(key: UUID) -> str | Response:
    """What a meeting asks somebody to do."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    if is_closed(found):
        return back_to(key, "actions")
    form = _offered(ActionForm(key=str(uuid7())), found)
    if form.validate_on_submit():
        made = key_in(form.key.data)
        if queries.is_asked(found, made) or attempt(form, lambda: asking.ask(key, form.asked(), by=viewer, at=at, key=made)):
            flash(_("The action is written down."), "done")
            return back_to(key, "actions")
        found = queries.meeting_or_404(viewer, key)
    return render_template("programme/meeting_action_new.html", form=form, found=found, nodes=places_on(found), **WORDS)


def _offered(form: ActionForm, found: Meeting) -> ActionForm:
    nodes = places_on(found)
    agencies = {party.agency_id for party in queries.parties(found.row.id) if party.agency_id}
    agencies |= {*queries.agencies_of(found.owner, found.row.wall_day)}
    form.offer((id_, nodes[id_].name) for id_ in sorted(agencies))
    return form


@bp.route("/coordination/actions/<uuid:key>", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def action(key: UUID) -> str | Response:
    """Mend an action item, close it with a note, or open it again. A button of a meeting's page marks it as done today."""
    viewer, at = reader(), now()
    row, found = queries.todo_or_404(viewer, key)
    if not may_change(viewer, found.owner.cc):
        raise NotAllowed()
    form = _offered(ActionForm(text=row.text, agency=str(row.agency_id or ""), owner=row.owner, due=row.due_day), found)
    closing, do = CloseForm(), request.form.get("do")
    if do == "change" and form.validate() and attempt(form, lambda: asking.change(key, form.asked(), by=viewer, at=at)):
        return _saved(row, found)
    if do == "close" and closing.validate() and attempt(closing, lambda: _close(key, closing)):
        return _saved(row, found)
    if do in ("done", "open"):
        return _tapped(key, do, row, found)
    row, found = queries.todo_or_404(viewer, key)
    return render_template(
        "programme/meeting_action.html", form=form, closing=closing, todo=row, found=found, nodes=places_on(found), do=do,
        today=today(at, found.owner.zone), at_key=request.args.get("at", ""), **WORDS,
    )  # fmt: skip


def _close(key: UUID, form: CloseForm) -> None:
    if form.state.data == "dropped":
        asking.drop(key, form.note.data or "", by=reader(), at=now())
    else:
        asking.done(key, form.note.data or "", on=form.done.day, by=reader(), at=now())


def _tapped(key: UUID, do: str, row: ActionItem, found: Meeting) -> Response:
    try:
        (asking.done if do == "done" else asking.open_again)(key, by=reader(), at=now())
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        say(refused)
        return _back(found)
    return _saved(row, found)


def _saved(row: ActionItem, found: Meeting) -> Response:
    said = {True: _("Action %(no)s is open.", no=row.no), False: _("Action %(no)s is closed.", no=row.no)}
    flash(said[not (row.done_day or row.dropped_day)], "done")
    return _back(found)


def _back(found: Meeting) -> Response:
    """To the page from which it was pressed: of a later meeting of the series, or of the one that asked for it."""
    at = key_in(request.args.get("at"))
    series = {each.row.key for each in queries.meetings([found.owner])}
    return back_to(at if at in series else found.row.key, "actions")
