"""Drafts saved from more than one page: what is stored, what is kept beside it, and what the writer chooses. Pure.

Each page that a draft is written on has a token of its own and knows the version it was drawn with. A page that knows the present
version goes on from it; what an older page sends is kept beside under its token, until the writer has seen both and chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

LONGEST = 20_000  # letters of a text, its list and its word together
LONGEST_STEP = 2_000
MOST_STEPS = 60
MOST_ASIDE = 5


@dataclass(frozen=True)
class Words:
    """What somebody wrote: a text, an ordered list, and a word that goes with it."""

    text: str = ""
    items: tuple[str, ...] = ()
    word: str = ""

    @property
    def length(self) -> int:
        """Letters in all."""
        return len(self.text) + sum(map(len, self.items)) + len(self.word)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not (self.text or self.items or self.word)

    @property
    def said(self) -> str:
        """All of it as one text, for giving it back and for looking for numbers."""
        steps = "\n".join(f"{number}. {item}" for number, item in enumerate(self.items, 1))
        return "\n\n".join(part for part in (self.text, steps, self.word) if part)

    def to_doc(self, at: datetime) -> dict[str, Any]:
        """As it stands beside a draft."""
        return {"text": self.text, "items": list(self.items), "word": self.word, "at": at.isoformat()}


def cleaned(text: str) -> str:
    """Line ends as one sign, and no blank lines at the ends: a browser sends \\r\\n, and a newline that nobody sees."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def written(text: str, items: Sequence[str] = (), word: str = "") -> Words:
    """What a form sent; emptied steps are gone."""
    return Words(cleaned(text), tuple(step for item in items if (step := cleaned(item))), cleaned(word))


def moved(items: Sequence[str], button: str) -> list[str]:
    """A list after a button: `up-3` and `down-3` move the third step (from 1); anything else leaves it as it is."""
    found = list(items)
    way, _, place = button.partition("-")
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else 0
    other = {"up": number - 1, "down": number + 1}.get(way, 0)
    if 1 <= number <= len(found) and 1 <= other <= len(found):
        found[number - 1], found[other - 1] = found[other - 1], found[number - 1]
    return found


class Fate(StrEnum):
    """What becomes of words that were sent."""

    SAVED = "saved"
    SAME = "same"  # they stand there already
    ASIDE = "aside"  # kept beside a newer draft
    FULL = "full"  # too much stands beside it: nothing was kept, the page keeps them


@dataclass(frozen=True)
class Kept:
    """A draft with what stands beside it, after something was sent."""

    fate: Fate
    words: Words
    version: int
    aside: Mapping[str, Any] = field(default_factory=dict)


def settle(words: Words, version: int, aside: Mapping[str, Any], sent: Words, *, drawn: int, page: str, at: datetime) -> Kept:
    """A page that was drawn with version `drawn` sends its words to a draft that is at `version` now."""
    others = {token: doc for token, doc in aside.items() if token != page}
    if sent == words:
        return Kept(Fate.SAME, words, version, others)
    if drawn == version:
        return Kept(Fate.SAVED, sent, version + 1, others)
    if len(others) >= MOST_ASIDE:
        return Kept(Fate.FULL, words, version, aside)
    return Kept(Fate.ASIDE, words, version, {**others, page: sent.to_doc(at)})


def chosen(words: Words, version: int, aside: Mapping[str, Any], which: str) -> tuple[Words, int]:
    """The words gone on with, and their version: `which` is the token of what stands beside, else the draft stays."""
    return (from_doc(aside[which]), version + 1) if which in aside else (words, version + 1)


def from_doc(doc: Mapping[str, Any]) -> Words:
    """Read back what `to_doc` wrote."""
    return Words(doc["text"], tuple(doc["items"]), doc.get("word", ""))


def marks_of(version: int, aside: Mapping[str, Any]) -> str:
    """What a page that shows all of them has shown: the choice counts only while this is still so."""
    return ",".join([str(version), *(f"{token}@{doc['at']}" for token, doc in sorted(aside.items()))])
