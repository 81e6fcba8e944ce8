"""Where a coordinator lands: the plans and completion of their countries in five figures, what needs a person, and what comes next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template, request, url_for
from flask_babel import gettext as _

from lms.insight import queries
from lms.insight.queries import Agreement, Loose
from lms.insight.rules.plans import PLANNED, Event
from lms.insight.views import plan_words
from lms.insight.views.door import bp
from lms.insight.views.plan_door import Planning, Row, by_plan, planning, sum_of
from lms.lib.time import today
from lms.people.doors import requires
from lms.people.models import Role
from lms.programme import queries as programme
from lms.programme.queries import Plan, Version
from lms.programme.queries.meetings import Due, open_actions
from lms.programme.queries.plans import Owner

FIRST, AHEAD, MOST_AHEAD = 7, timedelta(days=21), 10  # things that need somebody at once on the page; how far ahead it looks


@dataclass(frozen=True)
class Need:
    """Something that needs a person. `since`: the day from which on it does; `over`: how long that is, in words."""

    since: date
    mark: str
    over: str
    title: str
    note: str
    href: str
    button: str


@bp.get("/overview")
@requires(Role.COORDINATOR)
def overview() -> str:
    """All of it as of now, from the same counts as the plans and the completion page."""
    page = planning()
    year = page.day.year
    found = page.plans(year)
    shown = programme.current(found)
    versions = {shown[plan.id]: plan for plan in found if plan.id in shown}
    rows, ids = page.rows(versions), [version.id for version in versions]
    ccs = sorted(page.viewer.coordinated, key=page.country)
    loose, agreed = queries.unplanned_sessions(page.viewer, ccs, year, page.zone), queries.agreements(ids)
    needs = sorted(
        [*_words(page, versions, agreed), *_late(page, rows), *_registers(page, rows), *_actions(page), *_loose(page, loose)],
        key=lambda need: need.since,
    )
    every = request.args.get("show") == "all"
    return render_template(
        "insight/overview.html", page=page, year=year, plans=found, shown=shown, of=by_plan(rows), total=sum_of(rows), sum_of=sum_of,
        needs=needs if every else needs[:FIRST], more=0 if every else max(0, len(needs) - FIRST),
        completion=queries.by_country(page.viewer, page.at),
        people=queries.reached(page.viewer, [row.line for row in rows if row.stands.is_summed]), coming=_coming(page, rows, loose),
        ccs=ccs, without=[cc for cc in ccs if all(plan.cc != cc or plan.id not in shown for plan in found)], words=plan_words,
    )  # fmt: skip


def _since(page: Planning, day: date) -> str:
    return plan_words.ago((page.day - day).days)


def _words(page: Planning, versions: Mapping[Version, Plan], agreed: Mapping[int, Agreement]) -> Iterator[Need]:
    """Agencies that were asked and have not said their word, or have reserved it."""
    for version, plan in versions.items():
        if version.consulted_at is None or version.agreed_at is not None:
            continue
        said = {one.agency_id: one.kind for one in agreed[version.id].consents}
        waits = [page.node(id_) for id_ in page.asked(plan, version, agreed[version.id]) if id_ not in said]
        waits += [_("%(agency)s reserved", agency=page.node(id_)) for id_, kind in said.items() if kind == "reserved"]
        since = today(version.consulted_at, page.zone)
        title = _("%(plan)s, version %(no)s: the agencies’ word", plan=plan_words.owner(page, plan), no=version.no)
        address = url_for(".plan", code=plan.code, year=plan.year)
        yield Need(since, "wait", _since(page, since), title, ", ".join(waits), address, _("Open version %(no)s", no=version.no))


def _late(page: Planning, rows: Iterable[Row]) -> Iterator[Need]:
    """Lines that are late, by the day on which they should have been over, or begun."""
    for row in rows:
        if row.stands.state == "late" and programme.may_change(page.viewer, row.plan.cc):
            line = row.line
            last = line.last_day(row.plan.year)
            since = last if last is not None and last < page.day else line.first_day(row.plan.year) or page.day
            title = f"{line.number} {page.title(line.title)}"
            note = " ".join([plan_words.type_(line.type) + ".", *plan_words.difference(row)])
            yield Need(since, "late", _since(page, since), title, note, url_for(".plan_line", key=line.key), _("Open the line"))


def _registers(page: Planning, rows: Iterable[Row]) -> Iterator[Need]:
    """Sessions of lines that are over and whose register nobody has confirmed."""
    for row in rows:
        for event in row.counted.events:
            if event.is_over(page.at) and not event.is_confirmed:
                since, title = today(event.starts_at, page.zone), _("Register not confirmed: %(title)s", title=page.title(event.title))
                address = url_for("theory.session", key=event.key)
                yield Need(since, "wait", _since(page, since), title, row.line.number, address, _("Open the session"))


def _actions(page: Planning) -> Iterator[Need]:
    """What meetings asked for and is overdue."""
    nodes = [node for node in page.nodes.values() if node.kind == "country" and node.cc in page.viewer.coordinated]
    owners = [Owner(node.code, node.cc, node.id, None, None, node.tz) for node in nodes]
    for due in open_actions(page.viewer, page.at, of=owners):
        if due.over:
            yield _action(page, due)


def _action(page: Planning, due: Due) -> Need:
    todo = due.todo
    note = ", ".join(part for part in (page.node(todo.agency_id), todo.owner, page.node(due.owner.node_id)) if part)
    over, address = plan_words.working_days_over(due.over), url_for("programme.meeting", key=todo.meeting_key, _anchor=f"action-{todo.no}")
    title = _("Action %(no)s: %(text)s", no=todo.no, text=todo.text)
    return Need(todo.due_day, "late", over, title, note, address, _("Open the meeting"))


def _loose(page: Planning, found: Iterable[Loose]) -> Iterator[Need]:
    """Sessions that were held and stand under no line."""
    for one in found:
        if one.starts_at is not None and one.starts_at < page.at:
            title = _("A session without a plan line: %(title)s", title=page.title(one.title or {}))
            note = f"{plan_words.countries(page, one.ccs)} · {plan_words.attended(one.number)}"
            yield Need(one.day, "wait", _("Unplanned"), title, note, url_for("theory.session", key=one.key), _("Open the session"))


@dataclass(frozen=True)
class Coming:
    """A session, or a mentorship by its first day, that lies ahead."""

    day: date
    starts_at: datetime | None
    zone: str | None
    title: str
    number: str
    href: str
    state: str
    mark: str
    taken: int
    seats: int


def _coming(page: Planning, rows: Iterable[Row], loose: Iterable[Loose]) -> list[Coming]:
    """What lies ahead in the next three weeks, the first first."""
    found: list[Coming] = []
    last = page.day + AHEAD
    for row in rows:
        found += [_session(page, row, event) for event in row.counted.events if not event.is_cancelled and event.starts_at > page.at]
        first = row.line.first_day(row.plan.year)
        if row.line.type == "mentorship" and row.line.is_planned and first is not None and first >= page.day:
            found.append(_mission(page, row, first))
    for one in loose:
        if one.starts_at is not None and one.starts_at > page.at:
            address, title = url_for("theory.session", key=one.key), page.title(one.title or {})
            found.append(Coming(one.day, one.starts_at, None, title, "", address, _("Unplanned"), "wait", one.of, 0))
    return sorted((one for one in found if one.day <= last), key=lambda one: (one.day, one.starts_at or page.at))[:MOST_AHEAD]


def _session(page: Planning, row: Row, event: Event) -> Coming:
    free = event.capacity - event.taken
    state, mark = (plan_words.free(free), "open") if free else (_("Full"), "done")
    return Coming(
        today(event.starts_at, page.zone), event.starts_at, event.zone, page.title(event.title), row.line.number,
        url_for("theory.session", key=event.key), state, mark, event.taken, event.capacity,
    )  # fmt: skip


def _mission(page: Planning, row: Row, first: date) -> Coming:
    line = row.line
    state, mark = (_("No mentor yet"), "wait") if row.stands.state == PLANNED else (plan_words.engagements(row.counted.engagements), "open")
    return Coming(
        first, None, None, f"{plan_words.type_(line.type)}: {page.title(line.title)}", line.number, url_for(".plan_line", key=line.key),
        state, mark, row.counted.mentored, line.seats or 0,
    )  # fmt: skip
