"""What a trainer is told of a time before it is set: how each place reads it, and what speaks against it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.lib.time import today
from lms.pages import weekday_short, words
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.queries import NodeName
from lms.programme import queries as programme
from lms.programme import words as planned
from lms.theory import queries
from lms.theory.actions import Wall
from lms.theory.forms import MoveForm, NewForm
from lms.theory.models import TheorySession
from lms.theory.queries import MEETINGS_OF, MeetingsOf, Places, Trainer
from lms.theory.rules.clock import DAYS_AHEAD, Against, Fault, Place, Span, faults, free_slots
from lms.theory.views.blueprint import When, when

MOST_NAMED = 4
DayNames = dict[str, dict[date, dict[str, str]]]


@dataclass(frozen=True)
class There:
    """A time as one unit reads it. `day` only where it is another than on the organiser's wall."""

    when: When
    day: str
    faults: Sequence[str]


@dataclass(frozen=True)
class Checked:
    """All that is said of a time. `slots` are (value, words) of times that nothing speaks against."""

    places: Places
    chosen: Sequence[NodeName]
    there: dict[int, There] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    slots: Sequence[tuple[str, str]] = ()
    first: NodeName | None = None
    organiser: When | None = None

    @property
    def digest(self) -> str:
        """What stands for the warnings in a form: another one where anything else speaks against it, or of another time."""
        at = f"{self.organiser.iso} {self.organiser.ends}" if self.organiser else ""
        return sha256("\n".join([at, *self.warnings]).encode()).hexdigest()[:16] if self.warnings else ""

    @property
    def people(self) -> int:
        """How many officers are invited."""
        return self.places.people(self.chosen)


def check(viewer: Viewer, places: Places, codes: Iterable[str], wall: Wall | None, starts_at: datetime | None, at: datetime, *,
          but: TheorySession | None = None, trainer: Trainer | None = None, line_id: int | None = None) -> Checked:  # fmt: skip
    """Look at a time from every place. `but` is the session that is being moved, `trainer` who is to hold a new one, `line_id` the line
    of a work plan that it stands under."""
    asked = set(codes)
    chosen = [node for node in places.nodes.values() if node.code in asked]
    if wall is None or starts_at is None:
        return Checked(places, chosen)
    clocks = places.clocks(chosen)
    units = {unit.id: unit for choice in places.choices for unit in choice.units} | {node.id: node for node in clocks}
    ccs = sorted({node.cc for node in units.values() if node.cc})
    off = people.days_off(ccs, wall.day - timedelta(days=1), wall.day + timedelta(days=DAYS_AHEAD + 1))
    until, other = starts_at + timedelta(days=DAYS_AHEAD), trainer if trainer and trainer.id != viewer.id else None
    busy = queries.busy(viewer, starts_at, until, but=but.key if but else None, trainer_id=other.id if other else None)
    met = _met(but, starts_at, until)
    found = {id_: faults(starts_at, wall.minutes, Place(node.cc, node.tz), off) for id_, node in units.items()}
    warnings = [
        *([_("That time has passed.")] if starts_at <= at and not (but and but.starts_at == starts_at) else []),
        *_days_off(places, chosen, {n.cc: f.day for n in clocks for f in found[n.id] if f.what is Against.DAY_OFF}, off),
        *(_clash(one, other) for span, one in busy if span.overlaps(starts_at, wall.minutes)),
        *_who_meets({id_ for id_, span in met if span.overlaps(starts_at, wall.minutes)}),
        *_by_hour(clocks, found),
        *([planned.outside(line)] if (line := programme.outside(line_id, wall.day)) else []),
    ]
    asked_clocks = [Place(node.cc, node.tz) for node in clocks]
    taken = [*(span for span, _one in busy), *(span for _id, span in met)]
    slots = free_slots(starts_at, wall.minutes, wall.zone, asked_clocks, off, taken, after=at) if warnings else []
    return Checked(
        places, chosen, {id_: _there(units[id_], starts_at, wall, found[id_]) for id_ in units}, warnings,
        [(slot.value, f"{weekday_short(slot.day)}, {slot.clock}") for slot in slots] if chosen else [],
        next(iter(clocks), None), when(starts_at, wall.minutes, wall.zone),
    )  # fmt: skip


