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


class Finder:
    """What tells the first nominal table that a statement reads or changes, if any. Rows that are only added need no word."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names, either = names, "|".join(sorted(names))
        self.word = re.compile(rf"\b({either})\b", re.I)
        # A schema, a quote, a bracket, ONLY or OR IGNORE may stand between.
        named = rf'[\s(]*(?:only\b[\s(]*|or\s+\w+\s+)?(?:"?\w+"?\s*\.\s*)?"?({either})\b'
        self.past = re.compile(rf"\b(?:from|join|update|using)\b{named}", re.I)
        self.beside = re.compile(rf"\bfrom\b[^()]*,{named}", re.I)
        self.known: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()  # SQLAlchemy compiles equal statements once

    def of_string(self, text: str) -> str | None:
        """Of what went past SQLAlchemy. A name alone may be asked of the schema."""
        text = re.sub(r"/\*.*?\*/|--[^\n]*", " ", text, flags=re.S)
        found = self.past.search(text) or self.beside.search(text)
        return found.group(1) if found else None

    def of_compiled(self, compiled: Any, text: str, *, is_flush: bool) -> str | None:
        """Of a statement that SQLAlchemy made into this text."""
        if compiled not in self.known:
            # A flush names the rows that its session holds; a subquery in it reads for itself.
            own = re.match(r"\s*(?:UPDATE|DELETE FROM)", text) if is_flush else None
            found = self.past.search(text, own.end() if own else 0)
            self.known[compiled] = found.group(1) if found else None if is_flush else self.of_statement(compiled.statement)
        return self.known[compiled]

    def of_statement(self, statement: Any) -> str | None:
        """Of a statement that is not compiled yet."""
        statement = getattr(statement, "_resolved", statement)  # a lambda's
        if not isinstance(statement, Select | CompoundSelect | SelectBase | TextClause | Update | Delete):
            return None
        raw = (self.word.search(part.text) for part in iterate(statement) if isinstance(part, TextClause))
        if found := next(filter(None, raw), None):
            return found.group(1)
        tables = find_tables(statement, check_columns=True, include_aliases=True, include_joins=True,
                             include_selects=True, include_crud=True)  # fmt: skip
        return next((table.name for table in tables if str(getattr(table, "name", "")).lower() in self.names), None)


def install(metadata: MetaData, sessions: Any) -> None:
    """Watch every engine and the given session factory. Done once a process, when all models are known."""
    if id(metadata) in _watched:
        return
    _watched.add(id(metadata))
    finder = Finder(nominal_tables(metadata))

    def refuse(name: str | None) -> None:
        if name:
            raise WallError(f"a statement on {name} says neither seen_by nor as_system")

    def says(options: Any) -> bool:
        return any(options.get(word) for word in SAYS)

    @event.listens_for(Engine, "before_cursor_execute")
    def before_cursor_execute(connection: Connection, cursor: Any, text: str, params: Any, context: Any, many: bool) -> None:
        if context is None or says(context.execution_options):
            return
        if context.compiled is None:
            refuse(finder.of_string(text))
            return
        is_flush = isinstance(context.compiled.statement, Update | Delete) and FLUSHES in context.execution_options
        refuse(finder.of_compiled(context.compiled, text, is_flush=is_flush))

    @event.listens_for(sessions, "do_orm_execute")
    def do_orm_execute(state: ORMExecuteState) -> None:
        # A flush writes rows that were read with a word; a bulk UPDATE or DELETE reads for itself.
        if isinstance(state.statement, Update | Delete) and not says(state.execution_options):
            refuse(finder.of_statement(state.statement))
