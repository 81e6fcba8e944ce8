"""The wall: a statement on a table about persons says for whom it is, or it is not executed (house, rule 6).

It refuses and never rewrites: a rewriting hook silently drops rows from joins and misses table selects and text().
A statement says `.execution_options(seen_by=viewer.id)` after having written the viewer's scope into its WHERE, or
`as_system="why"` where no person looks (sign-in, recounting, a command).
"""

import re
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Delete, MetaData, Select, TextClause, Update, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.selectable import CompoundSelect, SelectBase
from sqlalchemy.sql.util import find_tables

NOMINAL = {"nominal": True}  # __table_args__ = {"info": NOMINAL}
SAYS = ("seen_by", "as_system")


class WallError(RuntimeError):
    """A statement reads or changes rows about persons and does not say for whom."""


def nominal_tables(metadata: MetaData) -> frozenset[str]:
    """The names of all tables that carry a person."""
    return frozenset(table.name for table in metadata.tables.values() if table.info.get("nominal"))


_watched: set[int] = set()


def install(metadata: MetaData, sessions: Any) -> None:
    """Watch every engine and the given session factory. Done once a process, when all models are known."""
    if id(metadata) in _watched:
        return
    _watched.add(id(metadata))
    names = nominal_tables(metadata)
    words = re.compile(r"\b(" + "|".join(sorted(names)) + r")\b", re.I)
    known: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()

    def touched(statement: Any) -> str | None:
        """The first nominal table in a statement, if any."""
        if isinstance(statement, TextClause):
            found = words.search(statement.text)
            return found.group(0) if found else None
        if statement not in known:
            tables = find_tables(statement, check_columns=True, include_aliases=True, include_joins=True,
                                 include_selects=True, include_crud=True)  # fmt: skip
            known[statement] = next((t.name for t in tables if getattr(t, "name", None) in names), None)
        return known[statement]

    def refuse(statement: Any, options: Any) -> None:
        if any(options.get(word) for word in SAYS):
            return
        if name := touched(statement):
            raise WallError(f"a statement on {name} says neither seen_by nor as_system")

    @event.listens_for(Engine, "before_execute")
    def before_execute(connection: Connection, statement: Any, multi: Any, params: Any, options: Any) -> None:
        if isinstance(statement, Select | CompoundSelect | SelectBase | TextClause):
            refuse(statement, options)

    @event.listens_for(sessions, "do_orm_execute")
    def do_orm_execute(state: ORMExecuteState) -> None:
        # A flush writes rows that were read with a word; a bulk UPDATE or DELETE reads for itself.
        if isinstance(state.statement, Update | Delete):
            refuse(state.statement, state.execution_options)
