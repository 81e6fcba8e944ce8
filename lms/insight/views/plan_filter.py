"""Which lines of plans a page shows and in which order: what stands in its address. Whatever is none of the choices asks for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from lms.insight.queries.plan_parts import For, Share
from lms.insight.rules.plans import STATES
from lms.insight.views.plan_door import Planning, Row
from lms.programme.rules.line import TYPES

NAMES = ("version", "of", "type", "unit", "state", "needs", "when", "grant")
NEEDS = ("late", "unset", "short")
SORTS: dict[str, Callable[[Row], Any]] = {
    "line": lambda row: row.line.pos,
    "state": lambda row: STATES.index(row.stands.state),
    "seats": lambda row: row.stands.planned,
    "counted": lambda row: row.stands.delivered,
    "dates": lambda row: (row.line.last_day(row.plan.year) is None, row.line.last_day(row.plan.year), row.line.first_day(row.plan.year)),
    "type": lambda row: TYPES.index(row.line.type),
}


@dataclass(frozen=True)
class Filter:
    """What is asked for; `said` is {name: value} as the address has it, `sort` a column, with - downwards."""

    said: Mapping[str, str]
    sort: str
    where: Mapping[tuple[int, int], For] = field(default_factory=dict)
    paid: Mapping[tuple[int, int], tuple[Share, ...]] = field(default_factory=dict)

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves lines out."""
        return bool(set(self.said) - {"version", "of"})

    def lets(self, row: Row, page: Planning) -> bool:
        """Whether a line is shown."""
        return all(_TESTS[name](self, row, value, page) for name, value in self.said.items() if name in _TESTS)

    def apply(self, rows: list[Row], page: Planning) -> list[Row]:
        """Those that are shown, in order. Whatever is equal stays as the plan has it."""
        found = [row for row in rows if self.lets(row, page)]
        key = SORTS[self.sort.removeprefix("-")]
        return sorted(found, key=key, reverse=self.sort.startswith("-"))

    def href(self, endpoint: str, values: Mapping[str, Any], **changes: str | None) -> str:
        """The address of the same question elsewhere."""
        said = {**self.said, **({"sort": self.sort} if self.sort != "line" else {}), **changes}
        query = urlencode({name: value for name, value in said.items() if value})
        return url_for(endpoint, **values) + (f"?{query}" if query else "")

    def sort_href(self, endpoint: str, values: Mapping[str, Any], name: str) -> str:
        """A first click on a number shows the largest first, on all else the first; a second turns it round."""
        first, second = (f"-{name}", name) if name in ("seats", "counted") else (name, f"-{name}")
        return self.href(endpoint, values, sort=second if self.sort == first else first)

    def sorted(self, name: str) -> str | None:
        """For a column's head."""
        return {name: "ascending", f"-{name}": "descending"}.get(self.sort)


def _state(asked: Filter, row: Row, value: str, page: Planning) -> bool:
    return row.stands.state == value


def _type(asked: Filter, row: Row, value: str, page: Planning) -> bool:
    return row.line.type == value


def _when(asked: Filter, row: Row, value: str, page: Planning) -> bool:
    """In a quarter, by its days; or due by today."""
    first, last = row.line.first_day(row.plan.year), row.line.last_day(row.plan.year)
    if value == "due":
        return row.stands.due > 0 or (last is not None and last < page.day)
    if value == "none":
        return last is None
    if first is None or last is None:
        return False
    return (first.month + 2) // 3 <= int(value) <= (last.month + 2) // 3 if first.year == last.year else True


def _unit(asked: Filter, row: Row, value: str, page: Planning) -> bool:
    found = asked.where.get((row.line.id, row.line.version_id), For())
    return any(page.nodes[node].code == value for node in found.nodes if node in page.nodes)


def _grant(asked: Filter, row: Row, value: str, page: Planning) -> bool:
    return any(share.code == value for share in asked.paid.get((row.line.id, row.line.version_id), ()))


def _needs(asked: Filter, row: Row, value: str, page: Planning) -> bool:
    return {"late": row.stands.state == "late", "unset": row.is_unset, "short": row.stands.short > 0}[value]


_TESTS: dict[str, Callable[[Filter, Row, str, Planning], bool]] = {
    "state": _state, "type": _type, "when": _when, "unit": _unit, "grant": _grant, "needs": _needs,
}  # fmt: skip
_CHOICES = {"state": STATES, "type": TYPES, "needs": NEEDS, "when": ("1", "2", "3", "4", "due", "none"), "of": ("agreed",)}


def read(where: Mapping[tuple[int, int], For], paid: Mapping[tuple[int, int], tuple[Share, ...]]) -> Filter:
    """The address, with what its places and grants are."""
    said = {name: value for name in NAMES if (value := request.args.get(name, "")) and value in _CHOICES.get(name, (value,))}
    sort = request.args.get("sort", "line")
    return Filter(said, sort if sort.removeprefix("-") in SORTS else "line", where, paid)
