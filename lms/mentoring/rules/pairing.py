"""Who fits whom: what keeps a mentor from being paired, and how well one fits. Pure; the weights are here for all to read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.mentoring.rules.profile import LEVELS, is_enough

# Of 100 points. Kept with each offer, so that an old list can be understood after they were changed.
WEIGHTS: Mapping[str, int] = {"topics": 35, "language": 20, "hours": 20, "load": 15, "known": 10}
LEAST_HOURS = 2.0  # a week; with fewer no meeting fits between the rest
MANY_HOURS = 10.0  # a week; more count no more
WORTH: Mapping[str, float] = {"B1": 0.4, "B2": 0.7, "C1": 0.9, "C2": 1.0}


class Bar(StrEnum):
    """Why a mentor cannot be offered this trainee or unit, the first that holds."""

    ONESELF = "oneself"
    COLLEAGUE = "colleague"  # serves in the same unit: a mentor is from outside it
    NO_PROFILE = "no_profile"
    PAUSED = "paused"
    LANGUAGE = "language"
    HOURS = "hours"
    FULL = "full"


@dataclass(frozen=True)
class Asked:
    """What a trainee or unit asks for: topics, and the languages written there."""

    topics: tuple[str, ...]
    langs: tuple[str, ...]


@dataclass(frozen=True)
class Offered:
    """A mentor as far as it decides anything. `hours` are those together, a week; `places` of the kind that is asked for."""

    languages: Mapping[str, str]
    topics: Collection[str]
    hours: float
    taken: int
    places: int
    paused_until: date | None = None
    has_profile: bool = True
    is_oneself: bool = False
    is_colleague: bool = False
    is_known: bool = False  # has been their mentor before


@dataclass(frozen=True)
class Fit:
    """How well a mentor fits, 0 to 100, or why not at all. `shares` are the parts between 0 and 1, by the names of the weights."""

    score: int
    shares: Mapping[str, float]
    topics: tuple[str, ...]
    lang: str | None
    level: str | None
    bar: Bar | None

    @property
    def is_possible(self) -> bool:
        """Whether an offer can be made."""
        return self.bar is None


def fit(mentor: Offered, asked: Asked, day: date) -> Fit:
    """How one mentor fits what is asked for, on a day."""
    lang = best_language(mentor.languages, asked.langs)
    level = mentor.languages[lang] if lang else None
    known = tuple(topic for topic in asked.topics if topic in mentor.topics)
    shares = {
        "topics": len(known) / len(asked.topics) if asked.topics else 1.0,
        "language": WORTH.get(level or "", 0.0),
        "hours": min(mentor.hours / MANY_HOURS, 1.0),
        "load": 1 - min(mentor.taken / mentor.places, 1.0) if mentor.places else 0.0,
        "known": float(mentor.is_known),
    }
    score = round(sum(WEIGHTS[name] * share for name, share in shares.items()))
    return Fit(score, shares, known, lang, level, _bar(mentor, lang, day))


def _bar(mentor: Offered, lang: str | None, day: date) -> Bar | None:
    bars = {
        Bar.ONESELF: mentor.is_oneself,
        Bar.COLLEAGUE: mentor.is_colleague,
        Bar.NO_PROFILE: not mentor.has_profile,
        Bar.PAUSED: mentor.paused_until is not None and mentor.paused_until >= day,
        Bar.LANGUAGE: lang is None,
        Bar.HOURS: mentor.hours < LEAST_HOURS,
        Bar.FULL: mentor.taken >= mentor.places,
    }
    return next((bar for bar, holds in bars.items() if holds), None)


def best_language(languages: Mapping[str, str], langs: Sequence[str]) -> str | None:
    """The language both write, the mentor at the highest level; of equals the first of those written there. None below B1."""
    shared = [lang for lang in langs if is_enough(languages.get(lang, ""))]
    return max(shared, key=lambda lang: LEVELS.index(languages[lang]), default=None)


def order(fit: Fit, mentor: Offered, ref: str) -> tuple[int, int, float, int, str]:
    """The key by which candidates are listed: who can be offered, then the full, then the rest; the best first; the ref decides."""
    group = 0 if fit.is_possible else 1 if fit.bar is Bar.FULL else 2
    return group, -fit.score, -mentor.hours, mentor.taken, ref
