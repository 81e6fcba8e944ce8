"""Plans in words, for the pages of this room and of those above it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import force_locale, format_date, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.lib.text import COMPLETE, fold, pick
from lms.pages import language, number
from lms.people.queries import NodeName
from lms.programme.queries import Told
from lms.programme.rules import Line

TYPES = {
    "elearning": _l("eLearning"), "theory": _l("Online theory"), "mentorship": _l("Remote mentorship"),
    "in_person": _l("In-person course"), "study_visit": _l("Study visit"), "meeting": _l("Coordination meeting"),
    "monitoring": _l("Monitoring visit"), "network": _l("Network activity"), "other": _l("Other"),
}  # fmt: skip
MODES = {
    "own_pace": _l("online, own pace"), "live": _l("online, live"), "on_site": _l("on site"), "hybrid": _l("online and on site"),
}  # fmt: skip
STATUSES = {"planned": _l("Planned"), "postponed": _l("Postponed"), "cancelled": _l("Cancelled")}
COLUMNS: Mapping[str, Mapping[str, Any]] = {"type": TYPES, "mode": MODES, "status": STATUSES}  # whose cells in a table are such words
STATES = {"draft": _l("draft"), "consulted": _l("consulted"), "agreed": _l("agreed"), "locked": _l("agreed and locked")}


def written() -> dict[str, dict[str, str]]:
    """{type, mode or status: {its own: word in the language of the page}}: how a table is written."""
    return {name: {its: str(word) for its, word in words.items()} for name, words in COLUMNS.items()}


def read_back() -> dict[str, dict[str, str]]:
    """The same the other way round, by folded word, in every language that a table may be written in: how one is read."""
    found = {name: {fold(its): its for its in words} for name, words in COLUMNS.items()}
    for lang in COMPLETE:
        with force_locale(lang):
            for name, words in written().items():
                found[name] |= {fold(word): its for its, word in words.items()}
    return found


def quarter(no: int) -> str:
    """2nd quarter, as the language of the page writes it; its ordinal (2-й) is not broken."""
    return format_date(date(2020, 3 * no - 2, 1), "QQQQ", rebase=False).replace("-", "\u2011")


def day_month(value: date) -> str:
    """9 Jun."""
    return format_date(value, "d MMM", rebase=False)


def when(from_day: date | None, to_day: date | None, no: int | None) -> str:
    """20 Apr to 1 May; a quarter; or that there is no date yet."""
    if from_day is None or to_day is None:
        return quarter(no) if no else _("no date yet")
    first, last = day_month(from_day), day_month(to_day)
    return first if from_day == to_day else _("%(first)s to %(last)s", first=first, last=last)


def outside(line: Line) -> str:
    """What is said where a session is on none of the days of its line."""
    days = when(line.from_day, line.to_day, line.quarter)
    return _("The line of the plan that it stands under is planned for %(when)s; this day is outside.", when=days)


def seats(number_of: int | None) -> str:
    """16 seats; nothing where none are planned."""
    return ngettext("%(n)s seat", "%(n)s seats", number_of, n=number(number_of)) if number_of else ""


def in_short(line: Line) -> str:
    """In-person course, 20 Apr to 1 May, 16 seats; of one that is put off, that it is."""
    if not line.is_planned:
        return f"{TYPES[line.type]}, {str(STATUSES[line.status]).lower()}"
    return ", ".join(part for part in (str(TYPES[line.type]), when(line.from_day, line.to_day, line.quarter), seats(line.seats)) if part)


def title(words: Mapping[str, str]) -> str:
    """A title in the reader's language."""
    return pick(words, language())


def counts_for(told: Told, nodes: Mapping[int, NodeName]) -> str:
    """KZ-02a of the work plan of Kazakhstan, 2020: Container marking, modules. `nodes` are {place: how it is called}."""
    place = nodes[told.node_id].name if told.node_id else title(told.network or {})
    said = {"number": told.number, "place": place, "year": told.year, "title": title(told.title)}
    return _("%(number)s of the work plan of %(place)s, %(year)s: %(title)s", **said)


def languages(codes: Iterable[str]) -> str:
    """Russian, Kazakh: as the reader calls them."""
    names: Any = get_locale().languages
    return ", ".join(names.get(code, code) for code in codes)
