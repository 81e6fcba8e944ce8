"""What the desk decides on plain values: what comes first, how far somebody is, which squares stand beside a name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from lms.catalogue.rules.outline import ActivityOutline, ModuleOutline, Outline
from lms.learning.rules import Count, count
from lms.progress.rules import PILLARS, next_step

GREETINGS = ((5, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))


def greeting(hour: int) -> str:
    """Which of the greetings fits that hour on the reader's wall."""
    return next(word for until, word in GREETINGS if hour < until)


@dataclass(frozen=True)
class Course:
    """A course somebody has: the enrolment, the outline as its words are today, how many steps are done, and the next one."""

    mine: Any  # progress.queries.Mine
    outline: Outline
    steps: Count
    next: ActivityOutline | None
    best: int | None  # the best score of any quiz, in per cent
    modules_done: int
    states: Mapping[int, Any]

    @property
    def is_open(self) -> bool:
        """Whether there is something to do in it."""
        return self.mine.state in ("not_started", "in_progress") and self.next is not None

    def position(self, step: ActivityOutline) -> tuple[int, int, int]:
        """(number of the module, number of the step in it, steps of that module) of a step, from 1."""
        for number, module in self.outline.numbered():
            for place, activity in enumerate(module.activities, 1):
                if activity.id == step.id:
                    return number, place, len(module.activities)
        raise LookupError(step.slug)


def course(mine: Any, outline: Outline, states: Mapping[int, Any]) -> Course:
    """One enrolment with all that its line says. `states` is {activity: (status, score, done_at)}."""
    done = {id_ for id_, state in states.items() if state.done_at}
    scores = [state.score for state in states.values() if state.score is not None]
    finished = sum(1 for module in outline.modules if module.activities and all(a.id in done for a in module.activities))
    return Course(mine, outline, count(outline.activities, states), next_step(outline, done), max(scores, default=None), finished, states)


def module_steps(one: Course, module: ModuleOutline) -> Count:
    """How much of one module is done."""
    return count(module.activities, one.states)


@dataclass(frozen=True)
class Session:
    """A live session ahead of the officer, as far as it decides anything: the step it is about, and how they stand in it."""

    activity_id: int | None
    is_open: bool  # one may register
    is_joinable: bool  # one has a seat, and the room is open
    is_full: bool = False  # one may wait for a seat


@dataclass(frozen=True)
class ToDo:
    """What `Continue` opens. `what` is read, sit, write, again (a new version is asked for), register, join or choose (a session)."""

    course: Course
    step: ActivityOutline
    what: str


def to_do(one: Course, sessions: Sequence[Session], turns: Mapping[int, str]) -> ToDo | None:
    """The first step of a course that the officer can do something about; a session without a date to register for only if there is
    no other.

    `turns` is {assignment: officer, mentor or nobody}: with whom what was handed in lies. A meeting is set by the mentor.
    """
    weak = None
    for activity in one.outline.activities if one.is_open else ():
        if (state := one.states.get(activity.id)) and state.done_at:
            continue
        what = _what(activity, sessions, turns)
        if what == "choose":
            weak = weak or ToDo(one, activity, what)
        elif what:
            return ToDo(one, activity, what)
    return weak


def _what(activity: ActivityOutline, sessions: Sequence[Session], turns: Mapping[int, str]) -> str | None:
    if activity.kind in ("lesson", "quiz"):
        return "read" if activity.kind == "lesson" else "sit"
    if activity.kind == "assignment":
        return {None: "write", "officer": "again"}.get(turns.get(activity.id))
    if activity.kind != "session":
        return None
    session = next((one for one in sessions if one.activity_id == activity.id), None)
    if session is None or session.is_full:
        return "choose"
    return "join" if session.is_joinable else "register" if session.is_open else None


