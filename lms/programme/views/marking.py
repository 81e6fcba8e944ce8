"""What nothing counts is marked by hand, and why a line came out otherwise."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.time import now
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.programme import actions
from lms.programme.forms.lines import HeldForm, say
from lms.programme.queries import consents
from lms.programme.views import blueprint
from lms.programme.views.blueprint import bp
from lms.programme.views.door import line_or_403, showing


@bp.route("/plan/lines/<uuid:key>/held", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def line_held(key: UUID) -> str | Response:
    """That a line which nothing counts was held: when, with how many, and where that is written down."""
    plan, line, version = line_or_403(key)
    form = HeldForm(data={"from_day": line.from_day, "to_day": line.to_day, "people": line.seats})
    if form.validate_on_submit():
        try:
            actions.mark_held(plan, line, form.said(), by=reader(), at=now())
        except (BadInput, Conflict) as refused:
            db.session.rollback()
            say(form, refused)
        else:
            db.session.commit()
            flash(_("%(number)s is marked as held; the page says that it was done by hand.", number=line.number), "done")
            return redirect(url_for("insight.plan_line", key=key))
    return render_template("programme/line_held.html", form=form, line=line, held=consents.held(line.id), **showing(plan, version))


@bp.post("/plan/lines/<uuid:key>/held/undo")
@requires(Role.COORDINATOR)
def line_held_undo(key: UUID) -> Response:
    """Take that mark back."""
    plan, line, _version = line_or_403(key)
    try:
        actions.undo_held(plan, line, by=reader(), at=now())
    except Conflict as refused:
        db.session.rollback()
        blueprint.say(refused)
    else:
        db.session.commit()
        flash(_("%(number)s is not marked as held any more.", number=line.number), "done")
    return redirect(url_for("insight.plan_line", key=key))


@bp.post("/plan/lines/<uuid:key>/reason")
@requires(Role.COORDINATOR)
@keeps_work
def line_reason(key: UUID) -> Response:
    """Why what was delivered differs from what was planned (`reason`)."""
    plan, line, _version = line_or_403(key)
    actions.explain(plan, line, request.form.get("reason", ""), by=reader(), at=now())
    db.session.commit()
    flash(_("The reason is written down."), "done")
    return redirect(url_for("insight.plan_line", key=key))
