"""Whose turn it is in a conversation, and how far the promise of an answer has run. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.lib.zones import working_days, working_deadline

NAMESPACE = UUID("6f0a4f0e-6f9b-5b0f-9a53-0f6e3e3c8a11")  # ours, for facts about assignments that have no draft yet


class Side(StrEnum):
    """Who speaks in a conversation."""

    OFFICER = "officer"
    MENTOR = "mentor"


class Outcome(StrEnum):
    """What a mentor says of an iteration."""

    MEETS = "meets"
    REVISE = "revise"


OTHER = {Side.OFFICER: Side.MENTOR, Side.MENTOR: Side.OFFICER}


@dataclass(frozen=True)
class Span:
    """A turn: whose, since when, until when (none: it is now)."""

    side: Side
    since: datetime
    until: datetime | None = None


def turned(spans: Sequence[Span], side: Side | None, at: datetime) -> list[Span]:
    """The turns after it has become the turn of `side` (none: the conversation is over).

    A turn that is that side's already goes on as it began. No turn ends before it begins, whatever the clocks say.
    """
    now = spans[-1] if spans and spans[-1].until is None else None
    if now is not None and now.side is side:
        return list(spans)
    before = list(spans)
    if now is not None:
        at = max(at, now.since)
        before[-1] = replace(now, until=at)
    elif spans and spans[-1].until is not None:
        at = max(at, spans[-1].until)
    return [*before, Span(side, at)] if side is not None else before


def after_post(spans: Sequence[Span], side: Side, at: datetime) -> list[Span]:
    """Somebody wrote: it is the other side's turn."""
    return turned(spans, OTHER[side], at)


def after_outcome(spans: Sequence[Span], outcome: Outcome, at: datetime) -> list[Span]:
    """A mentor gave an outcome: `revise` is the officer's turn, `meets` nobody's."""
    return turned(spans, Side.OFFICER if outcome is Outcome.REVISE else None, at)


def anew(spans: Sequence[Span], at: datetime) -> list[Span]:
    """Another mentor holds it now: a mentor's turn ends and begins anew, so that the promise is theirs to keep."""
    if not spans or spans[-1].until is not None or spans[-1].side is not Side.MENTOR:
        return list(spans)
    return turned(turned(spans, None, at), Side.MENTOR, at)


@dataclass(frozen=True)
class Promise:
    """An answer is promised by `due_at`. `gone` is {how many of its working days are over}, `over` how many whole ones came after."""

    due_at: datetime
    days: int
    gone: int
    is_last_day: bool
    is_late: bool
    over: int

    @property
    def marks(self) -> list[str]:
        """A square a working day: over, now, to come; one more when it is late."""
        now = [] if self.gone >= self.days else ["part"]
        return ["spent"] * self.gone + now + ["open"] * (self.days - self.gone - len(now)) + (["late"] if self.is_late else [])


def promise(since: datetime, at: datetime, *, days: int, zone: str, off: Collection[date] = ()) -> Promise:
    """How far the promise has run: `days` working days after the day of `since`, at the mentor's place."""
    return promises([since], at, days=days, zone=zone, off=off)[0]


def promises(began: Sequence[datetime], at: datetime, *, days: int, zone: str, off: Collection[date] = ()) -> list[Promise]:
    """The same of many turns at one place: those that began on the same day run alike, and are worked out once."""
    there = ZoneInfo(zone)
    first_days = [since.astimezone(there).date() for since in began]
    known = {day: _promise(day, at, days, zone, off) for day in set(first_days)}
    return [known[day] for day in first_days]


def _promise(began: date, at: datetime, days: int, zone: str, off: Collection[date]) -> Promise:
    there = ZoneInfo(zone)
    today = at.astimezone(there).date()
    due_at = working_deadline(datetime.combine(began, time(12), there), days, zone, off)
    last = due_at.astimezone(there).date()
    is_late = at > due_at
    gone = days if is_late else min(days, working_days(began, today, off))
    over = max(0, working_days(last, today, off)) if is_late else 0
    return Promise(due_at, days, gone, today == last, is_late, over)
