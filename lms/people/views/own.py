"""One's own pages: password, profile, language."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.audit import queries as log_book
from lms.ext import db
from lms.lib.time import now, real_now, shown, today
from lms.pages import offered
from lms.people import actions, queries
from lms.people.access import Viewer
from lms.people.doors import public, reader, signed_in
from lms.people.forms import PasswordForm, ProfileForm, zone_choices
from lms.people.models import Person
from lms.people.views.blueprint import REFUSALS, back_to, bp, lang, say_in


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> str | Response:
    """One's own password: the first, in place of the slip's, or a new one."""
    viewer = reader()
    found = queries.credentials_of(viewer.id)
    form = PasswordForm(found.user_name if found else "", is_first=viewer.must_change_password)
    if form.validate_on_submit() and _knows_present(form):
        hashed = actions.hash_of(form.new_password.data)
        ended = actions.set_own_password(hashed, by=viewer, at=real_now())
        db.session.commit()
        if viewer.must_change_password:
            flash(_("Your own password is set. The slip's works no more: tear it up."), "done")
            return redirect(back_to())
        flash(_("The new password is set; %(number)s other sign-ins have ended.", number=ended), "done")
        return redirect(url_for("people.profile"))
    return render_template("people/password.html", form=form, is_first=viewer.must_change_password)


def _knows_present(form: PasswordForm) -> bool:
    """Whoever finds an open PC does not know the present password. Leaves no transaction open: hashing follows."""
    if "password" in form and not actions.prove_again(reader(), form.password.data or "", at=real_now()).is_right:
        form.password.errors = [_("This is not your present password.")]
        return False
    db.session.rollback()
    return True


@bp.route("/profile", methods=["GET", "POST"])
@signed_in
def profile() -> str | Response:
    """Who I am here, who sees what of me, who looked, and where I am signed in."""
    viewer, at = reader(), now()
    me = queries.mine(viewer)
    form = ProfileForm(obj=me)
    form.tz.choices = zone_choices(me.tz)
    if (has_code := queries.policy(me.cc)[0] == "codes") and "call_name" in form:
        del form.call_name
    if form.validate_on_submit():
        call_name = me.call_name if has_code else form.call_name.data
        try:
            actions.describe_oneself(me, call_name=call_name, lang=form.lang.data, tz=form.tz.data, by=viewer, at=at)
        except REFUSALS as wrong:
            say_in(form, wrong)
            me = queries.mine(viewer)  # as it was, read again
        else:
            db.session.commit()
            flash(_("Saved."), "done")
            return redirect(url_for("people.profile"))
    return _profile(form, me, has_code=has_code, viewer=viewer, at=at)


def _profile(form: ProfileForm, me: Person, *, has_code: bool, viewer: Viewer, at: datetime) -> str:
    """The page with all that one may read of oneself."""
    looks = log_book.looks_at(viewer.id, at - timedelta(days=30), seen_by=viewer.id)
    nodes = queries.nodes(at, lang())
    return render_template(
        "people/profile.html",
        form=form,
        me=me,
        has_code=has_code,
        nodes=nodes,
        sight=queries.sight(me, nodes, today(at, me.tz)),
        looks=looks,
        named_on=queries.NAMED_ON,
        lookers=queries.call_names([look.actor_id for look in looks]),
        logins=queries.logins_of(viewer),
        own_login=viewer.login_id,
        shown=shown,
    )


@bp.post("/language")
@public
def language() -> Response:
    """The language of the pages: kept in this browser and, for who is signed in, with them."""
    code = request.form.get("code", "")
    if code in offered():
        session["lang"] = code
        viewer = reader()
        if viewer.is_authenticated:
            actions.speak(queries.mine(viewer), code, by=viewer)
            db.session.commit()
    return redirect(back_to())
