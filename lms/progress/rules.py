"""What facts add up to. Pure: any order and any duplication of the same facts gives the same answer (house, rules 1 and 2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from lms.catalogue.rules.outline import ActivityOutline, Outline


class Source(StrEnum):
    """Who saw a fact happen."""

    BROWSER = "browser"
    SERVER = "server"
    STAFF = "staff"


# Closed: which source may bring which kind. A browser only claims what its own person did in it; the server says what it
# found in what it stored; staff says what a person of the programme witnessed or decided.
KINDS: Mapping[str, frozenset[Source]] = {
    "opened": frozenset({Source.BROWSER}),
    "read": frozenset({Source.BROWSER}),
    "answered": frozenset({Source.BROWSER}),
    "submitted": frozenset({Source.BROWSER}),
    "passed": frozenset({Source.SERVER}),
    "reviewed": frozenset({Source.STAFF}),
    "attended": frozenset({Source.STAFF}),
    "held": frozenset({Source.STAFF}),
    "recognised": frozenset({Source.STAFF}),
    "exempted": frozenset({Source.STAFF}),
    "voided": frozenset({Source.STAFF}),
    "revoked": frozenset({Source.STAFF}),
}
# What a trainer of a session or a mentor says of those who were with them, and that it was a mistake.
WITNESSED = frozenset({"attended", "held", "reviewed", "voided"})
# Which facts finish which kind of activity. A claim that a quiz was read finishes nothing.
FINISHES: Mapping[str, frozenset[str]] = {
    "lesson": frozenset({"read", "recognised", "exempted"}),
    "quiz": frozenset({"passed", "recognised", "exempted"}),
    "session": frozenset({"attended", "recognised", "exempted"}),
    "meeting": frozenset({"held", "recognised", "exempted"}),
    "assignment": frozenset({"reviewed", "recognised", "exempted"}),
}
MEETS = "meets"  # the outcome of a review that finishes; another one asks for a further iteration


@dataclass(frozen=True)
class Fact:
    """A row of the ledger, as far as it decides anything."""

    event_id: UUID
    kind: str
    happened_at: datetime
    activity_id: int | None = None
    lang: str = ""
    voids_id: UUID | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityState:
    """How far an activity is. `score` is the best so far, in per cent."""

    status: str
    score: int | None
    done_at: datetime | None


@dataclass(frozen=True)
class AwardState:
    """An award as the rule finds it; `ended_why` is voided when a necessary fact was undone, revoked when staff took it back."""

    earned_at: datetime
    lang: str
    ended_at: datetime | None = None
    ended_why: str | None = None


@dataclass(frozen=True)
class Derived:
    """All that follows from the facts of one enrolment."""

    states: Mapping[int, ActivityState]
    modules: Mapping[str, datetime]
    status: str
    percent: int
    completed_at: datetime | None
    last_at: datetime | None
    award: AwardState | None


def finishes(activity_kind: str, fact: Fact) -> bool:
    """Whether this fact finishes an activity of that kind. A review does only where it says that the work meets what was asked."""
    if fact.kind == "reviewed" and fact.body.get("outcome") != MEETS:
        return False
    return fact.kind in FINISHES[activity_kind]


def derive(outline: Outline, facts: Iterable[Fact]) -> Derived:
    """States, modules, percentage and award of an enrolment that is pinned to this outline."""
    once = {fact.event_id: fact for fact in facts}
    undone = {fact.voids_id for fact in once.values() if fact.kind == "voided"}
    # Only what is no void itself can be undone, so that there are no chains to argue about.
    valid = [fact for fact in once.values() if fact.kind != "voided" and fact.event_id not in undone]
    states = _states(outline, valid)
    done = {id_: state.done_at for id_, state in states.items() if state.done_at}
    completed_at = earned(outline.rule, done)
    award = _award(outline, once, valid, completed_at)
    in_force = completed_at if award and award.ended_at is None else None
    return Derived(
        states=states,
        modules=_modules(outline, done),
        status="completed" if in_force else "in_progress" if valid else "not_started",
        percent=100 if in_force else _percent(outline, done),
        completed_at=in_force,
        last_at=max((fact.happened_at for fact in valid), default=None),
        award=award,
    )


def earned(rule: Mapping[str, Any] | int, done: Mapping[int, datetime]) -> datetime | None:
    """When the last necessary activity was done: `all` is the latest, `any` the earliest, `of` k the k-th. None: not yet."""
    if isinstance(rule, int):
        return done.get(rule)
    branches: Sequence[Any] = rule.get("all") or rule.get("any") or rule.get("from") or ()
    needed = len(branches) if "all" in rule else 1 if "any" in rule else int(rule["of"])
    times = sorted(at for branch in branches if (at := earned(branch, done)))
    return times[needed - 1] if branches and len(times) >= needed else None


def _states(outline: Outline, facts: Sequence[Fact]) -> dict[int, ActivityState]:
    found: dict[int, ActivityState] = {}
    for activity in outline.activities:
        of_it = [fact for fact in facts if fact.activity_id == activity.id]
        if not of_it:
            continue
        done_at = min((fact.happened_at for fact in of_it if finishes(activity.kind, fact)), default=None)
        scores = [int(fact.body["percent"]) for fact in of_it if "percent" in fact.body]
        found[activity.id] = ActivityState("done" if done_at else "begun", max(scores, default=None), done_at)
    return found


def _modules(outline: Outline, done: Mapping[int, datetime]) -> dict[str, datetime]:
    """Modules whose every activity is done, with the time of the last."""
    return {
        m.slug: max(done[a.id] for a in m.activities) for m in outline.modules if m.activities and all(a.id in done for a in m.activities)
    }


def _percent(outline: Outline, done: Mapping[int, datetime]) -> int:
    whole = sum(activity.weight for activity in outline.activities)
    part = sum(activity.weight for activity in outline.activities if activity.id in done)
    # 100 is said only when the rule is satisfied.
    return min(99, part * 100 // whole) if whole else 0


def _award(outline: Outline, once: Mapping[UUID, Fact], valid: Sequence[Fact], completed_at: datetime | None) -> AwardState | None:
    if completed_at:
        last = [fact for fact in valid if fact.happened_at == completed_at and fact.activity_id is not None]
        lang = min(last, key=lambda fact: str(fact.event_id)).lang if last else ""
        taken_back = min((fact.happened_at for fact in valid if fact.kind == "revoked"), default=None)
        if taken_back is None:
            return AwardState(completed_at, lang)
        return AwardState(completed_at, lang, max(taken_back, completed_at), "revoked")
    return _voided_award(outline, once)


def _voided_award(outline: Outline, once: Mapping[UUID, Fact]) -> AwardState | None:
    """Without the voids it would have been earned: then it was, and it ended with the void that left the rule unsatisfied."""
    standing = {id_: fact for id_, fact in once.items() if fact.kind != "voided"}
    before = _completed(outline, standing.values())
    if before is None:
        return None
    voids = sorted((fact for fact in once.values() if fact.kind == "voided"), key=lambda fact: (fact.happened_at, str(fact.event_id)))
    ended = before
    for void in voids:
        if standing.pop(void.voids_id, None) and _completed(outline, standing.values()) is None:  # type: ignore[arg-type]
            ended = max(before, void.happened_at)
            break
    return AwardState(before, "", ended, "voided")


def _completed(outline: Outline, facts: Iterable[Fact]) -> datetime | None:
    return earned(outline.rule, {i: state.done_at for i, state in _states(outline, list(facts)).items() if state.done_at})


def next_step(outline: Outline, done: Iterable[int]) -> ActivityOutline | None:
    """What `Continue` opens: the first activity in reading order that is not done. None: everything is."""
    finished = set(done)
    return next((activity for activity in outline.activities if activity.id not in finished), None)


class Fate(StrEnum):
    """What enrolling somebody would do."""

    NEW = "new"
    AGAIN = "again"  # withdrawn before: the same enrolment is opened again, with all that was done
    HAS_IT = "has_it"
    DONE = "done"


def fate(status: str | None, is_withdrawn: bool) -> Fate:
    """What enrolling does to somebody whose enrolment has this status (None: there is none)."""
    if status is None:
        return Fate.NEW
    if status == "completed":
        return Fate.DONE
    return Fate.AGAIN if is_withdrawn else Fate.HAS_IT


PILLARS = ("elearning", "theory", "mentorship")


@dataclass(frozen=True)
class Part:
    """A course of somebody's programme, whether they hold it or not yet. `steps` are its activities."""

    course_id: int
    pillar: str
    percent: int = 0
    completed_at: datetime | None = None
    steps_done: int = 0
    steps: int = 0


