"""The verbs by which the coordination meetings of the demo are set, held and written down, and what they do to the plans."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from lms.demo import agreeing, times
from lms.demo.agreed import FIRST
from lms.demo.agreeing import Agreeing
from lms.demo.cast import AGENCIES
from lms.demo.groups import JANUARY, MEMBERS_ABROAD, NETWORK, Met, Todo
from lms.demo.june import JUNE, NEXT
from lms.demo.replaced import DECIDED, Decided
from lms.demo.stage import Stage
from lms.demo.times import Event
from lms.insight.actions import pack
from lms.people.published.facts import HOME_ZONE
from lms.programme import queries as plans
from lms.programme.actions import meetings, minutes, todos
from lms.programme.actions.decisions import decide
from lms.programme.queries import meetings as queries
from lms.programme.rules.meeting import read_agenda

MINUTE = timedelta(minutes=1)
# The line that is the meeting itself.
OWN_LINE = {code: next(line.number for line in lines if line.type == "meeting") for code, lines in FIRST.items() if code != "IREN"}


class Gathering:
    """The verbs of the coordinator at the region, who keeps the secretariat."""

    def __init__(self, stage: Stage, agreed: Agreeing) -> None:
        self._stage, self._agreed = stage, agreed
        self._keys: dict[Met, UUID] = {}
        self._todos: dict[tuple[Met, Todo], UUID] = {}

    def set(self, met: Met, at: datetime) -> None:
        """It is set, with who takes part and its agenda."""
        by = self._stage.office("CA", at)
        wall = meetings.Wall(met.day, met.clock, met.zone, met.minutes)
        link = f"https://video.example.org/{met.code.lower()}-{met.day.isoformat()}" if met.mode == "live" else ""
        said = meetings.Said(met.mode, meetings.LABEL, met.place, link, met.source)
        row = meetings.set_meeting(plans.owner_or_404(by, met.code), wall, said, by=by, at=at)
        self._keys[met], key = row.key, row.key
        agencies = [self._stage.node(one.who).id for one in met.parties if self._is_node(one.who)]
        meetings.add_agencies(key, agencies, by=by, at=at)
        for one in met.parties:
            if not self._is_node(one.who):
                meetings.add_body(key, one.who, one.office, one.part, by=by, at=at)
        parties = {party.agency_id: party for party in queries.parties(row.id)}
        for one in met.parties:
            if self._is_node(one.who):
                meetings.change_party(key, parties[self._stage.node(one.who).id].id, one.office, one.part, by=by, at=at)
        if met.agenda:
            meetings.set_agenda(key, read_agenda(met.agenda), by=by, at=at)

    def _is_node(self, who: str) -> bool:
        return who in AGENCIES or who in MEMBERS_ABROAD

    def open(self, met: Met, at: datetime) -> None:
        """Who is there is noted; what is agreed from here on is agreed in it."""
        by, key = self._stage.office("CA", at), self._keys[met]
        row = queries.own_or_403(by, key).row
        noted = {one.who if not self._is_node(one.who) else self._stage.node(one.who).id: one.presence for one in met.parties}
        for party in queries.parties(row.id):
            meetings.note_presence(key, party.id, noted[party.agency_id or party.body], by=by, at=at)
        self._agreed.meetings[met.code] = row.id

    def freeze(self, met: Met, at: datetime) -> None:
        """The figures that it is shown are frozen, some days before."""
        pack(self._keys[met], HOME_ZONE, by=self._stage.office("CA", at), at=at)

    def decide(self, met: Met, decided: Decided, at: datetime) -> None:
        """A decision is written down, and the plan says so at once."""
        touched = self._agreed.apply(met.code, decided, at)
        decide(self._keys[met], decided.text, decided.effect, touched, by=self._stage.office("CA", at), at=at)

    def agree_lines(self, met: Met, at: datetime) -> None:
        """The first version's lines are what was decided."""
        version = self._agreed.plan(met.code, at).newest
        assert version is not None
        lines = [(self._stage.lines[line.number], version.id) for line in FIRST[met.code]]
        text = f"The work plan of 2020 is agreed, with {len(lines)} lines."
        decide(self._keys[met], text, "makes", lines, by=self._stage.office("CA", at), at=at)

    def ask(self, met: Met, at: datetime) -> None:
        """What it asked for is written down."""
        for todo in met.todos:
            agency = self._stage.node(todo.owner).id if self._is_node(todo.owner) else None
            asked = todos.Asked(todo.text, agency, "" if agency else todo.owner, todo.due)
            self._todos[met, todo] = todos.ask(self._keys[met], asked, by=self._stage.office("CA", at), at=at).key

    def done(self, met: Met, todo: Todo, at: datetime) -> None:
        """An action is marked as done."""
        assert todo.done is not None
        todos.done(self._todos[met, todo], by=self._stage.office("CA", at), at=at, on=todo.done[0])

    def write(self, met: Met, no: int, at: datetime) -> None:
        """A version of the minutes is saved."""
        minutes.save_minutes(self._keys[met], met.minutes_of[no][1], seen=no, by=self._stage.office("CA", at), at=at)

    def close(self, met: Met, at: datetime) -> None:
        """Its minutes become final."""
        minutes.make_final(self._keys[met], len(met.minutes_of), by=self._stage.office("CA", at), at=at)


