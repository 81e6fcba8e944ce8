"""What becomes of a meeting. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any

from lms.catalogue.rules.outline import Outline


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


def is_ready(outline: Outline, step_id: int, done: Collection[int]) -> bool:
    """Whether all that the course asks for and that stands before this step is done."""
    needed = _needed(outline.rule)
    before = takewhile(lambda activity: activity.id != step_id, outline.activities)
    return all(activity.id in done for activity in before if activity.id in needed)


def _needed(rule: Mapping[str, Any] | int) -> set[int]:
    """The activities that a completion rule asks for in any case; of a choice between several none is one of them."""
    if isinstance(rule, int):
        return {rule}
    return {activity for branch in rule.get("all", ()) for activity in _needed(branch)}


def correction(was: str, now: str, why: str) -> str:
    """A correction as the log book keeps it: held → missed: another week."""
    return f"{was} → {now}: {why}"


def read_correction(said: str) -> tuple[str, str]:
    """(what had been noted, the reason) of such a line."""
    was, _arrow, rest = said.partition(" → ")
    return was, rest.partition(": ")[2]
