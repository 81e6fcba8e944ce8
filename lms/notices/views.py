"""The doors of notices: reading them, and the mail that says that there are some."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib import paging
from lms.lib.refusals import BadInput, NotThere
from lms.lib.time import city, now
from lms.notices import actions, queries
from lms.notices.forms import MailForm
from lms.notices.letters import Words, digest
from lms.notices.rules import GIVE_UP, due_since
from lms.notices.words import line, said_at
from lms.pages import language
from lms.people.access import Viewer
from lms.people.doors import reader, signed_in
from lms.people.queries import carry_unread

bp = Blueprint("notices", __name__)
KEPT = timedelta(days=60)  # how long a notice that was read stays on the page
SIZE = 30
PAGE = re.compile(r"/([a-z]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)")  # a page of one thing: its room's name, its key


@bp.record
def _everywhere(state: BlueprintSetupState) -> None:
    """On every page stands how many are new."""
    carry_unread(queries.UNREAD)
    state.app.extensions["status_lines"].append(unread_line)
    state.app.extensions.setdefault("notice_pages", {})  # {first word of a path: (viewer, keys) → the keys whose page the viewer sees}


def unread_line() -> Markup | None:
    """The way to what is new, in the thin line under the bar. The number came with the sign-in."""
    number = getattr(current_user, "unread", 0)
    if not number:
        return None
    said = ngettext("%(num)s new notice", "%(num)s new notices", number)
    # By hand, as in `asset`: every page has it, and `url_for` costs more than the rest of the line.
    return Markup(f'<a href="{escape(request.script_root)}/notices">{escape(said)}</a>')  # noqa: S704 - escaped


@bp.get("/notices")
@signed_in
def inbox() -> str:
    """One's own notices, new ones first, and how the mail about them stands."""
    viewer, at = reader(), now()
    found = queries.counts(viewer, at - KEPT)
    page = paging.page(found.new + found.read, request.args.get("page"), lambda number: url_for(".inbox", page=number), SIZE)
    found_here = queries.inbox(viewer, at - KEPT, offset=page.offset, limit=page.size)
    closed = _closed(viewer, [notice.path for notice in found_here])
    lines = [line(notice, leads=notice.path not in closed) for notice in found_here]
    return render_template(
        "notices/inbox.html",
        new=[one for one in lines if one.is_new],
        read=[one for one in lines if not one.is_new],
        counts=found,
        page=page,
        said_at=lambda moment: said_at(moment, at),
        days=KEPT.days,
        mail=_mail(viewer, at),
    )


def _closed(viewer: Viewer, paths: Iterable[str]) -> set[str]:
    """Those of the pages that their rooms do not show this reader any more: the notice stays, and leads nowhere."""
    asked: dict[str, dict[UUID, set[str]]] = {}
    for path in paths:
        if (found := PAGE.match(path)) and found[1] in current_app.extensions["notice_pages"]:
            asked.setdefault(found[1], {}).setdefault(UUID(found[2]), set()).add(path)
    closed = set()
    for name, by_key in asked.items():
        still = current_app.extensions["notice_pages"][name](viewer, list(by_key))
        closed |= {path for key, of_key in by_key.items() if key not in still for path in of_key}
    return closed


@dataclass(frozen=True)
class MailSection:
    """What the page says of mail: how the reader's stands, and the next digest as it would read."""

    state: queries.MailState
    next: Words | None
    place: str
    perhaps: bool  # the last digest was perhaps sent
    undelivered: bool
    until: datetime | None  # as long as it is tried


def _mail(viewer: Viewer, at: datetime) -> MailSection | None:
    """None where no mail server is set: nothing is asked then."""
    if current_app.config["SETTINGS"].mail is None:
        return None
    state = queries.mail_state(viewer)
    moments = queries.for_digest(viewer) if state.is_wanted else ()
    evening = due_since(at, viewer.tz) + timedelta(days=1)
    last = state.last if state.last and not state.last.was_dropped else None
    perhaps = bool(last and last.was_perhaps_sent(at))
    return MailSection(
        state=state,
        next=digest(len(moments), moments, at=evening) if moments else None,
        place=city(viewer.tz, language()),
        perhaps=perhaps,
        undelivered=bool(last and last.error and not last.sent_at and not perhaps),
        until=last.made_at + GIVE_UP if last and not last.failed_at else None,
    )


@bp.post("/notices/<uuid:key>/read")
@signed_in
def read(key: UUID) -> Response:
    """Mark one as read, and go where it leads if that is what was pressed."""
    viewer = reader()
    notice = queries.own(viewer, key)
    if notice is None:
        raise NotThere()
    actions.read(notice, by=viewer, at=now())
    db.session.commit()
    if "go" in request.form and notice.path:
        if not _closed(viewer, [notice.path]):
            return redirect(request.script_root + notice.path)
        flash(_("The page that this notice led to is not yours to see any more."), "attention")
    return redirect(url_for(".inbox", page=request.form.get("page")))


@bp.post("/notices/read")
@signed_in
def read_all() -> Response:
    """Mark all as read that the page has shown as new."""
    last = request.form.get("last", "")
    done = actions.read_all(int(last), by=reader(), at=now()) if re.fullmatch(r"[0-9]{1,18}", last) else 0
    db.session.commit()
    flash(ngettext("%(num)s marked as read.", "%(num)s marked as read.", done), "done")
    return redirect(url_for(".inbox"))


@bp.route("/me/mail", methods=["GET", "POST"])
@signed_in
def mail() -> str | Response:
    """Where one's own digest goes, and whether one comes."""
    viewer = reader()
    known, is_sent = queries.own_address(viewer), current_app.config["SETTINGS"].mail is not None
    form = MailForm(obj=known)
    if (is_sent or known) and form.validate_on_submit():
        try:
            actions.choose_mail(address=form.address.data or "", is_wanted=form.is_wanted.data, by=viewer, at=now())
            db.session.commit()
        except BadInput as wrong:
            db.session.rollback()
            form.address.errors = [str(wrong.sentence)]
        else:
            flash(_("Saved."), "done")
            return redirect(url_for(".mail"))
    return render_template("notices/mail.html", form=form, is_sent=is_sent, has_address=known is not None)
