"""The progress pack of a coordination meeting: a country's completion and plan as counted now, kept in both languages for ever."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.insight import queries
from lms.insight.rules import Question
from lms.insight.views import plan_words, words
from lms.insight.views.door import WHO, Answering, answering, bp
from lms.insight.views.plan_door import Planning, Row, planning, sum_of
from lms.lib.refusals import NotThere
from lms.lib.text import COMPLETE
from lms.people import queries as people
from lms.people.doors import requires
from lms.people.models import Role
from lms.programme import queries as programme
from lms.programme.actions.minutes import freeze
from lms.programme.queries import meetings
from lms.programme.queries.meetings import Meeting
from lms.programme.queries.plans import Plan, Version
from lms.programme.rules.meeting import fingerprint, in_short

Table = dict[str, Any]


def both(say: Callable[[], str]) -> dict[str, str]:
    """A sentence in every language that pages are in."""
    found = {}
    for lang in COMPLETE:
        with force_locale(lang):
            found[lang] = say()
    return found


@bp.post("/coordination/<uuid:key>/pack")
@requires(Role.COORDINATOR)
def freeze_pack(key: UUID) -> Response:
    """Freeze the figures of now for a meeting; what was frozen before stays."""
    page = planning()
    found = meetings.own_or_403(page.viewer, key)
    asking = answering()
    tables = [*_completion(page, asking, found), *_plan(page, found)]
    rule = both(lambda: " ".join([*(words.rule(asking) if found.owner.cc else []), *plan_words.rule()]))
    freeze(key, {"tables": tables}, rule, page.at, by=page.viewer, at=page.at)
    db.session.commit()
    flash(_("The figures are frozen for this meeting."), "done")
    return redirect(url_for("programme.meeting", key=key, _anchor="pack"))


@bp.get("/coordination/<uuid:key>/pack/<int:no>")
@requires(*WHO)
def pack(key: UUID, no: int) -> str:
    """A pack as it was frozen, to read and to print."""
    page = planning()
    found = meetings.meeting_or_404(page.viewer, key)
    frozen = next((one for one in meetings.packs(found.row.id) if one.no == no), None)
    if frozen is None:
        raise NotThere()
    is_whole = fingerprint(frozen.doc, frozen.rule, frozen.as_of) == frozen.digest
    return render_template(
        "insight/pack.html", page=page, found=found, pack=frozen, is_whole=is_whole, mark=in_short(frozen.digest), words=plan_words
    )  # fmt: skip


def _completion(page: Planning, asking: Answering, found: Meeting) -> list[Table]:
    """The table by unit of the completion page, of this country; none of a network's meeting."""
    cc = found.owner.cc
    if cc is None:
        return []
    tally = queries.tally(page.viewer, Question(cc=cc), page.at, page.zone, asking.courses)
    nodes = {lang: people.nodes(page.at, lang) for lang in COMPLETE}

    def unit(id_: int | None) -> dict[str, str]:
        no_unit = both(lambda: _("No unit"))
        return {lang: nodes[lang][id_].name if id_ in nodes[lang] else no_unit[lang] for lang in COMPLETE}

    def cells(first: Any, line: Any) -> list[Any]:
        counts = line.counts
        return [first, line.people, counts.enrolled, counts.not_started, counts.in_progress, counts.completed, counts.withdrawn,
                None if line.share is None else round(100 * line.share), counts.overdue, line.awards]  # fmt: skip

    heads = (
        lambda: _("Unit"), lambda: _("People"), lambda: _("Enrolled"), lambda: _("Not started"), lambda: _("In progress"),
        lambda: _("Completed"), lambda: _("Withdrawn"), lambda: _("Per cent completed"), lambda: _("Overdue"), lambda: _("Awards"),
    )  # fmt: skip
    rows = sorted((cells(unit(place[1]), line) for place, line in tally.lines.items()), key=lambda row: row[0]["en"])
    total = cells(both(lambda: _("All")), tally.total)
    return [{"title": both(lambda: _("Completion by unit")), "columns": [both(head) for head in heads], "rows": rows, "totals": total}]


def _plan(page: Planning, found: Meeting) -> list[Table]:
    """The lines of the newest version of the plan for the meeting's year; none where there is none."""
    year = found.row.wall_day.year
    plan = next((one for one in programme.plans(page.viewer, year) if one.code == found.owner.code), None)
    if plan is None or plan.newest is None:
        return []
    rows = page.rows({plan.newest: plan})
    heads = (
        lambda: _("Line"), lambda: _("State"), lambda: _("Type"), lambda: _("Planned"), lambda: _("Due by now"), lambda: _("Delivered"),
        lambda: _("Ahead"), lambda: _("Short"),
    )  # fmt: skip
    total = sum_of(rows)
    numbers = [total.planned, total.due, total.delivered, total.ahead, total.short]
    return [{"title": _titled(plan, plan.newest), "columns": [both(head) for head in heads], "rows": _lines(rows),
             "totals": [both(lambda: plan_words.lines(total.lines)), None, None, *numbers]}]  # fmt: skip


def _titled(plan: Plan, version: Version) -> dict[str, str]:
    return both(lambda: _("Work plan %(code)s %(year)s, %(version)s", code=plan.code, year=plan.year, version=plan_words.version(version)))


def _lines(rows: Sequence[Row]) -> list[list[Any]]:
    states = {state: both(lambda state=state: plan_words.state(state)) for state in {row.stands.state for row in rows}}  # type: ignore[misc]
    types = {type_: both(lambda type_=type_: plan_words.type_(type_)) for type_ in {row.line.type for row in rows}}  # type: ignore[misc]
    return [
        [{lang: f"{row.line.number} {text}" for lang, text in row.line.title.items()} or row.line.number, states[row.stands.state],
         types[row.line.type], row.stands.planned, row.stands.due, row.stands.delivered, row.stands.ahead, row.stands.short]
        for row in rows
    ]  # fmt: skip
