"""An officer with a search plan to write, and a mentor abroad, as tests of assignments and conversations meet them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from lms.mentoring.models import Draft, Post, Review, Submission, Thread, Turn
from lms.people.models import Person
from tests.make import ABROAD_AGENCY, MadeCourse, Make
from tests.mentoring import pairs

SYSTEM = {"as_system": "a test looks"}
FETCH = {"X-Requested-With": "fetch"}
FILES = {
    "course.md": "---\nid: plans\ntitle: Plans\nsummary: A plan and a talk.\nhours: 2\nlevel: basic\naudience: [customs]\n"
    "pillar: mentorship\nopen: false\n---\nYou will be able to:\n\n- plan\n",
    "01-plan/module.md": "---\nid: one\ntitle: Planning\n---\n",
    "01-plan/01-read.md": "---\nid: read\ntitle: What a plan is\n---\nThe training box is CSQU305438 3.\n",
    "01-plan/02-plan.md": "---\nid: plan\ntitle: Search plan\nkind: assignment\nminutes: 30\nsteps: Steps in order\n---\nWrite a plan.\n",
}
ASSIGNMENT, ASK = "/courses/plans/plan/assignment", "/courses/plans/read/question"
TEXT, STEPS = "Look behind the first row.", ["Papers", "Seal", "Doors"]


@dataclass
class Work:
    """Who is there, and what their pages send. `form` is filled in as the page that was opened last has it."""

    app: Flask
    db: SQLAlchemy
    make: Make
    course: MadeCourse
    officer: Person
    coordinator: Person
    keeper: Person
    browsers: dict[int, FlaskClient] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "browsers": {}}  # each test signs in anew

    def browser(self, who: Person) -> FlaskClient:
        """A browser of that person's own."""
        if who.id not in self.browsers:
            self.browsers[who.id] = self.make.sign_in(self.app.test_client(), who)
        return self.browsers[who.id]

    def mentor(self, **more: Any) -> Person:
        """A mentor abroad who is not paired yet."""
        return pairs.mentor(self.make, **more)

    def paired(self, mentor: Person | None = None, whom: Person | str | None = None) -> tuple[Person, Any]:
        """A mentor whose access to the officer (or to a unit) is open, and the engagement."""
        mentor = mentor or self.mentor()
        return mentor, pairs.opened(self.make, self.coordinator, whom or self.officer, mentor, self.keeper)

    def hidden(self, page: str) -> dict[str, str]:
        """The hidden fields of the first form that saves what is typed."""
        forms = re.findall(r"<form[^>]*data-draft.*?</form>", page, re.S)
        form = next((each for each in forms if 'id="draft"' in each), forms[0] if forms else page)
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
        return {name: value for name, value in found if name != "csrf_token"}

    def open(self, path: str = ASSIGNMENT, who: Person | None = None) -> dict[str, str]:
        """What the form of a page holds when it is opened."""
        page = self.browser(who or self.officer).get(path)
        assert page.status_code == 200, (path, page.status_code)
        return self.hidden(page.text)

    def write(self, do: str = "save", text: str = TEXT, steps: Any = STEPS, *, form: dict[str, str] | None = None, **more: Any) -> Any:
        """The assignment's form, sent by one of its buttons."""
        data = {**(form if form is not None else self.open()), "text": text, "step": list(steps), "do": do, **more}
        return self.browser(self.officer).post(ASSIGNMENT, data=data)

    def typed(self, text: str, form: dict[str, str], steps: Any = STEPS) -> Any:
        """The same sent by the page's script."""
        return self.browser(self.officer).post(f"{ASSIGNMENT}/draft", data={**form, "text": text, "step": list(steps)}, headers=FETCH)

    def hand_in(self, text: str = TEXT, **more: Any) -> Thread:
        """Handed in; its conversation."""
        answer = self.write("hand_in", text, **more)
        assert answer.status_code == 302, answer.text
        return self.thread()

    def ask(self, text: str = "Why the seal?", **more: Any) -> Any:
        """A question from a lesson."""
        form = re.findall(r'<input type="hidden" name="(key)" value="([^"]*)"', self.browser(self.officer).get(ASK).text)
        return self.browser(self.officer).post(ASK, data={**dict(form), "text": text, "do": "send", **more})

    def say(
        self, who: Person, text: str, do: str = "send", *, thread: Thread | None = None, form: dict[str, str] | None = None, **more: Any
    ) -> Any:
        """A word into a conversation, or an outcome, by one of its two sides."""
        thread = thread or self.thread()
        path = f"/conversations/{thread.key}"
        page = ASSIGNMENT if who.id == thread.person_id and thread.kind == "submission" else path
        if form is None:
            text_of = self.browser(who).get(page).text
            forms = [self.hidden(part) for part in re.findall(r"<form.*?</form>", text_of, re.S) if 'name="key"' in part]
            form = forms[0]
        return self.browser(who).post(path, data={**form, "text": text, "do": do, **more})

    def rows(self, model: Any) -> list[Any]:
        self.db.session.expire_all()
        return list(self.db.session.scalars(select(model).order_by(*model.__table__.primary_key.columns), execution_options=SYSTEM))

    def thread(self) -> Thread:
        return self.rows(Thread)[-1]

    def drafts(self) -> list[Draft]:
        return self.rows(Draft)

    def submissions(self) -> list[Submission]:
        return self.rows(Submission)

    def posts(self) -> list[Post]:
        return self.rows(Post)

    def reviews(self) -> list[Review]:
        return self.rows(Review)

    def turns(self) -> list[tuple[str, bool]]:
        """(side, is it still that side's turn) of each turn, in order."""
        return [(turn.side, turn.until is None) for turn in self.rows(Turn)]


@pytest.fixture
def work(app: Flask, make: Make) -> Work:
    """An officer of Chukursay, enrolled in a course with an assignment; a coordinator, and no mentor yet."""
    return make.scene(unpaired)


def unpaired(make: Make) -> Work:
    """As `work` says."""
    course = make.course("plans", files={name: text.encode() for name, text in FILES.items()})
    officer, keeper = make.trainee(call_name="Gulbahor Y."), make.focal_point()
    make.enrolled(officer, course, by=keeper)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return Work(app, make.db, make, course, officer, make.coordinator(call_name="Coordinator"), keeper)


def paired(make: Make) -> tuple[Work, Person]:
    """The same with a mentor."""
    work = unpaired(make)
    return work, work.paired()[0]


def handed_in(make: Make) -> tuple[Work, Person, Thread]:
    """The same with a plan that waits for the mentor."""
    work, mentor = paired(make)
    return work, mentor, work.hand_in()


def abroad(make: Make) -> Person:
    """A mentor of another country's people."""
    mentor = pairs.mentor(make, call_name="Foreign M.")
    outsider = make.outsider()
    pairs.opened(make, make.coordinator("KZ"), outsider, mentor, make.focal_point(ABROAD_AGENCY))
    return mentor
