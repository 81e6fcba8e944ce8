"""Marking an answer, and what may be said about it afterwards. Pure: the same answer always gets the same points.

Whole points only, rounded down, so that full points mean a full answer.

* single, number, text, sequence: all or nothing. A sequence with two steps exchanged is a wrong procedure, not half a right one.
* multiple: the share of right ones ticked less the share of wrong ones ticked, at least 0. Ticking everything, like ticking
  nothing, is worth nothing, and with one point the question is all or nothing.
* matching: the share of right pairs; each pair is an answer of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.catalogue.rules import numbers
from lms.catalogue.rules.questions import Asked, Given, arrange, present, value_of
from lms.lib.text import fold

EDGES = ' .,;:!?"«»“”()'


def mark(question_type: str, points: int, answer_key: dict[str, Any], given: Any) -> int:
    """The points, from 0 to `points`. An answer in no shape, or in that of another type, gets 0 and raises nothing."""
    value = given.get("value") if isinstance(given, dict) else None
    share = _SHARES[question_type](answer_key, value)
    return int(max(Fraction(0), min(Fraction(1), share)) * points)


def mark_asked(asked: Asked, given: Given | None) -> int:
    """The points for an answer to this question."""
    return mark(asked.type, asked.points, asked.answer_key, given)


def is_readable(asked: Asked, given: Given | None) -> bool:
    """Whether a typed number is one; any other answer is. For the hint "this field takes digits" before marking."""
    value = value_of(asked, given)
    return asked.type != "number" or not value or numbers.given(value) is not None


def _single(key: dict[str, Any], value: Any) -> Fraction:
    return Fraction(isinstance(value, int) and not isinstance(value, bool) and [value] == key["right"])


def _multiple(key: dict[str, Any], value: Any) -> Fraction:
    if not isinstance(value, list) or not all(isinstance(each, int) and not isinstance(each, bool) for each in value):
        return Fraction(0)
    right, count = set(key["right"]), int(key["count"])
    ticked = {each for each in value if 0 <= each < count}
    wrong = count - len(right)
    return Fraction(len(ticked & right), len(right)) - (Fraction(len(ticked - right), wrong) if wrong else 0)


def _number(key: dict[str, Any], value: Any) -> Fraction:
    read = numbers.given(value) if isinstance(value, str) else None
    if read is None:
        return Fraction(0)
    number, unit = read
    fits = not unit or unit in {fold(each).strip(" .") for each in key["units"]}
    return Fraction(fits and Decimal(key["low"]) <= number <= Decimal(key["high"]))


def plain(text: str) -> str:
    """A typed answer as it is compared: folded, without quotes and marks at its ends."""
    return fold(text.strip(EDGES)).strip(EDGES)


def _text(key: dict[str, Any], value: Any) -> Fraction:
    if not isinstance(value, str) or not plain(value):
        return Fraction(0)
    return Fraction(any(plain(value) == plain(each) for some in key["accepted"].values() for each in some))


def _sequence(key: dict[str, Any], value: Any) -> Fraction:
    return Fraction(_whole_numbers(value, len(key["places"])) and value == key["places"])


def _matching(key: dict[str, Any], value: Any) -> Fraction:
    pairs = key["pairs"]
    if not isinstance(value, list) or len(value) != len(pairs):
        return Fraction(0)
    found = sum(
        isinstance(given, int) and not isinstance(given, bool) and given == right for given, right in zip(value, pairs, strict=True)
    )
    return Fraction(found, len(pairs))


def _whole_numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(isinstance(each, int) and not isinstance(each, bool) for each in value)


_SHARES = {"single": _single, "multiple": _multiple, "number": _number, "text": _text, "sequence": _sequence, "matching": _matching}


def right_answer(asked: Asked) -> Given:
    """The answer that gets full points, in the shape of `given`."""
    key = asked.answer_key
    value: Any = {
        "single": lambda: key["right"][0],
        "multiple": lambda: list(key["right"]),
        "number": lambda: str(key["low"]),
        "text": lambda: next(each for some in key["accepted"].values() for each in some),
        "sequence": lambda: list(key["places"]),
        "matching": lambda: list(key["pairs"]),
    }[asked.type]()
    return {"value": value}


@dataclass(frozen=True)
class ReviewedOption:
    """A choice after marking."""

    token: str
    html: str
    is_chosen: bool
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True)
class ReviewedRow:
    """A line of a sequence or matching after marking: what was given for it and what is right, ready to print."""

    html: str
    given: str
    right: str
    is_right: bool


@dataclass(frozen=True)
class Reviewed:
    """A question after marking, with its key: for result pages and answered self-checks only."""

    slug: str
    type: str
    lang: str
    prompt: str
    more: str
    points: int
    out_of: int
    is_given: bool
    options: tuple[ReviewedOption, ...] = ()
    rows: tuple[ReviewedRow, ...] = ()
    text: str = ""  # what was typed
    right: str = ""  # what should have been
    unit: str = ""
    explanation: str = ""
    lesson: str = ""
    topic: str = ""

    @property
    def is_right(self) -> bool:
        """Full points."""
        return self.points == self.out_of

    @property
    def feedback(self) -> tuple[str, ...]:
        """What is said to the choices that were made."""
        return tuple(option.feedback for option in self.options if option.is_chosen and option.feedback)


def review(asked: Asked, seed: int, langs: Sequence[str], given: Given | None) -> Reviewed:
    """What is said after marking: the points, the right answer, feedback and explanation, in the order the reader saw."""
    lang, words = asked.words(langs)
    key, page, value = asked.answer_key, present(asked, seed, langs, given), value_of(asked, given)
    order = arrange(asked, seed)
    said = key.get("feedback", {}).get(lang, [])
    options = tuple(
        ReviewedOption(option.token, option.html, option.is_chosen, i in key["right"], said[i] if said else "")
        for option, i in zip(page.options, order.first, strict=False)
        if asked.type in ("single", "multiple")
    )
    return Reviewed(
        slug=asked.slug,
        type=asked.type,
        lang=lang,
        prompt=page.prompt,
        more=page.more,
        points=mark_asked(asked, given),
        out_of=asked.points,
        is_given=page.is_begun,
        options=options,
        rows=tuple(_row(asked, words, value, i) for i in order.first) if asked.type in ("sequence", "matching") else (),
        text=page.text,
        right=_said(asked, lang),
        unit=page.unit,
        explanation=key.get("explanation", {}).get(lang, ""),
        lesson=asked.lesson,
        topic=asked.topic,
    )


def _row(asked: Asked, words: dict[str, Any], value: list[Any], i: int) -> ReviewedRow:
    if asked.type == "sequence":
        given, right = value[i], asked.answer_key["places"][i]
        return ReviewedRow(words["items"][i], str(given or ""), str(right), given == right)
    given, right = value[i], asked.answer_key["pairs"][i]
    return ReviewedRow(words["left"][i], "" if given is None else words["right"][given], words["right"][right], given == right)


def _said(asked: Asked, lang: str) -> str:
    """The right answer to a typed question, in words."""
    if asked.type == "number":
        return str(asked.answer_key["said"].get(lang, ""))
    if asked.type == "text":
        accepted = asked.answer_key["accepted"]
        return str((accepted.get(lang) or next(iter(accepted.values())))[0])
    return ""
