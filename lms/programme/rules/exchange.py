"""A plan as a table: which column is which, and what each row says of a line, or what is wrong with it.

Headings are those of our own file in English or Russian, in any order; a column nobody knows is named and left alone.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.lib.days import DayError, read_day
from lms.lib.sheet import Cell, Formula, Row, as_day
from lms.lib.text import LANGUAGES, fold, one_line
from lms.programme.rules.said import BOUNDS, Problem

MOST_ROWS, MOST_DIGITS = 2000, 9

HEADINGS = {
    "number": ("Line", "Строка"),
    "type": ("Type", "Вид"),
    "mode": ("Mode", "Форма"),
    **{f"title_{lang}": (f"Title ({lang})", f"Название ({lang})") for lang in LANGUAGES},
    "places": ("For", "Для кого"),
    "courses": ("Courses", "Курсы"),
    "seats": ("Seats", "Мест"),
    "events": ("Events", "Событий"),
    "minutes": ("Minutes", "Минут"),
    "from_day": ("First day", "Первый день"),
    "to_day": ("Last day", "Последний день"),
    "quarter": ("Quarter", "Квартал"),
    "langs": ("Languages", "Языки"),
    "office": ("Office", "Ответственный"),
    "status": ("State", "Состояние"),
    "reason": ("Reason (en)", "Причина (en)"),
    "reason_ru": ("Reason (ru)", "Причина (ru)"),
    "replaces": ("Replaces", "Заменяет"),
    "grants": ("Grants", "Гранты"),
    "note": ("Note", "Примечание"),
}
DATES = ("from_day", "to_day", "quarter")
USUAL_MODE = {"elearning": "own_pace", "theory": "live", "mentorship": "live", "meeting": "live"}
_NUMBER = re.compile(r"[A-Z]{2,8}-[0-9]{2,4}[a-z]{0,2}")
_SHARE = re.compile(r"(.+?)[\s:=]+([0-9]{1,3})\s*%?")


@dataclass(frozen=True)
class Known:
    """What a row may name, by its folded code or name: {word: id}. A place is ("nodes" or "networks", id).

    `words`: {type, mode or status: {folded word of any language: its own}}.
    """

    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    courses: Mapping[str, int] = field(default_factory=dict)
    grants: Mapping[str, int] = field(default_factory=dict)
    prefix: str = ""  # of the plan's line numbers
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """Where each field stands. `unknown`: headings that are none of ours; `twice`: fields that two columns claim."""

    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Whether it says of what type lines are and how they are called."""
        return "type" in self.columns and any(name.startswith("title_") for name in self.columns) and not self.twice


@dataclass(frozen=True)
class ReadLine:
    """What a row says. `said` holds the fields whose columns are there, places as `nodes` and `networks`; `replaces` is a line's number."""

    no: int
    number: str | None
    said: Mapping[str, Any]
    problems: tuple[Problem, ...]


def layout(heading: Row, *, without: Collection[str] = ()) -> Layout:
    """Which column is which; those of the fields `without` are passed over."""
    by_word = {fold(word): name for name, words in HEADINGS.items() for word in (name, *words)} | {fold("Причина"): "reason_ru"}
    columns: dict[str, int] = {}
    unknown, twice = [], []
    for index, cell in enumerate(heading.cells):
        if cell is None:
            continue
        word = one_line(str(cell))[:80]
        name = by_word.get(fold(word))
        if name is None:
            unknown.append(word)
        elif name in columns:
            twice.append(word)
        elif name not in without:
            columns[name] = index
    return Layout(columns, tuple(unknown), tuple(twice))


def read(rows: Sequence[Row], where: Layout, known: Known) -> Iterator[ReadLine]:
    """What each row under the heading says."""
    readers, seen = _readers(known), dict[str, int]()
    for row in rows:
        yield _line(row, where, readers, known, seen)


Reader = Callable[[Cell], Any]


class _Wrong(ValueError):
    """A cell that cannot be read."""

    def __init__(self, what: str, value: object = "") -> None:
        super().__init__(what)
        self.what, self.value = what, str(value)[:80]


