"""Plans in words: types and states, dates, what differs and why, and the rule by which they are counted. Said once, for page and file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lms.insight.queries import Agreement, Loose
from lms.insight.rules.plans import CANCELLED, HELD, LATE, PART_HELD, PLANNED, POSTPONED, RUNNING, SCHEDULED, Sum
from lms.insight.views.plan_door import Planning, Row
from lms.insight.views.words import place
from lms.lib.text import LANGUAGES
from lms.pages import clock, day, number
from lms.pages import short_day as moment_day
from lms.programme.queries import Plan, Version
from lms.programme.rules import Line
from lms.programme.rules.numbering import written_short

MARKS = {
    PLANNED: "open", SCHEDULED: "open", RUNNING: "part", PART_HELD: "part", HELD: "done", LATE: "late", POSTPONED: "gone",
    CANCELLED: "gone",
}  # fmt: skip
VERSION_MARKS = {"draft": "wait", "consulted": "wait", "agreed": "done", "locked": "done"}


def type_(name: str) -> str:
    """What kind of activity a line is."""
    return {
        "elearning": _("eLearning"), "theory": _("Online theory"), "mentorship": _("Remote mentorship"), "in_person": _("In-person course"),
        "study_visit": _("Study visit"), "meeting": _("Coordination meeting"), "monitoring": _("Monitoring visit"),
        "network": _("Network activity"), "other": _("Other"),
    }[name]  # fmt: skip


def mode(name: str) -> str:
    """How it is held."""
    return {"own_pace": _("online, own pace"), "live": _("online, live"), "on_site": _("on site"), "hybrid": _("online and on site")}[name]


def state(name: str) -> str:
    """How a line stands."""
    return {
        PLANNED: _("Planned"), SCHEDULED: _("Scheduled"), RUNNING: _("Running"), PART_HELD: _("Partly held"), HELD: _("Held"),
        LATE: _("Late"), POSTPONED: _("Postponed"), CANCELLED: _("Cancelled"),
    }[name]  # fmt: skip


def version_state(name: str) -> str:
    """How far a version is."""
    return {"draft": _("draft"), "consulted": _("consulted"), "agreed": _("agreed"), "locked": _("agreed and locked")}[name]


def version(one: Version) -> str:
    """Version 2, draft."""
    return _("version %(no)s, %(state)s", no=one.no, state=version_state(one.state))


def owner(page: Planning, plan: Plan) -> str:
    """Whose plan it is."""
    return page.node(plan.node_id) if plan.node_id else _("Network (%(code)s)", code=plan.code)


def quarter(no: int) -> str:
    """2nd quarter, as the language of the page writes it."""
    return format_date(date(2020, 3 * no - 2, 1), "QQQQ", rebase=False)


def day_month(value: date) -> str:
    """9 Jun."""
    return format_date(value, "d MMM", rebase=False)


def dates(line: Line) -> str:
    """1 Apr to 31 May; a quarter; or that there is no date yet."""
    if line.from_day is None or line.to_day is None:
        return quarter(line.quarter) if line.quarter else _("no date yet")
    first, last = day_month(line.from_day), day_month(line.to_day)
    return first if line.from_day == line.to_day else _("%(first)s to %(last)s", first=first, last=last)


def languages(codes: Iterable[str]) -> str:
    """Languages by their own names."""
    return ", ".join(LANGUAGES.get(code, code) for code in codes)


def as_of(page: Planning) -> str:
    """Friday 26 June 2020, 09:00 Tashkent: as the reader's clock says it."""
    return _("%(day)s, %(clock)s %(place)s", day=day(page.at), clock=clock(page.at), place=place(page.viewer.tz))


def difference(row: Row, replaced_by: Sequence[Line] = ()) -> list[str]:
    """What a line has less or more than was due, and why: short sentences."""
    line, stands, counted = row.line, row.stands, row.counted
    said = []
    if not line.is_planned:
        if line.seats:
            said.append(ngettext("%(n)s seat not held.", "%(n)s seats not held.", line.seats, n=number(line.seats)))
        said.append(_ended(_("Reason: %(reason)s", reason=line.reason)))
        if replaced_by:
            numbers = ", ".join(written_short(one.number for one in replaced_by))
            said.append(_("Replaced by %(numbers)s.", numbers=numbers))
        return said
    if stands.short:
        said.append(_("%(n)s short.", n=number(stands.short)))
    elif stands.ahead and stands.state != HELD:
        said.append(_("%(n)s ahead of the date.", n=number(stands.ahead)))
    said += _behind(row)
    if counted.by_hand:
        said.append(_ended(_("Held by hand, %(n)s took part: %(note)s", n=number(counted.by_hand.people), note=counted.by_hand.note)))
    if counted.reason:
        said.append(_ended(_("Reason: %(reason)s", reason=counted.reason)))
    return said


