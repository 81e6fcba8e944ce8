"""A plan's table in words: what is told on its second sheet, and of each row that is brought in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.lib.dates import in_full
from lms.people import queries as people
from lms.people.models import NodeKind
from lms.people.queries import NodeName
from lms.programme import queries, words
from lms.programme.actions.bringing import Looked
from lms.programme.queries import Plan, Version
from lms.programme.queries import exchange as named
from lms.programme.rules.comparing import Field
from lms.programme.rules.exchange import HEADINGS
from lms.programme.rules.importing import Fate
from lms.programme.rules.said import Problem

FATES = {"new": _l("New line"), "changed": _l("Changed"), "same": _l("As it was"), "refused": _l("Not taken")}
PROBLEMS = {
    "formula": _l("a formula, %(value)s; paste what it comes to"),
    "bad_count": _l("“%(value)s” is no such number"),
    "unknown_word": _l("“%(value)s” is none of the words for this; take one of the second sheet"),
    "bad_number": _l("“%(value)s” is no line’s number; write it as %(line)s, or leave it empty for a new line"),
    "not_a_day": _l("“%(value)s” could not be read as a day; write it as 09.06.2020"),
    "no_such_day": _l("there is no such day as “%(value)s”"),
    "unknown_language": _l("“%(value)s” is none of the programme’s languages"),
    "unknown_place": _l("“%(value)s” is no place of this plan; write a code such as %(place)s"),
    "unknown_course": _l("“%(value)s” is no published course; write its id"),
    "unknown_grant": _l("“%(value)s” is no grant; write its code, such as JPN-2019-CA"),
    "bad_share": _l("“%(value)s” is no grant with its share; write it as JPN-2019-CA 60%%"),
    "over_100": _l("the shares add to more than 100%%"),
    "too_long": _l("at most %(value)s characters"),
    "no_title": _l("write a title in at least one language"),
    "no_type": _l("say of what type the line is"),
    "twice": _l("this number stands in row %(value)s already"),
    "other_plan": _l("%(value)s is the number of another plan’s line"),
    "order": _l("it ends before it begins"),
    "one_day": _l("write the first and the last day, or neither; for one day write it twice"),
    "days_and_quarter": _l("a line has days or a quarter, not both"),
    "no_reason": _l("a line is postponed or cancelled with a reason"),
    "no_place": _l("one of its places has ended, or is not there"),
    "abroad": _l("a line of this plan is for places in its own country"),
    "nowhere": _l("say for which place or network the line is"),
    "office_abroad": _l("the office that answers for it is one of this country"),
    "no_course": _l("one of its courses is not published any more"),
    "no_grant": _l("one of its grants is not there"),
    "share_out": _l("a share is a whole number of percent from 1 to 100"),
    "other_year": _l("it begins in %(value)s, and this is another year’s plan"),
    "fixed_type": _l("the line stands in a locked version as what it is; cancel it, and let a new one replace it"),
    "unknown_line": _l("%(value)s is no line of this plan or file"),
    "circle": _l("it would in the end replace itself, by %(value)s"),
    "is_held": _l("the line is marked as held; undo that first"),
    "is_replaced": _l("planned lines stand in for it; cancel those first"),
    "still_planned": _l("%(value)s is still planned; postpone or cancel it first"),
}
COLUMN_OF = {"office_id": "office", "source": "note"}
KINDS = (NodeKind.UNIT, NodeKind.AGENCY)  # whose codes are the first to be shown as an example
FIELDS = {
    "when": ("from_day", "to_day", "quarter"), "places": ("places",), "funding": ("grants",), "office": ("office",), "title": ("title_en",),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A row on the page: its number in the file, the line's, its title, the word for its fate and what is said of it."""

    no: int
    number: str
    title: Any
    what: str
    word: str
    says: Sequence[str]


def heading(name: str) -> str:
    """What the column of a field is called in the reader's language."""
    return HEADINGS[name][str(get_locale()) == "ru"]


class Like(NamedTuple):
    """How what a row names is written in a plan: the number of a line of it, the codes of a place or two."""

    line: str
    place: str


def like(plan: Plan, nodes: Iterable[NodeName], day: date) -> Like:
    """A country's own places; of a network's plan the network."""
    places = [node for node in nodes if node.cc == plan.cc and node.is_open(day)] if plan.cc else []
    places.sort(key=lambda node: (KINDS.index(node.kind) if node.kind in KINDS else len(KINDS), node.code))
    return Like(f"{plan.code}-02", ", ".join([plan.code, *(node.code for node in places if node.kind != NodeKind.COUNTRY)][:2]))


def problem(one: Problem, own: Like) -> str:
    """What is wrong, with the column."""
    said = str(PROBLEMS[one.what]) % {"value": one.value, **own._asdict()}
    return f"{heading(COLUMN_OF.get(one.field, one.field))}: {said}"


def rows(looked: Looked, plan: Plan, at: datetime) -> list[Shown]:
    """All rows, what was refused first."""
    codes, order = _Codes(plan, at), ("refused", "new", "changed", "same")
    shown = [
        Shown(fate.no, fate.line.number, fate.line.title, fate.what, str(FATES[fate.what]), _says(fate, codes)) for fate in looked.fates
    ]
    return sorted(shown, key=lambda row: (order.index(row.what), row.no))


class _Codes:
    """How values are written."""

    def __init__(self, plan: Plan, at: datetime) -> None:
        self._codes, self._nodes = named.codes(at), people.nodes(at, str(get_locale()))
        self.like = like(plan, self._nodes.values(), at.date())

    def words(self, field: str, value: Any) -> str:
        """A value of a field."""
        if field in words.COLUMNS:
            return str(words.COLUMNS[field][value])
        if field == "places":
            nodes, networks = value
            return ", ".join([*(self._nodes[each].name for each in nodes), *(self._codes.networks[each] for each in networks)])
        if field == "courses":
            return ", ".join(self._codes.courses[each] for each in value)
        if field == "funding":
            return "; ".join(f"{self._codes.grants[grant]} {share}%" for grant, share in value)
        if field == "title":
            return " / ".join(text for text in value.values() if text)
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        if isinstance(value, tuple):
            return ", ".join(filter(None, (self._plain(each) for each in value)))
        return in_full(value) if isinstance(value, date) else "" if value is None else str(value)


def _says(fate: Fate, codes: _Codes) -> list[str]:
    if fate.problems:
        return [problem(one, codes.like) for one in fate.problems]
    if fate.what == "new":
        return [words.in_short(fate.line), codes.words("places", (fate.line.nodes, fate.line.networks))]
    return [_change(field, codes) for field in fate.fields]


def _change(field: Field, codes: _Codes) -> str:
    name = heading(FIELDS.get(field.name, (field.name,))[0]) if field.name != "when" else _("Dates")
    old, new = codes.words(field.name, field.old), codes.words(field.name, field.new)
    return _("%(name)s: %(new)s instead of %(old)s", name=name, new=new or "–", old=old or "–")


def about(plan: Plan, version: Version, name: str, places: Sequence[str]) -> list[str]:
    """The second sheet: whose plan it is, the words that each column takes, and what the codes of its places stand for."""
    said = [_("Work plan, %(name)s %(year)s, version %(no)s", name=name, year=plan.year, no=version.no)]
    said += [f"{heading(field)}: {'; '.join(known.values())}" for field, known in words.written().items()]
    said.append(f"{heading('grants')}: {', '.join(grant.code for grant in queries.grants().values())}")
    said += [f"{heading('places')}: {place}" for place in places]
    said.append(_("An empty number is a new line. A column that is left out leaves what stands. No line is ever deleted by a file."))
    return said