@dataclass(frozen=True)
class Pillar:
    """How far a pillar is: of eLearning `done` courses of `total`, of theory and mentorship single steps (sessions, meetings, work)."""

    name: str
    done: int
    total: int
    percent: int


@dataclass(frozen=True)
class Programme:
    """How far somebody is over the three pillars. `track` is the title of the track, None for who holds single courses only.

    `course_ids` are the courses it is made of, in the order in which they are taken; `completed_at` and `due_at` are the track's.
    """

    track: Mapping[str, str] | None = None
    pillars: tuple[Pillar, ...] = ()
    percent: int = 0
    completed_at: datetime | None = None
    due_at: datetime | None = None
    course_ids: tuple[int, ...] = ()
    is_overdue: bool = False


def add_up(parts: Sequence[Part]) -> tuple[tuple[Pillar, ...], int]:
    """The pillars of these courses and the percentage of all: each course counts the same, and 100 is said only when all are completed."""
    by_pillar = [(name, [part for part in parts if part.pillar == name]) for name in PILLARS]
    return tuple(_pillar(name, of_it) for name, of_it in by_pillar if of_it), _mean(parts)


def _pillar(name: str, parts: Sequence[Part]) -> Pillar:
    if name == "elearning":
        return Pillar(name, sum(1 for part in parts if part.completed_at), len(parts), _mean(parts))
    return Pillar(name, sum(part.steps_done for part in parts), sum(part.steps for part in parts), _mean(parts))


def _mean(parts: Sequence[Part]) -> int:
    return sum(part.percent for part in parts) // len(parts) if parts else 0


def programme_completed(courses: Iterable[datetime | None]) -> datetime | None:
    """When the last course of a track was completed; each counts with its own date. None: not all are, or there is none."""
    times = list(courses)
    return max((at for at in times if at), default=None) if all(times) else None


def earlier(own: datetime | None, other: datetime | None) -> datetime | None:
    """The deadline of a course that is asked for twice: the earlier of the two."""
    return min((at for at in (own, other) if at), default=None)
