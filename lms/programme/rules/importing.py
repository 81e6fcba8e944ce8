"""What becomes of each row of a file: a new line, a changed one, one as it was, or none, with what is wrong."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from lms.lib.text import fold
from lms.programme.rules.comparing import Field, differences
from lms.programme.rules.exchange import USUAL_MODE, ReadLine
from lms.programme.rules.line import Line
from lms.programme.rules.replacing import makes_circle
from lms.programme.rules.said import Problem, Within, put_off_problems
from lms.programme.rules.said import problems as faults

NOBODY = UUID(int=0)
FREE = ("type", "mode", "from_day", "to_day", "quarter", "seats", "minutes", "langs", "office", "note", "nodes", "networks", "courses")


@dataclass(frozen=True)
class Fate:
    """What becomes of a row. `what`: new, changed, same, refused. `line` is the line as it would be; `replaces`: a number still to find."""

    no: int
    what: str
    line: Line
    replaces: str | None
    fields: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()


def fates(
    rows: Iterable[ReadLine],
    lines: Sequence[Line],
    *,
    within: Within,
    fixed: Collection[int] = (),
    held: Collection[int] = (),
) -> list[Fate]:
    """What becomes of each row in the version that these are the lines of. Linear in rows and lines.

    `within`: the plan, and what its lines may name. `fixed`: lines that stand in another version as well, which keep their
    type; `held`: those marked as held. A row without a number is that line which has its type and title; of several such rows and
    lines the first is the first, the second the second.
    """
    by_id = {line.id: line.number for line in lines}
    found = [_fate(row, line, by_id, within, fixed, held) for row, line in _known(list(rows), lines)]
    numbers = {**{line.number: line.status for line in lines}, **{fate.line.number: fate.line.status for fate in found if fate.line.number}}
    circled, heirs = _circles(found, lines), {line.replaces_id for line in lines if line.is_planned}
    return [_checked(fate, numbers, circled, heirs) for fate in found]


def _known(rows: Sequence[ReadLine], lines: Sequence[Line]) -> Iterator[tuple[ReadLine, Line | None]]:
    """Each row with the line that it is about, each line once."""
    by_number = {line.number: line for line in lines}
    named = {row.number for row in rows if row.number}
    free: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.number not in named:
            free.setdefault(_title(line.type, line.title), []).append(line)
    for row in rows:
        alike = free.get(_title(row.said.get("type"), row.said["title"]), [])
        yield row, by_number.get(row.number) if row.number else alike.pop(0) if alike else None


def _title(type_: str | None, title: Mapping[str, str]) -> tuple[str, str]:
    return (type_ or "", fold(title.get("en") or title.get("ru") or next(iter(title.values()), "")))


def _fate(
    row: ReadLine, known: Line | None, numbers: Mapping[int, str], within: Within, fixed: Collection[int], held: Collection[int]
) -> Fate:
    said = dict(row.said)
    old = known or _nothing(row, said)
    line = _with(old, said)
    if within.home is not None and not line.nodes and not line.networks:
        line = replace(line, nodes=(within.home,))
    problems = [*row.problems, *_faults(row, line, known, within)]
    if known and line.type != known.type and known.id in fixed:
        problems.append(Problem("fixed_type", "type", known.type))
    if known and known.id in held and (not line.is_planned or line.is_counted):
        problems.append(Problem("is_held", "status"))
    replaces = said["replaces"] if "replaces" in said else numbers.get(old.replaces_id or 0)
    if problems:
        return Fate(row.no, "refused", line, replaces, (), tuple(problems))
    if known is None:
        return Fate(row.no, "new", line, replaces)
    fields = differences(known, line)
    if replaces != numbers.get(known.replaces_id or 0):
        fields = (*fields, Field("replaces", numbers.get(known.replaces_id or 0), replaces))
    return Fate(row.no, "changed" if fields else "same", line, replaces, fields)


def _faults(row: ReadLine, line: Line, known: Line | None, within: Within) -> Iterator[Problem]:
    """What the line as it would be cannot say, but for the cells that could not be read. A row that says nothing new is not judged."""
    if known is not None and not row.problems and not differences(known, line):
        return
    told = {problem.field for problem in row.problems}
    for one in (*faults(line, within, known), *put_off_problems(line.status, line.reason, line.reason_ru)):
        if one.field not in told:
            yield one


def _nothing(row: ReadLine, said: Mapping[str, Any]) -> Line:
    """A line of which nothing is known yet."""
    kind = said.get("type") or "other"
    return Line(
        id=0, key=NOBODY, plan_id=0, version_id=0, number=row.number or "", pos=0, type=kind, mode=USUAL_MODE.get(kind, "on_site"),
        title={}, from_day=None, to_day=None, quarter=None, seats=None, events=1, minutes=None, langs=(), office="", office_id=None,
        status="planned", reason="", replaces_id=None, carried_from_id=None, note="", source="",
    )  # fmt: skip


def _with(line: Line, said: Mapping[str, Any]) -> Line:
    """The line with what a row says of it; a column that is not there leaves what stands, and a language that is empty stays."""
    parts = {name: said[name] for name in FREE if name in said}
    for name in ("type", "mode"):
        if parts.get(name) is None:
            parts.pop(name, None)
    status = said.get("status") or line.status
    english, russian = ("" if status == "planned" else said.get(name) or getattr(line, name) for name in ("reason", "reason_ru"))
    title = {**line.title, **said["title"]}
    events, funding = said.get("events"), said.get("grants", line.funding)
    return replace(
        line, **parts, title=title, status=status, reason=english, reason_ru=russian, funding=tuple(funding),
        events=line.events if events is None else events,
    )  # fmt: skip


def _circles(found: Sequence[Fate], lines: Sequence[Line]) -> set[str]:
    """The numbers of lines that would in the end stand in for themselves."""
    ids = {number: no for no, number in enumerate(dict.fromkeys([*(each.number for each in lines), *(fate.line.number for fate in found)]))}
    by_id = {line.id: line.number for line in lines}
    known: dict[int, int | None] = {ids[line.number]: ids.get(by_id.get(line.replaces_id or 0, "")) for line in lines}
    known |= {ids[fate.line.number]: ids.get(fate.replaces or "") for fate in found if fate.line.number}
    asked = [fate.line.number for fate in found if fate.line.number and fate.replaces]
    return {
        number for number in asked if makes_circle(ids[number], known[ids[number]], {k: v for k, v in known.items() if k != ids[number]})
    }


def _checked(fate: Fate, statuses: Mapping[str, str], circled: Collection[str], heirs: Collection[int | None]) -> Fate:
    """What is wrong with what it replaces or is replaced by, seen from the whole file."""
    if fate.what == "refused":
        return fate
    if fate.line.is_planned and fate.line.id in heirs and any(field.name == "status" for field in fate.fields):
        return replace(fate, what="refused", problems=(Problem("is_replaced", "status"),))
    if not fate.replaces:
        return fate
    what = ""
    if fate.replaces not in statuses:
        what = "unknown_line"
    elif fate.line.number in circled or fate.replaces == fate.line.number:
        what = "circle"
    elif statuses[fate.replaces] == "planned" and (fate.what == "new" or any(field.name == "replaces" for field in fate.fields)):
        what = "still_planned"
    return replace(fate, what="refused", problems=(Problem(what, "replaces", fate.replaces),)) if what else fate
