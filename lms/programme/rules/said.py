"""A line as somebody writes it, in a form or a row of a table, and what is wrong with it: one rule for both doors.

Nothing is asked here: what a line may name is known beforehand (`Within`), for one line as for two thousand.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from lms.lib.text import LANGUAGES
from lms.programme.rules.line import MODES, STATUSES, TYPES, Line
from lms.programme.rules.shares import WHOLE

MOST_TITLE, MOST_OFFICE, MOST_WORDS, MOST_REASON = 200, 200, 2000, 1000  # characters
BOUNDS = {"seats": (0, 100_000), "events": (1, 400), "minutes": (1, 60_000), "quarter": (1, 4)}
_LENGTHS = {"office": MOST_OFFICE, "note": MOST_WORDS, "source": MOST_WORDS}


@dataclass(frozen=True)
class LineSaid:
    """All that is said of a line. `title` {language: words}; days or a quarter or neither; `seats` of the whole line, over all
    `events`; `minutes` of one person at one event; `office` in words or `office_id` an agency; `replaces_id` the line it stands in for;
    `nodes`, `networks`, `courses` ids; `funding` (grant, share in percent). The line of a country that says no place is for the country.
    """

    type: str
    mode: str
    title: Mapping[str, str]
    from_day: date | None = None
    to_day: date | None = None
    quarter: int | None = None
    seats: int | None = None
    events: int = 1
    minutes: int | None = None
    langs: Sequence[str] = ()
    office: str = ""
    office_id: int | None = None
    note: str = ""
    source: str = ""
    replaces_id: int | None = None
    nodes: Sequence[int] = ()
    networks: Sequence[int] = ()
    courses: Sequence[int] = ()
    funding: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong: a word for the sentence, the field it is in, and what stands there."""

    what: str
    field: str = ""
    value: str = ""


@dataclass(frozen=True)
class Within:
    """The plan that a line is written into, and what there is to name. `cc`, `home`: its country and that one's node; none of a network's.

    `places`: {node: its country}, those that are open; `networks`, `courses`, `grants`: ids.
    """

    year: int
    cc: str | None = None
    home: int | None = None
    places: Mapping[int, str | None] = field(default_factory=dict)
    networks: Collection[int] = ()
    courses: Collection[int] = ()
    grants: Collection[int] = ()


def tidy(said: LineSaid, home: int | None) -> LineSaid:
    """The same as it is kept: empty titles gone, ids once each, and for the country (`home`) where no place is said."""
    title = {lang: words.strip() for lang, words in said.title.items() if lang in LANGUAGES and words.strip()}
    nodes = tuple(dict.fromkeys(said.nodes)) or ((home,) if home and not said.networks else ())
    return replace(
        said, title=title, nodes=nodes, networks=tuple(dict.fromkeys(said.networks)), courses=tuple(dict.fromkeys(said.courses)),
        langs=tuple(lang for lang in LANGUAGES if lang in said.langs), funding=tuple(said.funding), office=said.office.strip(),
        note=said.note.strip(), source=said.source.strip(),
    )  # fmt: skip


def problems(said: LineSaid | Line, within: Within, had: Line | None = None) -> Iterator[Problem]:
    """What is wrong with what is said of a line. What it named before (`had`) it may go on naming, although that has ended since."""
    yield from _words(said)
    yield from _days(said, within.year)
    for name, (low, high) in BOUNDS.items():
        value = getattr(said, name)
        if value is not None and not low <= value <= high:
            yield Problem("bad_count", name, str(value))
    yield from _named(said, within, had)
    yield from _money(said, within, had)


def put_off_problems(status: str, reason: str, reason_ru: str) -> Iterator[Problem]:
    """What is wrong with a line's status and why it is so."""
    if status not in STATUSES:
        yield Problem("unknown_word", "status", status)
    elif status != "planned" and not (reason or reason_ru):
        yield Problem("no_reason", "reason")
    for name, words in (("reason", reason), ("reason_ru", reason_ru)):
        if len(words) > MOST_REASON:
            yield Problem("too_long", name, str(MOST_REASON))


def _words(said: LineSaid | Line) -> Iterator[Problem]:
    for name, known in (("type", TYPES), ("mode", MODES)):
        if getattr(said, name) not in known:
            yield Problem("unknown_word", name, getattr(said, name))
    if not any(said.title.values()):
        yield Problem("no_title", "title_en")
    for lang, words in said.title.items():
        if len(words) > MOST_TITLE:
            yield Problem("too_long", f"title_{lang}", str(MOST_TITLE))
    for name, longest in _LENGTHS.items():
        if len(getattr(said, name)) > longest:
            yield Problem("too_long", name, str(longest))


def _days(said: LineSaid | Line, year: int) -> Iterator[Problem]:
    first, last = said.from_day, said.to_day
    if (first is None) != (last is None):
        yield Problem("one_day", "to_day" if last is None else "from_day")
    if first and last and last < first:
        yield Problem("order", "to_day", last.isoformat())
    if first and first.year != year:
        yield Problem("other_year", "from_day", str(first.year))
    if said.quarter is not None and (first or last):
        yield Problem("days_and_quarter", "quarter")


def _named(said: LineSaid | Line, within: Within, had: Line | None) -> Iterator[Problem]:
    """Places, offices, networks and courses: there, open, and of the plan's own country."""
    old = {*had.nodes, had.office_id} if had else set()
    new = [node for node in said.nodes if node not in old]
    networks = {*said.networks} - {*(had.networks if had else ())} - {*within.networks}
    if networks or any(node not in within.places for node in new):
        yield Problem("no_place", "places")
    elif within.cc and any(within.places[node] != within.cc for node in new):
        yield Problem("abroad", "places")
    elif not said.nodes and not said.networks:
        yield Problem("nowhere", "places")
    if said.office_id is not None and said.office_id not in old:
        if said.office_id not in within.places:
            yield Problem("no_place", "office_id")
        elif within.cc and within.places[said.office_id] not in (within.cc, None):
            yield Problem("office_abroad", "office_id")
    if {*said.courses} - {*(had.courses if had else ())} - {*within.courses}:
        yield Problem("no_course", "courses")


def _money(said: LineSaid | Line, within: Within, had: Line | None) -> Iterator[Problem]:
    grants, total = [grant for grant, _share in said.funding], sum(share for _grant, share in said.funding)
    known = {*within.grants, *(grant for grant, _share in (had.funding if had else ()))}
    if len(grants) != len(set(grants)) or not {*grants} <= known:
        yield Problem("no_grant", "grants")
    elif any(not 1 <= share <= WHOLE for _grant, share in said.funding):
        yield Problem("share_out", "grants")
    elif total > WHOLE:
        yield Problem("over_100", "grants", str(total))
