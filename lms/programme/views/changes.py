"""What changes between two versions, in words: one sentence for all, and one for each line."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.catalogue import queries as catalogue
from lms.lib.text import LANGUAGES
from lms.pages import number
from lms.people import queries as people
from lms.people.models import NodeKind
from lms.programme import queries, words
from lms.programme.queries.offered import network_names
from lms.programme.queries.plans import Grant, Version
from lms.programme.rules import Change, Comparison, Field, Line, written_short

MOST_NAMED = 4  # lines that the one sentence names


@dataclass(frozen=True)
class Names:
    """How everything is called that two versions speak of: places as they were called at the time of each, and what stood under what."""

    then: Mapping[int, str]
    now: Mapping[int, str]
    under_then: Mapping[int, int]
    under_now: Mapping[int, int]
    networks: Mapping[int, str]
    courses: Mapping[int, str]
    grants: Mapping[int, Grant]
    numbers: Mapping[int, str]  # of lines

    def places(self, nodes: Iterable[int], networks: Iterable[int]) -> list[str]:
        """The names of places and networks."""
        return [*(self.now.get(node, "–") for node in nodes), *(self.networks.get(network, "–") for network in networks)]

    def renamed(self, lines: Iterable[Line], agencies: Collection[int]) -> list[str]:
        """What is called otherwise in the second version than in the first, of the places these lines and agencies name."""
        told = _told(lines, agencies)
        other = [node for node in sorted(told) if node in self.then and self.then[node] != self.now.get(node)]
        return [_("%(old)s is called %(new)s since.", old=self.then[node], new=self.now[node]) for node in other if node in self.now]

    def moved(self, lines: Iterable[Line], agencies: Collection[int]) -> list[str]:
        """What of them stands under another place in the second version: an agency that went to another ministry."""
        both = [(node, self.under_then.get(node), self.under_now.get(node)) for node in sorted(_told(lines, agencies))]
        return [
            _("%(name)s stands under %(new)s since, and no more under %(old)s.", name=self.now[node], new=self.now[new], old=self.then[old])
            for node, old, new in both
            if node in self.now and old and new and old != new
        ]


def _told(lines: Iterable[Line], agencies: Collection[int]) -> set[int]:
    return {node for line in lines for node in (*line.nodes, line.office_id) if node is not None} | set(agencies)


def names(old: tuple[Version, datetime], new: tuple[Version, datetime], lang: str, lines: Iterable[Line]) -> Names:
    """The names in two versions, each with when it was as it is, in a handful of statements."""
    was, is_ = queries.as_of([old, new], lang)
    then, at = old[1], new[1]
    return Names(
        then={node.id: node.name for node in was.values()}, now={node.id: node.name for node in is_.values()},
        under_then=people.parents_then(then), under_now=people.parents_then(at), networks=network_names(lang),
        courses={course.course_id: words.title(course.outline.title) for course in catalogue.courses()}, grants=queries.grants(),
        numbers={line.id: line.number for line in lines},
    )  # fmt: skip


def agencies(cc: str | None, at: datetime, lang: str) -> list[int]:
    """The agencies of a country, whether a line names them or not: they agree to its plan."""
    return [node.id for node in people.nodes(at, lang).values() if cc and node.cc == cc and node.kind == NodeKind.AGENCY]


def in_one_sentence(found: Comparison) -> str:
    """KZ-02 postponed; KZ-02a, b, c replace it."""
    said = [_off(change, heirs) for change, heirs in found.off]
    if not said:
        return _("No line is put off.") if not found.is_nothing else _("The two versions say the same.")
    if len(said) <= MOST_NAMED:
        return " ".join(f"{one}." for one in said)
    off = ngettext("%(num)d line is put off or replaced", "%(num)d lines are put off or replaced", len(said))
    heirs = sum(len(heirs) for _change, heirs in found.off)
    return off + "; " + ngettext("%(num)d line replaces them.", "%(num)d lines replace them.", heirs)


def _off(change: Change, heirs: list[Change]) -> str:
    no = change.line.number
    status = {"postponed": _("%(number)s postponed", number=no), "cancelled": _("%(number)s cancelled", number=no)}.get(change.kind, no)
    return f"{status}; {_replace(heir.line for heir in heirs)}" if heirs else status


def _replace(lines: Iterable[Line]) -> str:
    found = written_short(line.number for line in lines)
    return ngettext("%(numbers)s replaces it", "%(numbers)s replace it", len(found), numbers=", ".join(found))


def the_rest(found: Comparison) -> str:
    """Three other lines change, one is new, one stays as it was."""
    groups = found.groups
    parts = (
        (ngettext("%(num)d other line changes", "%(num)d other lines change", len(groups["changed"])), groups["changed"]),
        (ngettext("%(num)d is new", "%(num)d are new", len(groups["new"])), groups["new"]),
        (ngettext("%(num)d stays as it was", "%(num)d stay as they were", len(groups["same"])), groups["same"]),
    )
    said = ", ".join(sentence for sentence, lines in parts if lines)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def numbers(changes: Iterable[Change]) -> str:
    """KZ-02a, b, c, KZ-03."""
    return ", ".join(written_short(change.line.number for change in changes))


def of_line(change: Change, called: Names) -> list[str]:
    """What becomes of one line: sentences."""
    if change.kind == "gone":
        return [_("Not in it yet.")]
    said = [_headline(change)] if change.kind != "changed" else []
    if change.new and change.new.replaces_id and (change.old is None or "replaces" in change.changes):
        said.append(_("Replaces %(number)s.", number=called.numbers.get(change.new.replaces_id, "–")))
    if change.kind in ("postponed", "cancelled") and change.new is not None:
        said.append(_sentence(words.title(change.new.why)))
        left = change.old.planned_seats if change.old else 0
        said += [ngettext("Its %(n)s seat leaves the sum.", "Its %(n)s seats leave the sum.", left, n=number(left))] if left else []
    skipped = ("status", "replaces", "reason") if change.kind in ("postponed", "cancelled") else ("status", "replaces")
    said += [_field(field, called) for field in change.fields if field.name not in skipped]
    if change.kind in ("changed", "same") and change.by:
        said.append(f"{_replace(change.by)}.")
    return [one for one in said if one]


def _headline(change: Change) -> str:
    if change.kind in ("postponed", "cancelled") and change.by:
        status = _("Postponed") if change.kind == "postponed" else _("Cancelled")
        return f"{status}; {_replace(change.by)}."
    return {
        "new": _("New."), "postponed": _("Postponed."), "cancelled": _("Cancelled."), "again": _("Planned again."),
        "same": _("Nothing changes."),
    }[change.kind]  # fmt: skip


def _sentence(text: str) -> str:
    return text if not text or text.rstrip().endswith((".", "!", "?", "…")) else f"{text}."


def _field(field: Field, called: Names) -> str:
    """What is said of a field: 34 seats instead of 51."""
    if field.name == "title":
        return " ".join(_titles(field.old, field.new))
    if field.name in ("places", "courses"):
        return _more_and_less(*(_listed(field.name, value, called) for value in (field.old, field.new)))
    if field.name == "note":
        return _("Note: %(words)s", words=_sentence(field.new)) if field.new else _("Without its note.")
    if field.name == "reason":
        said = words.title(dict(zip(("en", "ru"), field.new, strict=True)))
        return _("Reason: %(reason)s", reason=_sentence(said)) if said else ""
    if field.name == "seats":
        new, old = number(field.new) if field.new is not None else _("none"), number(field.old) if field.old is not None else _("none")
        return _("Seats: %(new)s instead of %(old)s.", new=new, old=old)
    new, old = (_value(field.name, value, called) for value in (field.new, field.old))
    said = _("%(field)s: %(new)s instead of %(old)s.", field=_LABELS[field.name](), new=new, old=old)
    return said.removesuffix("..") + "." if said.endswith("..") else said  # months are written short with a stop: 30 апр.


_LABELS = {
    "type": lambda: _("Type"), "mode": lambda: _("How it is held"), "when": lambda: _("When"),
    "events": lambda: _("Days, sessions or visits"), "minutes": lambda: _("Minutes"), "langs": lambda: _("Languages"),
    "office": lambda: _("Who answers for it"), "funding": lambda: _("Who pays"),
}  # fmt: skip


def _value(name: str, value: Any, called: Names) -> str:
    none = _("none")
    if name in ("type", "mode"):
        return str((words.TYPES if name == "type" else words.MODES)[value])
    if name == "when":
        return words.when(*value)
    if name == "langs":
        return words.languages(value) or none
    if name == "office":
        office, agency = value
        return ", ".join(part for part in (called.now.get(agency, ""), office) if part) or none
    if name == "funding":
        paid = ((called.grants[grant].code if grant in called.grants else "–", share) for grant, share in value)
        return ", ".join(f"{code} {share} %" for code, share in paid) or none
    return str(value) if value is not None else none


def _listed(name: str, value: Any, called: Names) -> list[str]:
    return called.places(*value) if name == "places" else [called.courses.get(course, "–") for course in value]


def _more_and_less(old: list[str], new: list[str]) -> str:
    more, less = [one for one in new if one not in old], [one for one in old if one not in new]
    said = [_("Now also: %(names)s.", names=", ".join(more))] if more else []
    said += [_("No more: %(names)s.", names=", ".join(less))] if less else []
    return " ".join(said)


def _titles(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Each language in which the title is another."""
    said = []
    for lang in LANGUAGES:
        before, after = old.get(lang, ""), new.get(lang, "")
        if before == after:
            continue
        name = words.languages([lang])
        if before and after:
            said.append(_("Title (%(lang)s): “%(new)s” instead of “%(old)s”.", lang=name, new=after, old=before))
        elif after:
            said.append(_("Title (%(lang)s): “%(new)s”.", lang=name, new=after))
        else:
            said.append(_("Without its title in %(lang)s.", lang=name))
    return said