def _line(row: Row, where: Layout, readers: Mapping[str, Reader], known: Known, seen: dict[str, int]) -> ReadLine:
    said: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, index in where.columns.items():
        cell = row.cells[index] if index < len(row.cells) else None
        try:
            if isinstance(cell, Formula):
                raise _Wrong("formula", cell.text)
            said[name] = readers[name](cell)
        except _Wrong as wrong:
            problems.append(Problem(wrong.what, name, wrong.value))
    said["title"] = {lang: said.pop(f"title_{lang}") for lang in LANGUAGES if said.get(f"title_{lang}")}
    for lang in LANGUAGES:
        said.pop(f"title_{lang}", None)
    if (places := said.pop("places", None)) is not None:
        said |= {kind: tuple(id_ for its, id_ in places if its == kind) for kind in ("nodes", "networks")}
    number = said.pop("number", None)
    problems += _together(said, number, known, seen)
    if number and not problems:
        seen[number] = row.no
    return ReadLine(row.no, number, said, tuple(problems))


def _together(said: Mapping[str, Any], number: str | None, known: Known, seen: Mapping[str, int]) -> Iterator[Problem]:
    """What is wrong with a row of a table although each cell by itself is not; a line's own faults are told by `said.problems`."""
    if "type" in said and said["type"] is None:
        yield Problem("no_type", "type")
    if number and number in seen:
        yield Problem("twice", "number", str(seen[number]))
    if number and known.prefix and not number.startswith(f"{known.prefix}-"):
        yield Problem("other_plan", "number", number)


def _readers(known: Known) -> dict[str, Reader]:
    words = {name: _one_of(known.words.get(name, {})) for name in ("type", "mode", "status")}
    texts = (*(f"title_{lang}" for lang in LANGUAGES), "office", "reason", "reason_ru", "note")
    return {
        **dict.fromkeys(BOUNDS, _count), **words, **dict.fromkeys(texts, _text), "number": _number, "replaces": _number,
        "from_day": _day, "to_day": _day, "langs": _langs, "places": _named(known.places, "unknown_place"),
        "courses": _named(known.courses, "unknown_course"), "grants": _shares(known.grants),
    }  # fmt: skip


def _text(cell: Cell) -> str:
    return one_line("" if cell is None else str(cell))


def _count(cell: Cell) -> int | None:
    if cell is None:
        return None
    text = re.sub(r"[\s\u00a0,]", "", str(cell)).removesuffix(".0")
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise _Wrong("bad_count", cell)
    return int(text)


def _one_of(by_word: Mapping[str, str]) -> Reader:
    def reader(cell: Cell) -> str | None:
        if cell is None:
            return None
        found = by_word.get(fold(str(cell)))
        if found is None:
            raise _Wrong("unknown_word", cell)
        return found

    return reader


def _number(cell: Cell) -> str | None:
    if cell is None:
        return None
    text = one_line(str(cell))
    head, dash, tail = text.partition("-")
    text = f"{head.upper()}{dash}{tail.lower()}"
    if not _NUMBER.fullmatch(text):
        raise _Wrong("bad_number", cell)
    return text


def _day(cell: Cell) -> date | None:
    if cell is None:
        return None
    day = as_day(cell)
    try:
        return day or read_day(str(cell))
    except DayError as wrong:
        raise _Wrong("no_such_day" if wrong.last else "not_a_day", cell) from wrong


def _parts(cell: Cell) -> list[str]:
    return [part for part in (one_line(part) for part in re.split(r"[;\n,]", "" if cell is None else str(cell))) if part]


def _langs(cell: Cell) -> tuple[str, ...]:
    by_word = {fold(word): code for code, name in LANGUAGES.items() for word in (code, name)}
    for part in _parts(cell):
        if fold(part) not in by_word:
            raise _Wrong("unknown_language", part)
    return tuple(dict.fromkeys(by_word[fold(part)] for part in _parts(cell)))


def _named(known: Mapping[str, Any], what: str) -> Reader:
    def reader(cell: Cell) -> tuple[Any, ...]:
        for part in _parts(cell):
            if fold(part) not in known:
                raise _Wrong(what, part)
        return tuple(dict.fromkeys(known[fold(part)] for part in _parts(cell)))

    return reader


def _shares(known: Mapping[str, int]) -> Reader:
    def reader(cell: Cell) -> tuple[tuple[int, int], ...]:
        found: dict[int, int] = {}
        for part in _parts(cell):
            said = _SHARE.fullmatch(part)
            if said is None:
                raise _Wrong("bad_share", part)
            grant = known.get(fold(said[1]))
            if grant is None:
                raise _Wrong("unknown_grant", said[1])
            found[grant] = found.get(grant, 0) + int(said[2])
        return tuple(found.items())

    return reader
