"""What happened in a conversation, in order: versions handed in, words, outcomes, and that the mentor has read it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.mentoring.rules.threads import Side


@dataclass(frozen=True)
class Entry:
    """A line of the conversation. `what` is handed_in, post, review or read; words given with a version or an outcome stand with it."""

    what: str
    at: datetime
    side: Side
    author_id: int | None
    author: str
    text: str = ""
    lang: str = ""
    iteration: int | None = None
    outcome: str | None = None
    version: Any = None  # of handed_in: its text and list


def story(
    said: Iterable[Any], reviews: Iterable[Any], versions: Iterable[Any], officer: tuple[int, str], read_at: datetime | None
) -> list[Entry]:
    """All entries, the oldest first. `said` and `reviews` have at, side, author_id, author, text, lang, iteration, outcome;
    `versions` number, handed_in_at, words and lang. Words given with a version or an outcome stand in its entry."""
    words = list(said)
    found = []
    for version in versions:
        if version.handed_in_at is not None:
            text, lang = _given_with(words, version.handed_in_at, Side.OFFICER, version.number)
            found.append(Entry("handed_in", version.handed_in_at, Side.OFFICER, *officer, text, lang, version.number, version=version))
    for each in reviews:
        text, lang = _given_with(words, each.at, Side.MENTOR, each.iteration)
        found.append(Entry("review", each.at, Side.MENTOR, each.author_id, each.author, text, lang, each.iteration, each.outcome))
    found += [Entry("post", each.at, each.side, each.author_id, each.author, each.text, each.lang, each.iteration) for each in words]
    found.sort(key=lambda entry: entry.at)
    if read_at is not None and found:
        place = next((n for n, entry in enumerate(found) if entry.at > read_at), len(found))
        found.insert(place, Entry("read", read_at, Side.MENTOR, None, ""))
    return found


def _given_with(words: list[Any], at: datetime, side: Side, iteration: int) -> tuple[str, str]:
    """The word that was sent in the same moment, with its language; it is taken out of the words that stand alone."""
    found = next((each for each in words if (each.at, each.side, each.iteration) == (at, side, iteration)), None)
    if found is None:
        return "", ""
    words.remove(found)
    return found.text, found.lang


def heard(entries: Iterable[Entry]) -> datetime | None:
    """When the officer said or handed in the last that stands there."""
    return max((entry.at for entry in entries if entry.side is Side.OFFICER), default=None)


def is_unread(entries: Iterable[Entry], read_at: datetime | None) -> bool:
    """Whether the officer has said something that the mentor has not opened yet."""
    newest = heard(entries)
    return newest is not None and (read_at is None or read_at < newest)


def parted(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """(earlier, since): parted where the newest version was handed in, or its outcome given; what came before folds away."""
    starts = [n for n, entry in enumerate(entries) if entry.what == "handed_in"]
    if len(starts) < 2:
        return [], entries
    return entries[: starts[-1]], entries[starts[-1] :]
