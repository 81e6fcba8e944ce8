"""Sign-ins: seen, ended, and what was sent after one had lapsed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict

from lms.ext import db
from lms.people.models import Kept, Login

NEVER_KEPT = ("csrf_token", "password", "new_password", "again")


def mark_seen(engine: Engine, login_id: int, at: datetime) -> None:
    """Somebody used this sign-in just now. On a connection of its own: a page only reads."""
    with engine.begin() as apart:
        apart.execute(update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(seen_at=at))


def end_idle(engine: Engine, login_id: int, at: datetime) -> None:
    """It was quiet for too long. On a connection of its own: it must survive that the request is refused."""
    with engine.begin() as apart:
        apart.execute(update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(ended_at=at, ended_why="idle"))


def keep(person_id: int, *, endpoint: str, path: str, form: MultiDict[str, str] | Mapping[str, list[str]], at: datetime) -> Kept:
    """Keep what this person sent after their sign-in had lapsed, until they sign in again and decide."""
    lists = form.lists() if isinstance(form, MultiDict) else form.items()
    fields = {name: values for name, values in lists if name not in NEVER_KEPT}
    kept = Kept(person_id=person_id, endpoint=endpoint, path=path, form=fields, at=at)
    db.session.add(kept)
    return kept
