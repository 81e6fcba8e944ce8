"""A plan's lines as rows of a table that `exchange` reads back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.lib.sheet import Cell, Column
from lms.lib.text import LANGUAGES
from lms.programme.rules.exchange import HEADINGS
from lms.programme.rules.line import Line

WIDE = {"title_en": 44, "title_ru": 44, "places": 30, "reason": 40, "reason_ru": 40, "note": 30, "grants": 30}
ALWAYS = ("en", "ru")


@dataclass(frozen=True)
class Codes:
    """What stands for a row elsewhere: {id: its code}; and the words of types, modes and states in one language."""

    nodes: Mapping[int, str]
    networks: Mapping[int, str]
    courses: Mapping[int, str]
    grants: Mapping[int, str]
    words: Mapping[str, Mapping[str, str]]  # {type, mode or status: {its own: word}}


def fields(lines: Sequence[Line]) -> list[str]:
    """The columns: titles in English and Russian, and in those other languages that a line has."""
    used = {lang for line in lines for lang, text in line.title.items() if text}
    left_out = {f"title_{lang}" for lang in LANGUAGES if lang not in ALWAYS and lang not in used}
    return [name for name in HEADINGS if name not in left_out]


def columns(names: Sequence[str], *, is_russian: bool) -> list[Column]:
    """Their headings."""
    return [Column(HEADINGS[name][is_russian], WIDE.get(name, 14)) for name in names]


def row(line: Line, names: Sequence[str], codes: Codes, numbers: Mapping[int, str]) -> list[Cell]:
    """One line. `numbers`: {line: its number}."""
    places = [*(codes.nodes[each] for each in line.nodes), *(codes.networks[each] for each in line.networks)]
    grants = [f"{codes.grants[grant]} {share}%" for grant, share in line.funding]
    cells: dict[str, Cell] = {
        "number": line.number, **{name: codes.words[name][getattr(line, name)] for name in ("type", "mode", "status")},
        "places": ", ".join(places),
        "courses": ", ".join(codes.courses[each] for each in line.courses), "langs": ", ".join(line.langs),
        "replaces": numbers.get(line.replaces_id or 0), "grants": "; ".join(grants),
        **{f"title_{lang}": text for lang, text in line.title.items()},
    }  # fmt: skip
    values = (cells[name] if name in cells else getattr(line, name, None) for name in names)
    return [None if value == "" else value for value in values]
