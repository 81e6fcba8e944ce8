"""Roles of a person: given at a node with an end and a reason, and taken back. By administrators."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.text import one_line
from lms.lib.time import now, today
from lms.people import actions, queries
from lms.people.doors import keeps_work, reader, requires
from lms.people.forms import ROLE_WORDS, RoleForm, choices
from lms.people.models import NodeKind, OrgNode, Person, Role
from lms.people.rules import years_later
from lms.people.views.blueprint import REFUSALS, ROW, bp, lang, say_in


@bp.route("/people/<ref>/roles", methods=["GET", "POST"])
@requires(Role.ADMIN)
@keeps_work
def roles(ref: str) -> str | Response:
    """What this person is, where and until when; and one role more."""
    viewer, at = reader(), now()
    person = queries.with_roles(viewer, ref)
    nodes = queries.nodes(at, lang())
    form = RoleForm(to_day=years_later(today(at, person.tz), 1), **_likely(nodes, person))
    form.node.choices = choices(
        [
            (node, _node_name(nodes[node]))
            for node in queries.nodes_for_role(viewer)
            if _could_hold(nodes[node], person, today(at, person.tz))
        ]
    )
    if form.validate_on_submit():
        node = db.session.get_one(OrgNode, form.node.data)
        try:
            actions.grant_role(person, Role(form.role.data), node, to_day=form.to_day.data, reason=form.reason.data, by=viewer, at=at)
        except REFUSALS as wrong:
            say_in(form, wrong, "role")
            person = queries.with_roles(viewer, ref)  # as it was, read again
        else:
            db.session.commit()
            flash(_("Given: it acts on the next click."), "done")
            return redirect(url_for("people.roles", ref=person.ref))
    held = queries.roles_of(person.id, seen_by=viewer.id)
    day = today(at, person.tz)
    return render_template("people/roles.html", form=form, person=person, nodes=nodes, held=held, role_words=ROLE_WORDS, day=day)


def _likely(nodes: dict[int, queries.NodeName], person: Person) -> dict[str, Any]:
    """What is given most: in an agency its focal point, to somebody of no country a mentor at the region."""
    if person.agency_id:
        return {"role": Role.FOCAL_POINT, "node": person.agency_id}
    return {"role": Role.MENTOR, "node": next((node.id for node in nodes.values() if node.kind == NodeKind.REGION), None)}


def _node_name(node: queries.NodeName) -> str:
    return f"{node.cc} · {node.name}" if node.cc and node.kind != NodeKind.COUNTRY else node.name


def _could_hold(node: queries.NodeName, person: Person, day: date) -> bool:
    """Units and agencies other than the person's own, and places that have ended, would be refused, so they are not offered."""
    if node.closed_on is not None and node.closed_on < day:
        return False
    return node.kind in (NodeKind.REGION, NodeKind.COUNTRY) or node.id in (person.unit_id, person.agency_id)


@bp.post(f"/people/<ref>/roles/<{ROW}:grant_id>/end")
@requires(Role.ADMIN)
def role_end(ref: str, grant_id: int) -> Response:
    """Take a role back before its last day."""
    viewer = reader()
    person = queries.with_roles(viewer, ref)
    ended = actions.end_role(grant_id, person, reason=one_line(request.form.get("reason", ""))[:200], by=viewer, at=now())
    db.session.commit()
    flash(_("Ended: it acts on the next click."), "done")
    if ended.role == Role.TRAINER:
        flash(_("What sessions they were to hold, a coordinator gives to another trainer on the page of each."), "attention")
    return redirect(url_for("people.roles", ref=person.ref))
