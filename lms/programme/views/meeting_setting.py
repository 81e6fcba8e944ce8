"""A coordinator sets a meeting, changes it, cancels it; writes down who takes part and who was there, and the agenda."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.ext import db
from lms.lib.dates import with_weekday
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import now
from lms.lib.types import uuid7
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.programme.actions import meetings as actions
from lms.programme.forms.meetings import AgendaForm, CancelForm, ChangeForm, MeetingForm, PartiesForm, PartyForm
from lms.programme.queries import meetings as queries
from lms.programme.queries.meetings import Meeting
from lms.programme.rules.meeting import Point, read_agenda, write_agenda
from lms.programme.views.blueprint import bp, in_words, lang, say
from lms.programme.views.meeting_words import WORDS, Nodes, against, clocks, owner_name


def attempt(form: Any, act: Callable[[], Any]) -> bool:
    """Do it and commit; what is refused stands in the form, with all that was typed."""
    try:
        act()
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        said = in_words(refused)
        if refused.field in form:
            form[refused.field].errors = [*form[refused.field].errors, said]
        else:
            form.form_errors.append(said)
        return False
    return True


def key_in(written: str | None) -> UUID:
    """The key that was made with a form; another one where somebody sent none."""
    try:
        return UUID(written or "")
    except ValueError:
        return uuid7()


def number_in(written: str | None) -> int:
    """A number that a form carried along; one that nothing has where it is none."""
    return int(written) if written and written.isascii() and written.isdecimal() and len(written) < 9 else -1


def places_on(found: Meeting) -> Nodes:
    """Places as they were called on the day of a meeting, or today before it."""
    return people.nodes(min(now(), found.row.starts_at), lang())


def back_to(key: UUID, part: str = "") -> Response:
    """To the meeting's page, or a part of it."""
    return redirect(url_for(".meeting", key=key, _anchor=part or None))


def is_closed(found: Meeting) -> bool:
    """Whether a form would be opened in vain: the minutes are final, or it was cancelled. What was sent is answered all the same."""
    return request.method == "GET" and bool(found.row.final_at or found.row.cancelled_at)


