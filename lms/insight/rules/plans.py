"""What a line of a plan comes to. A seat is one person in one course or at one event; nothing here was typed but what is held by hand.

Due is what the plan asks for by a day, delivered what was counted. The one is met by the other as far as it goes: the rest of what
was due is short, the rest of what was delivered is ahead of its date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from uuid import UUID

from lms.programme.rules import Line
from lms.theory.rules.clock import ends_at

PLANNED, SCHEDULED, RUNNING, PART_HELD = "planned", "scheduled", "running", "part_held"
HELD, LATE, POSTPONED, CANCELLED = "held", "late", "postponed", "cancelled"
STATES = (LATE, RUNNING, PART_HELD, SCHEDULED, PLANNED, HELD, POSTPONED, CANCELLED)  # as they are listed


@dataclass(frozen=True)
class Event:
    """A theory session of a line. `taken` seats of `capacity`."""

    key: UUID
    title: dict[str, str]
    starts_at: datetime
    minutes: int
    zone: str
    capacity: int
    taken: int
    is_cancelled: bool = False
    is_confirmed: bool = False

    def is_over(self, at: datetime) -> bool:
        """Whether it was held or has passed, and was not cancelled."""
        return not self.is_cancelled and (self.is_confirmed or ends_at(self.starts_at, self.minutes) <= at)


@dataclass(frozen=True)
class ByHand:
    """That somebody marked a line as held: when, with how many, and where that is written down."""

    from_day: date
    to_day: date
    people: int
    note: str
    at: datetime


@dataclass(frozen=True)
class Delivered:
    """What of one kind was delivered for a line: how many different people, minutes of all of them together, from when to when."""

    people: int = 0
    minutes: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True)
class Counted:
    """What stands behind a line; `of` is {type of line: what was delivered of that kind}.

    Of enrolments those count that were not withdrawn; of engagements those that a mentor has accepted.
    """

    enrolled: int = 0
    completed: int = 0
    overdue: int = 0
    events: tuple[Event, ...] = ()  # all sessions, the first first
    over: int = 0
    attended: int = 0
    engagements: int = 0
    met: int = 0  # meetings that were held
    mentored: int = 0  # people who were at one of them
    by_hand: ByHand | None = None
    reason: str = ""  # why it differs, as it was said last
    next_at: datetime | None = None
    of: Mapping[str, Delivered] = field(default_factory=dict)

    @property
    def sessions(self) -> int:
        """Those that were not cancelled."""
        return sum(not event.is_cancelled for event in self.events)

    @property
    def held(self) -> int:
        """Those whose register is confirmed."""
        return sum(event.is_confirmed and not event.is_cancelled for event in self.events)

    @property
    def cancelled(self) -> int:
        """The others."""
        return len(self.events) - self.sessions

    @property
    def booked(self) -> int:
        """Seats that are taken in sessions."""
        return sum(event.taken for event in self.events if not event.is_cancelled)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands behind the line."""
        return not (self.enrolled or self.sessions or self.engagements or self.by_hand)


NOTHING = Counted()


@dataclass(frozen=True)
class Standing:
    """A line against what was delivered. Of what is not in the sum (see `RULE` in the views) planned, due, ahead and short are 0."""

    state: str
    planned: int
    due: int
    delivered: int
    is_summed: bool

    @property
    def ahead(self) -> int:
        """Delivered and not due yet."""
        return max(0, self.delivered - self.due) if self.is_summed else 0

    @property
    def short(self) -> int:
        """Due and not delivered."""
        return max(0, self.due - self.delivered)


def standing(line: Line, counted: Counted, day: date, year: int) -> Standing:
    """How a line of a plan for that year stands on a day."""
    delivered = _delivered(line, counted)
    last = line.last_day(year)
    is_past = last is not None and last < day
    state = line.status if not line.is_planned else _state(line, counted, delivered, day, year)
    # A meeting or visit without a number of seats has nothing to be summed; neither has what was put off.
    is_summed = line.is_planned and (line.is_counted or line.seats is not None)
    due = _due(line, counted, is_past) if is_summed else 0
    return Standing(state, line.planned_seats if is_summed else 0, due, delivered, is_summed)


def _delivered(line: Line, counted: Counted) -> int:
    """Completed enrolments, attendances, people mentored; or the number that was written by hand."""
    of_type = {"elearning": counted.completed, "theory": counted.attended, "mentorship": counted.mentored}
    return of_type.get(line.type, counted.by_hand.people if counted.by_hand else 0)


def _due(line: Line, counted: Counted, is_past: bool) -> int:
    """All seats once the last day has passed; of theory before that those of the sessions that are over."""
    if is_past:
        return line.planned_seats
    if line.type == "theory":
        return line.planned_seats * min(counted.over, line.events) // line.events
    return 0


def _state(line: Line, counted: Counted, delivered: int, day: date, year: int) -> str:
    first, last = line.first_day(year), line.last_day(year)
    is_past, has_begun = last is not None and last < day, first is not None and first <= day
    if _is_held(line, counted, delivered, is_past):
        return HELD
    # Live things need somebody to set them: when the first of their own days has passed and nothing is set, that is late.
    is_unset = line.type in ("theory", "mentorship") and counted.is_empty and line.from_day is not None and line.from_day < day
    if is_past or is_unset:
        return LATE
    if line.type != "elearning" and delivered:
        return PART_HELD
    if counted.is_empty or not line.is_counted:
        return PLANNED
    return RUNNING if has_begun or delivered or counted.over else SCHEDULED


def _is_held(line: Line, counted: Counted, delivered: int, is_past: bool) -> bool:
    """eLearning: every seat. Theory: every session, whoever came. Mentorship: every seat, or some of them and the time is over."""
    if not line.is_counted:
        return counted.by_hand is not None
    if line.type == "theory":
        return counted.held >= line.events
    is_full = delivered >= line.planned_seats > 0
    return is_full or (is_past and delivered > 0 and (line.type == "mentorship" or line.planned_seats == 0))


@dataclass(frozen=True)
class Sum:
    """What lines come to together. `put_off` are the seats of postponed and cancelled lines, which are in no other number."""

    lines: int = 0
    planned: int = 0
    due: int = 0
    delivered: int = 0
    ahead: int = 0
    short: int = 0
    late: int = 0
    put_off: int = 0

    @property
    def on_time(self) -> int:
        """Delivered of what was due."""
        return self.delivered - self.ahead

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))


def add_up(parts: Iterable[tuple[Line, Standing]]) -> Sum:
    """The sum of lines. Each is met or missed by itself: what is ahead in one makes up for nothing in another."""
    found = Sum()
    for line, stands in parts:
        delivered = stands.delivered if stands.is_summed else 0
        put_off = 0 if line.is_planned else line.seats or 0
        one = (stands.planned, stands.due, delivered, stands.ahead, stands.short, int(stands.state == LATE), put_off)
        found += Sum(1, *one)
    return found
