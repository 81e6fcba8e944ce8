"""The members of a network with their days. The region's coordinator lets a place join, ends a membership, and takes either back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.time import now, today
from lms.people import actions, queries
from lms.people.doors import reader, requires
from lms.people.forms import choices
from lms.people.forms.networks import MemberEndForm, MemberForm
from lms.people.models import Network, NetworkMember, NodeKind, Role
from lms.people.views.blueprint import REFUSALS, ROW, bp, lang, say_in, written


@bp.get("/networks/<code>")
@requires(Role.COORDINATOR, Role.ADMIN, Role.FOCAL_POINT)
def network(code: str) -> str:
    """Who belongs to it, did and will."""
    return _page(queries.network_or_404(code), _form() if queries.keeps_networks(reader()) else None)


@bp.post("/networks/<code>/members")
@requires(Role.COORDINATOR)
def member_add(code: str) -> str | Response:
    """A place joins: one that is here, or a country outside the region."""
    found = queries.network_or_404(code)
    queries.refuse_unless_keeps_networks(reader())
    form = _form()
    if form.validate_on_submit():
        try:
            _join(found, form)
        except REFUSALS as wrong:
            say_in(form, wrong, "place")
        else:
            db.session.commit()
            flash(_("It is a member from that day on."), "done")
            return redirect(url_for("people.network", code=found.code))
    return _page(found, form)


def _join(found: Network, form: MemberForm) -> NetworkMember:
    viewer, at, since = reader(), now(), form.from_day.data
    assert since is not None
    if form.code.data:
        return actions.add_outside(found, form.code.data.upper(), written(form), since, by=viewer, at=at)
    return actions.add_member(found, queries.rows([int(form.place.data)])[0], since, by=viewer, at=at)


@bp.route(f"/networks/<code>/members/<{ROW}:row>", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
def member(code: str, row: int) -> str | Response:
    """The last day of a membership; for a coordinator of one country only to be read."""
    viewer, at, found = reader(), now(), queries.network_or_404(code)
    one = queries.member_or_404(found, row)
    form = MemberEndForm(to_day=one.to_day or today(at, viewer.tz))
    if form.validate_on_submit():
        assert form.to_day.data is not None
        try:
            actions.end_member(found, one, form.to_day.data, by=viewer, at=at)
        except REFUSALS as wrong:
            say_in(form, wrong, "to_day")
            one = queries.member_or_404(found, row)
        else:
            db.session.commit()
            flash(_("Its last day is written down. You can take that back."), "done")
            return redirect(url_for("people.network", code=found.code))
    return _member_page(found, one, form)


@bp.post(f"/networks/<code>/members/<{ROW}:row>/undo")
@requires(Role.COORDINATOR)
def member_undo(code: str, row: int) -> str | Response:
    """An end, or a membership that begins today or later, taken back."""
    viewer, found = reader(), queries.network_or_404(code)
    queries.refuse_unless_keeps_networks(viewer)
    one, form = queries.member_or_404(found, row), MemberEndForm(formdata=None)
    try:
        what = actions.undo_member(found, one, by=viewer, at=now())
    except REFUSALS as wrong:
        say_in(form, wrong)
        return _member_page(found, queries.member_or_404(found, row), form)
    db.session.commit()
    flash(_("It goes on being a member.") if what == "end" else _("The membership is taken back."), "done")
    return redirect(url_for("people.network", code=found.code))


def _form() -> MemberForm:
    viewer, at = reader(), now()
    nodes, day = queries.nodes(at, lang()), today(at, viewer.tz)
    form = MemberForm(from_day=day)
    known = sorted((nodes[id_] for id_ in queries.may_join(day)), key=lambda node: (node.cc or "", node.kind == NodeKind.AGENCY, node.name))
    form.place.choices = choices([("", _("none of these")), *((str(node.id), f"{node.cc} · {node.name}") for node in known)])
    return form


def _page(found: Network, form: MemberForm | None) -> str:
    viewer, at = reader(), now()
    nodes, day = queries.nodes(at, lang()), today(at, viewer.tz)
    return render_template(
        "people/network.html", network=found, members=queries.members(found.id), nodes=nodes, day=day, form=form, viewer=viewer
    )


def _member_page(found: Network, one: NetworkMember, form: MemberEndForm) -> str:
    viewer, at = reader(), now()
    node, day, may = queries.nodes(at, lang())[one.node_id], today(at, viewer.tz), queries.keeps_networks(viewer)
    return render_template("people/network_member.html", network=found, member=one, node=node, form=form, day=day, may=may)
