"""A session as its trainer and the coordinators see it: figures, places and what was said before, nobody's name."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.time import now
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader, requires
from lms.people.models import Role
from lms.programme import queries as programme
from lms.programme import words as planned
from lms.theory import actions, queries
from lms.theory.models import TheorySession
from lms.theory.rules.clock import ends_at, moves_up
from lms.theory.views.blueprint import PAGE, bp, lang, points, say


def staff_page(viewer: Viewer, session: TheorySession, at: datetime) -> str:
    """The page."""
    nodes = people.nodes(at, lang())
    places = queries.invited_names([session.id], nodes)[session.id]
    is_own = session.trainer_id == viewer.id and viewer.has(Role.TRAINER)
    return render_template(
        "theory/staff.html", session=session, at=at, is_own=is_own, topic=queries.topics().get(session.activity_id or 0),
        points=points(session.agenda, session.starts_at),
        places=places, **_planned(viewer, session, {node.cc or "" for node in places}), moves=queries.moves_of(viewer, session),
        figures=queries.figures(viewer, session), over=ends_at(session.starts_at, session.minutes) <= at,
        moves_up=moves_up(session.starts_at, at), **_held(viewer, session, {node.cc for node in places if node.cc}), **PAGE,
    )  # fmt: skip


def _held(viewer: Viewer, session: TheorySession, ccs: Collection[str]) -> dict[str, Any]:
    """For a coordinator who may give it to another trainer: who holds it, if they are a trainer still, and who else could."""
    if session.cancelled_at or session.confirmed_at or not queries.gives(viewer, ccs):
        return {"may_give": False, "holder": None, "others": []}
    every = queries.trainers(viewer)
    holder = next((one for one in every if one.id == session.trainer_id), None)
    return {"may_give": True, "holder": holder, "others": [one for one in every if one.ccs >= set(ccs) and one is not holder]}


def _planned(viewer: Viewer, session: TheorySession, ccs: Collection[str]) -> dict[str, Any]:
    """The line of a plan that it stands under, for who reads that plan; or those under which a coordinator may put it."""
    line = programme.named(viewer, [session.plan_line_id]).get(session.plan_line_id or 0)
    may = session.plan_line_id is None and viewer.coordinated
    lines = programme.lines_open_to(viewer, [session.wall_day.year], actions.LINES, around=ccs) if may else []
    return {"line": line, "lines": lines}


@bp.post("/sessions/<uuid:key>/trainer")
@requires(Role.COORDINATOR)
def trainer(key: UUID) -> Response:
    """Give a session to another trainer. `with` is the ref of who held it on the page."""
    viewer, form = reader(), request.form
    found = queries.session_or_404(viewer, key)
    try:
        now_its = actions.hand_over(found, form.get("trainer", ""), seen=form.get("with", ""), by=viewer, at=now())
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        say(refused)
    else:
        flash(_("%(name)s holds the session now; both are told.", name=f"{now_its.call_name} ({now_its.ref})"), "done")
    return redirect(url_for(".session", key=key))


@bp.post("/sessions/<uuid:key>/line")
@requires(Role.COORDINATOR)
def line(key: UUID) -> str | Response:
    """Put a session under a line of a plan, or take it out: then `line` is empty. A day that is none of the line's is asked about once."""
    viewer, chosen = reader(), programme.key_of(request.form.get("line"))
    found = queries.session_or_404(viewer, key)
    off = programme.outside(programme.line_for(viewer, chosen, actions.LINES).line.id, found.wall_day) if chosen else None
    if off is not None and "anyway" not in request.form:
        return render_template("theory/outside.html", session=found, line=off, said=planned.outside(off), **PAGE)
    try:
        actions.put_under(found, chosen, by=viewer, at=now())
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        say(refused)
    else:
        flash(_("It stands under the line now.") if chosen else _("It stands under no line now."), "done")
    return redirect(url_for(".session", key=key))
