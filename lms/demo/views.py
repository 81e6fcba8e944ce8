"""One-click sign-in. It exists in a demo only, where nobody is real and nobody has a password."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.audit import queries as audit
from lms.audit.models import DeploymentKind
from lms.demo.cards import CARDS, person_of
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.time import local, now, real_now
from lms.people import actions, doors, queries
from lms.people.doors import public

bp = Blueprint("demo", __name__)


def cards_shown() -> list[tuple[Any, datetime]]:
    """The cards, each with the time at its place."""
    at = now()
    return [(card, local(at, card.zone)) for card in CARDS]


@bp.get("/demo")
@public
def cards() -> str:
    """Choose a person, or another one."""
    return render_template("demo/cards.html", cards=cards_shown(), at=now())


@bp.post("/demo/<slug>")
@public
def enter(slug: str) -> Response:
    """Become that person. Whoever was signed in here before is signed out."""
    card = next((card for card in CARDS if card.slug == slug), None)
    row = audit.deployment()
    # Asked each time: somebody may have put another database in the place of the demo's while it runs.
    person = person_of(card) if card and row is not None and row.kind == DeploymentKind.DEMO else None
    if person is None:
        raise NotThere()
    if current_user.is_authenticated:
        actions.end_login(current_user.login_id, by=current_user, at=real_now())
    waiting = queries.kept_by(person.id, seen_by=person.id)
    token = actions.begin_login(person.id, at=real_now(), device="demo", idle_minutes=None, is_demo=True)
    db.session.commit()
    doors.enter(token, lasts=False)
    session.pop("lang", None)  # each person of the demo reads in their own language
    doors.tell_kept(len(waiting))
    return redirect(url_for("people.kept" if waiting else "desk.home"))
