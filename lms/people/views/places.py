"""A country and an agency that join; any place of a country called otherwise, under another, ended, or opened again. By administrators."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib import dates
from lms.lib.time import now, today
from lms.people import actions, queries
from lms.people.doors import keeps_work, reader, requires
from lms.people.forms import AgencyForm, CountryForm, NameForm, choices, zone_choices
from lms.people.forms.places import EndForm, MoveForm, ReopenForm
from lms.people.models import NodeKind, OrgNode, Role
from lms.people.queries import NodeName
from lms.people.views.blueprint import REFUSALS, ROW, bp, lang, say_in, written


@bp.route("/countries/add", methods=["GET", "POST"])
@requires(Role.ADMIN)
def country_add() -> str | Response:
    """A country under the region, and what it has decided. By the region's administrator."""
    viewer, at = reader(), now()
    queries.refuse_unless_region(viewer)
    form = CountryForm(tz=viewer.tz)
    form.tz.choices = zone_choices(viewer.tz)
    if form.validate_on_submit():
        decided = {"call_names": form.call_names.data, "names_kept": form.names_kept.data}
        opened_on, cc = form.opened_on.data, form.code.data.upper()
        try:
            actions.add_country(cc, names=written(form), tz=form.tz.data, opened_on=opened_on, by=viewer, at=at, **decided)
        except REFUSALS as wrong:
            say_in(form, wrong, "code")
        else:
            db.session.commit()
            flash(_("%(country)s is in the programme. Add its agencies next.", country=form.name_en.data), "done")
            return redirect(url_for("people.agency_add", country=cc))
    return render_template("people/country_add.html", form=form)


@bp.route("/agencies/add", methods=["GET", "POST"])
@requires(Role.ADMIN)
def agency_add() -> str | Response:
    """An agency of a country that is this administrator's."""
    viewer, at = reader(), now()
    form = AgencyForm(country=_asked_country())
    nodes = [node for node in queries.nodes(at, lang()).values() if node.kind == NodeKind.COUNTRY and node.cc in viewer.administered]
    form.country.choices = choices((node.cc, node.name) for node in nodes if node.is_open(today(at, node.tz)))
    if form.validate_on_submit():
        cc, code = form.country.data, form.code.data.upper()
        try:
            agency = actions.add_agency(cc, code, names=written(form), opened_on=form.opened_on.data, by=viewer, at=at)
        except REFUSALS as wrong:
            say_in(form, wrong, "code")
        else:
            db.session.commit()
            flash(_("The agency is here, as %(code)s.", code=agency.code), "done")
            return redirect(url_for("people.units"))
    return render_template("people/agency_add.html", form=form)


def _asked_country() -> str:
    return request.args.get("country", "").upper()[:2]


@bp.get("/units/<code>")
@requires(Role.ADMIN)
def place(code: str) -> str:
    """A country, agency or unit: its names by their days, another one from a day on, under what it stands, its end."""
    return _page(code)


@bp.post("/units/<code>/rename")
@requires(Role.ADMIN)
@keeps_work
def place_rename(code: str) -> str | Response:
    """Called otherwise from a day on."""
    form, node = NameForm(), queries.place(reader(), code)
    said = _("%(code)s is called so from that day on.", code=node.code)

    def rename() -> None:
        instead_of = actions.rename_place(node, written(form), form.from_day.data, by=reader(), at=now())
        if instead_of:
            flash(_("The name that was to begin on %(day)s is taken back.", day=dates.in_full(instead_of)), "done")

    done = _done(form, node, rename, said, at="name_en")
    return done or _page(code, name_form=form)


@bp.post("/units/<code>/move")
@requires(Role.ADMIN)
@keeps_work
def place_move(code: str) -> str | Response:
    """Under another from a day on."""
    viewer, at = reader(), now()
    node = queries.place(viewer, code)
    form, said = _move_form(node, queries.nodes(at, lang()), at), _("It stands there from that day on. You can take that back.")
    done = _done(form, node, lambda: _move(node, form, at), said, at="parent")
    return done or _page(code, move_form=form)


def _move(node: OrgNode, form: MoveForm, at: datetime) -> None:
    assert form.since.day is not None
    actions.move_place(node, queries.rows([int(form.parent.data)])[0], form.since.day, reason=form.why.data, by=reader(), at=at)


