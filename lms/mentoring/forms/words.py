"""Words for the codes that mentors choose from."""

from collections.abc import Iterable
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

TOPIC_WORDS = {
    "supply-chain": _l("Maritime and inland supply chain"),
    "marking": _l("Container marking"),
    "construction": _l("Sizes and construction"),
    "concealment": _l("Concealment places"),
    "rip-on-rip-off": _l("Rip-on / rip-off"),
    "seals": _l("Seals"),
    "documents": _l("Bill of lading and manifest"),
    "indicators": _l("Risk indicators"),
    "profiling": _l("Profiling and targeting"),
    "open-sources": _l("Open-source research"),
    "drugs": _l("Drugs and routes"),
    "precursors": _l("Precursors"),
    "wildlife": _l("Wildlife: CITES"),
    "dual-use": _l("Strategic and dual-use goods"),
    "counterfeit": _l("Counterfeits and property rights"),
    "tobacco": _l("Cigarettes and tobacco"),
    "waste": _l("Waste: Basel Convention"),
    "search": _l("Search techniques"),
    "safety": _l("Safety"),
    "custody": _l("Chain of custody"),
    "reporting": _l("Seizure reporting"),
    "rail-road-posts": _l("Rail, road and posts of the region"),
}


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What can be chosen, of (value, words)."""
    return [SelectChoice(value=value, label=words) for value, words in pairs]


def topics(codes: Iterable[str]) -> list[str]:
    """The words of topics, in the order of the curriculum."""
    wanted = set(codes)
    return [str(words) for code, words in TOPIC_WORDS.items() if code in wanted]


def weekday(day: int) -> str:
    """Monday; 0 is Monday."""
    return str(get_day_names("wide", "stand-alone", get_locale())[day])


def short_weekday(day: int) -> str:
    """Mon, or пн."""
    return str(get_day_names("abbreviated", "stand-alone", get_locale())[day])


def language_name(code: str) -> str:
    """A language as the reader calls it: Russian, or русский."""
    return str(get_locale().languages.get(code, code))
