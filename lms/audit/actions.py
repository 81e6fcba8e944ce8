"""Writing into the log book."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.engine import Engine

from lms.audit.models import Audit, ViewLog
from lms.ext import db


def note(
    verb: str,
    *,
    by: int | None,
    at: datetime,
    table: str,
    row: int | None = None,
    person_id: int | None = None,
    cc: str | None = None,
    reason: str = "",
) -> None:
    """Say who did what, in the transaction that does it. `by` is the id of a person; None is a command or the programme itself."""
    db.session.add(Audit(verb=verb, actor_id=by, at=at, table=table, row=row, person_id=person_id, cc=cc, reason=reason))


def looked(engine: Engine, *, by: int, at: datetime, people: list[int] | None = None, what: str) -> None:
    """Say who looked at whose name, or took a list away. On a connection of its own: a page writes nothing else.

    On SQLite it must not be called while our own session holds the write lock, that is, only while a GET is answered.
    """
    rows = [{"actor_id": by, "at": at, "person_id": person, "what": what[:200]} for person in (people if people is not None else [None])]
    if rows:
        with engine.begin() as apart:
            apart.execute(insert(ViewLog), rows)