def _met(session: TheorySession | None, since: datetime, until: datetime) -> Sequence[tuple[int, Span]]:
    """(person, when) of the meetings with mentors that people with a seat in a session have between two moments."""
    told: MeetingsOf | None = current_app.extensions.get(MEETINGS_OF)
    return told(queries.holders(session, waiting=False), since, until) if told and session else ()


def _who_meets(people: Collection[int]) -> list[str]:
    """How many; never who: a trainer meets them in the register alone."""
    if not people:
        return []
    said = ngettext("%(num)d person with a seat meets a mentor then.", "%(num)d people with a seat meet a mentor then.", len(people))
    return [said]


def asks(form: NewForm | MoveForm, checked: Checked, at: datetime, todo: str) -> bool:
    """Whether what speaks against the time is still to be read. It is asked once, and anew where something else speaks against it.
    `todo`: how one does it all the same."""
    if form.warned.data == checked.digest or (form.starts_at and form.starts_at <= at) or not checked.warnings:
        return False
    form.warned.data = checked.digest
    said = ngettext("%(num)d thing speaks against this time; it stands beside it.",
                    "%(num)d things speak against this time; they stand beside it.", len(checked.warnings))  # fmt: skip
    form.form_errors.append(f"{said} {todo}")
    return True


def _there(node: NodeName, starts_at: datetime, wall: Wall, found: Sequence[Fault]) -> There:
    read, day = when(starts_at, wall.minutes, node.tz), today(starts_at, node.tz)
    return There(read, weekday_short(day) if day != wall.day else "", [_fault(each) for each in found])


def _fault(fault: Fault) -> str:
    """Beneath a unit."""
    if fault.what is Against.DAY_OFF:
        return _("A day off there")
    if fault.what is Against.WEEKEND:
        return _("A weekend there")
    if fault.what is Against.LUNCH:
        return ngettext("Runs %(num)d minute into lunch, 13:00 to 14:00", "Runs %(num)d minutes into lunch, 13:00 to 14:00", fault.minutes)
    return ngettext(
        "%(num)d minute outside office hours, 09:00 to 18:00", "%(num)d minutes outside office hours, 09:00 to 18:00", fault.minutes
    )


def _days_off(places: Places, chosen: Sequence[NodeName], days: dict[str | None, date | None], off: DayNames) -> list[str]:
    said = []
    for cc, day in days.items():
        of_country = next(choice.country for choice in places.choices if choice.country.cc == cc)
        there = places.people([node for node in chosen if node.cc == cc])
        name = words(off[str(cc)][day]) if day else ""
        said.append(
            _("%(name)s in %(country)s: %(n)s of %(total)s invited people are off.", name=name, country=of_country.name, n=there,
              total=places.people(chosen))
        )  # fmt: skip
    return said


def _clash(session: TheorySession, other: Trainer | None) -> str:
    """The title of a session of one's own alone: another trainer's may be for countries that are none of the reader's."""
    read = when(session.starts_at, session.minutes, None if other else session.zone)
    if other:
        return _("%(name)s holds another session from %(starts)s to %(ends)s.", name=other.call_name, starts=read.clock, ends=read.ends)
    title = session.title.get(session.lang, "")
    return _("Your own session “%(title)s”, %(starts)s to %(ends)s, overlaps.", title=title, starts=read.clock, ends=read.ends)


def _by_hour(clocks: Sequence[NodeName], found: dict[int, list[Fault]]) -> list[str]:
    """The same fault at several places is said once."""
    groups: dict[tuple[Against, int], list[str]] = {}
    for node in clocks:
        for fault in found[node.id]:
            if fault.what is not Against.DAY_OFF:
                groups.setdefault((fault.what, fault.minutes), []).append(node.name)
    return [_at_places(what, minutes, names) for (what, minutes), names in groups.items()]


def _at_places(what: Against, minutes: int, names: Sequence[str]) -> str:
    where = ", ".join(names[:MOST_NAMED])
    if more := len(names[MOST_NAMED:]):
        where += " " + ngettext("and %(num)d more", "and %(num)d more", more)
    if what is Against.WEEKEND:
        return _("A weekend: %(where)s.", where=where)
    if what is Against.LUNCH:
        return ngettext("%(num)d minute lies in lunch: %(where)s.", "%(num)d minutes lie in lunch: %(where)s.", minutes, where=where)
    return ngettext("%(num)d minute lies outside office hours: %(where)s.", "%(num)d minutes lie outside office hours: %(where)s.", minutes,
                    where=where)  # fmt: skip
