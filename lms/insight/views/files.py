"""What is on the screen as a file for a sheet. It is of the inside: marked so, and each download is written down."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask import make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.audit import actions as audit
from lms.ext import db
from lms.insight.rules import Tally
from lms.insight.views import words
from lms.insight.views.door import WHO, Answering, answering, bp
from lms.insight.views.tables import Row, columns, period_bars, pillar_rows, rows, track_rows
from lms.lib import csv as sheet
from lms.lib.csv import Cell
from lms.lib.time import last_day, local
from lms.people.doors import requires
from lms.progress.rules import PILLARS, Programme

INTERNAL = "INTERNAL"


@bp.get("/completion.csv")
@requires(*WHO)
def csv() -> Response:
    """The figures by unit; with of=people the people behind one of them, with of=programme those who are in a track."""
    page, of = answering(), request.args.get("of")
    of = of if of == "people" or (of == "programme" and page.question.track_id is not None) else None
    rows_of = {"people": lambda: _people(page), "programme": lambda: _programme(page)}.get(of or "", lambda: _figures(page, page.tally()))
    table = [*_head(page, of), *rows_of()]
    name = f"{INTERNAL}-completion{f'-{of}' if of else ''}-{local(page.at, page.viewer.tz):%Y-%m-%d-%H%M}.csv"
    audit.looked(db.engine, by=page.viewer.id, at=page.at, what=f"insight.csv {request.query_string.decode('ascii', 'replace')}".strip())
    response = make_response(sheet.table(table))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _head(page: Answering, of: str | None) -> Iterable[Sequence[Cell]]:
    """What it is: internal, the question, as of when, how it is counted."""
    which = [words.which(page, page.asked.which)] if of == "people" else [words.programme(page)] if of == "programme" else []
    yield [INTERNAL, _("Completion. For use inside the programme; the download is logged.")]
    yield [_("Filters"), "; ".join([*words.in_words(page), *which])]
    yield [_("As of"), local(page.at, page.viewer.tz).replace(tzinfo=None), words.as_of_utc(page)]
    for sentence in words.rule(page):
        yield [_("Rule"), sentence]
    yield []


def _figures(page: Answering, tally: Tally) -> Iterable[Sequence[Cell]]:
    """The table by unit with a pair of columns a module, its totals, the pillars, the tracks, and the awards by week."""
    modules = [(course, column) for course, of_course in columns(page, tally) for column in of_course]
    of_track = page.question.track_id is not None
    heads = [_("Country"), _("Unit"), _("People"), _("Enrolled"), _("Not started"), _("In progress"), _("Completed"), _("Withdrawn"),
             _("Per cent completed"), _("Overdue"), _("Awards"),
             *([_("In the track"), _("Completed the programme")] if of_track else [])]  # fmt: skip
    for course, column in modules:
        heads += [f"{course}: {column.title}", _("of")]
    yield heads
    for row in [*rows(page, tally), Row.of_all(page, tally)]:
        line, counts = row.line, row.line.counts
        cells: list[Cell] = [row.cc, row.name or _("All"), line.people, counts.enrolled, counts.not_started, counts.in_progress,
                             counts.completed, counts.withdrawn, _percent(line.share), counts.overdue, line.awards,
                             *([line.programme.people, line.programme.completed] if of_track else [])]  # fmt: skip
        for _course, column in modules:
            cells += [line.finished.get(column.module, 0), line.enrolled.get(column.module, 0)]
        yield cells
    yield from _dimensions(page, tally)
    bars = period_bars(page, tally)
    yield []
    yield [_("Week of") if bars.step == "week" else _("Month"), _("Awards"), _("So far")]
    for bar in bars.bars:
        yield [bar.start, bar.number, bar.so_far]


def _dimensions(page: Answering, tally: Tally) -> Iterable[Sequence[Cell]]:
    """The enrolments by pillar, and how many are in each track."""
    if pillars := pillar_rows(page, tally):
        yield []
        yield [_("Pillar"), _("Enrolled"), _("Not started"), _("In progress"), _("Completed"), _("Withdrawn"), _("Per cent completed"),
               _("Overdue")]  # fmt: skip
        for row in pillars:
            counts = row.line.counts
            yield [row.name, counts.enrolled, counts.not_started, counts.in_progress, counts.completed, counts.withdrawn,
                   _percent(row.line.share), counts.overdue]  # fmt: skip
    if tracks := track_rows(page, tally):
        yield []
        yield [_("Track"), _("In the track"), _("Completed the programme")]
        for track in tracks:
            yield [track.name, track.number.people, track.number.completed]


def _programme(page: Answering) -> Iterable[Sequence[Cell]]:
    """A row a person who is in the track; last, how many are not shown."""
    finished = page.asked.finished
    found, listed = page.members_counted(finished), page.members(finished)
    names, programmes = page.names(listed), page.programmes(listed)
    yield [_("Ref"), *([_("Name")] if names else []), _("Call name"), _("Country"), _("Agency"), _("Unit"), _("Unit now"),
           *(cell for name in PILLARS for cell in (words.pillar(name), _("of"))), _("Per cent of the programme"), _("Began"), _("Due"),
           _("Completed")]  # fmt: skip
    for row in listed:
        programme = programmes.get(row.person_id, Programme())
        done = {part.name: (part.done, part.total) for part in programme.pillars}
        yield [row.ref, *([names[row.person_id].name if row.person_id in names else ""] if names else []), row.call_name,
               row.cc, page.node(row.agency_then_id), page.node(row.unit_then_id), page.node(row.unit_id),
               *(cell for name in PILLARS for cell in done.get(name, (None, None))), programme.percent,
               _day(page, row.started_at), _due(row.due_at), _day(page, row.completed_at)]  # fmt: skip
    if found.moved:
        yield []
        yield [words.moved(found.moved)]


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _people(page: Answering) -> Iterable[Sequence[Cell]]:
    """A row an enrolment; last, how many are not shown."""
    which = page.asked.which
    found, listed = page.behind(which), page.listed(which)
    names = page.names(listed)
    yield [_("Ref"), *([_("Name")] if names else []), _("Call name"), _("Country"), _("Agency"), _("Unit"), _("Unit now"), _("Course"),
           _("State"), _("Per cent done"), _("Enrolled"), _("Due"), _("Completed"), _("Last seen"), _("Award"),
           *([_("Module finished")] if which.module else [])]  # fmt: skip
    for row in listed:
        days = [_day(page, row.enrolled_at), _due(row.due_at), _day(page, row.completed_at), _day(page, row.last_at)]
        yield [row.ref, *([names[row.person_id].name if row.person_id in names else ""] if names else []), row.call_name,
               row.cc, page.node(row.agency_then_id), page.node(row.unit_then_id), page.node(row.unit_id), page.course(row.course_id),
               words.state(row.state, row.is_overdue), row.percent, *days, row.earned_on,
               *([_day(page, row.finished_at)] if which.module else [])]  # fmt: skip
    if found.moved:
        yield []
        yield [words.moved(found.moved)]


def _due(at: datetime | None) -> date | None:
    """The day of a due date, which is one whoever reads it."""
    return last_day(at) if at else None


def _day(page: Answering, at: datetime | None) -> date | None:
    """The day of a moment at the reader's place."""
    return local(at, page.viewer.tz).date() if at else None
