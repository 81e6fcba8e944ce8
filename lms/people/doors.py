"""What every door of the product uses: who is asking, which kind of person may, and that a lapsed sign-in costs nothing.

Sign-in is the default. A view is marked `@public`, or `@requires(Role.X, …)`, or `@signed_in`; an unmarked one fails the
access test and answers nobody.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.ext import db, login_manager
from lms.lib.refusals import NotAllowed
from lms.lib.time import now, real_now, today
from lms.people import actions, queries
from lms.people.access import Viewer
from lms.people.models import Role
from lms.people.queries import FoundLogin
from lms.people.rules import fits_in_an_address, token_hash, typed

View = TypeVar("View", bound=Callable[..., Any])
SEEN_EVERY = timedelta(minutes=1)
LONGEST = timedelta(days=30)
KEPT_KEY = "kept_key"  # the field that says: this is what was kept, sent again
KEPT_OF = "kept_of"  # app.extensions[KEPT_OF]: {a view that keeps work: the titles of what that is about}, from the rooms above
KeptOf = Callable[[Viewer, dict[str, Any]], list[dict[str, str]]]


def public(view: View) -> View:
    """Anybody may open it, signed in or not."""
    view.who = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody who is signed in may open it."""
    view.who = frozenset(Role)  # type: ignore[attr-defined]
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """Only who holds one of these roles may open it; others get 403."""

    def mark(view: View) -> View:
        view.who = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def keeps_work(view: View) -> View:
    """What is sent here after the sign-in has lapsed by idleness is kept for the same person (house, rule 12)."""
    view.keeps_work = True  # type: ignore[attr-defined]
    return view


def reader() -> Viewer:
    """Who is asking, for views that only signed-in people reach."""
    return cast(Viewer, current_user._get_current_object())


def enter(token: str, *, lasts: bool) -> None:
    """This browser is that person's from now on: what it held of anybody before is gone, its CSRF token too. After the commit.

    `lasts`: the sign-in outlives the browser's window (a PC or telephone of one's own).
    """
    lang = session.get("lang")
    session.clear()
    if lang:
        session["lang"] = lang
    session.permanent = lasts
    g.pop("csrf_token", None)
    found = queries.viewer(token_hash(token), _day())
    if found is not None:
        login_user(found.viewer.with_token(token))


def go_out() -> None:
    """This browser is nobody's again; the language chosen on it stays."""
    logout_user()
    lang = session.get("lang")
    session.clear()
    if lang:
        session["lang"] = lang
    g.pop("csrf_token", None)


