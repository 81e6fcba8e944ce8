"""Copies of people: the first of a kind is made by the actions that a page would call, the next ones are copies of its rows.

A test needs two or three people before it can ask its question, and the suite some thousands. Of a kind are those with
the same roles at the same places who were described in the same words; each copy has a ref, a key, a user name and a
call name of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection

from lms.lib.text import fold
from lms.lib.types import uuid7
from lms.people.actions.slips import a_ref, a_user_name
from lms.people.models import Person

Row = dict[str, Any]
ABOUT = ("account", "membership", "role_grant", "secret", "audit")  # in this order: the audit names roles by their ids
AS_SYSTEM = {"as_system": "tests copy a person"}


@dataclass(frozen=True)
class Kind:
    """One person as the driver reads them: the row itself and those about it."""

    person: Row
    about: tuple[tuple[str, Row], ...]


class Copies:
    """The kinds of people that one worker has made: {kind: its rows}. No two of its people share a ref or a user name."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Kind] = {}
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
