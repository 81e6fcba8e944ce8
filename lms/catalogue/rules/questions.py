"""Questions as pages and marking know them, and the one place where answers are mixed and read back.

A lesson's self-checks and a quiz call the same functions. `shown` is all that a page may hold before marking, `answer_key` is
used by marking and shown after it:

    type      shown[lang] (beside prompt, more)   answer_key (beside explanation, lesson)    given["value"]
    single    choices: [html]                     right: [i], feedback: {lang: [html]}       i
    multiple  choices: [html]                     right: [i, …], feedback                    [i, …]
    number    unit: text                          low, high: "42", units: [text], said       text as typed
    text      -                                   accepted: {lang: [text]}                   text as typed
    sequence  items: [html], never in order       places: [place of item i, from 1]          [place or None]
    matching  left, right: [html], heads: [html]  pairs: [right one of left i]               [right or None]

Answers are mixed anew for each seed. A page holds *tokens*, the places after mixing, which say nothing without the seed; the
seed stays on the server. They are the same in every language. Without an answer, given is {}.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

Given = dict[str, Any]
TYPES = ("single", "multiple", "number", "text", "sequence", "matching")
LONGEST_ANSWER = 300


@dataclass(frozen=True)
class Asked:
    """A question version: what is asked, and its key. Only `present` and `review` make of it what a page may hold."""

    id: int
    slug: str
    type: str
    points: int
    topic: str
    shown: dict[str, Any]
    answer_key: dict[str, Any]

    def words(self, langs: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The best language for a reader and the question in it."""
        lang = next((code for code in langs if code in self.shown), None) or min(self.shown)
        return lang, self.shown[lang]

    @property
    def lesson(self) -> str:
        """The id of the lesson to read again, or nothing. For pages after marking."""
        return str(self.answer_key.get("lesson", ""))


@dataclass(frozen=True)
class Option:
    """Something to choose. `token` is its value in the form."""

    token: str
    html: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Row:
    """A line with its own field: an item that gets a place, or one that gets a partner. `field` ends the field's name."""

    field: str
    html: str
    chosen: str = ""  # the token chosen for it


@dataclass(frozen=True)
class Presented:
    """A question on a page, before marking. `prompt` is a phrase, `more` are blocks under it (pictures, tables)."""

    slug: str
    type: str
    points: int
    lang: str
    prompt: str
    more: str = ""
    options: tuple[Option, ...] = ()  # single, multiple: what to tick; sequence: the places; matching: the partners
    rows: tuple[Row, ...] = ()
    text: str = ""
    unit: str = ""
    heads: tuple[str, ...] = ()
    filled: int = 0  # how many of `wanted` parts have an answer
    wanted: int = 1

    @property
    def is_begun(self) -> bool:
        """Something is answered."""
        return self.filled > 0

    @property
    def is_complete(self) -> bool:
        """Nothing is missing (the answer may still be wrong)."""
        return self.filled >= self.wanted


def mixed(seed: int, salt: str, count: int) -> list[int]:
    """A permutation of range(count) for a seed, the same on every machine and version. Position p shows number mixed[p]."""
    return sorted(range(count), key=lambda i: sha256(f"{seed}:{salt}:{i}".encode()).digest())


@dataclass(frozen=True)
class Order:
    """How one question is mixed for one seed: `first` its choices, items or left column, `second` the right column."""

    first: list[int]
    second: list[int]


def arrange(asked: Asked, seed: int) -> Order:
    """The order for an attempt. It hangs on the seed and the question alone, so every language has the same."""
    shown = asked.shown[min(asked.shown)]
    first = shown.get("choices") or shown.get("items") or shown.get("left") or ()
    return Order(mixed(seed, f"{asked.slug}:1", len(first)), mixed(seed, f"{asked.slug}:2", len(shown.get("right", ()))))


