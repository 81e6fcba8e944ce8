"""The verbs by which the plans of the demo are made, put to the agencies, agreed, changed and locked, and what is put under their lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from lms.demo import times, timetable
from lms.demo.agreed import EXAMPLE, FIRST, GRANT_SOURCE, GRANTS, YEAR, Planned
from lms.demo.june import COMMENTS, LOCKED, WORDS, Word
from lms.demo.replaced import EXPLAINED, PAIRS_UNDER, POSTPONED, POSTPONED_RU, SESSIONS_UNDER, Decided
from lms.demo.stage import Stage
from lms.demo.times import Event
from lms.mentoring.actions import planned as mentoring
from lms.mentoring.queries import engagements
from lms.programme import actions, queries
from lms.programme.actions import HeldSaid, LineSaid
from lms.programme.actions.grants import add_grant
from lms.programme.queries import Plan
from lms.programme.rules import Line
from lms.theory import actions as theory
from lms.theory import queries as sessions

COUNTRIES = tuple(code for code in FIRST if code != "IREN")
MENTORED = {"KZ": "30 June to 3 July", "UZ": "23 and 24 June"}


class Agreeing:
    """The verbs of the coordinator at the region and of the agencies' focal points. `said` is what each line says now."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.said: dict[str, Planned] = {}
        self._keys: dict[str, UUID] = {}  # lines, by number
        self.meetings: dict[str, int] = {}  # {code: the meeting in which its open version is agreed}

    def enter_grants(self, at: datetime) -> None:
        """The three grants."""
        for one in GRANTS:
            by = self._stage.office("CA", at)
            add_grant(one.code, one.donor, one.from_day, one.to_day, GRANT_SOURCE, by=by, at=at)

    def begin(self, code: str, at: datetime) -> None:
        """The plan of a country or network, with the lines of its first version."""
        by = self._stage.office("CA", at)
        actions.begin_plan(queries.owner_or_404(by, code), YEAR, by=by, at=at, source=f"Lines, dates and seats: {EXAMPLE.lower()}")
        self.add(code, FIRST[code], at)

    def add(self, code: str, lines: Sequence[Planned], at: datetime, *, replaces: str = "") -> None:
        """Lines in the version that is worked on, each under its own number."""
        by, plan = self._stage.office("CA", at), self.plan(code, at)
        instead_of = self._stage.lines[replaces] if replaces else None
        for line in lines:
            said = replace(self._said(plan, line), replaces_id=instead_of)
            done = actions.add_line(plan, said, by=by, at=at, number=line.number)
            self.said[line.number], self._keys[line.number], self._stage.lines[line.number] = line, done.key, done.line_id

    def plan(self, code: str, at: datetime) -> Plan:
        """A plan as the coordinator finds it."""
        return queries.plan_or_404(self._stage.office("CA", at), code, YEAR)

    def line(self, number: str, at: datetime) -> tuple[Plan, Line]:
        """A line as the newest version has it."""
        plan, line, _version = queries.line_or_404(self._stage.office("CA", at), self._keys[number], bare=True)
        return plan, line

    def _said(self, plan: Plan, line: Planned) -> LineSaid:
        """A line in ids."""
        stage, grants = self._stage, {grant.code: grant.id for grant in queries.grants().values()}
        codes, shares = {one.short: one.code for one in GRANTS}, line.grants.split()
        funding = [(grants[codes[short]], int(share)) for short, share in zip(shares[::2], shares[1::2], strict=True)]
        first, last = (None, None) if ".." not in line.when else (_day(part) for part in line.when.split(".."))
        return LineSaid(
            line.type, line.mode, {"en": line.en, "ru": line.ru}, first, last, int(line.when[1]) if line.when.startswith("Q") else None,
            line.seats, line.events, line.minutes, line.langs, line.office, None, line.note, line.source, None,
            [stage.node(code).id for code in line.nodes.split()], [plan.network_id or 0] if line.networks else [],
            [stage.course(slug).course_id for slug in line.courses.split()], funding,
        )  # fmt: skip

    def next_version(self, code: str, at: datetime) -> None:
        """The second version, begun in the meeting."""
        about = f"the meeting and the postponement of full-time training (UNODC, June 2020, S1){_mentored(code)}"
        source = f"Published: {about}. All else: {EXAMPLE.lower()}"
        actions.next_version(self.plan(code, at), by=self._stage.office("CA", at), at=at, source=source)

    def apply(self, code: str, decided: Decided, at: datetime) -> list[tuple[int, int]]:
        """What a decision does to the version that is worked on. The (line, version) of each line that it makes or changes."""
        by, touched = self._stage.office("CA", at), [line.number for line in decided.makes]
        for number, changes in (decided.changes or {}).items():
            plan, line = self.line(number, at)
            self.said[number] = replace(self.said[number], **changes)
            actions.change_line(plan, line.key, self._said(plan, self.said[number]), by=by, at=at)
            touched.append(number)
        if decided.postpones:
            plan, line = self.line(decided.postpones, at)
            actions.set_status(plan, line.key, "postponed", POSTPONED, POSTPONED_RU, by=by, at=at)
        self.add(code, decided.makes, at, replaces=decided.replaces)
        version = self.plan(code, at).newest
        assert version is not None
        return [(self._stage.lines[number], version.id) for number in touched]

    def consult(self, code: str, at: datetime) -> None:
        """The draft is put to the agencies."""
        actions.consult(self.plan(code, at), by=self._stage.office("CA", at), at=at)

    def agree(self, code: str, agency: str, at: datetime, *, itself: bool = True) -> None:
        """An agency agrees to what was agreed in the meeting; the word of one that has nobody here is entered from it."""
        by = self._stage.office(agency if itself else "CA", at)
        word = actions.Word(self._stage.node(agency).id, "agreed", meeting_id=self.meetings[code])
        actions.give_consent(queries.plan_or_404(by, code, YEAR), word, by=by, at=at)

    def word(self, said: Word, at: datetime) -> None:
        """What an agency says to the second version; from a letter the coordinator enters it."""
        by, code = self._stage.office("CA" if said.letter else said.agency, at), said.agency[:2]
        number, day = said.letter or ("", None)
        word = actions.Word(
            self._stage.node(said.agency).id, said.kind, said.words, said.signed_by, number, day, meeting_id=self.meetings[code]
        )
        actions.give_consent(queries.plan_or_404(by, code, YEAR), word, by=by, at=at)

    def lock(self, code: str, at: datetime) -> None:
        """The agreed version is locked."""
        actions.lock(self.plan(code, at), by=self._stage.office("CA", at), at=at)

    def hold(self, number: str, day: date, people: int, note: str, at: datetime) -> None:
        """A line that nothing counts is marked as held."""
        plan, line = self.line(number, at)
        actions.mark_held(plan, line, HeldSaid(day, day, people, note), by=self._stage.office("CA", at), at=at)

    def explain(self, number: str, words: str, at: datetime) -> None:
        """Why it came out otherwise."""
        plan, line = self.line(number, at)
        actions.explain(plan, line, words, by=self._stage.office("CA", at), at=at)

    def comment(self, agency: str, number: str, words: str, at: datetime) -> None:
        """An agency's office says something to a line of the draft, or the programme answers."""
        by, (plan, line) = self._stage.office(agency or "CA", at), self.line(number, at)
        spoken_for = self._stage.node(agency).id if agency else None
        actions.comment(plan, words, by=by, at=at, line_key=line.key, agency_id=spoken_for)

    def put_session(self, slug: str, number: str, at: datetime) -> None:
        """A session is put under a line."""
        one = next(one for one in timetable.SESSIONS if one.slug == slug)
        row = sessions.own_or_404(self._stage.guest(one.trainer, at), one.key)
        theory.put_under(row, self._keys[number], by=self._stage.office("CA", at), at=at)

    def put_pair(self, unit: str, person: int | None, number: str, at: datetime) -> None:
        """An engagement is put under a line."""
        by = self._stage.office("CA", at)
        pair = engagements.pair_or_404(by, self._stage.engagements[unit, person])
        mentoring.put_under(pair, self._keys[number], by=by, at=at)