@bp.route("/coordination/new", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def meeting_new() -> str | Response:
    """Set a meeting of a country or network, in the wall time of a place."""
    viewer, at = reader(), now()
    owners, nodes = {owner.code: owner for owner in queries.settable(viewer)}, people.nodes(at, lang())
    asked = owners.get(request.args.get("of", "").upper()) or next(iter(owners.values()), None)
    if asked is None:
        raise NotAllowed()
    form = MeetingForm(key=str(uuid7()), of=asked.code, zone=asked.zone, minutes=90, mode="live", label=actions.LABEL["en"],
                       label_ru=actions.LABEL["ru"])  # fmt: skip
    form.of.choices = [SelectChoice(code, owner_name(owner, nodes)) for code, owner in owners.items()]
    form.offer_zones([owners.get(form.of.data, asked).zone, viewer.tz], at)
    if form.validate_on_submit():
        key, owner = key_in(form.key.data), owners.get(form.of.data)
        if owner is None:
            raise NotAllowed()
        if _once(form, key, lambda: actions.set_meeting(owner, form.wall, form.said(), by=viewer, at=at, key=key)):
            say_set(queries.meeting_or_404(viewer, key), nodes, at)
            return back_to(key)
    return render_template("programme/meeting_new.html", form=form, of=asked.code, at=at)


def _once(form: Any, key: UUID, act: Callable[[], Any]) -> bool:
    """Make a meeting; of a double click the first has made it."""
    try:
        return attempt(form, act)
    except IntegrityError:
        db.session.rollback()
        queries.meeting_or_404(reader(), key)
        return True


def _when(found: Meeting) -> str:
    """Thursday 4 June, 15:00 to 16:30 Astana."""
    return f"{with_weekday(found.row.wall_day)}, {clocks(found.row)}"


def say_set(found: Meeting, nodes: Nodes, at: datetime) -> None:
    """When it is, and what speaks against that day."""
    if found.row.starts_at <= at:
        flash(_("Written down as held. Its parties, decisions and minutes go here."), "done")
    elif warnings := against(found, nodes):
        flash(_("Set for %(time)s.", time=_when(found)) + " " + " ".join(warnings), "attention")
    else:
        flash(_("Set for %(time)s. The focal points are told.", time=_when(found)), "done")


@bp.route("/coordination/<uuid:key>/edit", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def meeting_edit(key: UUID) -> str | Response:
    """Another time, place, link or name of a meeting that has not begun."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    row = found.row
    if is_closed(found) or (request.method == "GET" and row.starts_at <= at):
        return back_to(key)
    form = ChangeForm(
        day=row.wall_day, clock=row.wall_time, zone=row.zone, minutes=row.minutes, fold=str(row.fold), mode=row.mode,
        seen=str(row.sequence), label=row.label.get("en") or next(iter(row.label.values())), label_ru=row.label.get("ru"),
        place=row.place, link=row.link,
    )  # fmt: skip
    form.offer_zones([row.zone, found.owner.zone, viewer.tz], at)
    if form.validate_on_submit():
        seen, said = number_in(form.seen.data), form.said(row.source)
        if attempt(form, lambda: actions.change_meeting(key, form.wall, said, seen=seen, by=viewer, at=at)):
            say_set(queries.meeting_or_404(viewer, key), places_on(found), at)
            return back_to(key)
        found = queries.meeting_or_404(viewer, key)
    return render_template("programme/meeting_edit.html", form=form, found=found, nodes=places_on(found), **WORDS)


@bp.route("/coordination/<uuid:key>/cancel", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def meeting_cancel(key: UUID) -> str | Response:
    """With a reason; the focal points of the country are told."""
    viewer, at = reader(), now()
    found, form = queries.own_or_403(viewer, key), CancelForm()
    if form.validate_on_submit() and attempt(form, lambda: actions.cancel_meeting(key, form.why.data or "", by=viewer, at=at)):
        flash(_("The meeting is cancelled."), "done")
        return back_to(key)
    found = queries.meeting_or_404(viewer, key)
    return render_template("programme/meeting_cancel.html", form=form, found=found, nodes=places_on(found), **WORDS)


@bp.route("/coordination/<uuid:key>/parties", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def parties(key: UUID) -> str | Response:
    """Who takes part: the agencies of the country, ticked at once, and organisations in words."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    if is_closed(found):
        return back_to(key, "parties")
    nodes, there = places_on(found), queries.parties(found.row.id)
    free = [id_ for id_ in queries.agencies_of(found.owner, found.row.wall_day) if id_ not in {party.agency_id for party in there}]
    form = PartiesForm(agencies=free, part="secretariat")
    form.agencies.choices = [SelectChoice(id_, nodes[id_].name) for id_ in free]
    if form.validate_on_submit():
        body, office = str(form.body.data or ""), str(form.office.data or "")

        def add() -> None:
            if form.agencies.data:
                actions.add_agencies(key, form.agencies.data, by=viewer, at=at)
            if body:
                actions.add_body(key, body, office, str(form.part.data), by=viewer, at=at)

        if attempt(form, add):
            added = len(form.agencies.data or ()) + bool(body)
            flash(ngettext("%(num)d party is in the list.", "%(num)d parties are in the list.", added), "done")
            return back_to(key, "parties")
        found, there = queries.meeting_or_404(viewer, key), queries.parties(found.row.id)
    return render_template("programme/meeting_parties.html", form=form, found=found, nodes=nodes, there=there, **WORDS)


@bp.route("/coordination/<uuid:key>/parties/<int:no>", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def party(key: UUID, no: int) -> str | Response:
    """The office of a party and its part; or it was put down by mistake."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    row = queries.party_or_404(found, no)
    form = PartyForm(office=row.office, part=row.part)
    if form.validate_on_submit():
        office, part = str(form.office.data or ""), str(form.part.data)
        is_removed = request.form.get("do") == "remove"
        if attempt(form, lambda: actions.remove_party(key, no, by=viewer, at=at) if is_removed
                   else actions.change_party(key, no, office, part, by=viewer, at=at)):  # fmt: skip
            flash(_("Taken out of the list.") if is_removed else _("Saved."), "done")
            return back_to(key, "parties")
        found = queries.meeting_or_404(viewer, key)
        row = queries.party_or_404(found, no)
    return render_template("programme/meeting_party.html", form=form, found=found, row=row, nodes=places_on(found), **WORDS)


@bp.post("/coordination/<uuid:key>/parties/<int:no>/presence")
@requires(Role.COORDINATOR)
def presence(key: UUID, no: int) -> Response:
    """One tap a party: present, excused, absent; the same once more takes it back."""
    said = request.form.get("presence")
    if said not in ("present", "excused", "absent", ""):
        raise BadInput(_("A party was present, excused or absent."))
    try:
        actions.note_presence(key, no, said or None, by=reader(), at=now())
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        say(refused)
    return back_to(key, "parties")


@bp.route("/coordination/<uuid:key>/agenda", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def agenda(key: UUID) -> str | Response:
    """The agenda, a line a point."""
    viewer, at = reader(), now()
    found = queries.own_or_403(viewer, key)
    if is_closed(found):
        return back_to(key, "agenda")
    stands = write_agenda([Point(row.clock, row.text, row.note) for row in queries.agenda(found.row.id)])
    form = AgendaForm(points=stands, seen=stands)
    if form.validate_on_submit():
        points, seen = read_agenda(form.points.data or ""), read_agenda(form.seen.data or "")
        if attempt(form, lambda: actions.set_agenda(key, points, seen=seen, by=viewer, at=at)):
            flash(_("The agenda is saved."), "done")
            return back_to(key, "agenda")
        found = queries.meeting_or_404(viewer, key)
    stands = write_agenda([Point(row.clock, row.text, row.note) for row in queries.agenda(found.row.id)])
    return render_template("programme/meeting_agenda.html", form=form, found=found, stands=stands, nodes=places_on(found), **WORDS)
