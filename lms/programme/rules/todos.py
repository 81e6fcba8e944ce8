"""What a meeting asked somebody to do: whether it is late, in working days, and on which later meeting's page it stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from lms.lib.zones import working_days


@dataclass(frozen=True)
class Todo:
    """An action item. Who is to do it is an agency, or an office in words; `opened_at` is the start of the meeting that asked for it."""

    id: int
    key: UUID
    no: int
    text: str
    agency_id: int | None
    owner: str
    due_day: date
    done_day: date | None
    dropped_day: date | None
    note: str
    node_id: int | None
    network_id: int | None
    meeting_id: int
    meeting_key: UUID
    opened_at: datetime
    opened_day: date  # of that meeting, on its own wall

    @property
    def state(self) -> str:
        """open, done or dropped."""
        return "done" if self.done_day else "dropped" if self.dropped_day else "open"

    @property
    def closed_day(self) -> date | None:
        """When it was done or dropped."""
        return self.done_day or self.dropped_day

    def over(self, today: date, off: Collection[date] = ()) -> int:
        """How many working days it is late: those after its day, today among them. On the weekend after its day it is not late yet."""
        return 0 if self.closed_day else working_days(self.due_day, today + timedelta(days=1), off)


def in_order(todos: Iterable[Todo]) -> list[Todo]:
    """As a page lists them: the open ones by their day, so that what is late leads; then what was closed, the last first."""
    found = sorted(todos, key=lambda todo: todo.no)
    still = sorted((todo for todo in found if not todo.closed_day), key=lambda todo: todo.due_day)
    closed = [todo for todo in found if todo.closed_day]
    return [*still, *sorted(closed, key=lambda todo: todo.closed_day or date.min, reverse=True)]


def carried_to(todos: Iterable[Todo], meeting_id: int, starts_at: datetime, before: date | None) -> list[Todo]:
    """What stands on a meeting's page: what it asked for, and of earlier meetings what was not closed before the last one.

    `before` is the day of the meeting before it, None for the first of a series: what was closed since then is told there once more.
    """
    asked = [todo for todo in todos if (todo.opened_at, todo.meeting_id) <= (starts_at, meeting_id)]
    return in_order(todo for todo in asked if not (before and todo.closed_day and todo.closed_day < before))
