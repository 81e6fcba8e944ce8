"""Who counts as having been there. A register's marks, and what they say when it is confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.theory.rules.clock import ends_at

ENOUGH = 80  # per cent of the minutes, from which somebody has attended (peers.md 5.2)


class Outcome(StrEnum):
    """What a register says of somebody. Technical is nobody's fault and never absence."""

    PRESENT = "present"
    PARTLY = "partly"
    ABSENT = "absent"
    EXCUSED = "excused"
    TECHNICAL = "technical"


def enough(minutes: int) -> int:
    """From how many minutes on somebody has attended a session of that length."""
    return -(-minutes * ENOUGH // 100)


def minutes_there(outcome: str, minutes: int | None, of: int) -> int:
    """The minutes that a mark stands for: all of them, those that were given, or none."""
    if outcome == Outcome.PRESENT:
        return of
    return min(minutes or 0, of) if outcome == Outcome.PARTLY else 0


def counts(outcome: str, minutes: int, of: int) -> bool:
    """Whether somebody has attended: present, or there for long enough."""
    return outcome in (Outcome.PRESENT, Outcome.PARTLY) and minutes >= enough(of)


@dataclass(frozen=True)
class Mark:
    """What stands beside somebody. No outcome: nothing yet. `is_preset`: nobody has set it, joining in time suggests it."""

    outcome: str | None = None
    minutes: int | None = None
    is_preset: bool = False

    @property
    def text(self) -> str:
        """In one word and a number, as a page says back what it showed: absent, or partly 30, or nothing."""
        return f"{self.outcome} {'' if self.minutes is None else self.minutes}" if self.outcome == Outcome.PARTLY else self.outcome or ""

    @property
    def needs_minutes(self) -> bool:
        """Whether it says partly and not for how long."""
        return self.outcome == Outcome.PARTLY and self.minutes is None

    @property
    def is_whole(self) -> bool:
        """Whether it can be confirmed: partly needs its minutes."""
        return self.outcome is not None and not self.needs_minutes


def mark_of(outcome: str | None, minutes: int | None, joined_at: datetime | None, starts_at: datetime, of: int) -> Mark:
    """The mark somebody set; else present for who pressed Join while enough minutes were left."""
    if outcome is not None:
        return Mark(outcome, minutes)
    if joined_at is not None and (ends_at(starts_at, of) - joined_at).total_seconds() >= enough(of) * 60:
        return Mark(Outcome.PRESENT, is_preset=True)
    return Mark()


@dataclass(frozen=True)
class Tally:
    """How many have which mark. `without` have none, `untimed` are there partly, nobody has said for how long."""

    of: Mapping[str, int]
    without: int
    untimed: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.of.values()) + self.without + self.untimed


def tally(marks: Iterable[Mark]) -> Tally:
    """Count the marks."""
    found, without, untimed = dict.fromkeys(map(str, Outcome), 0), 0, 0
    for mark in marks:
        if mark.outcome is None:
            without += 1
        elif mark.needs_minutes:
            untimed += 1
        else:
            found[mark.outcome] += 1
    return Tally(found, without, untimed)