def _day(said: str) -> date:
    return date.fromisoformat(f"{YEAR}-{said}")


def _mentored(code: str) -> str:
    return f"; the mentorship of {MENTORED[code]} (UNODC, 2020, S2)" if code in MENTORED else ""


def events(verbs: Agreeing) -> Iterator[Event]:
    """All that happened with the plans by itself; what meetings did to them is told with the meetings."""
    yield times.moment("03-03 09:30"), verbs.enter_grants
    for n, code in enumerate(COUNTRIES):
        yield times.moment(f"03-03 10:{10 * n:02}"), partial(verbs.begin, code)
        yield times.moment(f"03-04 10:{n:02}"), partial(verbs.consult, code)
        yield times.moment(f"03-06 09:{n:02}"), partial(verbs.lock, code)
    for said in WORDS:
        yield times.moment(said.at), partial(verbs.word, said)
    for code, said_at in LOCKED:
        yield times.moment(said_at), partial(verbs.lock, code)
    for number, words, said_at in EXPLAINED:
        yield times.moment(said_at), partial(verbs.explain, number, words)
    for agency, number, words, said_at in COMMENTS:
        yield times.moment(said_at), partial(verbs.comment, agency, number, words)
    for slug, number, said_at in SESSIONS_UNDER:
        yield times.moment(said_at), partial(verbs.put_session, slug, number)
    for unit, person, number, said_at in PAIRS_UNDER:
        yield times.moment(said_at), partial(verbs.put_pair, unit, person, number)
