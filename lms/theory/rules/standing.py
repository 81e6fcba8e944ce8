"""How a session stands for one officer, in one word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.theory.rules.clock import ends_at
from lms.theory.rules.register import Outcome, counts


class Standing(StrEnum):
    """The one word."""

    CANCELLED = "cancelled"
    BROKE_OFF = "broke_off"
    ATTENDED = "attended"
    PARTLY = "partly"
    ABSENT = "absent"
    EXCUSED = "excused"
    TECHNICAL = "technical"
    AWAITED = "awaited"  # it is over, a seat was held, and the register is not confirmed
    REGISTERED = "registered"
    WAITING = "waiting"
    OPEN = "open"
    FULL = "full"
    BEGUN = "begun"  # or over, without this officer


@dataclass(frozen=True)
class Known:
    """What decides it. `outcome` and `there` (minutes) are those of the confirmed register."""

    starts_at: datetime
    minutes: int
    capacity: int
    taken: int
    is_cancelled: bool
    is_broken_off: bool
    has_seat: bool
    is_waiting: bool
    outcome: str | None
    there: int


def standing(known: Known, at: datetime) -> Standing:
    """The one word for these facts at that moment."""
    if known.is_cancelled:
        return Standing.CANCELLED
    if known.is_broken_off:
        return Standing.BROKE_OFF
    if known.outcome:
        return Standing.ATTENDED if counts(known.outcome, known.there, known.minutes) else _not_attended(known.outcome)
    if known.has_seat:
        return Standing.REGISTERED if at < ends_at(known.starts_at, known.minutes) else Standing.AWAITED
    if at >= known.starts_at:
        return Standing.BEGUN
    if known.is_waiting:
        return Standing.WAITING
    return Standing.OPEN if known.taken < known.capacity else Standing.FULL


def _not_attended(outcome: str) -> Standing:
    return Standing.PARTLY if outcome == Outcome.PRESENT else Standing(outcome)
