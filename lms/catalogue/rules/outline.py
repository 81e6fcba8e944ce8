"""The outline of a release: all that pages need to know of a course but the text of its lessons. Plain and immutable."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

Words = dict[str, str]  # {language: text}


@dataclass(frozen=True)
class ActivityOutline:
    """An activity as a page lists it. `seconds` is the fair minimum to read a lesson, `minutes` the time to expect.

    `kb` is the weight with pictures; `langs` the languages its text exists in, the source first; `stale` those whose
    translation is older than the source; `unreviewed` those no native speaker has read. A quiz is passed from
    `pass_points` of `points`, within `attempts` (none: any number), `per_page` questions a page. `steps_label` says what the
    ordered list of an assignment is of; empty: it has none.
    """

    id: int
    slug: str
    kind: str
    title: Words
    minutes: int = 1
    seconds: int = 0
    kb: int = 0
    langs: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    questions: int = 0
    points: int = 0
    pass_points: int = 0
    attempts: int | None = None
    per_page: int = 5
    shuffle: bool = True
    weight: int = 1
    steps_label: Words = field(default_factory=dict)


@dataclass(frozen=True)
class ModuleOutline:
    """A module and its activities in order. `text` is {language: HTML} of what its file says under the front matter."""

    slug: str
    title: Words
    summary: Words = field(default_factory=dict)
    text: Words = field(default_factory=dict)
    activities: tuple[ActivityOutline, ...] = ()

    @property
    def minutes(self) -> int:
        """Time to expect for all of it."""
        return sum(activity.minutes for activity in self.activities)


@dataclass(frozen=True)
class Outline:
    """A course in one release. `able` is {language: HTML} of "you will be able to"; `rule` the completion tree over ids."""

    course_id: int
    slug: str
    title: Words
    summary: Words
    able: Words
    hours: float
    level: str
    audience: tuple[str, ...]
    langs: tuple[str, ...]
    is_open: bool
    modules: tuple[ModuleOutline, ...]
    rule: dict[str, Any]
    reviewed_by: str = ""
    pillar: str = "elearning"

    @property
    def activities(self) -> tuple[ActivityOutline, ...]:
        """All activities in reading order."""
        return tuple(activity for module in self.modules for activity in module.activities)

    @property
    def minutes(self) -> int:
        """Time to expect for the whole course."""
        return sum(module.minutes for module in self.modules)

    @property
    def kb(self) -> int:
        """Weight of all texts and pictures."""
        return sum(activity.kb for activity in self.activities)

    def find(self, slug: str) -> ActivityOutline | None:
        """The activity of that id, if this release has it."""
        return next((activity for activity in self.activities if activity.slug == slug), None)

    def module_of(self, activity_id: int) -> ModuleOutline:
        """The module an activity stands in. Raises StopIteration for an activity of another release."""
        return next(m for m in self.modules for a in m.activities if a.id == activity_id)

    def around(self, activity_id: int) -> tuple[ActivityOutline | None, ActivityOutline | None]:
        """The activities before and after, in reading order."""
        order = self.activities
        place = next(i for i, activity in enumerate(order) if activity.id == activity_id)
        before = order[place - 1] if place else None
        return before, order[place + 1] if place + 1 < len(order) else None

    def numbered(self) -> Iterator[tuple[int, ModuleOutline]]:
        """Modules with their numbers from 1."""
        return enumerate(self.modules, 1)

    def to_doc(self) -> dict[str, Any]:
        """As it is kept in `release.outline`."""
        return asdict(self)


def from_doc(doc: dict[str, Any]) -> Outline:
    """Read back what `to_doc` wrote."""
    modules = tuple(
        ModuleOutline(**{**module, "activities": tuple(_activity(activity) for activity in module["activities"])})
        for module in doc["modules"]
    )
    return Outline(**{**doc, "modules": modules, "audience": tuple(doc["audience"]), "langs": tuple(doc["langs"])})


@lru_cache(maxsize=256)
def from_text(text: str) -> Outline:
    """The outline in the text of a `release.outline`. The same text is read once: nothing here could be out of date."""
    return from_doc(json.loads(text))


def _activity(doc: dict[str, Any]) -> ActivityOutline:
    return ActivityOutline(**{**doc, **{name: tuple(doc[name]) for name in ("langs", "stale", "unreviewed")}})
