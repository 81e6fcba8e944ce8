"""What happened with the plans and questions of the demo: saved, handed in, reviewed, asked, answered."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from lms.demo import times
from lms.demo.pieces import ASKED, DRAFT, IN, PIECES, Asked, Piece
from lms.demo.plans import Plan
from lms.demo.stage import Stage
from lms.demo.talk import COMMENTS, QUESTIONS
from lms.demo.times import Event
from lms.mentoring.actions import posts, threads, work
from lms.mentoring.queries import threads as conversations
from lms.mentoring.queries.work import Step, step
from lms.mentoring.rules.drafts import Words
from lms.mentoring.rules.threads import Outcome
from lms.people.access import Viewer

NAMESPACE = UUID("0b7f0e1c-4f5e-5a8f-9c70-5f2f4c1d7a22")  # ours, for the keys of what is said in the demo
TASK = "first-mentorship/search-plan"


class Work:
    """The verbs of officers who write, and of mentors who answer."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def _step(self, who: Piece | Asked, where: str, at: datetime) -> tuple[Viewer, Step]:
        """The officer, and where they stand."""
        officer = self._stage.officer(self._stage.at_post(who.unit, who.place)[0], at)
        found = step(officer, *where.split("/"))
        assert found is not None, who
        return officer, found

    def draft(self, piece: Piece, at: datetime) -> None:
        """The first half of a plan, saved and not handed in."""
        officer, task = self._step(piece, TASK, at)
        half = piece.plan.steps[: len(piece.plan.steps) // 2]
        self._save(task, Words(piece.plan.text.split("\n\n")[0], half), 1, by=officer, at=at)

    def hand_in(self, piece: Piece, version: int, at: datetime) -> None:
        """A version of the plan, saved and handed in."""
        officer, task = self._step(piece, TASK, at)
        plan: Plan = piece.plan if version == 1 else piece.plan.again
        self._save(task, Words(plan.text, plan.steps, plan.word), version, by=officer, at=at)
        work.hand_in(task, iteration=version, by=officer, at=at)

    def _save(self, task: Step, words: Words, version: int, *, by: Viewer, at: datetime) -> None:
        work.save(task, words, iteration=version, drawn=0, page="demo", by=by, at=at)

    def review(self, piece: Piece, outcome: str, version: int, comment: str, at: datetime) -> None:
        """The mentor who holds it gives an outcome."""
        officer, task = self._step(piece, TASK, at)
        mine = conversations.of_step(officer, task.enrolment_id, task.activity.id)
        assert mine is not None, piece
        assert piece.mentor is not None, piece
        mentor = self._stage.guest(piece.mentor, at)
        found, key = conversations.thread_or_404(mentor, mine.key), uuid5(NAMESPACE, f"{mine.key} {version}")
        posts.review(found, Outcome(outcome), COMMENTS[comment], iteration=version, key=key, by=mentor, at=at)

    def ask(self, asked: Asked, at: datetime) -> None:
        """An officer asks something at a lesson."""
        text, where, _answer, _thanks = QUESTIONS[asked.name]
        officer, place = self._step(asked, where, at)
        posts.ask(place, text, key=self._key(asked), by=officer, at=at)

    def answer(self, asked: Asked, at: datetime) -> None:
        """The mentor answers."""
        assert asked.mentor is not None, asked
        self._post(asked, self._stage.guest(asked.mentor, at), QUESTIONS[asked.name][2], at)

    def thank(self, asked: Asked, at: datetime) -> None:
        """The officer thanks, and closes it."""
        officer, _place = self._step(asked, QUESTIONS[asked.name][1] or "", at)
        self._post(asked, officer, QUESTIONS[asked.name][3], at)
        threads.close(conversations.thread_or_404(officer, self._key(asked)), by=officer, at=at)

    def _post(self, asked: Asked, by: Viewer, text: str | None, at: datetime) -> None:
        assert text is not None, asked
        found = conversations.thread_or_404(by, self._key(asked))
        posts.post(found, text, key=uuid5(found.key, by.ref), by=by, at=at)

    def _key(self, asked: Asked) -> UUID:
        return uuid5(NAMESPACE, asked.name)


def events(stage: Stage) -> Iterator[Event]:
    """All that happened, in any order."""
    verbs = Work(stage)
    for piece in PIECES:
        version = 0
        for what, said, *comment in piece.story:
            version += what == IN
            if what == DRAFT:
                yield times.moment(said), partial(verbs.draft, piece)
            elif what == IN:
                yield times.moment(said), partial(verbs.hand_in, piece, version)
            else:
                yield times.moment(said), partial(verbs.review, piece, what, version, comment[0])
    for asked in ASKED:
        for verb, said in zip((verbs.ask, verbs.answer, verbs.thank), asked.moments, strict=False):
            yield times.moment(said), partial(verb, asked)
