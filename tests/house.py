"""The house's rules as functions: source in, problems out. `test_house.py` runs them on the code and on deliberate faults."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOORS = ("views", "cli", "jobs")
# Not rooms, but doors as well: what every request passes through, and the demo, which acts as if people did.
ALSO_DOORS = ("lms/people/doors.py", "lms/web.py", "lms/pages.py", "lms/errors.py", "lms/cli.py")
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEMPLATE, LONGEST_TEST = 300, 40, 30, 150, 25


def is_door(path: str) -> bool:
    """Whether a file is one of those that may ask for the reader and the clock, and commit."""
    parts = Path(path).with_suffix("").parts
    return path in ALSO_DOORS or any(part in DOORS for part in parts) or "demo" in parts


def python_files(*folders: str) -> Iterator[tuple[str, str]]:
    """(path from the top, source) of every Python file in these folders."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


@cache
def tree(source: str) -> ast.Module:
    """A file as Python reads it; each of the rules looks at all of them."""
    return ast.parse(source)


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """All of its nodes. Walking them costs more than a rule does."""
    return tuple(ast.walk(tree(source)))


@cache
def calls(source: str) -> tuple[tuple[int, str], ...]:
    """(line, dotted name) of every call."""
    return tuple((node.lineno, ast.unparse(node.func)) for node in nodes(source) if isinstance(node, ast.Call))


def commits_outside_doors(path: str, source: str) -> list[str]:
    """Only views, commands and jobs commit: an action is part of somebody's transaction. What must survive a refusal is written
    `with engine.begin() as apart` (house, rule 11)."""
    if is_door(path):
        return []
    withs = [item for node in nodes(source) if isinstance(node, ast.With) for item in node.items]
    apart = {item.context_expr for item in withs if item.optional_vars and ast.unparse(item.optional_vars) == "apart"}
    named = [(node, ast.unparse(node.func)) for node in nodes(source) if isinstance(node, ast.Call)]
    ends = re.compile(r"\.commit$|(session|engine|connection|connect\(\)|session\(\))\.begin$")
    return [f"{path}:{node.lineno}: {name}() outside a door" for node, name in named if ends.search(name) and node not in apart]


CLOCKS = r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|monotonic))$"


def ambient_reader_or_clock(path: str, source: str) -> list[str]:
    """Who asks and what time it is are arguments; only doors look at them (house, rule 14)."""
    if is_door(path) or path.startswith("lms/lib/"):
        return []
    found = []
    for node in nodes(source):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if (
                (node.module == "flask_login" and "current_user" in names)
                or (node.module == "lms.lib.time" and {"now", "real_now"} & names)
                or (node.module == "lms.lib" and "time" in names)
            ):
                found.append(f"{path}:{node.lineno}: asks for the reader or the clock itself")
        if isinstance(node, ast.Import) and any(alias.name == "flask_login" for alias in node.names):
            found.append(f"{path}:{node.lineno}: asks for the reader itself")
        if isinstance(node, ast.Call) and re.search(CLOCKS, ast.unparse(node.func)):
            found.append(f"{path}:{node.lineno}: reads the machine's clock")
    return found


def raw_sql_on_people(path: str, source: str, nominal: Iterable[str]) -> list[str]:
    """Raw SQL on a table about persons goes past the wall."""
    words = re.compile(r"\b(" + "|".join(sorted(nominal)) + r")\b")
    found = []
    for node in nodes(source):
        if isinstance(node, ast.Call) and re.search(r"(^|\.)(text|exec_driver_sql)$", ast.unparse(node.func)):
            said = " ".join(c.value for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str))
            if words.search(said) and re.search(r"\b(select|insert|update|delete|from)\b", said, re.I):
                found.append(f"{path}:{node.lineno}: raw SQL on a table about persons")
    return found


NOT_IN_RULES = ("flask", "sqlalchemy", "random", "secrets", "socket", "subprocess")
ASKS_THE_MACHINE = re.compile(r"^(open|os\.getenv|uuid[147])$|\.(read_text|read_bytes|write_text|write_bytes|scandir|iterdir|r?glob)$")
# Courses lie on the disk: these two read them once, into values that all others take.
READ_FOLDERS = ("lms/catalogue/rules/folder.py", "lms/catalogue/rules/reading.py")


def impure_rules(path: str, source: str) -> list[str]:
    """`rules` know neither the web nor the database."""
    if "rules" not in Path(path).with_suffix("").parts:
        return []
    asks = ASKS_THE_MACHINE if path not in READ_FOLDERS else re.compile(r"^(open|os\.getenv)$")
    found = [f"{path}:{line}: rules ask the machine: {name}" for line, name in calls(source) if asks.search(name)]
    for node in nodes(source):
        if "environ" in (getattr(node, "attr", ""), getattr(node, "id", ""), getattr(node, "name", "")):
            found.append(f"{path}:{getattr(node, 'lineno', 1)}: rules ask the machine: environ")
        modules = (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        found += [f"{path}:{node.lineno}: rules import {m}" for m in modules if m.split(".")[0].startswith(NOT_IN_RULES)]
    return found


def too_long(path: str, source: str) -> list[str]:
    """Past these sizes a file, function, view or test is split (house, Conventions)."""
    found = []
    in_tests = path.startswith("tests/")
    if not in_tests and source.count("\n") > LONGEST_FILE:
        found.append(f"{path}: {source.count(chr(10))} lines, at most {LONGEST_FILE}")
    for node in nodes(source):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.body[0].lineno + 1
            is_view = any("route" in ast.unparse(d) or re.search(r"bp\.(get|post)\(", ast.unparse(d)) for d in node.decorator_list)
            journey = path.startswith("tests/journeys")
            most = LONGEST_VIEW if is_view else LONGEST_TEST if node.name.startswith("test_") else LONGEST_FUNCTION
            if lines > most and not journey:
                found.append(f"{path}:{node.lineno}: {node.name} has {lines} lines, at most {most}")
    return found


def unindexed_references(tables: Iterable) -> list[str]:
    """Every reference to another row is indexed, the ledger's excepted: it has one key, by person."""
    found = []
    for table in tables:
        keys = [*table.indexes, table.primary_key, *(c for c in table.constraints if c.__visit_name__ == "unique_constraint")]
        led = [[column.name for column in key.columns] for key in keys]
        for reference in table.foreign_key_constraints:
            names = [column.name for column in reference.columns]
            if names not in [columns[: len(names)] for columns in led] and table.name != "evidence":
                found.append(f"{table.name}.{', '.join(names)}")
    return found


def not_marked_nominal(tables: Iterable) -> list[str]:
    """Every table that carries a person, or what a person did, is behind the wall."""
    people = {"person", "enrolment", "attempt"}
    return [
        table.name
        for table in tables
        if (table.name in people or any(key.column.table.name in people for key in table.foreign_keys)) and not table.info.get("nominal")
    ]


def writes_past_actions(path: str, source: str) -> list[str]:
    """The demo makes nothing itself: people do, through the same actions as the pages."""
    return [
        f"{path}:{line}: {name}() writes past the actions"
        for line, name in calls(source)
        if re.search(r"(^|\.)(add|add_all|merge|bulk_\w+|insert|update|delete|exec_driver_sql|text)$", name)
        and ("session" in name or "." not in name)
        and not name.startswith(("stage.", "taken."))
    ]
