"""What changes between two versions of a plan, line by line: plain values, ready to be said in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lms.programme.rules.line import Line, Size
from lms.programme.rules.replacing import replaced_by

# What is compared of a line, as (its name, the attributes that say it). Its place in the list is no change of what is agreed.
FIELDS = (
    ("type", ("type",)), ("mode", ("mode",)), ("title", ("title",)), ("when", ("from_day", "to_day", "quarter")), ("seats", ("seats",)),
    ("events", ("events",)), ("minutes", ("minutes",)), ("langs", ("langs",)), ("office", ("office", "office_id")),
    ("places", ("nodes", "networks")), ("courses", ("courses",)), ("funding", ("funding",)), ("status", ("status",)),
    ("reason", ("reason", "reason_ru")), ("replaces", ("replaces_id",)), ("note", ("note",)),
)  # fmt: skip
UNORDERED = ("nodes", "networks", "courses", "langs", "funding")


@dataclass(frozen=True)
class Field:
    """A field that differs: its value in both versions, a tuple where several attributes say it."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """What becomes of a line. `kind`: new, postponed, cancelled, again (planned again), changed, same, or gone, which only a comparison
    backwards has. `by`: the lines that replace it in the second version."""

    kind: str
    old: Line | None
    new: Line | None
    fields: tuple[Field, ...] = ()
    by: tuple[Line, ...] = ()

    @property
    def line(self) -> Line:
        """The line as it is said last."""
        found = self.new or self.old
        assert found is not None  # there is no change of nothing
        return found

    @property
    def changes(self) -> frozenset[str]:
        """The names of the fields that differ."""
        return frozenset(field.name for field in self.fields)


@dataclass(frozen=True)
class Comparison:
    """All lines of two versions, in the order of the second."""

    changes: tuple[Change, ...]
    before: Size
    after: Size

    @property
    def is_nothing(self) -> bool:
        """Whether the two versions say the same."""
        return all(change.kind == "same" for change in self.changes)

    def of(self, *kinds: str) -> list[Change]:
        """The changes of these kinds."""
        return [change for change in self.changes if change.kind in kinds]

    @property
    def off(self) -> list[tuple[Change, list[Change]]]:
        """Each line that is put off now, or replaced now by others, with what newly replaces it."""
        by_id = {change.line.id: change for change in self.changes}
        put_off = [change for change in self.changes if change.kind in ("postponed", "cancelled") or newly(change, by_id)]
        return [(change, newly(change, by_id)) for change in put_off if change.kind != "gone"]

    @property
    def groups(self) -> dict[str, list[Change]]:
        """{off, changed, new, same, gone: changes}, each change once: a line that is put off stands before what replaces it."""
        off = [one for change, heirs in self.off for one in (change, *heirs)]
        taken = {change.line.id for change in off}
        rest = [change for change in self.changes if change.line.id not in taken]
        found = {"off": list({change.line.id: change for change in off}.values())}
        for name, kinds in (("changed", ("changed", "again")), ("new", ("new",)), ("same", ("same",)), ("gone", ("gone",))):
            found[name] = [change for change in rest if change.kind in kinds]
        return found


def newly(change: Change, by_id: dict[int, Change]) -> list[Change]:
    """The changes of those lines that replace this one in the second version and did not in the first."""
    heirs = [by_id[line.id] for line in change.by]
    return [heir for heir in heirs if heir.old is None or heir.old.replaces_id != change.line.id]


def compare(old: Iterable[Line], new: Iterable[Line]) -> Comparison:
    """What changes from one version to another. Linear in the number of lines."""
    first, second = list(old), list(new)
    was, heirs = {line.id: line for line in first}, replaced_by(second)
    changes = [_change(was.get(line.id), line, heirs.get(line.id, ())) for line in second]
    now = {line.id for line in second}
    changes += [Change("gone", line, None) for line in first if line.id not in now]
    return Comparison(tuple(changes), size(first), size(second))


def size(lines: Sequence[Line]) -> Size:
    """How many lines there are and their seats."""
    return Size(len(lines), sum(line.planned_seats for line in lines))


def _change(old: Line | None, new: Line, by: tuple[Line, ...]) -> Change:
    if old is None:
        return Change("new", None, new, (), by)
    fields = differences(old, new)
    if old.status != new.status:
        return Change("again" if new.is_planned else new.status, old, new, fields, by)
    return Change("changed" if fields else "same", old, new, fields, by)


def differences(old: Line, new: Line) -> tuple[Field, ...]:
    """The fields in which two texts of a line differ."""
    if _all(old) == _all(new):
        return ()
    pairs = ((name, _value(old, parts), _value(new, parts)) for name, parts in FIELDS)
    return tuple(Field(name, before, after) for name, before, after in pairs if _alike(before) != _alike(after))


def _all(line: Line) -> tuple[Any, ...]:
    return tuple(getattr(line, part) for _name, parts in FIELDS for part in parts)


def _value(line: Line, parts: tuple[str, ...]) -> Any:
    values = tuple(_sorted(part, getattr(line, part)) for part in parts)
    return values[0] if len(values) == 1 else values


def _sorted(part: str, value: Any) -> Any:
    return tuple(sorted(value)) if part in UNORDERED else value


def _alike(value: Any) -> Any:
    """A title without its empty languages."""
    return {lang: text for lang, text in value.items() if text} if hasattr(value, "items") else value
