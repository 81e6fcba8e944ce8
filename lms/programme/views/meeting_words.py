"""A coordination meeting in words: when it is, whose it is, what speaks against its day, how late something is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.lib import dates
from lms.lib.time import city, local
from lms.lib.zones import zone_label
from lms.pages import clock, language, short_day, weekday_short, words, zone
from lms.people import queries as people
from lms.people.queries import NodeName
from lms.programme.forms.meetings import MODES, PARTS
from lms.programme.forms.written import EFFECTS
from lms.programme.models import CoordinationMeeting, PlanConsent
from lms.programme.queries.decisions import Decided
from lms.programme.queries.meetings import Due, Meeting, agencies_of
from lms.programme.queries.plans import Owner
from lms.programme.rules import names
from lms.programme.rules.meeting import in_short, weekend

Nodes = Mapping[int, NodeName]
STATES = {"cancelled": "gone", "final": "done", "ahead": "open", "now": "here", "held": "part"}


def owner_name(owner: Owner, nodes: Nodes) -> str:
    """Tajikistan, or a network's name."""
    return nodes[owner.node_id].name if owner.node_id else words(dict(owner.txt or {}))


def title(found: Meeting, nodes: Nodes) -> str:
    """Coordination Group Meeting, Tajikistan."""
    return f"{words(found.row.label)}, {owner_name(found.owner, nodes)}"


def clocks(row: CoordinationMeeting) -> str:
    """15:00 to 16:30 Dushanbe (UTC+5), 10:00 UTC: on the wall on which it was meant."""
    starts, ends = local(row.starts_at, row.zone), local(row.starts_at + timedelta(minutes=row.minutes), row.zone)
    span = _("%(clock)s to %(ends)s", clock=f"{starts:%H:%M}", ends=f"{ends:%H:%M}")
    if (label := zone_label(row.zone, row.starts_at)) == "UTC":
        return f"{span} UTC"
    return f"{span} {city(row.zone, language())} ({label}), {row.starts_at.astimezone(UTC):%H:%M} UTC"


def yours(row: CoordinationMeeting) -> str:
    """The same on the reader's wall, where their clock shows something else."""
    own = zone()
    if zone_label(own, row.starts_at) == zone_label(row.zone, row.starts_at):
        return ""
    here = local(row.starts_at, own)
    day = "" if here.date() == row.wall_day else f"{weekday_short(here.date())}, "
    return _("for you %(time)s %(place)s (%(label)s)", time=f"{day}{here:%H:%M}", place=city(own, language()),
             label=zone_label(own, row.starts_at))  # fmt: skip


def moment(at: datetime, where: str) -> str:
    """Friday 19 June, 18:00 Dushanbe (UTC+5)."""
    there = local(at, where)
    label = zone_label(where, at)
    there_is = f"{there:%H:%M} UTC" if label == "UTC" else f"{there:%H:%M} {city(where, language())} ({label})"
    return f"{weekday_short(there.date())}, {there_is}"


def against(found: Meeting, nodes: Nodes) -> list[str]:
    """What speaks against the day of a meeting: days off of the countries concerned, and the weekend."""
    row = found.row
    ccs = [found.owner.cc] if found.owner.cc else sorted({nodes[id_].cc or "" for id_ in agencies_of(found.owner, row.wall_day)} - {""})
    off = people.days_off(ccs, row.wall_day, row.wall_day)
    names = {node.cc: node.name for node in nodes.values() if node.kind == "country"}
    day = weekday_short(row.wall_day)
    said = [
        _("%(day)s is a day off in %(country)s: %(name)s.", day=day, country=names[cc], name=words(days[row.wall_day]))
        for cc, days in off.items()
        if row.wall_day in days
    ]
    return [*said, _("%(day)s is a weekend.", day=day)] if weekend(row.wall_day) else said


def ordinal(no: int, year: int) -> str:
    """Which meeting of its year it is."""
    return _("meeting %(no)s of %(year)s", no=no, year=year)


def state(found: Meeting, at: datetime) -> str:
    """Where a meeting stands, in a word or two."""
    said = {"cancelled": _("Cancelled"), "final": _("Minutes final"), "ahead": _("To come"), "now": _("Now"), "held": _("Was held")}
    return said[found.state(at)]


def late(due: Due) -> str:
    """10 working days over."""
    return ngettext("%(num)d working day over", "%(num)d working days over", due.over)


def who(due_agency: int | None, office: str, nodes: Nodes) -> str:
    """An agency, its office, or an office alone."""
    agency = nodes[due_agency].name if due_agency else ""
    return ", ".join(filter(None, (agency, office)))


def effect(decided: Decided) -> str:
    """What a decision does to the plan, with the number of its lines where they are known."""
    no = len(decided.touched)
    said = {
        "makes": lambda: ngettext("makes %(num)d line", "makes %(num)d lines", no),
        "changes": lambda: ngettext("changes %(num)d line", "changes %(num)d lines", no),
        "postpones": lambda: ngettext("postpones %(num)d line", "postpones %(num)d lines", no),
        "cancels": lambda: ngettext("cancels %(num)d line", "cancels %(num)d lines", no),
    }
    plain = EFFECTS[decided.row.effect]
    return said[decided.row.effect]() if no and decided.row.effect in said else str(plain)


def consent(word: PlanConsent) -> tuple[str, str]:
    """(state, words) of what an agency said of a version."""
    said = {"agreed": ("done", _("Agreed")), "reserved": ("wait", _("Reserved")), "on_behalf": ("done", _("On behalf"))}
    return said[word.kind]


def consent_words(word: PlanConsent) -> str:
    """What stands beside it: the reservation, or who signed for whom by which letter; and when."""
    said = _("“%(why)s”", why=word.words) if word.words else ""
    letter = _("letter %(letter)s of %(day)s", letter=word.letter_no, day=dates.in_full(word.letter_day)) if word.letter_day else ""
    by = ": ".join(filter(None, (word.signed_by, letter)))
    return " · ".join(filter(None, (said, by, f"{short_day(word.at)}, {clock(word.at)}")))


WORDS = {
    "title_of": title, "owner_name": owner_name, "clocks": clocks, "yours": yours, "moment": moment, "state_of": state, "marks": STATES,
    "late": late, "who": who, "effect_of": effect, "modes": MODES, "parts": PARTS, "in_short": in_short, "ordinal": ordinal,
    "consent": consent, "consent_words": consent_words, "names": names,
}  # fmt: skip
