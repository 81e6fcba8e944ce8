"""A line of a version as a plain value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

TYPES = ("elearning", "theory", "mentorship", "in_person", "study_visit", "meeting", "monitoring", "network", "other")
MODES = ("own_pace", "live", "on_site", "hybrid")
STATUSES = ("planned", "postponed", "cancelled")
# Lines whose delivery is counted from enrolments, registers and meetings; the others are marked by hand and say so.
COUNTED = ("elearning", "theory", "mentorship")
MONTHS_A_QUARTER = 3


class Size(NamedTuple):
    """What lines amount to: how many they are, and their seats. A postponed or cancelled line keeps its number and adds no seat."""

    lines: int
    seats: int


@dataclass(frozen=True)
class Line:
    """What one version says of a line. `seats` are those of the whole line, over all `events`; `minutes` is one person at one event."""

    id: int
    key: UUID
    plan_id: int
    version_id: int
    number: str
    pos: int
    type: str
    mode: str
    title: Mapping[str, str]
    from_day: date | None
    to_day: date | None
    quarter: int | None
    seats: int | None
    events: int
    minutes: int | None
    langs: tuple[str, ...]
    office: str
    office_id: int | None
    status: str
    reason: str
    replaces_id: int | None
    carried_from_id: int | None
    note: str
    source: str
    reason_ru: str = ""
    nodes: tuple[int, ...] = ()
    networks: tuple[int, ...] = ()
    courses: tuple[int, ...] = ()
    funding: tuple[tuple[int, int], ...] = ()  # (grant, share in percent)

    @property
    def is_planned(self) -> bool:
        """Whether it is to be held: neither postponed nor cancelled."""
        return self.status == "planned"

    @property
    def why(self) -> dict[str, str]:
        """Why it is put off, {language: text}; nothing of one that is planned."""
        return {lang: text for lang, text in (("en", self.reason), ("ru", self.reason_ru)) if text}

    @property
    def is_counted(self) -> bool:
        """Whether its delivery is counted, and not marked by hand."""
        return self.type in COUNTED

    @property
    def planned_seats(self) -> int:
        """The seats that are in the sum."""
        return (self.seats or 0) if self.is_planned else 0

    def last_day(self, year: int) -> date | None:
        """When it is to be over: its last day, or that of its quarter; None where neither is set."""
        if self.to_day or self.quarter is None:
            return self.to_day
        after = date(year + self.quarter // 4, self.quarter % 4 * MONTHS_A_QUARTER + 1, 1)
        return date.fromordinal(after.toordinal() - 1)

    def first_day(self, year: int) -> date | None:
        """When it is to begin."""
        if self.from_day or self.quarter is None:
            return self.from_day
        return date(year, (self.quarter - 1) * MONTHS_A_QUARTER + 1, 1)
