"""What stands beside a name on a mentor's desk. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from lms.catalogue.rules.outline import ModuleOutline
from lms.lib.text import fold, pick


def module_state(held: Any, module: ModuleOutline) -> str:
    """The mark of one module of a course somebody has: done, part, late, open or gone."""
    done, begun = held.modules.get(module.slug, (0, 0))
    if module.activities and done >= len(module.activities):
        return "done"
    if held.state == "withdrawn":
        return "gone"
    if held.is_overdue:
        return "late"
    return "part" if begun else "open"


def columns(members: Iterable[Any], places: Mapping[int, int], lang: str) -> list[tuple[str, Any]]:
    """(course, its outline) of all that anybody here has, in the order of their track, then by title; the newest of its outlines.

    `places` is {course: its place in a track}. So every unit has them in the same order.
    """
    found: dict[str, list[Any]] = {}
    for one in members:
        for slug, held in one.held.items():
            found.setdefault(slug, []).append(held.outline)
    newest = {slug: max(outlines, key=lambda outline: len(outline.modules)) for slug, outlines in found.items()}
    return sorted(newest.items(), key=lambda pair: (places.get(pair[1].course_id, len(places)), fold(pick(pair[1].title, lang)), pair[0]))


def places_of(tracks: Iterable[Sequence[int]]) -> dict[int, int]:
    """{course: its place} over several tracks, each a list of courses: where two say otherwise, the longer of them."""
    found: dict[int, int] = {}
    for courses in sorted(set(map(tuple, tracks)), key=lambda courses: (-len(courses), courses)):
        found |= {course: place for place, course in enumerate(courses) if course not in found}
    return found


def by_unit(members: Sequence[Any]) -> list[tuple[int | None, list[Any]]]:
    """The members of each unit, in the order in which they stand."""
    return [(unit_id, list(of_unit)) for unit_id, of_unit in groupby(members, key=lambda one: one.unit_id)]


@dataclass(frozen=True)
class Warning:
    """The one thing to know of somebody. `what`: late (an answer of the mentor's), course (overdue), waits (the mentor's turn), new."""

    what: str
    course: Any = None
    due_at: datetime | None = None


def warning(one: Any, waits: Mapping[int, Sequence[tuple[bool, datetime]]]) -> Warning | None:
    """At most one a person; `waits` is {person: (is it late, until when it is promised) of each conversation that is the mentor's turn}."""
    mine = waits.get(one.id, ())
    if any(is_late for is_late, _due_at in mine):
        return Warning("late")
    overdue = next((held.outline for held in one.held.values() if held.is_overdue), None)
    if overdue is not None:
        return Warning("course", overdue)
    if mine:
        return Warning("waits", due_at=min(due_at for _is_late, due_at in mine))
    return Warning("new") if one.held and one.last_at is None else None
