"""The trainers and mentors of the demo, all invented, and what the mentors say of themselves."""

from dataclasses import dataclass
from datetime import date

from lms.mentoring.actions.profile import Said
from lms.mentoring.rules.hours import Window
from lms.people.models import Role

EVERY_DAY = range(5)


def hours(days: range | tuple[int, ...], *spans: tuple[int, int]) -> tuple[Window, ...]:
    """The same hours on each of these days, Monday being 0."""
    return tuple(Window(day, start * 60, end * 60) for day in days for start, end in spans)


@dataclass(frozen=True)
class Guest:
    """Somebody abroad, who serves in no agency of the region."""

    call_name: str
    tz: str
    role: Role
    said: Said | None = None


def _mentor(
    call_name: str, tz: str, languages: dict[str, str], topics: str, windows: tuple[Window, ...], units: int, people: int, about: str
) -> Guest:  # fmt: skip
    said = Said(languages, tuple(topics.split()), windows, units, people, None, about)
    return Guest(call_name, tz, Role.MENTOR, said)


BRUSSELS, VIENNA, BAKU, TBILISI, TOKYO, LISBON = "Lieven M.", "Sabine K.", "Rauf H.", "Tamar G.", "Jun T.", "Paulo R."
TRAINER, SECOND_TRAINER = "Hanna W.", "Elchin M."

MENTORS = (
    _mentor(
        BRUSSELS, "Europe/Brussels", {"en": "C2", "ru": "B2"}, "marking documents concealment profiling search safety",
        hours(EVERY_DAY, (6, 10)), 3, 5, "Fourteen years in a seaport's selection team; early riser.",
    ),
    _mentor(
        TBILISI, "Asia/Tbilisi", {"ru": "C1", "en": "C1"}, "concealment documents rail-road-posts search safety",
        hours(EVERY_DAY, (14, 16)), 2, 6, "Nine years at road posts; lorries and their hiding places.",
    ),
    _mentor(
        VIENNA, "Europe/Vienna", {"ru": "C1", "en": "C1"}, "documents seals custody search",
        hours((1, 3), (8, 10), (11, 12)), 2, 4, "Laboratory and seals; wrote a lesson about them.",
    ),
    _mentor(
        BAKU, "Asia/Baku", {"ru": "C2", "en": "B2"}, "supply-chain marking construction rip-on-rip-off",
        hours((0, 2), (10, 12)), 2, 4, "Sea containers and ferries across the Caspian.",
    ),
    _mentor(
        TOKYO, "Asia/Tokyo", {"en": "C1"}, "profiling open-sources dual-use wildlife",
        hours(EVERY_DAY, (9, 12)), 1, 3, "Risk analysis of air and sea cargo.",
    ),
    _mentor(
        LISBON, "Europe/Lisbon", {"ru": "B2", "en": "C1"}, "drugs precursors concealment",
        hours((0, 2, 4), (8, 11)), 1, 2, "Port of transhipment; precursors.",
    ),
)  # fmt: skip
TRAINERS = (
    Guest(TRAINER, "Europe/Vienna", Role.TRAINER),
    Guest(SECOND_TRAINER, "Asia/Baku", Role.TRAINER),
)
PAUSED_UNTIL = date(2020, 8, 31)  # the one in Lisbon, by himself on 10 June
