"""What a meeting writes down: its agenda a line a point, its minutes in Markdown, and the fingerprint of the figures that it saw."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import nh3

from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.pictures import Gallery
from lms.catalogue.rules.problems import Problems
from lms.catalogue.rules.rendering import ATTRIBUTES, CLASSES, TAGS, Place, Renderer
from lms.lib.text import one_line

_POINT = re.compile(r"(?:([01]?\d|2[0-3])[:.]([0-5]\d)\s+)?(.+)")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.][0-5]\d")
_LIKE_CLOCK = re.compile(r"(\d{1,2}|[a-zа-я]{2})[:.]\d\d(?=\s|$)", re.IGNORECASE)
_WORDS = re.compile(r"[^\s,;]+")
_HEAD = re.compile(r"(#{1,6})(?!#)")
AND = ("and", "и")  # between two numbers
PICTURES = {"img", "figure", "figcaption"}
_NUMBER = re.compile(r"(.+?)/(\d{4})")
_LINE = re.compile(r"([A-Za-z0-9]{1,12}-[0-9]{1,4})([A-Za-z]{0,2})")
_LETTERS = re.compile(r"[A-Za-z]{1,2}")


class Point(NamedTuple):
    """A point of the agenda. `clock` is HH:MM on the meeting's wall, or nothing."""

    clock: str
    text: str
    note: str


def read_agenda(said: str) -> list[Point]:
    """A line a point: 15:15 Progress since January | with the progress pack. A time alone is no point, and is a text."""
    points = []
    for line in filter(None, map(one_line, said.splitlines())):
        text, _bar, note = line.partition("|")
        found = _POINT.fullmatch(text.strip())
        if found:
            points.append(Point(f"{int(found[1]):02}:{found[2]}" if found[1] else "", found[3].strip(), note.strip()))
    return points


def no_clocks(said: str) -> list[str]:
    """What stands where the time of a point does and is none: 25:10, xx:99."""
    return [found[0] for line in said.splitlines() if (found := _LIKE_CLOCK.match(line.strip())) and not _CLOCK.fullmatch(found[0])]


def write_agenda(points: list[Point]) -> str:
    """The same, to be changed in a form."""
    return "\n".join(" ".join(filter(None, (point.clock, point.text, f"| {point.note}" if point.note else ""))) for point in points)


def read_numbers(said: str) -> tuple[list[tuple[str, int | None]], list[str]]:
    """Lines as somebody writes them, (number, year or None), and the words that are none: KZ-02, kz-02a; KZ-03/2021; TJ-02a, b, where
    letters alone are of the family before."""
    found: list[tuple[str, int | None]] = []
    unread, family, year = [], "", None
    for word in _WORDS.findall(said):
        if word.casefold() in AND:
            continue
        name, its = (match[1], int(match[2])) if (match := _NUMBER.fullmatch(word)) else (word, None)
        if _LETTERS.fullmatch(name) and family:
            name, its = f"{family}{name.lower()}", its or year
        elif not (line := _LINE.fullmatch(name)):
            unread.append(word)
            continue
        else:
            family, year = line[1] if line[2] else "", its
        found.append((name, its))
    return list(dict.fromkeys(found)), unread


def what_is_new(old: str, new: str) -> str:
    """The lines of a text that another one does not have, in one row, as a point of an agenda is written."""
    there = {one_line(line) for line in old.splitlines()}
    return one_line(" ".join(line for line in map(one_line, new.splitlines()) if line not in there)).replace("|", "/")


def html_of(text: str, lang: str) -> str:
    """Minutes as clean HTML, by the same functions as a lesson; no HTML and no picture gets through, and links lead to pages of ours, to
    places on this one (`#decision-2`), or out by https and mail."""
    problems = Problems()
    renderer = Renderer(Gallery(Folder("minutes", {}), problems), problems)
    html = renderer.render(_under_ours(text.splitlines()), 1, Place("minutes", lang), with_ids=False).html
    return nh3.clean(html, tags=set(TAGS - PICTURES), attributes=ATTRIBUTES, allowed_classes=CLASSES, attribute_filter=_only_safe,
                     url_schemes={"https", "mailto"}, link_rel="noopener noreferrer")  # fmt: skip


def _under_ours(lines: list[str]) -> list[str]:
    """The highest headings that are used become those of the third level, under the page's own."""
    heads, is_code = {}, False
    for at, line in enumerate(lines):
        is_code ^= line.lstrip().startswith(("```", "~~~"))
        if not is_code and (found := _HEAD.match(line)):
            heads[at] = len(found[1])
    shift = 3 - min(heads.values(), default=3)
    return ["#" * min(6, heads[at] + shift) + line.lstrip("#") if at in heads else line for at, line in enumerate(lines)]


def _only_safe(tag: str, name: str, value: str) -> str | None:
    if (tag, name) != ("a", "href"):
        return value
    if value.startswith("#t-"):  # what was written to lead to a place of this page
        return f"#{value.removeprefix('#t-')}"
    is_ours = value.startswith(("/", "#")) and not value.startswith(("//", "/\\"))
    return value if is_ours or value.startswith(("https://", "mailto:")) else None


def fingerprint(doc: Mapping[str, Any], rule: Mapping[str, str], as_of: datetime) -> str:
    """SHA-256 of the figures with their rule and moment as canonical JSON: keys in order, no spaces, UTF-8."""
    whole = {"as_of": as_of.astimezone(UTC).isoformat(timespec="seconds"), "doc": doc, "rule": rule}
    said = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return sha256(said.encode()).hexdigest()


def in_short(digest: str) -> str:
    """A fingerprint to be compared by eye: 7C1E 90AB 44D2."""
    return " ".join(digest[at : at + 4].upper() for at in (0, 4, 8))


def weekend(day: date) -> bool:
    """Whether offices are closed that day of any week."""
    return day.weekday() > 4
