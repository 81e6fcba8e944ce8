"""Plans in words: types and states, dates, what differs and why, and the rule by which they are counted. Said once, for page and file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.insight.queries import Agreement, Loose
from lms.insight.queries.plan_parts import Share
from lms.insight.rules.plans import CANCELLED, HELD, POSTPONED, Sum
from lms.insight.views.plan_door import Planning, Row
from lms.insight.views.plan_terms import (
    MARKS,
    VERSION_MARKS,
    ago,
    attended,
    completed,
    dates,
    day_month_year,
    engagements,
    enrolments,
    free,
    held,
    lines,
    measure,
    meetings,
    mode,
    needs_options,
    nobody,
    seats,
    sessions,
    size,
    state_options,
    type_,
    type_options,
    version_state,
    when_options,
    working_days_over,
)
from lms.insight.words import of_plans as rule
from lms.insight.words import place, state
from lms.lib.text import COMPLETE
from lms.pages import clock, day, number, words
from lms.pages import short_day as moment_day
from lms.programme.queries import Plan, Version
from lms.programme.rules import Line, faults
from lms.programme.rules.numbering import written_short
from lms.programme.words import day_month, languages, quarter

MANY_MEMBERS = 3  # from so many on they are said as a number
MOST_UNPAID = 12  # lines that are named


def version(one: Version) -> str:
    """Version 2, draft."""
    return _("version %(no)s, %(state)s", no=one.no, state=version_state(one.state))


def owner(page: Planning, plan: Plan) -> str:
    """Whose plan it is."""
    return page.node(plan.node_id) if plan.node_id else _("Network (%(code)s)", code=plan.code)


def as_of(page: Planning) -> str:
    """Friday 26 June 2020, 09:00 Tashkent: as the reader's clock says it."""
    return _("%(day)s, %(clock)s %(place)s", day=day(page.at), clock=clock(page.at), place=place(page.viewer.tz))


def unpaid(rows: Iterable[Row], paid: Mapping[tuple[int, int], Sequence[Share]]) -> str:
    """UZ-01, UZ-03: the lines whose shares keep their version from being locked; of many their number."""

    def funded(line: Line) -> Line:
        return replace(line, funding=tuple((one.grant_id, one.share) for one in paid.get((line.id, line.version_id), ())))

    found = [line.number for line, _why in faults(funded(row.line) for row in rows)]
    return ", ".join(written_short(found)) if len(found) <= MOST_UNPAID else lines(len(found))


def untitled(rows: Iterable[Row]) -> str:
    """UZ-04: the lines whose half of the paper in one of its two languages would stay empty; of many their number."""
    found = [row.line.number for row in rows if not all(row.line.title.get(lang) for lang in COMPLETE)]
    return ", ".join(written_short(found)) if len(found) <= MOST_UNPAID else lines(len(found))


def difference(row: Row, replaced_by: Sequence[Line] = ()) -> list[str]:
    """What a line has less or more than was due, and why: short sentences."""
    line, stands, counted = row.line, row.stands, row.counted
    said = []
    if not line.is_planned:
        if line.seats:
            said.append(ngettext("%(n)s seat not held.", "%(n)s seats not held.", line.seats, n=number(line.seats)))
        said.append(ended(_("Reason: %(reason)s", reason=words(line.why))))
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
        said.append(ended(_("Held by hand, %(n)s took part: %(note)s", n=number(counted.by_hand.people), note=counted.by_hand.note)))
    if counted.reason:
        said.append(ended(_("Reason: %(reason)s", reason=counted.reason)))
    return said


def ended(text: str) -> str:
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


def consent(agency: str, kind: str, signed_by: str) -> str:
    """An agency's word."""
    if kind == "on_behalf":
        return _("%(office)s agreed on behalf of %(agency)s", office=signed_by, agency=agency)
    return _consent_in_short(agency, kind)


def where(page: Planning, nodes: Iterable[int], networks: Iterable[Mapping[str, str]]) -> str:
    """Whom a line is for."""
    return ", ".join([*(page.node(node) for node in nodes), *(page.title(words) for words in networks)])


def version_options(plan: Plan) -> list[tuple[str, str]]:
    """The same of versions, the newest first."""
    return [(str(one.no), f"{one.no}, {version_state(one.state)}") for one in reversed(plan.versions)]


def countries(page: Planning, ccs: Iterable[str]) -> str:
    """Countries by their names, in the order of these."""
    return ", ".join(sorted(page.country(cc) for cc in ccs))


def consents(page: Planning, plan: Plan, version: Version, agreement: Agreement) -> str:
    """Each agency's word on a version, and whose is still awaited, or was not asked for yet."""
    said = [_consent_in_short(page.node(one.agency_id), one.kind) for one in agreement.consents]
    asked = page.asked(plan, version, agreement)
    waits = ", ".join(page.node(id_) for id_ in asked if all(one.agency_id != id_ for one in agreement.consents))
    if waits:
        said.append(
            _("awaited: %(agencies)s", agencies=waits) if version.consulted_at else _("not asked yet: %(agencies)s", agencies=waits)
        )
    return "; ".join(said)


def _consent_in_short(agency: str, kind: str) -> str:
    """An agency's word, without the office that said it."""
    if kind == "on_behalf":
        return _("agreed on behalf of %(agency)s", agency=agency)
    return _("%(agency)s agreed", agency=agency) if kind == "agreed" else _("%(agency)s reserved", agency=agency)


def in_short(plan: Plan, agreement: Agreement) -> str:
    """8 members agreed: of a network whose members all did, where their names would be long."""
    agreed = all(one.kind == "agreed" for one in agreement.consents)
    if plan.cc or not agreed or len(agreement.consents) < MANY_MEMBERS:
        return ""
    return ngettext("%(num)s member agreed", "%(num)s members agreed", len(agreement.consents))


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


def elsewhere(rows: Sequence[Row]) -> str:
    """What was delivered under lines that the version shown does not have; their numbers follow."""
    done = sum(row.stands.delivered for row in rows)
    lines = ngettext("%(num)s line that the version shown does not have", "%(num)s lines that the version shown does not have", len(rows))
    return ngettext(
        "%(n)s seat was delivered under %(lines)s:", "%(n)s seats were delivered under %(lines)s:", done, n=number(done), lines=lines
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


__all__ = [
    "MARKS", "VERSION_MARKS", "ago", "as_of", "attended", "completed", "consent", "consents", "countries", "dates", "day_month",
    "day_month_year", "difference", "elsewhere", "ended", "engagements", "enrolments", "free", "held", "in_short", "languages", "lines",
    "loose", "measure", "meetings", "mode", "moment_day", "needs_options", "nobody", "owner", "people", "put_off", "quarter", "rule",
    "seats", "sessions", "size", "state", "state_options", "sum_", "type_", "type_options", "under", "unpaid", "untitled", "version",
    "version_options", "version_state", "when_options", "where", "working_days_over",
]  # fmt: skip