def init(app: Flask) -> None:
    """Every request passes here, after the CSRF check."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    app.before_request(_let_in)
    app.after_request(_mark_seen)
    app.after_request(_settle_kept)
    app.extensions.setdefault("status_lines", []).append(kept_line)


def _load(token: str) -> Viewer | None:
    """One statement: the login, its person and the roles in force. Ends a login that was quiet for too long."""
    at, day = real_now(), _day()
    found = queries.viewer(token_hash(token), day)
    if found is None:
        return None
    if found.is_demo and not current_app.config["DEMO"]:
        return None
    why = found.ended_why or _over(found, at)
    if why and not found.ended_why:
        db.session.rollback()  # a POST holds SQLite's write lock, and the end is written on a connection of its own
        actions.end_apart(db.engine, found.viewer.login_id, at, why)
    if why == "idle":
        g.lapsed = found.viewer
    g.ended = why in ("signed_out", "taken_back")
    if why:
        return None
    if at - found.seen_at > SEEN_EVERY:
        g.mark_seen = found.viewer.login_id
    return found.viewer.with_token(token)


def _over(found: FoundLogin, at: datetime) -> str | None:
    """Whether a sign-in is over by the clock: quiet for too long on a shared PC, or a month old on any."""
    if found.idle_minutes and at - found.seen_at > timedelta(minutes=found.idle_minutes):
        return "idle"
    return "old" if at - found.started_at > LONGEST else None


def _day() -> date:
    return today(now(), current_app.config["HOME_ZONE"])


def _let_in() -> Response | None:
    """Refuse, ask to sign in, or go on."""
    view = current_app.view_functions.get(request.endpoint or "")
    who: Any = getattr(view, "who", frozenset())
    if request.headers.get("X-Requested-With") == "keep":  # never the view: nothing is sent by itself
        return _only_keep(getattr(view, "keeps_work", False))
    if view is None or who == "public":
        return None  # who is asking is read where the page says it: a stylesheet, or whether the process lives, needs no database
    viewer = current_user._get_current_object()
    if not viewer.is_authenticated:
        return _ask_to_sign_in(getattr(view, "keeps_work", False))
    if viewer.must_change_password and request.endpoint not in ("people.password", "people.signout", "people.language"):
        return redirect(url_for("people.password", next=_here() if request.method == "GET" and request.path != "/" else None))
    if not viewer.roles & who and who != frozenset(Role):
        raise NotAllowed(_("This page is for another role"), kept=_("You do not hold it here. Nothing was changed."))
    return None


def _ask_to_sign_in(keeps: bool) -> Response:
    """Keep what was sent, if the sign-in lapsed by idleness only; then show the sign-in page, and come back after it."""
    lapsed: Viewer | None = g.get("lapsed")
    if request.method == "POST" and keeps and lapsed:
        _keep_for(lapsed)
    if lapsed:
        session["lapsed"], session["unkept"] = True, request.method == "POST" and not keeps
    if _wants_json():
        return current_app.make_response(({"signed_out": True, "kept": bool(lapsed and keeps)}, 401))
    if request.method == "POST" and keeps and g.get("ended") and (written := typed(request.form.to_dict(flat=False))):
        raise NotAllowed(  # nothing is kept after a sign-out (house, rule 12), but who wrote it sits here
            _("Your sign-in was ended from another device."),
            kept=_("Nothing was sent. What you wrote stands below."),
            todo=_("Copy it, sign in, and send it once more."),
            own_text="\n\n".join(written),
        )
    has_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    is_back = request.method == "GET" or (lapsed is not None and not keeps and has_page)  # what was kept leads to its page itself
    return redirect(url_for("people.signin", next=_here() if is_back else None))


def _here() -> str | None:
    """This page, to come back to."""
    return fits_in_an_address(request.full_path.rstrip("?"))


def _keep_for(whose: Viewer) -> None:
    db.session.rollback()
    actions.keep(whose.id, endpoint=request.endpoint or "", path=request.full_path.rstrip("?"), form=request.form, at=real_now())
    db.session.commit()
    session["kept"] = True


def _only_keep(keeps: bool) -> Response:
    """A page of a shared PC goes off the screen after quiet minutes, and what was being written in it is kept (static/js/idle.js): of a
    sign-in that has lapsed, or is about to."""
    is_here = current_user.is_authenticated  # asked first: it says also who was here until a moment ago
    whose: Viewer | None = g.get("lapsed") or (reader() if is_here else None)
    if request.method == "POST" and keeps and whose:
        _keep_for(whose)
    return current_app.make_response({"kept": bool(keeps and whose)})


def _wants_json() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _mark_seen(response: Response) -> Response:
    """Quietness is measured from here. Written apart and at most once a minute, since a page only reads."""
    if login_id := g.pop("mark_seen", None):
        db.session.rollback()
        actions.mark_seen(db.engine, login_id, real_now())
    return response


def _settle_kept(response: Response) -> Response:
    """What was kept and sent again is settled when it was taken, and not before: a refused one still waits."""
    key = request.form.get(KEPT_KEY) if request.method == "POST" and response.status_code < 400 else None
    if key and current_user.is_authenticated:
        db.session.rollback()
        with suppress(ValueError):
            waiting = actions.settle_sent(UUID(key), by=reader(), at=real_now())
            db.session.commit()
            tell_kept(waiting)
    return response


def tell_kept(waiting: int) -> None:
    """The browser's session says whether something is kept, so that no page asks the database for it."""
    session["kept"] = bool(waiting)


def kept_line() -> Markup | None:
    """The way to what is kept, in the thin line under the bar."""
    if not current_user.is_authenticated or not session.get("kept"):
        return None
    return Markup('{} <a href="{}">{}</a>').format(_("Something you sent is kept here."), url_for("people.kept"), _("Send or discard it"))
