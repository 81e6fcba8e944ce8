"""Copies of people and courses: the first of a kind is made by the actions that a page would call, the next ones are copies.

A test needs two or three people before it can ask its question, and the suite some thousands. Of a kind are those with
the same roles at the same places who were described in the same words; each copy has a ref, a key, a user name and a
call name of its own. A course that is published on top of the same courses as once before is the same rows: what was
said to the database then is said again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, event

from lms.lib.text import fold
from lms.lib.types import uuid7
from lms.people.actions.slips import a_ref, a_user_name
from lms.people.models import Person

T = TypeVar("T")
Row = dict[str, Any]
ABOUT = ("account", "membership", "role_grant", "secret", "audit")  # in this order: the audit names roles by their ids
AS_SYSTEM = {"as_system": "tests copy a person"}
# What decides which rows publishing writes: the next ids, and what is there by its digest.
COUNTED = ("course", "rule", "release", "activity", "question", "question_version")
BY_DIGEST = ("rule", "release", "body", "asset", "question_version")


@dataclass(frozen=True)
class Kind:
    """One person as the driver reads them: the row itself and those about it."""

    person: Row
    about: tuple[tuple[str, Row], ...]


@dataclass(frozen=True)
class Said:
    """A statement that wrote, as the driver was given it."""

    statement: str
    parameters: Any  # a list where it was said once a row

    def again(self, connection: Connection) -> None:
        cursor = connection.connection.cursor()
        if isinstance(self.parameters, list):
            cursor.executemany(self.statement, self.parameters)
        else:
            cursor.execute(self.statement, self.parameters)
            if " RETURNING " in self.statement:
                cursor.fetchall()  # the driver writes all of it only then
        cursor.close()


class Copies:
    """The kinds of people that one worker has made: {kind: its rows}. No two of its people share a ref or a user name."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Kind] = {}
        self.said: dict[Hashable, tuple[Any, list[Said]]] = {}
        self.taken: set[str] = set()

    def keep(self, kind: Hashable, person: Person, db: SQLAlchemy) -> None:
        """Remember somebody who was made by the actions just now."""
        connection = db.session.connection()
        (itself,) = _rows(connection, "person", "id", person.id)
        known = Kind(itself, tuple((table, row) for table in ABOUT for row in _rows(connection, table, "person_id", person.id)))
        self.kept[kind] = known
        self.taken |= {itself["ref"], *(row["name"] for table, row in known.about if table == "account")}

    def _new(self, make: Callable[[], str]) -> str:
        """By chance, as the actions make one, until none of ours has it: where two hundred are made, two would meet now and then."""
        found = next(one for one in iter(make, None) if one not in self.taken)
        self.taken.add(found)
        return found

    def another(self, kind: Hashable, call_name: str, db: SQLAlchemy) -> Person | None:
        """One more of that kind; None where none was made yet."""
        known = self.kept.get(kind)
        if known is None:
            return None
        connection, ref = db.session.connection(), self._new(partial(a_ref, known.person["cc"]))
        own = {"key": _like(known.person["key"], uuid7()), "ref": ref, "call_name": call_name, "fold": fold(f"{call_name} {ref}")[:80]}
        person_id = _insert(connection, "person", {**known.person, **own})
        ids = {("person", known.person["id"]): person_id}
        for table, row in known.about:
            changed = {"person_id": person_id}
            if table == "account":
                changed["name"] = self._new(a_user_name)
            elif table == "audit":
                changed["row"] = ids[row["table"], row["row"]]
            ids[table, row.get("id")] = _insert(connection, table, {**row, **changed})
        return db.session.get_one(Person, person_id, execution_options=AS_SYSTEM)

    def published(self, course: Hashable, publish: Callable[[], T], db: SQLAlchemy) -> T:
        """What `publish()` returns, on the rows that it writes on top of the courses that stand there now."""
        db.session.flush()
        connection = db.session.connection()
        kind = (course, _stands(connection))
        if kind in self.said:
            made, all_said = self.said[kind]
            for said in all_said:
                said.again(connection)
            return made
        noted: list[Said] = []

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
            if not statement.startswith("SELECT"):
                noted.append(Said(statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        try:
            made = publish()
            db.session.flush()
        finally:
            event.remove(connection, "before_cursor_execute", note)
        self.said[kind] = made, noted
        return made


def _stands(connection: Connection) -> Hashable:
    is_sqlite = connection.dialect.name == "sqlite"
    next_id = "SELECT coalesce(max(id), 0) || '' FROM {}" if is_sqlite else "SELECT last_value || '' || is_called FROM {}_id_seq"
    parts = [next_id.format(table) for table in COUNTED] + [f"SELECT '{table} ' || digest FROM {table}" for table in BY_DIGEST]
    cursor = connection.connection.cursor()
    cursor.execute(" UNION ALL ".join(parts))
    found = [text for (text,) in cursor.fetchall()]
    cursor.close()
    return tuple(found[: len(COUNTED)]), frozenset(found[len(COUNTED) :])


def _rows(connection: Connection, table: str, column: str, key: int) -> list[Row]:
    said = f"SELECT * FROM {table} WHERE {column} = {key:d} ORDER BY 1"
    return [dict(row) for row in connection.exec_driver_sql(said, execution_options=AS_SYSTEM).mappings()]


def _insert(connection: Connection, table: str, row: Row) -> int | None:
    """Its new id, where the table has one."""
    row = dict(row)
    has_id = row.pop("id", None) is not None
    marks = ", ".join("?" if connection.dialect.name == "sqlite" else "%s" for _ in row)
    names = ", ".join(f'"{name}"' for name in row)
    said = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    cursor = connection.connection.cursor()  # the driver's own: these are a tenth of all that the tests write
    cursor.execute(said + " RETURNING id" * has_id, tuple(row.values()))
    found = cursor.fetchone()[0] if has_id else None
    cursor.close()
    return found


def _like(kept: object, new: UUID) -> object:
    """A new key in the form in which this driver gives one."""
    return new.bytes if isinstance(kept, bytes) else new.hex if isinstance(kept, str) else new
