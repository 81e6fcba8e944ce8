"""What happened with the sessions of the demo: set, registered for, joined, marked, confirmed, moved and cancelled."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from lms.demo import times
from lms.demo.stage import Stage
from lms.demo.times import Event
from lms.demo.timetable import (
    BROKEN,
    CANCELLED,
    EXCUSED,
    FULL,
    HELD,
    JOINED,
    LATE,
    MOVED_TO,
    NAMED,
    SAT_IN,
    SESSIONS,
    TECHNICAL,
    TODAY,
    UNSEEN,
    WAITING,
    YESTERDAY,
    Seats,
    Session,
)
from lms.theory import actions as theory
from lms.theory import queries
from lms.theory.actions import Plan, Wall
from lms.theory.models import TheorySession
from lms.theory.rules.clock import ends_at
from lms.theory.rules.register import Mark, Outcome

MINUTE = timedelta(minutes=1)
MOVED, LAST = times.moment("06-19 11:00"), times.moment("06-26 09:00")


class Theory:
    """The verbs of trainers, and of officers in sessions."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def set(self, one: Session, at: datetime) -> None:
        """Its trainer sets it, and the officers invited are told."""
        stage = self._stage
        steps = {step.slug: step.id for step in stage.steps("theory-basics")}
        invited = [stage.node(code).id for code in one.invited]
        plan = Plan(
            {"ru": one.ru, "en": one.en}, one.lang, steps[one.topic] if one.topic else None, one.agenda, one.seats,
            f"https://video.example.org/{one.slug}", invited,
        )  # fmt: skip
        theory.create(one.key, plan, one.wall, by=stage.guest(one.trainer, at), at=at)

    def book(self, one: Session, number: int, at: datetime, *, wait: bool = False) -> None:
        """An officer takes a seat, or a place on the waiting list."""
        officer = self._stage.officer(number, at)
        session = queries.bookable(officer, one.key)
        theory.book(session, seen=self.row(one, at).sequence, by=officer, at=at, wait=wait)

    def join(self, one: Session, number: int, at: datetime) -> None:
        """An officer presses Join."""
        officer = self._stage.officer(number, at)
        theory.join_call(queries.bookable(officer, one.key), one.wall.minutes, by=officer, at=at)

    def row(self, one: Session, at: datetime) -> TheorySession:
        """The session as its trainer finds it."""
        return queries.own_or_404(self._stage.guest(one.trainer, at), one.key)

    def mark(self, one: Session, marks: Mapping[int, Mark], at: datetime) -> None:
        """Its trainer sets marks: {number: mark}."""
        found = {self._stage.people[number].id: mark for number, mark in marks.items()}
        theory.mark(self.row(one, at), found, by=self._stage.guest(one.trainer, at), at=at)

    def confirm(self, one: Session, at: datetime) -> None:
        """Its trainer confirms the register; who was not seen is absent."""
        theory.confirm(self.row(one, at), by=self._stage.guest(one.trainer, at), at=at, rest=Outcome.ABSENT)

    def add(self, one: Session, number: int, at: datetime) -> None:
        """Its trainer adds somebody who sat in."""
        theory.add(self.row(one, at), self._stage.people[number].ref, by=self._stage.guest(one.trainer, at), at=at)

    def break_off(self, one: Session, why: str, at: datetime) -> None:
        """It fails for everybody."""
        theory.break_off(self.row(one, at), why, by=self._stage.guest(one.trainer, at), at=at)

    def cancel(self, one: Session, why: str, at: datetime) -> None:
        """Its trainer cancels it."""
        theory.cancel(self.row(one, at), why, by=self._stage.guest(one.trainer, at), at=at)

    def move(self, one: Session, wall: Wall, why: str, at: datetime) -> None:
        """Its trainer moves it."""
        row = self.row(one, at)
        theory.move(row, wall, why, seen=row.sequence, by=self._stage.guest(one.trainer, at), at=at)


def events(stage: Stage) -> Iterator[Event]:
    """All that happened with the sessions, in any order."""
    verbs = Theory(stage)
    for n, one in enumerate(SESSIONS):
        set_at = times.at(one.set_on, 9 + n / 4)
        yield set_at, partial(verbs.set, one)
        until = MOVED if one is FULL else min(one.starts_at, LAST) - 300 * MINUTE
        for number, booked_at in _spread(_numbers(stage, one.booked), set_at + 45 * MINUTE, until):
            yield booked_at, partial(verbs.book, one, number)
    for one in HELD:
        yield from _joins(stage, verbs, one, _numbers(stage, one.absent))
        yield ends_at(one.starts_at, one.wall.minutes) + 20 * MINUTE, partial(verbs.confirm, one)
    yield from _yesterday(stage, verbs)
    yield from _today_and_to_come(stage, verbs)
    yield from _joins(stage, verbs, BROKEN)
    yield BROKEN.starts_at + 25 * MINUTE, partial(verbs.break_off, BROKEN, "Пропала связь у ведущего; занятие будет повторено.")
    yield times.moment("06-25 15:10"), partial(verbs.cancel, CANCELLED, "The speaker is unwell; a new date follows.")


def _numbers(stage: Stage, seats: Seats) -> list[int]:
    return [number for unit, places in seats.items() for number in stage.at_post(unit, *places)]


def _spread(numbers: Sequence[int], since: datetime, until: datetime) -> Iterator[tuple[int, datetime]]:
    """These people, one after the other between two moments, sooner rather than later."""
    for n, number in enumerate(numbers):
        yield number, since + (until - since) * (n / len(numbers)) ** 2 * 0.9


def _joins(stage: Stage, verbs: Theory, one: Session, but: Collection[int] = (), late: Collection[int] = ()) -> Iterator[Event]:
    """All but those press Join, a few minutes around the beginning."""
    for n, number in enumerate(_numbers(stage, one.booked)):
        if number not in but:
            minutes = 34 if number in late else n * 7 % 13 - 8
            yield one.starts_at + minutes * MINUTE, partial(verbs.join, one, number)


def _yesterday(stage: Stage, verbs: Theory) -> Iterator[Event]:
    """Joined by most, marked as far as the trainer remembered, not confirmed."""
    late = _numbers(stage, LATE)
    yield from _joins(stage, verbs, YESTERDAY, _numbers(stage, UNSEEN), late)
    marks = {number: Mark(Outcome.PARTLY, 56) for number in late}
    for outcome, whom in ((Outcome.PRESENT, NAMED), (Outcome.EXCUSED, EXCUSED), (Outcome.TECHNICAL, TECHNICAL)):
        marks |= {number: Mark(outcome) for number in _numbers(stage, whom)}
    over = ends_at(YESTERDAY.starts_at, YESTERDAY.wall.minutes)
    yield over + 4 * MINUTE, partial(verbs.mark, YESTERDAY, marks)
    yield over + 5 * MINUTE, partial(verbs.add, YESTERDAY, _numbers(stage, SAT_IN)[0])


def _today_and_to_come(stage: Stage, verbs: Theory) -> Iterator[Event]:
    """Three have joined already; one that is full was moved, and four wait for a seat."""
    for n, number in enumerate(_numbers(stage, JOINED)):
        yield TODAY.starts_at - (17 - n) * MINUTE, partial(verbs.join, TODAY, number)
    yield MOVED, partial(verbs.move, FULL, MOVED_TO, "Попадает на дистанционное наставничество в Актау и на Алтынколе.")
    for n, number in enumerate(_numbers(stage, WAITING), 1):
        yield MOVED + n * 25 * MINUTE, partial(verbs.book, FULL, number, wait=True)