def most_urgent(courses: Iterable[Course], sessions: Sequence[Session] = (), turns: Mapping[int, str] | None = None) -> ToDo | None:
    """Where `Continue` leads, over all courses: a session whose room is open; then what is overdue, then what is due, the nearest
    first, then what was touched last."""
    found = (to_do(one, sessions, turns or {}) for one in courses)
    return min((each for each in found if each), key=_urgency, default=None)


def _urgency(todo: ToDo) -> tuple[bool, bool, bool, bool, float, float]:
    mine = todo.course.mine
    return (
        todo.what != "join",
        todo.what == "choose",
        not mine.is_overdue,
        mine.due_at is None,
        mine.due_at.timestamp() if mine.due_at else 0,
        -(mine.last_at or mine.enrolled_at).timestamp(),
    )


@dataclass(frozen=True)
class Block:
    """A pillar on the home page: how far it is, and its courses in the order of the programme."""

    name: str
    pillar: Any  # progress.rules.Pillar, or None where the programme has nothing of it
    courses: Sequence[Course]

    @property
    def steps(self) -> list[tuple[Course, ActivityOutline, Any]]:
        """(course, step, its state or None) of all its courses."""
        return [(one, activity, one.states.get(activity.id)) for one in self.courses for activity in one.outline.activities]

    @property
    def begun(self) -> int:
        """How many of what the pillar counts are begun and not done."""
        if self.name == "elearning":
            return sum(1 for one in self.courses if one.mine.state == "in_progress")
        return sum(1 for _course, _step, state in self.steps if state and not state.done_at)


def blocks(programme: Any, courses: Iterable[Course], beside: Iterable[str]) -> list[Block]:
    """The pillars of a programme; `beside` are those that have something to show although no course of theirs is held."""
    by_id = {one.mine.course_id: one for one in courses}
    held = [by_id[id_] for id_ in programme.course_ids if id_ in by_id]
    known = {pillar.name: pillar for pillar in programme.pillars}
    names = [name for name in PILLARS if name in known or name in beside]
    return [Block(name, known.get(name), [one for one in held if one.outline.pillar == name]) for name in names]


def sign(state: str, is_overdue: bool) -> str:
    """Which mark stands for an enrolment (macros/parts.html)."""
    return "late" if is_overdue else {"not_started": "open", "in_progress": "part", "completed": "done", "withdrawn": "gone"}[state]


@dataclass(frozen=True)
class Held:
    """An enrolment as the list of people needs it."""

    slug: str
    state: str
    is_overdue: bool
    due_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class Line:
    """Somebody in the list: `person` has id, ref, call_name, unit_id, agency_id, cc, left_on, created_at."""

    person: Any
    held: Sequence[Held]

    def of(self, slug: str) -> Held | None:
        """What they have of a course: the latest."""
        return next((one for one in reversed(self.held) if one.slug == slug), None)

    @property
    def counted(self) -> list[Held]:
        """Enrolments that are not withdrawn."""
        return [one for one in self.held if one.state != "withdrawn"]

    @property
    def done(self) -> int:
        """How many courses are completed."""
        return sum(1 for one in self.held if one.state == "completed")

    @property
    def next_due(self) -> Held | None:
        """What is to be done first: the nearest due time, then what has none."""
        todo = [one for one in self.held if one.state in ("not_started", "in_progress")]
        return min(todo, key=lambda one: (one.due_at is None, one.due_at.timestamp() if one.due_at else 0), default=None)

    @property
    def last_at(self) -> datetime | None:
        """When they did something last."""
        return max((one.last_at for one in self.held if one.last_at), default=None)


def by_unit(lines: Sequence[Line]) -> list[tuple[int | None, list[Line]]]:
    """The lines of each unit, in the order in which they stand."""
    return [(unit_id, list(of_unit)) for unit_id, of_unit in groupby(lines, key=lambda line: line.person.unit_id)]


def is_new(created_at: datetime, at: datetime) -> bool:
    """Whether somebody was added in the last thirty days."""
    return created_at > at - NEW_FOR


NEW_FOR = timedelta(days=30)
