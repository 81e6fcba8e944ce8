"""How states and numbers of plans are called; lines themselves by `programme.words`. Whole sentences are in `plan_words`."""

from collections.abc import Iterable
from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lms.insight.rules.plans import CANCELLED, HELD, LATE, PART_HELD, PLANNED, POSTPONED, RUNNING, SCHEDULED
from lms.insight.words import state
from lms.pages import number
from lms.programme import words
from lms.programme.rules import Line
from lms.programme.words import quarter

MARKS = {
    PLANNED: "open", SCHEDULED: "open", RUNNING: "part", PART_HELD: "part", HELD: "done", LATE: "late", POSTPONED: "gone",
    CANCELLED: "gone",
}  # fmt: skip
HOUR = 60  # minutes
VERSION_MARKS = {"draft": "wait", "consulted": "wait", "agreed": "done", "locked": "done"}


def type_(name: str) -> str:
    """What kind of activity a line is."""
    return str(words.TYPES[name])


def mode(name: str) -> str:
    """How it is held."""
    return str(words.MODES[name])


def version_state(name: str) -> str:
    """How far a version is."""
    return str(words.STATES[name])


def day_month_year(value: date) -> str:
    """4 June 2020."""
    return format_date(value, "d MMMM y", rebase=False)


def dates(line: Line) -> str:
    """1 Apr to 31 May; a quarter; or that there is no date yet."""
    return words.when(line.from_day, line.to_day, line.quarter)


def type_options(types: Iterable[str]) -> list[tuple[str, str]]:
    """For a select: what stands in the address, and the name."""
    return [(name, type_(name)) for name in types]


def state_options(states: Iterable[str]) -> list[tuple[str, str]]:
    """The same of states."""
    return [(name, state(name)) for name in states]


def needs_options() -> list[tuple[str, str]]:
    """The same of what a line needs."""
    return [("late", _("Late")), ("unset", _("Nothing set for it")), ("short", _("Short of what was due"))]


def when_options() -> list[tuple[str, str]]:
    """The same of times of the year."""
    return [*((str(no), quarter(no)) for no in (1, 2, 3, 4)), ("due", _("Due by now")), ("none", _("No date yet"))]


def sessions(n: int) -> str:
    """2 sessions."""
    return ngettext("%(num)s session", "%(num)s sessions", n)


def held(n: int) -> str:
    """How many registers are confirmed."""
    return ngettext("%(num)s register confirmed", "%(num)s registers confirmed", n)


def engagements(n: int) -> str:
    """2 mentorships."""
    return ngettext("%(num)s mentorship", "%(num)s mentorships", n)


def meetings(n: int) -> str:
    """3 meetings held."""
    return ngettext("%(num)s meeting held", "%(num)s meetings held", n)


def enrolments(n: int) -> str:
    """34 enrolments."""
    return ngettext("%(num)s enrolment", "%(num)s enrolments", n)


def completed(n: int) -> str:
    """27 completed."""
    return ngettext("%(num)s completed", "%(num)s completed", n)


def size(line: Line) -> str:
    """32 seats, 2 × 90 min."""
    seats = ngettext("%(n)s seat", "%(n)s seats", line.seats or 0, n=number(line.seats or 0))
    return f"{seats}, {line.events} × {length(line.minutes)}" if line.minutes else seats


def length(minutes: int) -> str:
    """90 min; 60 h and 2.5 h, where it is two hours or more and a multiple of half an hour."""
    if minutes < 2 * HOUR or minutes % (HOUR // 2):
        return _("%(n)s min", n=minutes)
    return _("%(n)s h", n=number(minutes // HOUR if minutes % HOUR == 0 else minutes / HOUR))


def measure(line: Line) -> str:
    """What is counted of a person behind a line."""
    return {"theory": _("Sessions"), "mentorship": _("Meetings")}.get(line.type, _("Courses"))


def nobody(line: Line) -> str:
    """Where nobody is behind a line: what will be counted there by itself."""
    return {
        "elearning": _("Who completes a course that they were enrolled in for this line is counted here."),
        "theory": _("Confirmed registers of its sessions are counted here."),
        "mentorship": _("Who is at a held meeting of its mentorships, within its days, is counted here."),
    }[line.type]


def lines(n: int) -> str:
    """9 lines."""
    return ngettext("%(num)s line", "%(num)s lines", n)


def seats(n: int) -> str:
    """166 seats."""
    return ngettext("%(n)s seat", "%(n)s seats", n, n=number(n))


def ago(days: int) -> str:
    """for 7 days; today."""
    return ngettext("for %(num)s day", "for %(num)s days", days) if days else _("since today")


def working_days_over(n: int) -> str:
    """10 working days over."""
    return ngettext("%(num)d working day over", "%(num)d working days over", n)


def attended(n: int) -> str:
    """7 attended."""
    return ngettext("%(n)s attended", "%(n)s attended", n, n=number(n))


def free(n: int) -> str:
    """2 seats free."""
    return ngettext("%(num)s seat free", "%(num)s seats free", n)
