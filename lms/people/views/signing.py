"""Signing in and out, and what was kept in between."""

from uuid import UUID

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import Refused
from lms.lib.time import real_now, shown
from lms.pages import words
from lms.people import actions, queries
from lms.people.access import Viewer
from lms.people.actions import Verdict
from lms.people.doors import KEPT_OF, KeptOf, enter, go_out, public, reader, signed_in, tell_kept
from lms.people.forms import SignInForm
from lms.people.models import Kept
from lms.people.rules import device_name, typed
from lms.people.views.blueprint import ROW, back_to, bp

# What was sent, by the page that keeps work.
KEPT_WORDS = {
    "insight.ask": _l("A request to a focal point"),
    "insight.request": _l("An answer to a request"),
    "mentoring.answer": _l("An answer to an offer"),
    "mentoring.ask": _l("A question to the mentor"),
    "mentoring.assignment": _l("Work on an assignment"),
    "mentoring.end": _l("The end of a mentorship"),
    "mentoring.letter": _l("The letter of an agency"),
    "mentoring.meeting": _l("What was noted of a meeting"),
    "mentoring.meeting_change": _l("A change of a meeting"),
    "mentoring.meeting_correct": _l("A correction of a meeting"),
    "mentoring.meeting_new": _l("A new meeting"),
    "mentoring.offer": _l("An offer to a mentor"),
    "mentoring.profile": _l("Your profile as a mentor"),
    "mentoring.thread": _l("Words in a conversation"),
    "people.place_end": _l("The end of a place"),
    "people.place_move": _l("A place under another"),
    "people.place_rename": _l("Another name of a place"),
    "people.place_reopen": _l("Opening a place again"),
    "people.roles": _l("A role for somebody"),
    "programme.action": _l("A change of an action"),
    "programme.action_new": _l("An action of a meeting"),
    "programme.agenda": _l("The agenda of a meeting"),
    "programme.decision": _l("A change of a decision"),
    "programme.decision_new": _l("A decision of a meeting"),
    "programme.meeting_cancel": _l("Calling a meeting off"),
    "programme.meeting_edit": _l("A change of a meeting"),
    "programme.meeting_new": _l("A new coordination meeting"),
    "programme.minutes": _l("Minutes of a meeting"),
    "programme.parties": _l("Parties of a meeting"),
    "programme.party": _l("A party of a meeting"),
    "programme.comment": _l("A comment on a work plan"),
    "programme.consent": _l("An agency’s word on a work plan"),
    "programme.grants": _l("A grant"),
    "programme.line_edit": _l("A change of a line of a plan"),
    "programme.line_held": _l("A line of a plan that was held"),
    "programme.line_new": _l("A new line of a plan"),
    "programme.line_reason": _l("The reason of a difference"),
    "programme.line_status": _l("Putting off a line of a plan"),
    "programme.reopen": _l("Taking a plan back to a draft"),
    "progress.withdraw": _l("A withdrawal from a course"),
    "progress.withdraw_track": _l("A withdrawal from a track"),
    "progress.withdraw_unit": _l("The withdrawal of a whole unit"),
    "theory.answer": _l("An answer to what was said against a mark"),
    "theory.broke_off": _l("A session that broke off"),
    "theory.cancel": _l("Calling a session off"),
    "theory.correct": _l("A correction of a register"),
    "theory.edit": _l("A change of a session"),
    "theory.move": _l("Moving a session"),
    "theory.new": _l("A new session"),
    "theory.object_to": _l("What is wrong with a mark"),
    "theory.register": _l("The register of a session"),
    "assessment.hand_in": _l("Handing in a quiz"),
    "assessment.one_more": _l("One more attempt at a quiz"),
    "assessment.start": _l("Starting a quiz"),
    "assessment.take": _l("Answers to a quiz"),
    "learning.done": _l("A lesson read to the end"),
    "learning.join": _l("Joining a course"),
    "learning.lesson": _l("An answer to a self-check"),
}


