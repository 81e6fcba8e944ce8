"""What is written into the log book."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from lms.audit.models import Audit, Deployment, DeploymentKind, ViewLog
from lms.ext import db, is_reading


class WrongKind(RuntimeError):
    """This database belongs to the other kind of installation."""


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
    """Say who looked at whose name, or took a list away (no `people`).

    A page only reads, so there it is written on a connection of its own. Where the request may write, its own
    transaction holds SQLite's write lock and another would wait for it for ever: there it is written in the session,
    and the door commits.
    """
    rows = [{"actor_id": by, "at": at, "person_id": person, "what": what[:200]} for person in (people if people is not None else [None])]
    if rows and is_reading():
        with engine.begin() as apart:
            apart.execute(insert(ViewLog), rows)
    elif rows:
        db.session.execute(insert(ViewLog), rows)


def declare(kind: DeploymentKind, at: datetime) -> Deployment:
    """Say once what this installation is; a process of the other kind refuses to go on (demo.md, lock c)."""
    row = db.session.get(Deployment, 1)
    if row is None:
        row = Deployment(id=1, kind=kind, created_at=at)
        db.session.add(row)
        try:
            db.session.flush()
        except IntegrityError:  # another process said it in the same moment
            db.session.rollback()
            return declare(kind, at)
    if row.kind != kind:
        raise WrongKind(f"This database belongs to a {row.kind} installation and cannot serve a {kind} one.")
    return row
