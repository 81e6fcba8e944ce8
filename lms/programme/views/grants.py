"""The grants that pay for lines."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.time import now
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.programme import queries, words
from lms.programme.actions.grants import add_grant
from lms.programme.forms.grants import GrantForm
from lms.programme.forms.lines import say
from lms.programme.queries.plans import coordinates_region
from lms.programme.views.blueprint import bp


@bp.route("/plan/grants", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def grants() -> str | Response:
    """All of them; a coordinator of the region adds one."""
    viewer, form = reader(), GrantForm()
    if form.validate_on_submit():
        try:
            row = add_grant(*form.said(), by=viewer, at=now())
        except (BadInput, Conflict) as refused:
            db.session.rollback()
            say(form, refused)
        else:
            db.session.commit()
            flash(_("The grant %(code)s is entered; any line can be paid by it.", code=row.code), "done")
            return redirect(url_for(".grants"))
    found = queries.grants().values()
    return render_template("programme/grants.html", form=form, grants=found, may=coordinates_region(viewer), words=words)
