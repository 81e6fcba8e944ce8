"""The register: marks on one page, adding who sat in, confirming, correcting, and what broke off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.ext import db
from lms.lib.paging import Page, page
from lms.lib.refusals import BadInput, Conflict, NotThere, Refused
from lms.lib.time import now
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.people.queries import NodeName
from lms.theory import actions, queries
from lms.theory.forms import CorrectForm, WhyForm
from lms.theory.models import TheorySession
from lms.theory.queries import Entry
from lms.theory.rules.clock import ends_at
from lms.theory.rules.register import Mark, Outcome, Tally, enough, minutes_there, tally
from lms.theory.views.blueprint import PAGE, bp, lang, say

SIZE = 100  # people on a page of a register
READERS = (Role.TRAINER, Role.COORDINATOR)


@dataclass(frozen=True)
class Unit:
    """The people of one unit in a register."""

    node: NodeName | None
    entries: Sequence[Entry]

    @property
    def code(self) -> str:
        """What its button sends."""
        return self.node.code if self.node else "-"

    @property
    def without(self) -> int:
        """How many have no mark that could be confirmed."""
        return sum(not entry.mark.is_whole for entry in self.entries)


def outcome_words() -> dict[str, str]:
    """How the marks are called, short enough for five in a row on a phone."""
    return {
        Outcome.PRESENT: _("Present"), Outcome.PARTLY: _("Partly"), Outcome.ABSENT: _("Absent"), Outcome.EXCUSED: _("Excused"),
        Outcome.TECHNICAL: _("Technical"),
    }  # fmt: skip


@bp.route("/sessions/<uuid:key>/register", methods=["GET", "POST"])
@requires(*READERS)
@keeps_work
def register(key: UUID) -> str | Response | tuple[str | dict[str, object], int]:
    """The register of one session. A POST saves the marks, and does what its button says."""
    viewer, at = reader(), now()
    found = queries.register_or_404(viewer, key)
    entries = queries.entries(viewer, found)
    if request.method == "GET":
        return _page(viewer, found, entries, at)
    queries.own_or_404(viewer, key)
    marks, wrong = _sent(entries, found, at)
    try:
        actions.mark(found, marks, by=viewer, at=at)
    except Conflict:
        db.session.rollback()
        found = queries.register_or_404(viewer, key)
        if not found.confirmed_at or request.headers.get("X-Requested-With") == "fetch":
            raise  # a script sends the whole form then, and shows the page
        return _page(viewer, found, queries.entries(viewer, found), at, late=marks), 409
    db.session.commit()
    if request.headers.get("X-Requested-With") == "fetch":
        return _saved(queries.entries(viewer, found), wrong), 200
    for said in wrong:
        flash(said, "refused")
    if ref := request.form.get("add"):
        return _add(viewer, key, ref, at)
    if "confirm" in request.form and not wrong:
        return redirect(url_for(".confirm", key=key))
    if not wrong and "all" not in request.form and "find" not in request.form:
        flash(_("Saved."), "done")
    return redirect(
        url_for(".register", key=key, page=request.args.get("page"), q=request.form.get("q") if "find" in request.form else None)
    )


def _sent(entries: Sequence[Entry], session: TheorySession, at: datetime) -> tuple[dict[int, Mark], list[str]]:
    """{person: mark} as the form says it, with those that the button of a unit sets; and what does not fit."""
    nodes = people.nodes(at, lang())
    of_unit = request.form.get("all")
    marks, wrong = _ticked(entries, session)
    for entry in entries:
        unit = nodes.get(entry.unit_id or 0)
        if of_unit == (unit.code if unit else "-") and entry.person_id not in marks and not entry.mark.is_whole:
            marks[entry.person_id] = Mark(Outcome.PRESENT.value)
    return marks, wrong


def _ticked(entries: Sequence[Entry], session: TheorySession) -> tuple[dict[int, Mark], list[str]]:
    """{person: mark} as the form sent it: m-REF is the mark, n-REF the minutes. What cannot be is said, and the mark kept."""
    marks: dict[int, Mark] = {}
    wrong = []
    for entry in entries:
        outcome, text = request.form.get(f"m-{entry.ref}"), request.form.get(f"n-{entry.ref}", "").strip()
        if outcome not in set(Outcome):
            continue
        minutes = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None
        if outcome == Outcome.PARTLY and text and (minutes is None or minutes > session.minutes):
            wrong.append(
                _("%(person)s: %(typed)s minutes of a session of %(of)s. The mark is kept, the minutes are not.",
                  person=f"{entry.call_name}, {entry.ref}", typed=text[:20], of=session.minutes)
            )  # fmt: skip
            minutes = None
        marks[entry.person_id] = Mark(outcome, minutes)
    return marks, wrong


def _saved(entries: Sequence[Entry], wrong: Sequence[str]) -> dict[str, object]:
    """What a script is answered."""
    counted = tally(entry.mark for entry in entries)
    return {"of": dict(counted.of), "without": counted.without, "wrong": " ".join(wrong)}


def _add(viewer: Viewer, key: UUID, ref: str, at: datetime) -> Response:
    try:
        person = actions.add(queries.own_or_404(viewer, key), ref, by=viewer, at=at)
    except Refused as refused:
        db.session.rollback()
        say(refused)
    else:
        db.session.commit()
        flash(_("%(person)s is added, as present.", person=f"{person.call_name}, {person.ref}"), "done")
    return redirect(url_for(".register", key=key))


@dataclass(frozen=True)
class Late:
    """A mark that came after the register was confirmed and says another thing than it. `typed` are the minutes, as they were written."""

    entry: Entry
    outcome: str
    typed: str


def _late(entries: Sequence[Entry], session: TheorySession, marks: Mapping[int, Mark]) -> list[Late]:
    found = []
    for entry in entries:
        mark, last = marks.get(entry.person_id), entry.history[0] if entry.history else None
        if (
            mark
            and mark.outcome
            and (last is None or not last.says(mark.outcome, minutes_there(mark.outcome, mark.minutes, session.minutes)))
        ):
            typed = request.form.get(f"n-{entry.ref}", "").strip()[:20]
            found.append(Late(entry, mark.outcome, typed if mark.outcome == Outcome.PARTLY else ""))
    return found


def _page(viewer: Viewer, session: TheorySession, entries: Sequence[Entry], at: datetime, late: Mapping[int, Mark] | None = None) -> str:
    """The register; `late` are the marks that were sent after it was confirmed."""
    nodes = people.nodes(at, lang())
    pager: Page = page(len(entries), request.args.get("page"), lambda n: url_for(".register", key=session.key, page=n), SIZE)
    shown = entries[pager.offset : pager.offset + SIZE]
    asked = request.values.get("q", "").strip()[:40]
    is_own = session.trainer_id == viewer.id and viewer.has(Role.TRAINER)
    is_open = is_own and session.starts_at <= at and not session.cancelled_at and not session.confirmed_at
    counted: Tally = tally(Mark(entry.history[0].outcome, entry.history[0].minutes) if entry.history else entry.mark for entry in entries)
    return render_template(
        "theory/register.html", session=session, units=_units(shown, nodes), pager=pager, tally=counted, at=at, outcomes=outcome_words(),
        topic=queries.topics().get(session.activity_id or 0), enough=enough(session.minutes), is_own=is_own, is_open=is_open, asked=asked,
        found=queries.to_add(viewer, session, asked) if is_own and asked else [], most=queries.MOST_FOUND, nodes=nodes,
        hidden=0 if is_own else queries.hidden(viewer, session, len(entries)), is_over=ends_at(session.starts_at, session.minutes) <= at,
        todo=next((entry.ref for entry in shown if not entry.mark.is_whole), None),
        objected=sum(entry.is_objected for entry in entries), late=None if late is None else _late(entries, session, late), **PAGE,
    )  # fmt: skip


def _units(entries: Sequence[Entry], nodes: Mapping[int, NodeName]) -> list[Unit]:
    grouped: dict[int, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.unit_id or 0, []).append(entry)
    return [Unit(nodes.get(id_), found) for id_, found in grouped.items()]


@bp.route("/sessions/<uuid:key>/register/confirm", methods=["GET", "POST"])
@requires(Role.TRAINER)
def confirm(key: UUID) -> str | Response:
    """What would be confirmed, as counts; then one button."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    if request.method == "POST":
        rest = Outcome.ABSENT if request.form.get("rest") == Outcome.ABSENT else None
        try:
            done = actions.confirm(found, by=viewer, at=at, rest=rest)
        except Conflict as refused:
            db.session.rollback()
            say(refused)
            return redirect(url_for(".register", key=key))
        db.session.commit()
        flash(
            ngettext("The register is confirmed for %(num)d person.", "The register is confirmed for %(num)d people.", done.tally.total),
            "done",
        )
        return redirect(url_for(".register", key=key))
    entries = queries.entries(viewer, found)
    if found.confirmed_at or not entries:
        return redirect(url_for(".register", key=key))
    return render_template(
        "theory/confirm.html", session=found, tally=tally(entry.mark for entry in entries), outcomes=outcome_words(), at=at,
        topic=queries.topics().get(found.activity_id or 0), over=ends_at(found.starts_at, found.minutes), enough=enough(found.minutes),
        without=[entry for entry in entries if not entry.mark.is_whole], **PAGE,
    )  # fmt: skip


