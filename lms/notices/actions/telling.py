"""Saying something to people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lms.ext import db
from lms.lib.types import uuid7
from lms.notices import kinds  # noqa: F401 - fills KINDS
from lms.notices.models import Notice
from lms.notices.rules import KINDS, may_be_path
from lms.people.models import Person

_CHUNK = 500


def tell(
    person_ids: Iterable[int],
    kind: str,
    *,
    at: datetime,
    once: str,
    path: str = "",
    params: Mapping[str, Any] | None = None,
    about_at: datetime | None = None,
) -> int:
    """Say something to each of these people, in the transaction that causes it. Returns to how many it is new.

    `once` (at most 120 characters) names the event: who was told of it already is not told again. `path` is the page it leads
    to, from the application's root: f"/sessions/{key}". `params` fill the kind's sentences (lms/notices/kinds.py says how).
    `about_at` is the moment it speaks of, if any: the one thing of it that a mail names. Raises ValueError for what is none.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of notice is called {kind!r}: add it to lms/notices/kinds.py")
    if not may_be_path(path) or not 0 < len(once) <= 120:
        raise ValueError(f"not the path or the event of a notice: {path!r}, {once!r}")
    ids, new = sorted(set(person_ids)), 0
    same = {"kind": kind, "once": once, "path": path, "params": dict(params or {}), "about_at": about_at, "made_at": at}
    for start in range(0, len(ids), _CHUNK):
        here = select(Person.id, Person.cc).where(Person.id.in_(ids[start : start + _CHUNK])).order_by(Person.id)
        people = db.session.execute(here, execution_options={"as_system": "telling people"}).all()
        new += _write([{"key": uuid7(), "person_id": person.id, "cc": person.cc, **same} for person in people])
    return new


def _write(rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    table = Notice.metadata.tables["notice"]
    statement = insert(table).on_conflict_do_nothing(index_elements=["person_id", "once"]).returning(table.c.id)
    return len(db.session.execute(statement, rows).all())
