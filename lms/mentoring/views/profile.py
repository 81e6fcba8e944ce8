"""What a mentor offers, and what is offered to them."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.time import now
from lms.mentoring.actions.profile import save_profile
from lms.mentoring.forms.profile import ProfileForm, filled
from lms.mentoring.queries import engagements
from lms.mentoring.queries.profile import own_profile
from lms.mentoring.views import says, words
from lms.mentoring.views.blueprint import bp, lang
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role


@bp.route("/profile/mentoring", methods=["GET", "POST"])
@requires(Role.MENTOR)
@keeps_work
def profile() -> str | Response:
    """Languages, topics, hours of the week, places; beside them the offers that wait and the pairs there are."""
    viewer, at = reader(), now()
    mine = own_profile(viewer)
    form = ProfileForm(data=filled(mine, viewer.day))
    if form.validate_on_submit():
        try:
            save_profile(form.said(), by=viewer, at=at)
        except (BadInput, Conflict) as wrong:
            db.session.rollback()
            mine = own_profile(viewer)
            errors = form.paused_until.errors if isinstance(wrong, BadInput) else form.form_errors
            errors.append(f"{wrong.sentence} {wrong.kept}")
        else:
            db.session.commit()
            flash(_("Saved. Coordinators see it when they look for a mentor."), "done")
            if days := form.joined_days:
                flash(_("Hours that overlap or meet stand as one now: %(days)s.", days=", ".join(days)), "attention")
            return redirect(url_for(".profile"))
    return render_template(
        "mentoring/profile.html", form=form, mine=mine, pairs=engagements.of_mentor(viewer), nodes=people.nodes(at, lang()), at=at,
        clock=says.place_of(viewer.tz, at), words=words,
    )  # fmt: skip