@bp.route("/sessions/<uuid:key>/register/broke-off", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def broke_off(key: UUID) -> str | Response:
    """It failed for everybody: nobody is absent."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            told = actions.break_off(found, form.why.data, by=viewer, at=at)
        except Refused as refused:
            db.session.rollback()
            say(refused)
        else:
            db.session.commit()
            flash(ngettext("Noted: it broke off. %(num)d person is told, nobody is absent.",
                           "Noted: it broke off. %(num)d people are told, nobody is absent.", told), "done")  # fmt: skip
        return redirect(url_for(".register", key=key))
    return render_template("theory/broke_off.html", form=form, session=found, **PAGE)


@bp.route("/sessions/<uuid:key>/register/<ref>", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def correct(key: UUID, ref: str) -> str | Response:
    """Another mark in a confirmed register, with a reason; or somebody who was forgotten."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    person = queries.one_in(viewer, found, ref) or queries.one_to_add(viewer, found, ref)
    if person is None or not found.confirmed_at:
        raise NotThere()
    form = CorrectForm(data={name: request.args.get(name) for name in ("outcome", "minutes")})
    form.outcome.choices = [SelectChoice(*pair) for pair in outcome_words().items()]
    name, minutes, title = f"{person.call_name}, {person.ref}", found.minutes, found.title[found.lang]
    if form.validate_on_submit():
        try:
            actions.correct(found, person, Outcome(form.outcome.data), form.minutes.data, form.why.data, by=viewer, at=at)
        except (BadInput, Conflict) as refused:
            db.session.rollback()
            form.form_errors.append(str(refused.sentence))
        else:
            db.session.commit()
            flash(_("Corrected for %(person)s; the first mark stays readable.", person=name), "done")
            return redirect(url_for(".register", key=key))
    return render_template(
        "theory/correct.html", form=form, key=key, name=name, minutes=minutes, title=title, entry=_entry_of(viewer, key, ref),
        outcomes=outcome_words(), **PAGE,
    )  # fmt: skip


def _entry_of(viewer: Viewer, key: UUID, ref: str) -> Entry | None:
    entries = queries.entries(viewer, queries.own_or_404(viewer, key))
    return next((entry for entry in entries if entry.ref == ref), None)
