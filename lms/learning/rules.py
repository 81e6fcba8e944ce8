"""What a lesson's page needs to decide, on plain values."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID, uuid5

from lms.catalogue.rules.outline import ActivityOutline, ModuleOutline, Outline

BLOCK = re.compile(r"b\d{1,4}|t-[a-z0-9-]{1,70}")  # the ids that publishing gives to blocks (b7) and to headings (t-sum)

Namer = Callable[[Mapping[str, str]], tuple[str, str | None]]  # `named`, for one reader on one page
NAMESPACE = UUID("6f1c5d0a-7d0e-5b5e-9c57-0a4f1c3f2b10")  # ours, for the ids of facts that come from a lesson's page


@dataclass(frozen=True)
class Opening:
    """When a person opened a lesson and in which language; `event_id` is the same however often it is sent."""

    person_id: int
    activity_id: int
    at: datetime
    lang: str

    @property
    def event_id(self) -> UUID:
        """The id of the fact that this opening ends in."""
        return uuid5(NAMESPACE, f"{self.person_id} {self.activity_id} {self.at:%Y%m%dT%H%M%S}")


def seconds_left(needed: int, opened_at: datetime, at: datetime) -> int:
    """How long a lesson must stay open before it counts as read; 0 when it has been long enough."""
    return max(0, ceil(needed - (at - opened_at).total_seconds()))


def roughly(seconds: int) -> int:
    """A number of seconds as one says it: in fives, never less than what is left."""
    return 5 * ceil(seconds / 5)


def named(words: Mapping[str, str], langs: Sequence[str], page: str = "") -> tuple[str, str | None]:
    """A title in the best language, and that language where it is not the page's, which is the first of `langs` if not said."""
    for code in langs:
        if words.get(code):
            return words[code], None if code == (page or langs[0]) else code
    return next(((text, code) for code, text in words.items() if text), ("", None))


@dataclass(frozen=True)
class Step:
    """An activity in a list of steps. `state` is done, here, part or open; `score` the best so far, in per cent."""

    activity: ActivityOutline
    title: str
    lang: str | None
    state: str
    href: str
    done_at: datetime | None = None
    score: int | None = None
    is_begun: bool = False


# What stands behind the address of a step that is no text: the door of another room.
DOORS = {"quiz": "/attempts", "session": "/sessions", "meeting": "/meeting", "assignment": "/assignment"}


def step_href(course_href: str, activity: ActivityOutline, query: str = "") -> str:
    """Where a step is opened: the text of a lesson, the door of another kind. Made by hand: a page asks for a dozen of them."""
    return f"{course_href}/{activity.slug}{DOORS.get(activity.kind, query)}"


def onward(outline: Outline, activity_id: int, done: Iterable[int]) -> ActivityOutline | None:
    """Where *Done, next* leads: to the next step in reading order, past a quiz or another step with others that is done already."""
    order, finished = outline.activities, set(done)
    place = next(n for n, activity in enumerate(order) if activity.id == activity_id)
    return next((step for step in order[place + 1 :] if step.kind == "lesson" or step.id not in finished), None)


def minutes_left(activities: Sequence[ActivityOutline], done: Sequence[int], begun: Mapping[int, int]) -> int:
    """The time to expect for what is not done; `begun` is {activity: per cent of it that was read}."""
    finished = set(done)
    return sum(ceil(a.minutes * (100 - min(90, begun.get(a.id, 0))) / 100) for a in activities if a.id not in finished)


def needed(rule: Any) -> list[Any]:
    """What a completion rule asks for, one thing after the other: a step, or a rule that says how many of which. `all` in `all` is flat."""
    if isinstance(rule, int) or "all" not in rule:
        return [rule]
    return [one for branch in rule["all"] for one in needed(branch)]


def steps_of(
    module: ModuleOutline, states: Mapping[int, Any], name: Namer, course_href: str, *, here: int | None, query: str = ""
) -> list[Step]:
    """A module's activities as a list shows them; `states` is {activity: (status, score, done_at)}, `here` the one to do now."""
    return [_step(activity, states.get(activity.id), name, step_href(course_href, activity, query), here) for activity in module.activities]


def _step(activity: ActivityOutline, known: Any, name: Namer, href: str, here: int | None) -> Step:
    done_at, score = (known.done_at, known.score) if known else (None, None)
    state = "here" if activity.id == here else "done" if done_at else "part" if known else "open"
    return Step(activity, *name(activity.title), state, href, done_at, score, known is not None)


@dataclass(frozen=True)
class Count:
    """Steps for a scale: done, begun, all."""

    done: int
    begun: int
    total: int


def count(activities: Sequence[ActivityOutline], states: Mapping[int, Any]) -> Count:
    """How many activities are done and how many only begun."""
    known = [states[a.id] for a in activities if a.id in states]
    done = sum(1 for state in known if state.done_at)
    return Count(done, len(known) - done, len(activities))
