"""A line of a plan: planned against counted, the chain from the decision to the people, who pays, and what to make from it."""

from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _

from lms.insight import queries
from lms.insight.rules.plans import Counted
from lms.insight.views import plan_words
from lms.insight.views.door import WHO, bp
from lms.insight.views.plan_door import Planning, Row, planning, tabs
from lms.lib.paging import page as page_of
from lms.people.doors import requires
from lms.people.models import Role
from lms.programme import queries as programme
from lms.programme.queries.decisions import decisions_of_line
from lms.programme.rules import Line


@bp.get("/plan/lines/<uuid:key>", endpoint="plan_line")
@requires(*WHO)
def line_page(key: UUID) -> str:
    """The same numbers as in the plan, and the people behind them whom this viewer may see."""
    page = planning()
    plan, line, version = programme.line_or_404(page.viewer, key, bare=True)
    row = page.row(plan, line, queries.counted(page.viewer, [line], page.at)[line.id])
    waiting = line.type == "elearning" and request.args.get("who") == "open"
    behind = queries.behind_line(page.viewer, line, page.at, waiting=waiting) if line.is_counted else queries.Shown()
    part = page_of(behind.shown, request.args.get("page"), lambda n: _people_href(key, waiting, n))
    return render_template(
        "insight/plan_line.html", page=page, then=page.then(version), plan=plan, version=version,
        row=row, line=line, counted=row.counted, stands=row.stands,
        compared=compared(row), waiting=waiting, behind=behind, part=part, chain=_chain(page, row), words=plan_words,
        people=queries.listed_behind(page.viewer, line, page.at, waiting=waiting, part=part) if behind.shown else [],
        places=queries.places([version.id], only=line.id).get((line.id, version.id)), relatives=queries.relatives(line),
        shares=queries.shares([version.id], only=line.id).get((line.id, version.id), ()), tabs=tabs(page, plan.year, plan.code),
        may_change=programme.may_change(page.viewer, plan.cc), sees_sessions=page.viewer.has(Role.COORDINATOR), make=_make(page, row),
    )  # fmt: skip


def _people_href(key: UUID, waiting: bool, number: int) -> str:
    return url_for(".plan_line", key=key, who="open" if waiting else None, page=number, _anchor="people")


@dataclass(frozen=True)
class Compared:
    """One measure of a line: planned, due by now, counted; None where that says nothing."""

    name: str
    planned: float | None
    due: float | None
    counted: float
    leads: bool = False  # to the people

    @property
    def differs(self) -> float | None:
        """Counted less what is due."""
        return None if self.due is None else self.counted - self.due


def compared(row: Row) -> list[Compared]:
    """Seats first, in the same numbers as in the plan; then what they are made of."""
    line, counted, stands = row.line, row.counted, row.stands
    done = counted.of.get(line.type)
    seats = {"theory": _("Seats, attendances"), "elearning": _("Seats, courses completed"), "mentorship": _("Seats, people mentored")}
    found = [Compared(seats.get(line.type, _("Seats, by hand")), stands.planned, stands.due, stands.delivered, line.is_counted)]
    if line.type == "theory":
        found.insert(0, Compared(_("Sessions"), line.events, min(counted.over, line.events), counted.held))
    if line.type == "elearning":
        found.append(Compared(_("Enrolments"), None, None, counted.enrolled))
        found.append(Compared(_("Overdue"), None, None, counted.overdue))
    if line.type == "mentorship":
        found.append(Compared(_("Meetings held"), None, None, counted.met))
    if line.is_counted:
        found.append(Compared(_("Different people"), None, None, done.people if done else 0))
    if line.minutes and line.type in ("theory", "mentorship"):
        hours = line.minutes / 60
        found.append(Compared(_("Person-hours"), stands.planned * hours, stands.due * hours, (done.minutes if done else 0) / 60))
    return found


@dataclass(frozen=True)
class Link:
    """One step of the chain from the meeting to the people."""

    state: str
    title: str
    note: str
    href: str | None = None


def _chain(page: Planning, row: Row) -> list[Link]:
    """Meeting, decision, line, what was set, who was there."""
    line, stands = row.line, row.stands
    found = []
    for told in decisions_of_line(line.id, page.viewer)[-1:]:
        meeting = url_for("programme.meeting", key=told.meeting_key)
        day = plan_words.moment_day(told.starts_at)
        found.append(Link("done", _("Meeting of %(day)s", day=day), page.title(told.label), meeting))
        found.append(Link("done", _("Decision %(no)s", no=told.no), told.text, f"{meeting}#decision-{told.no}"))
    found.append(Link("here", _("Line %(number)s", number=line.number), _("You are here")))
    if not line.is_counted:
        return found
    mark = plan_words.MARKS[stands.state]
    found.append(Link(mark, *_set(line, row.counted), "#set" if row.counted.events else None))
    seats = _("%(n)s of %(planned)s seats delivered", n=stands.delivered, planned=line.seats or 0)
    return [*found, Link(mark, plan_words.people(row), seats, "#people")]


def _set(line: Line, counted: Counted) -> tuple[str, str]:
    """(what was set for a line, how far that is)."""
    if line.type == "theory":
        return plan_words.sessions(counted.sessions), plan_words.held(counted.held)
    if line.type == "mentorship":
        return plan_words.engagements(counted.engagements), plan_words.meetings(counted.met)
    return plan_words.enrolments(counted.enrolled), plan_words.completed(counted.completed)


def _make(page: Planning, row: Row) -> list[tuple[str, str]]:
    """[(address, text)] of what a coordinator makes from a line, with what is known filled in."""
    line, key = row.line, row.line.key
    if not line.is_planned or not programme.is_line_for(page.viewer, key, row.plan.cc, line.type):
        return []
    doors = {
        "theory": (("theory.new", _("Add a session")),),
        "elearning": (("progress.enrol", _("Enrol people")),),
        "mentorship": (("mentoring.pairing", _("Ask for a mentor")),),
    }.get(line.type, (("programme.line_held", _("Take the mark back") if row.counted.by_hand else _("Mark as held")),))
    return [
        (url_for(endpoint, key=key) if endpoint == "programme.line_held" else url_for(endpoint, line=key), text) for endpoint, text in doors
    ]
