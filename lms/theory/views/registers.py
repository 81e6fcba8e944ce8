"""The register: marks on one page, adding who sat in, confirming, correcting, and what broke off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.paging import Page, page
from lms.lib.refusals import Conflict, Refused
from lms.lib.time import now
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.people.queries import NodeName
from lms.theory import actions, queries
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
        """How many have no mark."""
        return sum(entry.mark.outcome is None for entry in self.entries)


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
        if found.confirmed_at and _searched() and not marks:
            return redirect(url_for(".register", key=key, q=_searched()))
        if not found.confirmed_at or request.headers.get("X-Requested-With") == "fetch":
            raise  # a script sends the whole form then, and shows the page
        return _page(viewer, found, queries.entries(viewer, found), at, late=marks), 409
    db.session.commit()
    if request.headers.get("X-Requested-With") == "fetch":
        return _saved(queries.entries(viewer, found), wrong), 200
    return _pressed(viewer, key, wrong, at)


def _pressed(viewer: Viewer, key: UUID, wrong: Sequence[str], at: datetime) -> Response:
    """What the button says, once the marks are saved."""
    for said in wrong:
        flash(said, "refused")
    if ref := request.form.get("add"):
        return _add(viewer, key, ref, at)
    if ref := request.form.get("clear"):
        return _clear(viewer, key, ref, at)
    if "confirm" in request.form and not wrong:
        return redirect(url_for(".confirm", key=key))
    if not wrong and "all" not in request.form and not _searched():
        flash(_("Saved."), "done")
    return redirect(url_for(".register", key=key, page=request.args.get("page"), q=_searched()))


def _searched() -> str | None:
    """Whom one looks for, by the button or by Enter in its field."""
    return request.form.get("q", "").strip() or None if {"find", "enter"} & request.form.keys() else None


def _sent(entries: Sequence[Entry], session: TheorySession, at: datetime) -> tuple[dict[int, Mark], list[str]]:
    """{person: mark} as the form says it, with those that the button of a unit sets; and what does not fit."""
    nodes = people.nodes(at, lang())
    of_unit = request.form.get("all")
    marks, wrong = _ticked(entries, session)
    for entry in entries:
        unit = nodes.get(entry.unit_id or 0)
        if of_unit == (unit.code if unit else "-") and entry.person_id not in marks and entry.mark.outcome is None:
            marks[entry.person_id] = Mark(Outcome.PRESENT.value)
    return marks, wrong


def _ticked(entries: Sequence[Entry], session: TheorySession) -> tuple[dict[int, Mark], list[str]]:
    """{person: mark} as the form sent it: m-REF is the mark, n-REF the minutes. What cannot be is said, and the mark kept."""
    marks: dict[int, Mark] = {}
    named = {entry.ref for entry in entries}
    strangers = sorted(name[2:22] for name in request.form if name.startswith("m-") and name[2:] not in named)
    wrong = [_("%(ref)s is nobody in this register: no mark was written.", ref=ref) for ref in strangers[:5]]
    for entry in entries:
        outcome, text = request.form.get(f"m-{entry.ref}"), request.form.get(f"n-{entry.ref}", "").strip()
        if not outcome or request.form.get("clear") == entry.ref:
            continue
        minutes = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None
        who = f"{entry.call_name}, {entry.ref}"
        if outcome not in set(Outcome):
            wrong.append(_("%(person)s: “%(typed)s” is no mark of a register. What stood there is kept.", person=who, typed=outcome[:20]))
            continue
        if outcome == Outcome.PARTLY and not text:
            wrong.append(_("%(person)s: partly, how many minutes?", person=who))
        elif outcome == Outcome.PARTLY and (minutes is None or minutes > session.minutes):
            wrong.append(
                _("%(person)s: %(typed)s minutes of a session of %(of)s. The mark is kept, the minutes are not.",
                  person=who, typed=text[:20], of=session.minutes)
            )  # fmt: skip
            minutes = None
        mark = Mark(outcome, minutes)
        had = request.form.get(f"had-{entry.ref}")
        if had is None or entry.mark.text in (had, mark.text):
            marks[entry.person_id] = mark
        elif mark.text == had:
            continue  # marked elsewhere, and not touched here: it does not go over that
        elif session.confirmed_at:
            marks[entry.person_id] = mark  # to be shown as one that came too late
        else:
            wrong.append(_("%(person)s: marked meanwhile from another window, and that stands. Look at it again.", person=who))
    return marks, wrong


def _saved(entries: Sequence[Entry], wrong: Sequence[str]) -> dict[str, object]:
    """What a script is answered."""
    counted = tally(entry.mark for entry in entries)
    return {"of": dict(counted.of), "without": counted.without, "untimed": counted.untimed, "wrong": " ".join(wrong)}


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


def _clear(viewer: Viewer, key: UUID, ref: str, at: datetime) -> Response:
    try:
        entry = actions.clear(queries.own_or_404(viewer, key), ref, by=viewer, at=at)
    except Refused as refused:
        db.session.rollback()
        say(refused)
    else:
        db.session.commit()
        said = _("%(person)s: the mark is cleared.") if entry.has_seat else _("%(person)s is taken out of the register again.")
        flash(said % {"person": f"{entry.call_name}, {entry.ref}"}, "done")
    return redirect(url_for(".register", key=key, page=request.args.get("page")))


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
