"""The progress pack of a coordination meeting: a country's completion and plan as counted now, kept in every language for ever."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import force_locale, get_locale, ngettext
from flask_babel import gettext as _

from lms.insight import queries, words
from lms.insight.rules import Question, Tally
from lms.insight.rules.plans import Standing, add_up, standing
from lms.lib.text import COMPLETE, pick
from lms.lib.time import today
from lms.people import queries as people
from lms.people.access import Viewer
from lms.programme import queries as programme
from lms.programme.actions.minutes import freeze
from lms.programme.models import ProgressPack
from lms.programme.queries import meetings
from lms.programme.queries.meetings import Meeting
from lms.programme.queries.plans import Owner
from lms.programme.rules import Line
from lms.programme.words import STATES, TYPES

Table = dict[str, Any]  # as `freeze` describes it


def pack(meeting: UUID, zone: str, *, by: Viewer, at: datetime, seen: int | None = None) -> ProgressPack:
    """A coordinator freezes the figures of now for a meeting (by its key); what was frozen before stays. Pressed twice (`seen`) it is one.

    `zone` is where the programme's days begin. Raises what `freeze` raises.
    """
    found = meetings.own_or_403(by, meeting)
    courses = queries.courses()
    tables, rules = [], []
    if found.owner.cc:
        tables.append(_completion(queries.tally(by, Question(cc=found.owner.cc), at, zone, courses), at))
        rules.append(lambda: words.of_completion(zone, with_tracks=bool(courses.tracks)))
    tables += _plan(found, zone, by, at)
    rule = _both(lambda: " ".join(sentence for say in (*rules, words.of_plans) for sentence in say()))
    return freeze(meeting, {"tables": tables}, rule, at, by=by, at=at, seen=seen)


def _both(say: Callable[[], Any]) -> dict[str, str]:
    """A sentence in every language that pages are in."""
    found = {}
    for lang in COMPLETE:
        with force_locale(lang):
            found[lang] = str(say())
    return found


def _completion(tally: Tally, at: datetime) -> Table:
    """The table by unit of a country's completion page."""
    nodes = {lang: people.nodes(at, lang) for lang in COMPLETE}
    no_unit = _both(lambda: _("No unit"))

    def unit(id_: int | None) -> dict[str, str]:
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
    total = cells(_both(lambda: _("All")), tally.total)
    return {"title": _both(lambda: _("Completion by unit")), "columns": [_both(head) for head in heads], "rows": rows, "totals": total}


def _plan(found: Meeting, zone: str, by: Viewer, at: datetime) -> list[Table]:
    """The lines of the newest version of the plan for the meeting's year; none where there is none."""
    year, code = found.row.wall_day.year, found.owner.code
    plan = programme.plan_of(by, code, year)
    version = plan.newest if plan else None
    if version is None:
        return []
    lines = programme.lines([version.id], bare=True)[version.id]
    counts = queries.counted(by, lines, at)
    stood = [(line, standing(line, counts[line.id], today(at, zone), year)) for line in lines]
    heads = (
        lambda: _("Line"), lambda: _("State"), lambda: _("Type"), lambda: _("Planned"), lambda: _("Due by now"), lambda: _("Delivered"),
        lambda: _("Ahead"), lambda: _("Short"),
    )  # fmt: skip
    total, state = add_up(stood), STATES[version.state]
    name = _name(found.owner, at)
    called = _both(lambda: ", ".join((_("Work plan, %(name)s %(year)s", name=name[str(get_locale())], year=year),
                                      _("version %(no)s, %(state)s", no=version.no, state=state))))  # fmt: skip
    numbers = [total.planned, total.due, total.delivered, total.ahead, total.short]
    said = _both(lambda: ngettext("%(num)s line", "%(num)s lines", total.lines))
    return [{"title": called, "columns": [_both(head) for head in heads], "rows": _rows(stood), "totals": [said, None, None, *numbers]}]


def _name(owner: Owner, at: datetime) -> dict[str, str]:
    """A country's or a network's, by language."""
    if owner.node_id is None:
        return {lang: pick(owner.txt or {}, lang) for lang in COMPLETE}
    return {lang: people.nodes(at, lang)[owner.node_id].name for lang in COMPLETE}


def _rows(stood: Sequence[tuple[Line, Standing]]) -> list[list[Any]]:
    kinds = {(stands.state, line.type) for line, stands in stood}
    states = {kind: _both(partial(words.state, *kind)) for kind in kinds}
    types = {name: _both(partial(str, TYPES[name])) for name in {line.type for line, _stands in stood}}
    return [
        [{lang: f"{line.number} {text}" for lang, text in line.title.items()} or line.number,
         states[stands.state, line.type], types[line.type], stands.planned, stands.due, stands.delivered, stands.ahead, stands.short]
        for line, stands in stood
    ]  # fmt: skip
