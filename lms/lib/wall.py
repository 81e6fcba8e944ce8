"""The wall: a statement on a table about persons says for whom it is, or it is not executed (house, rule 6).

It refuses and never rewrites: a rewriting hook silently drops rows from joins and misses table selects and text().
A statement says `.execution_options(seen_by=viewer.id)` after having written the viewer's scope into its WHERE, or
`as_system="why"` where no person looks (sign-in, recounting, a command).
"""

import re
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Delete, MetaData, Select, TextClause, Update, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.selectable import CompoundSelect, SelectBase
from sqlalchemy.sql.util import find_tables
from sqlalchemy.sql.visitors import iterate

NOMINAL = {"nominal": True}  # __table_args__ = {"info": NOMINAL}
SAYS = ("seen_by", "as_system")
FLUSHES = "compiled_cache"  # an option of SQLAlchemy's own UPDATE or DELETE of rows that a session holds, which were read with a word


class WallError(RuntimeError):
    """A statement reads or changes rows about persons and does not say for whom."""


def nominal_tables(metadata: MetaData) -> frozenset[str]:
    """The names of all tables that carry a person."""
    return frozenset(table.name for table in metadata.tables.values() if table.info.get("nominal"))


_watched: set[int] = set()


def _finder(names: frozenset[str]) -> Callable[[Any], str | None]:
    """What tells the first nominal table in a statement, if any."""
    words = re.compile(r"\b(" + "|".join(sorted(names)) + r")\b", re.I)
    past = re.compile(r"\b(?:from|join|update)\s+\"?(" + "|".join(sorted(names)) + r")\b", re.I)  # a name alone may be asked of the schema

    def touched(statement: Any) -> str | None:
        if isinstance(statement, TextClause | str):
            found = past.search(statement) if isinstance(statement, str) else words.search(statement.text)
            return found.group(1) if found else None
        raw = next((found for part in iterate(statement) if isinstance(part, TextClause) and (found := words.search(part.text))), None)
        tables = find_tables(statement, check_columns=True, include_aliases=True, include_joins=True,
                             include_selects=True, include_crud=True)  # fmt: skip
        return raw.group(1) if raw else next((t.name for t in tables if getattr(t, "name", None) in names), None)

    return touched


def install(metadata: MetaData, sessions: Any) -> None:
    """Watch every engine and the given session factory. Done once a process, when all models are known."""
    if id(metadata) in _watched:
        return
    _watched.add(id(metadata))
    touched = _finder(nominal_tables(metadata))

    found: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()  # by what SQLAlchemy compiled: it keeps that for equal statements

    def refuse(name: str | None) -> None:
        if name:
            raise WallError(f"a statement on {name} says neither seen_by nor as_system")

    def says(options: Any) -> bool:
        return any(options.get(word) for word in SAYS)

    @event.listens_for(Engine, "before_cursor_execute")
    def before_cursor_execute(connection: Connection, cursor: Any, text: str, params: Any, context: Any, many: bool) -> None:
        if context is None or says(context.execution_options):
            return
        if context.compiled is None:  # a string, past SQLAlchemy
            refuse(touched(text))
            return
        statement = context.compiled.statement
        is_flush = isinstance(statement, Update | Delete) and FLUSHES in context.execution_options
        if isinstance(statement, Select | CompoundSelect | SelectBase | TextClause | Update | Delete) and not is_flush:
            if context.compiled not in found:
                found[context.compiled] = touched(statement)
            refuse(found[context.compiled])

    @event.listens_for(sessions, "do_orm_execute")
    def do_orm_execute(state: ORMExecuteState) -> None:
        # A flush writes rows that were read with a word; a bulk UPDATE or DELETE reads for itself.
        if isinstance(state.statement, Update | Delete) and not says(state.execution_options):
            refuse(touched(state.statement))