def _ended(text: str) -> str:
    """Somebody's words as a sentence: with a full stop where they have none."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _behind(row: Row) -> list[str]:
    """What of a line is open, not set or still to come."""
    line, counted = row.line, row.counted
    if row.is_unset and row.stands.state != HELD:
        return [
            {"elearning": _("Nobody is enrolled yet."), "theory": _("No session is set."), "mentorship": _("No mentor yet.")}[line.type]
        ]
    said = []
    if counted.overdue:
        said.append(ngettext("%(n)s is overdue.", "%(n)s are overdue.", counted.overdue, n=number(counted.overdue)))
    if line.type == "theory" and counted.cancelled:
        cancelled = ngettext("%(n)s session was cancelled.", "%(n)s sessions were cancelled.", counted.cancelled, n=counted.cancelled)
        said.append(cancelled)
    if counted.over > counted.held:
        waits = counted.over - counted.held
        said.append(ngettext("%(n)s register is not confirmed.", "%(n)s registers are not confirmed.", waits, n=waits))
    if counted.next_at:
        said.append(_("Next on %(day)s.", day=moment_day(counted.next_at)))
    return said


def sum_(total: Sum) -> str:
    """The sum in a sentence: planned, due by now and how much of it delivered, and what is ahead."""
    planned = ngettext("%(n)s seat planned", "%(n)s seats planned", total.planned, n=number(total.planned))
    due = _("%(due)s due by now, %(done)s of them delivered", due=number(total.due), done=number(total.on_time))
    ahead = _("%(n)s more ahead of their date", n=number(total.ahead)) if total.ahead else ""
    return " · ".join(part for part in (planned, due, ahead) if part)


def rule() -> list[str]:
    """How lines are counted."""
    return [
        _("A seat is one person in one course or at one event. Delivered is counted and never typed: of eLearning completed enrolments "
          "that were made for the line; of theory those who were present, or there for at least 80 per cent of the minutes, in confirmed "
          "registers; of mentorship people who were at one or more held meetings of its engagements. In-person courses, visits and other "
          "lines are marked by hand, with a number and a note, and say so."),
        _("Due are all seats of a line when its last day, or that of its quarter, has passed. Of theory before that, the share of its "
          "sessions that are over. What is delivered and not due yet is ahead; what is due and not delivered is short. One line’s lead "
          "makes up for no other’s lack."),
        _("A postponed or cancelled line keeps its number; its seats, in brackets, are not in the sum. Nor are lines without seats, as a "
          "meeting has none. A line for several countries is counted once, in the plan in which it stands."),
        _("Late: the last day has passed and seats, sessions or the mark by hand are missing; or the first day of a session or mentorship "
          "has passed and nothing is set. People are counted once in each line and in each sum."),
    ]  # fmt: skip


def consent(page: Planning, agency: str, kind: str, signed_by: str) -> str:
    """An agency's word."""
    if kind == "on_behalf":
        return _("%(office)s agreed on behalf of %(agency)s", office=signed_by, agency=agency)
    return _("%(agency)s agreed", agency=agency) if kind == "agreed" else _("%(agency)s reserved", agency=agency)


def where(page: Planning, nodes: Iterable[int], networks: Iterable[Mapping[str, str]]) -> str:
    """Whom a line is for."""
    return ", ".join([*(page.node(node) for node in nodes), *(page.title(words) for words in networks)])


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


def version_options(plan: Plan) -> list[tuple[str, str]]:
    """The same of versions, the newest first."""
    return [(str(one.no), f"{one.no}, {version_state(one.state)}") for one in reversed(plan.versions)]


def countries(page: Planning, ccs: Iterable[str]) -> str:
    """Countries by name."""
    return ", ".join(page.country(cc) for cc in ccs)


def consents(page: Planning, plan: Plan, agreement: Agreement) -> str:
    """Each agency's word on a version that is not a draft, and whose is still awaited."""
    said = [consent(page, page.node(one.agency_id), one.kind, one.signed_by) for one in agreement.consents]
    waits = [page.node(id_) for id_ in page.asked(plan) if all(one.agency_id != id_ for one in agreement.consents)]
    if said and waits:
        said.append(_("awaited: %(agencies)s", agencies=", ".join(waits)))
    return "; ".join(said)


def under(row: Row) -> str:
    """What stands under a line's number in a narrow cell: its dates, or what is missing."""
    if row.stands.state in (POSTPONED, CANCELLED):
        return state(row.stands.state).lower()
    missing = {"elearning": _("nobody enrolled"), "theory": _("no session"), "mentorship": _("no mentor")}
    return f"{dates(row.line)}; {missing[row.line.type]}" if row.is_unset else dates(row.line)


def put_off(total: Sum) -> str:
    """The seats that are in no number."""
    if not total.put_off:
        return ""
    return ngettext(
        "%(n)s seat is postponed or cancelled.", "%(n)s seats are postponed or cancelled.", total.put_off, n=number(total.put_off)
    )


def loose(found: Sequence[Loose]) -> str:
    """How many sessions stand in no line, with their attendances."""
    if not found:
        return ""
    attended = sum(one.number for one in found)
    sessions = ngettext("%(n)s session is in no line", "%(n)s sessions are in no line", len(found), n=number(len(found)))
    return sessions + ngettext(", with %(n)s attendance.", ", with %(n)s attendances.", attended, n=number(attended))


def people(row: Row) -> str:
    """14 people."""
    done = row.counted.of.get(row.line.type)
    return ngettext("%(num)s person", "%(num)s people", done.people if done else 0)


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
    return f"{seats}, {line.events} × {_('%(n)s min', n=line.minutes)}" if line.minutes else seats


def measure(line: Line) -> str:
    """What is counted of a person behind a line."""
    return {"theory": _("Sessions"), "mentorship": _("Meetings")}.get(line.type, _("Courses"))


def nobody(line: Line) -> str:
    """Where nobody is behind a line: what will be counted there by itself."""
    return {
        "elearning": _("Who completes a course that they were enrolled in for this line is counted here."),
        "theory": _("Confirmed registers of its sessions are counted here."),
        "mentorship": _("Who is at a held meeting of its mentorships is counted here."),
    }[line.type]


def lines(n: int) -> str:
    """9 lines."""
    return ngettext("%(num)s line", "%(num)s lines", n)


def seats(n: int) -> str:
    """166 seats."""
    return ngettext("%(n)s seat", "%(n)s seats", n, n=number(n))


def day_month_year(value: date) -> str:
    """4 June 2020."""
    return format_date(value, "d MMMM y", rebase=False)


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
