"""Sign-ins: begun, seen, ended, and what was sent after one had lapsed."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, func, insert, select, update
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.people.models import Kept, Login
from lms.people.queries import kept_of
from lms.people.rules import token_hash

LONGEST_PATH = 400
NEVER_KEPT = ("csrf_token", "password", "new_password", "again")


_LOGIN = insert(cast(Table, Login.__table__))


def begin_login(person_id: int, *, at: datetime, device: str, idle_minutes: int | None, is_demo: bool = False) -> str:
    """A sign-in on this device; the token it returns is for the browser alone. `idle_minutes`: this PC is shared."""
    token = secrets.token_urlsafe(32)
    db.session.flush()
    db.session.connection().execute(
        _LOGIN,
        {"token_hash": token_hash(token), "person_id": person_id, "device": device, "idle_minutes": idle_minutes, "is_demo": is_demo,
         "started_at": at, "seen_at": at},
    )  # fmt: skip
    return token


def end_login(login_id: int, *, by: Viewer, at: datetime, why: str = "signed_out") -> None:
    """End one of one's own sign-ins; it acts on that device's next click. NotThere if it is another's."""
    ended = _end(Login.id == login_id, Login.person_id == by.id, at=at, why=why)
    if not ended:
        raise NotThere()


def end_all(person_id: int, *, at: datetime, but: int | None = None, why: str = "taken_back") -> int:
    """End all sign-ins of a person, on every device (`but` one); how many they were."""
    where = [Login.person_id == person_id] + ([Login.id != but] if but else [])
    return _end(*where, at=at, why=why)


def _end(*where: object, at: datetime, why: str) -> int:
    statement = update(Login).where(Login.ended_at.is_(None), *where).values(ended_at=at, ended_why=why)  # type: ignore[arg-type]
    result = db.session.execute(statement, execution_options={"as_system": "ending sign-ins", "synchronize_session": False})
    return int(result.rowcount) if isinstance(result, CursorResult) else 0


def mark_seen(engine: Engine, login_id: int, at: datetime) -> None:
    """Somebody used this sign-in just now. On a connection of its own: a page only reads."""
    with engine.begin() as apart:
        used = update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(seen_at=at)
        apart.execute(used, execution_options={"as_system": "a sign-in was used"})


def end_apart(engine: Engine, login_id: int, at: datetime, why: str) -> None:
    """It was quiet ("idle") or open ("old") for too long. On a connection of its own: it must survive that the request is refused."""
    with engine.begin() as apart:
        over = update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(ended_at=at, ended_why=why)
        apart.execute(over, execution_options={"as_system": "a sign-in is over"})


def keep(person_id: int, *, endpoint: str, path: str, form: MultiDict[str, str] | Mapping[str, list[str]], at: datetime) -> Kept:
    """Keep what this person sent after their sign-in had lapsed, until they sign in again and decide. The same sent twice is kept once."""
    lists = form.lists() if isinstance(form, MultiDict) else form.items()
    fields = {name: values for name, values in lists if name not in NEVER_KEPT}
    path = path if len(path) <= LONGEST_PATH else path.partition("?")[0][:LONGEST_PATH]
    same = select(Kept).where(Kept.person_id == person_id, Kept.path == path, Kept.settled_at.is_(None))
    waiting = db.session.scalars(same, execution_options={"as_system": "what waits"})
    if known := next((one for one in waiting if one.form == fields), None):
        return known
    kept = Kept(person_id=person_id, endpoint=endpoint, path=path, form=fields, at=at)
    db.session.add(kept)
    return kept


def discard(key: UUID, *, by: Viewer, at: datetime) -> int:
    """Let go of what was kept; how many more wait."""
    kept = kept_of(by, key)
    kept.settled_at, kept.settled_how = at, "discarded"
    db.session.flush()
    return _waiting(by.id)


def settle_sent(key: UUID, *, by: Viewer, at: datetime) -> int:
    """What was kept has been sent again and taken; how many more wait. A key of another person changes nothing."""
    statement = update(Kept).where(Kept.key == key, Kept.person_id == by.id, Kept.settled_at.is_(None))
    db.session.execute(statement.values(settled_at=at, settled_how="sent"), execution_options={"seen_by": by.id})
    return _waiting(by.id)


def _waiting(person_id: int) -> int:
    waiting = select(func.count()).select_from(Kept).where(Kept.person_id == person_id, Kept.settled_at.is_(None))
    return db.session.execute(waiting, execution_options={"as_system": "what waits"}).scalar_one()