@bp.route("/signin", methods=["GET", "POST"])
@public
def signin() -> str | Response:
    """The door. `quiet` comes from a page that took itself off the screen of a shared PC."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(back_to())
    form = SignInForm(shared=not current_app.config["DEMO"])
    if form.validate_on_submit():
        proof = actions.prove(form.user_name.data, form.password.data, address=request.remote_addr or "", at=real_now())
        if proof.is_right:
            return _begin(proof, is_shared=form.shared.data)
        form.password.errors = [_why_not(proof.verdict)]
    lapsed = bool(g.get("lapsed") or session.get("lapsed") or "quiet" in request.args)
    idle_minutes = current_app.config["SETTINGS"].idle_minutes
    return render_template(
        "people/signin.html",
        form=form,
        lapsed=lapsed,
        kept=session.get("kept"),
        unkept=session.get("unkept"),
        next=request.values.get("next"),
        idle_minutes_of_pc=idle_minutes,
    )


def _why_not(verdict: Verdict) -> str:
    if verdict is Verdict.SLIP_ENDED:
        return _("The slip's password has ended: it works for seven days. Your focal point prints a new one.")
    return _("These two do not fit together. Check the language of the keyboard, then try again.")


def _begin(proof: actions.Proof, *, is_shared: bool) -> Response:
    """Write the sign-in down, give the browser its token, and lead to what was kept or to where the reader was going."""
    idle_minutes = current_app.config["SETTINGS"].idle_minutes if is_shared else None
    device = device_name(request.user_agent.string)
    token = actions.begin_login(proof.person_id, at=real_now(), device=device, idle_minutes=idle_minutes)
    actions.renew_hash(proof)
    waiting = queries.kept_by(proof.person_id, seen_by=proof.person_id)
    db.session.commit()
    enter(token, lasts=not is_shared)
    tell_kept(len(waiting))
    return redirect(url_for("people.kept", next=back_to()) if waiting else back_to())


@bp.post("/signout")
@signed_in
def signout() -> Response:
    """Out of this PC."""
    viewer = reader()
    actions.end_login(viewer.login_id, by=viewer, at=real_now())
    db.session.commit()
    go_out()
    flash(_("You are signed out of this PC. Back shows nothing here."), "done")
    return redirect(url_for("people.signin"))


@bp.post("/signout/everywhere")
@signed_in
def signout_everywhere() -> Response:
    """Out of every device, this one too."""
    ended = actions.end_all(reader().id, at=real_now(), why="signed_out")
    db.session.commit()
    go_out()
    flash(_("You are signed out everywhere: %(number)s sign-ins have ended.", number=ended), "done")
    return redirect(url_for("people.signin"))


@bp.post(f"/signins/<{ROW}:login_id>/end")
@signed_in
def signin_end(login_id: int) -> Response:
    """End one of one's own sign-ins, on another device."""
    actions.end_login(login_id, by=reader(), at=real_now(), why="taken_back")
    db.session.commit()
    flash(_("That sign-in has ended; it acts on that device's next click."), "done")
    return redirect(url_for("people.profile", _anchor="signins"))


@bp.get("/kept")
@signed_in
def kept() -> str | Response:
    """What this person sent after the sign-in had lapsed: send it again, or discard it. Never by itself."""
    viewer = reader()
    waiting = queries.kept_by(viewer.id, seen_by=viewer.id)
    tell_kept(len(waiting))
    if not waiting:
        return redirect(back_to())
    of_which = {one.key: _of_which(one, viewer) for one in waiting}
    return render_template(
        "people/kept.html", waiting=waiting, of_which=of_which, next=back_to(), kept_words=KEPT_WORDS, typed=typed, shown=shown
    )


def _of_which(kept: Kept, viewer: Viewer) -> str:
    """The quiz, lesson or session that it is about; "" where there is none, or this reader may not see it any more."""
    titles: KeptOf | None = current_app.extensions[KEPT_OF].get(kept.endpoint)
    try:
        _endpoint, said = current_app.url_map.bind("").match(kept.path.partition("?")[0], method="POST")
        return " · ".join(words(title) for title in titles(viewer, dict(said))) if titles else ""
    except (HTTPException, Refused):
        return ""


@bp.post("/kept/<uuid:key>/discard")
@signed_in
def kept_discard(key: UUID) -> Response:
    """Let go of it."""
    tell_kept(actions.discard(key, by=reader(), at=real_now()))
    db.session.commit()
    flash(_("Discarded."), "done")
    return redirect(url_for("people.kept", next=back_to()))
