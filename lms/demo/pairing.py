"""What happened between mentors and those whom they were offered in the demo: offers, agreements, meetings, ends."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from lms.demo import times
from lms.demo.pairs import HELD, PAIRS, Meeting, Pair
from lms.demo.stage import Stage
from lms.demo.times import Event
from lms.mentoring.actions import agreement, ending, meetings, pairing
from lms.mentoring.actions.meetings import Wall
from lms.mentoring.queries import pairing as needs
from lms.mentoring.queries.meetings import steps, suggested
from lms.people import queries as people

LAPSES = timedelta(hours=72)


class Pairing:
    """The verbs of coordinator, mentors and focal points."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._meetings: dict[tuple[str, int | None, str], UUID] = {}

    def key(self, pair: Pair) -> UUID:
        """The key of its engagement, once it was offered."""
        return self._stage.engagements[pair.unit, pair.person]

    def offer(self, pair: Pair, at: datetime) -> None:
        """The coordinator chooses among the candidates as they are listed then."""
        by, nodes = self._stage.office("CA", at), people.nodes(at, "en")
        whom = None if pair.person is None else self._stage.people[self._stage.at_post(pair.unit, pair.person)[0]]
        kind, code = ("unit", pair.unit) if whom is None else ("person", whom.ref)
        subject = needs.subject_or_404(by, kind, code, nodes)
        topics = tuple(pair.topics.split())
        listed = needs.candidates(by, subject, topics, set(), at)
        terms = pairing.Terms(topics, pair.goals, pair.ends_on)
        ref, why = self._stage.guests[pair.mentor].ref, "Knows this kind of post, and has the time now."
        row = pairing.offer(subject, listed, ref, terms, why_not_first=why, by=by, at=at, expires_at=at + LAPSES)
        self._stage.engagements[pair.unit, pair.person] = row.key

    def accept(self, pair: Pair, at: datetime) -> None:
        """The mentor accepts."""
        pairing.accept(self.key(pair), by=self._stage.guest(pair.mentor, at), at=at)

    def decline(self, pair: Pair, why: str, at: datetime) -> None:
        """The mentor declines."""
        pairing.decline(self.key(pair), why=why, by=self._stage.guest(pair.mentor, at), at=at)

    def agree(self, pair: Pair, agency: str, at: datetime) -> None:
        """The agency's focal point agrees."""
        agreement.agree(self.key(pair), by=self._stage.office(agency, at), at=at)

    def enter_letter(self, pair: Pair, agency: str, number: str, day: date, at: datetime) -> None:
        """The coordinator enters the agency's letter."""
        node = self._stage.node(agency)
        agreement.enter_letter(self.key(pair), node.id, number=number, day=day, by=self._stage.office("CA", at), at=at)

    def end(self, pair: Pair, why: str, at: datetime) -> None:
        """The mentor ends it."""
        ending.end(self.key(pair), why=why, by=self._stage.guest(pair.mentor, at), at=at)

    def set_meeting(self, pair: Pair, one: Meeting, at: datetime) -> None:
        """The mentor sets a meeting."""
        day, clock = one.at.split()
        wall = Wall(date.fromisoformat(f"2020-{day}"), clock, one.zone)
        by = self._stage.guest(pair.mentor, at)
        row = meetings.set_meeting(self.key(pair), wall, minutes=one.minutes, about=one.about, by=by, at=at)
        self._meetings[pair.unit, pair.person, one.at] = row.key

    def note_meeting(self, pair: Pair, one: Meeting, at: datetime) -> None:
        """The mentor notes what became of it."""
        assert one.outcome is not None
        numbers = self._stage.at_post(pair.unit, pair.person) if pair.person is not None else self._stage.at_post(pair.unit)
        there = [self._stage.people[n].id for place, n in enumerate(numbers) if place not in one.missing]
        key, by = self._meetings[pair.unit, pair.person, one.at], self._stage.guest(pair.mentor, at)
        there = there if one.outcome is HELD else []
        found = steps(there)
        step = found[-1].activity_id if found and one.closes else suggested(found)
        meetings.note_meeting(key, one.outcome, present=there, note=one.note, by=by, at=at, step=step)


def events(stage: Stage) -> Iterator[Event]:
    """All that happened, in any order."""
    verbs = Pairing(stage)
    for pair in PAIRS:
        yield times.moment(pair.offered), partial(verbs.offer, pair)
        if pair.accepted:
            yield times.moment(pair.accepted), partial(verbs.accept, pair)
        for agency, agreed in pair.agreed.items():
            yield times.moment(agreed), partial(verbs.agree, pair, agency)
        for agency, (entered, number, day) in pair.letters.items():
            yield times.moment(entered), partial(verbs.enter_letter, pair, agency, number, day)
        for verb, said in ((verbs.decline, pair.declined), (verbs.end, pair.ended)):
            if said:
                yield times.moment(said[0]), partial(verb, pair, said[1])
        for one in pair.met:
            yield times.moment(one.set_at), partial(verbs.set_meeting, pair, one)
            if one.outcome:
                over = times.moment(one.at, one.zone) + timedelta(minutes=one.minutes + 10)
                yield over, partial(verbs.note_meeting, pair, one)
