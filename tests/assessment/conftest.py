"""The officer of `tests/learning` at the quiz of *Seals*, six questions, one of each type, and ways to answer them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from lms.assessment.models import Answer, Attempt
from lms.assessment.rules import field_of
from lms.catalogue import queries as catalogue
from lms.catalogue.rules.marking import right_answer
from lms.catalogue.rules.questions import Asked, Given, present
from tests.learning.conftest import browser, course, officer

__all__ = ["browser", "course", "officer"]  # the fixtures of the lesson are those of its quiz

START = "/courses/seals/seal-quiz/attempts"
TEST = {"as_system": "test"}


@dataclass
class Desk:
    """The quiz as a test sees it: what stands in the database, and the form that a page would send."""

    db: SQLAlchemy
    browser: FlaskClient
    href: str = ""

    def start(self) -> str:
        """Begin an attempt; its address."""
        self.href = self.browser.post(START).headers["Location"]
        return self.href

    def attempts(self) -> list[Attempt]:
        return list(self.db.session.scalars(select(Attempt).order_by(Attempt.number), execution_options=TEST))

    def answers(self) -> list[Answer]:
        last = self.attempts()[-1].id
        return list(self.db.session.scalars(select(Answer).where(Answer.attempt_id == last).order_by(Answer.pos), execution_options=TEST))

    def asked(self) -> dict[int, Asked]:
        """{place: question} of the newest attempt."""
        attempt = self.attempts()[-1]
        known = {each.id: each for each in catalogue.questions(attempt.release_id, attempt.activity_id)}
        return {row.pos: known[row.question_version_id] for row in self.answers()}

    def place(self, slug: str) -> int:
        return next(pos for pos, asked in self.asked().items() if asked.slug == slug)

    def form(self, given: dict[str, Given]) -> dict[str, str | list[str]]:
        """The fields of a page on which these questions were answered so."""
        seed, fields = self.attempts()[-1].seed, {}
        for pos, asked in self.asked().items():
            name, page = field_of(pos), present(asked, seed, ("en",), given.get(asked.slug))
            if asked.slug not in given:
                continue
            if page.rows:
                fields |= {f"{name}.{row.field}": row.chosen for row in page.rows}
            else:
                fields[name] = page.text or [option.token for option in page.options if option.is_chosen]
        return fields

    def right(self, *but: str) -> dict[str, Given]:
        """The right answers, without those to leave out."""
        return {asked.slug: right_answer(asked) for asked in self.asked().values() if asked.slug not in but}

    def save(self, given: dict[str, Given], page: int = 1, **more: str):
        """Send a page as its buttons do."""
        return self.browser.post(self.href, data={"page": str(page), **self.form(given), **more})

    def save_all(self, given: dict[str, Given]) -> None:
        for page in (1, 2):
            assert self.save(given, page).status_code == 302

    def send(self, slug: str, given: Given, **more: str):
        """Send one answer as the page's script does."""
        data = {**self.form({slug: given}), **more}
        return self.browser.post(f"{self.href}/answers/{self.place(slug)}", data=data, headers={"X-Requested-With": "fetch"})

    def hand_in(self):
        return self.browser.post(f"{self.href}/hand-in")

    def had(self, slug: str, page: str) -> str:
        """What a page was drawn with."""
        return re.search(rf'name="had-{field_of(self.place(slug))}" value="([^"]*)"', page)[1]


@pytest.fixture
def desk(db: SQLAlchemy, browser: FlaskClient) -> Desk:
    """Nothing begun yet."""
    return Desk(db, browser)
