"""What becomes of a meeting. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """Only `held` completes anything. A link that failed is not an absence."""

    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"
    TECHNICAL = "technical"


FURTHEST = timedelta(days=366)  # a meeting is set at most so far ahead


def may_be_noted(outcome: Outcome, starts_at: datetime, at: datetime) -> bool:
    """Whether it can be said already: a cancellation at any time, all else once the meeting has begun."""
    return outcome is Outcome.CANCELLED or starts_at <= at