def events(stage: Stage) -> Iterator[Event]:
    """All meetings, and all that happened with the plans, in any order."""
    agreed = Agreeing(stage)
    verbs = Gathering(stage, agreed)
    yield from agreeing.events(agreed)
    for met in (*JANUARY, NETWORK, *JUNE, *NEXT):
        yield from _written(verbs, met)
    for met in JANUARY:
        written = times.moment(met.written_at)
        yield written - MINUTE, partial(verbs.open, met)
        yield written + MINUTE, partial(verbs.agree_lines, met)
    for n, agency in enumerate(AGENCIES):
        yield times.moment(f"03-05 10:{n:02}"), partial(agreed.agree, agency[:2], agency)
    yield from _network(verbs, agreed)
    for met in JUNE:
        yield from _june(verbs, agreed, met)


def _written(verbs: Gathering, met: Met) -> Iterator[Event]:
    """What every meeting has."""
    yield times.moment(met.set_at), partial(verbs.set, met)
    if met.written_at:
        yield times.moment(met.written_at), partial(verbs.ask, met)
    for todo in met.todos:
        if todo.done:
            yield times.moment(todo.done[1]), partial(verbs.done, met, todo)
    for no, (said_at, _text) in enumerate(met.minutes_of):
        yield times.moment(said_at), partial(verbs.write, met, no)
    if met.final:
        yield times.moment(met.final), partial(verbs.close, met)


def _network(verbs: Gathering, agreed: Agreeing) -> Iterator[Event]:
    """The network's members agree its plan in their own meeting."""
    starts = times.moment(f"{NETWORK.day:%m-%d} {NETWORK.clock}", NETWORK.zone)
    yield times.moment("05-11 10:00"), partial(agreed.begin, "IREN")
    yield times.moment("05-11 11:00"), partial(agreed.consult, "IREN")
    yield starts + 5 * MINUTE, partial(verbs.open, NETWORK)
    yield starts + 60 * MINUTE, partial(verbs.agree_lines, NETWORK)
    for n, party in enumerate(NETWORK.parties[:-1]):
        yield starts + (70 + n) * MINUTE, partial(agreed.agree, "IREN", party.who, itself=party.who in AGENCIES)
    yield times.moment("05-14 17:00"), partial(agreed.lock, "IREN")


def _june(verbs: Gathering, agreed: Agreeing, met: Met) -> Iterator[Event]:
    """The second version is begun and changed in the meeting, then put to the agencies; the day after, the meeting's own line is held."""
    starts = times.moment(f"{met.day:%m-%d} {met.clock}", met.zone)
    yield times.moment(met.frozen), partial(verbs.freeze, met)
    yield starts + 5 * MINUTE, partial(verbs.open, met)
    yield starts + 6 * MINUTE, partial(agreed.next_version, met.code)
    for n, decided in enumerate(DECIDED[met.code]):
        yield starts + (40 + 5 * n) * MINUTE, partial(verbs.decide, met, decided)
    yield starts + 60 * MINUTE, partial(agreed.consult, met.code)
    note = f"Minutes of the meeting of {met.day.day} June, version {len(met.minutes_of)}. Training example, not a record."
    held = times.at(met.day + timedelta(days=1), 8.5)
    yield held, partial(agreed.hold, OWN_LINE[met.code], met.day, met.people, note)