@bp.post(f"/units/<code>/moves/<{ROW}:row>/undo")
@requires(Role.ADMIN)
def place_move_undo(code: str, row: int) -> str | Response:
    """The last move taken back."""
    form, node = FlaskForm(), queries.place(reader(), code)
    said = _("The move is taken back: it stays where it was.")
    done = _done(form, node, lambda: actions.take_back_move(node, row, by=reader(), at=now()), said)
    return done or _page(code, undo_form=form)


@bp.post("/units/<code>/end")
@requires(Role.ADMIN)
@keeps_work
def place_end(code: str) -> str | Response:
    """Its last day, and why."""
    form, node = EndForm(), queries.place(reader(), code)
    said = _("%(code)s has ended. Nobody is added there after its last day.", code=node.code)
    done = _done(form, node, lambda: actions.end_place(node, form.closed_on.data, reason=form.reason.data, by=reader(), at=now()), said)
    return done or _page(code, end_form=form)


@bp.post("/units/<code>/reopen")
@requires(Role.ADMIN)
@keeps_work
def place_reopen(code: str) -> str | Response:
    """It has ended, and is open again."""
    form, node = ReopenForm(), queries.place(reader(), code)
    said = _("%(code)s is open again.", code=node.code)
    done = _done(form, node, lambda: actions.reopen_place(node, reason=form.reason.data, by=reader(), at=now()), said)
    return done or _page(code, reopen_form=form)


def _done(form: FlaskForm, node: OrgNode, act: Callable[[], None], said: str, *, at: str = "") -> Response | None:
    """Do it and say so on the page of the place; None where the form comes back. `at` is the field that a refusal without one is about."""
    if not form.validate_on_submit():
        return None
    code = node.code
    try:
        act()
    except REFUSALS as wrong:
        say_in(form, wrong, at)
        return None
    db.session.commit()
    flash(said, "done")
    return redirect(url_for("people.place", code=code))


def _page(code: str, **back: FlaskForm) -> str:
    """The page, with the form that came back, if one did."""
    viewer, at = reader(), now()
    node, nodes = queries.place(viewer, code), queries.nodes(at, lang())
    names, day = queries.names_of(node.id), today(at, node.tz)
    said = names[-1].txt
    forms = {
        "name_form": NameForm(formdata=None, name_en=said.get("en"), name_ru=said.get("ru"), from_day=day),
        "end_form": EndForm(formdata=None, closed_on=day),
        "reopen_form": ReopenForm(formdata=None),
        "move_form": _move_form(node, nodes, at, formdata=None),
        "undo_form": FlaskForm(formdata=None),
    }
    return render_template(
        "people/place.html",
        node=node,
        nodes=nodes,
        viewer=viewer,
        day=day,
        names=names,
        people=queries.serving(node, seen_by=viewer.id),
        **_stays(node, at),
        **(forms | back),
    )


def _stays(node: OrgNode, at: datetime) -> dict[str, Any]:
    """Under what it stood, stands and will stand; who wrote the last move down, and whether that can be taken back."""
    stays = queries.stood_under(node.id)
    last = stays[-1] if len(stays) > 1 else None
    written = queries.written_down(last.id) if last else None
    return {"stays": stays, "written": written, "may_take_back": last is not None and actions.may_take_back(node, last, at)}


def _move_form(node: OrgNode, nodes: Mapping[int, NodeName], at: datetime, **how: Any) -> MoveForm:
    """Where it may stand, the country first, then by name; from the first day that is free."""
    stays, day = queries.stood_under(node.id), today(at, node.tz)
    free = max(day, stays[-1].from_day + timedelta(days=1)) if stays else day
    form = MoveForm(since=free.isoformat(), **how)
    others = [nodes[one.id] for one in queries.may_stand_under(node) if not stays or one.id != stays[-1].parent_id]
    others.sort(key=lambda one: (one.kind != NodeKind.COUNTRY, one.name))
    named = [(str(one.id), f"{one.name} ({one.code})") for one in others]
    form.parent.choices = choices([("", _("Choose")), *named]) if named else []
    return form