def present(asked: Asked, seed: int, langs: Sequence[str], given: Given | None = None) -> Presented:
    """What a page shows of a question and of the answer so far. Nothing in it tells the key."""
    lang, words = asked.words(langs)
    value, order = value_of(asked, given), arrange(asked, seed)
    options, rows = _parts(asked.type, words, value, order)
    done, wanted = filled(asked, given)
    return Presented(
        slug=asked.slug,
        type=asked.type,
        points=asked.points,
        lang=lang,
        prompt=words["prompt"],
        more=words.get("more", ""),
        options=options,
        rows=rows,
        text=value if asked.type in ("number", "text") and isinstance(value, str) else "",
        unit=words.get("unit", ""),
        heads=tuple(words.get("heads", ())),
        filled=done,
        wanted=wanted,
    )


def _parts(kind: str, words: dict[str, Any], value: Any, order: Order) -> tuple[tuple[Option, ...], tuple[Row, ...]]:
    if kind in ("single", "multiple"):
        chosen = set(value if isinstance(value, list) else () if value is None else (value,))
        return tuple(Option(str(p), words["choices"][i], i in chosen) for p, i in enumerate(order.first, 1)), ()
    if kind == "sequence":
        places = tuple(Option(str(n), str(n)) for n in range(1, len(order.first) + 1))
        return places, tuple(Row(str(p), words["items"][i], str(value[i] or "")) for p, i in enumerate(order.first, 1))
    if kind == "matching":
        token = {i: str(p) for p, i in enumerate(order.second, 1)}
        partners = tuple(Option(str(p), words["right"][i]) for p, i in enumerate(order.second, 1))
        return partners, tuple(Row(str(p), words["left"][i], token.get(value[i], "")) for p, i in enumerate(order.first, 1))
    return (), ()


def read_back(asked: Asked, seed: int, name: str, getlist: Callable[[str], Sequence[str]]) -> Given:
    """What a form says about the question whose field is `name`; `getlist` is that of the form.

    Fields: `name` for ticks and typed answers, `name.FIELD` for the rows of a sequence or matching. Whatever cannot be read
    counts as not given.
    """
    order = arrange(asked, seed)
    if asked.type in ("number", "text"):
        text = " ".join("".join(getlist(name)[:1]).split())[:LONGEST_ANSWER]
        return {"value": text} if text else {}
    if asked.type in ("single", "multiple"):
        ticked = sorted({i for token in getlist(name) if (i := _back(token, order.first)) is not None})
        if not ticked or (asked.type == "single" and len(ticked) > 1):
            return {}
        return {"value": ticked[0] if asked.type == "single" else ticked}
    value: list[int | None] = [None] * len(order.first)
    for p, i in enumerate(order.first, 1):
        token = "".join(getlist(f"{name}.{p}")[:1])
        value[i] = _number(token, len(order.first)) if asked.type == "sequence" else _back(token, order.second)
    return {"value": value} if any(each is not None for each in value) else {}


def _number(token: str, most: int) -> int | None:
    return int(token) if token.isascii() and token.isdigit() and len(token) < 4 and 1 <= int(token) <= most else None


def _back(token: str, order: list[int]) -> int | None:
    place = _number(token, len(order))
    return None if place is None else order[place - 1]


def value_of(asked: Asked, given: Any) -> Any:
    """The answer in the shape of its type, or the type's empty answer when it is not in that shape."""
    value = given.get("value") if isinstance(given, dict) else None
    shown = asked.shown[min(asked.shown)]
    if asked.type in ("number", "text"):
        return value if isinstance(value, str) else ""
    if asked.type == "single":
        return value if _is_index(value, len(shown["choices"])) else None
    if asked.type == "multiple":
        return sorted({i for i in value if _is_index(i, len(shown["choices"]))}) if isinstance(value, list) else []
    count = len(shown["items"] if asked.type == "sequence" else shown["left"])
    if not isinstance(value, list) or len(value) != count:
        return [None] * count
    if asked.type == "sequence":
        return [place if _is_index(place, count + 1) and place else None for place in value]
    return [i if _is_index(i, len(shown["right"])) else None for i in value]


def _is_index(value: Any, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count


def filled(asked: Asked, given: Given | None) -> tuple[int, int]:
    """(parts answered, parts asked): 2 of 4 pairs. One part for every type but sequence and matching."""
    value = value_of(asked, given)
    if asked.type in ("sequence", "matching"):
        return sum(each is not None for each in value), len(value)
    return int(value is not None and value not in ("", [])), 1
