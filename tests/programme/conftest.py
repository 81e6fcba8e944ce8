"""A coordinator of the country, its focal points, and an open plan of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from lms.notices.models import Notice
from lms.people.models import Person
from lms.programme import actions, queries
from lms.programme.actions import LineSaid
from lms.programme.models import DonorGrant
from lms.programme.queries import Plan
from lms.programme.rules import Line
from tests.make import Make

TEST = {"as_system": "test"}


@dataclass
class Desk:
    """A coordinator at work on one plan, through the actions that the pages call. `plan` is always read anew."""

    make: Make
    coordinator: Person
    code: str
    year: int

    @property
    def by(self) -> Any:
        return self.make.viewer(self.coordinator)

    @property
    def plan(self) -> Plan:
        return queries.plan_or_404(self.by, self.code, self.year)

    @property
    def lines(self) -> list[Line]:
        newest = self.plan.newest
        return queries.lines([newest.id])[newest.id]

    def line(self, number: str) -> Line:
        return next(line for line in self.lines if line.number == number)

    def do(self, verb: Any, *args: Any, by: Person | None = None, **more: Any) -> Any:
        """One verb of `actions`, on the plan as it stands."""
        return verb(self.plan, *args, by=self.make.viewer(by) if by else self.by, at=self.make.now, **more)

    def add(self, type: str = "elearning", **said: Any) -> Line:
        done = self.do(actions.add_line, a_line(type, **said))
        return self.line(done.number)

    def agreed(self) -> None:
        """Put to the agencies, and agreed by a letter of each."""
        if self.plan.newest.consulted_at is None:
            self.do(actions.consult)
        for agency in queries.asked(self.plan, self.by.day):
            word = actions.Word(agency, "agreed", letter_no="1", letter_day=self.by.day)
            self.do(actions.give_consent, word)

    def locked(self) -> None:
        self.agreed()
        self.do(actions.lock)

    def grant(self, code: str = "JPN-1", **more: Any) -> DonorGrant:
        grant = DonorGrant(code=code, donor={"en": "Japan"}, **{"from_day": date(2019, 1, 1), **more})
        self.make.session.add(grant)
        self.make.session.flush()
        return grant

    def told(self, person: Person) -> list[str]:
        """The kinds of what somebody was told of plans, the first first."""
        kinds = select(Notice.kind).where(Notice.person_id == person.id, Notice.kind.startswith("plan_")).order_by(Notice.id)
        return list(self.make.session.scalars(kinds, execution_options=TEST))


def a_line(type: str = "meeting", **said: Any) -> LineSaid:
    usual = {"mode": "on_site" if type in ("in_person", "meeting") else "own_pace", "title": {"en": "A line"}, "seats": 20, "langs": ["ru"]}
    return LineSaid(type=type, **{**usual, **said})


@pytest.fixture
def desk(make: Make) -> Desk:
    """The country's coordinator at the empty plan of Uzbekistan."""
    return open_desk(make)


def open_desk(make: Make, code: str = "UZ", year: int = 2026, node: str | None = None) -> Desk:
    desk = Desk(make, make.coordinator(node or code), code, year)
    actions.begin_plan(queries.owner_or_404(desk.by, code), year, by=desk.by, at=make.now)
    return desk
