"""Figures as rows and columns, by name and with the addresses of the people behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from flask_babel import format_date
from flask_babel import gettext as _

from lms.insight.queries import Listed
from lms.insight.rules import InTrack, Line, Module, Place, Tally
from lms.insight.views import words
from lms.insight.views.door import Answering
from lms.lib import plots
from lms.lib.time import today


@dataclass(frozen=True)
class Row:
    """A line of the table: how the unit is called, and the address of its people, to which a state or module is added."""

    name: str
    cc: str
    line: Line
    href: str
    programme_href: str = ""

    @classmethod
    def of(cls, page: Answering, place: Place, line: Line) -> "Row":
        """The row of a unit, or of those of a country who served in none."""
        cc, unit_id = place
        elsewhere = {"country": cc} if unit_id is None else {}
        here: dict[str, str | None] = {"unit": page.unit_code(unit_id), **elsewhere}
        return cls(page.node(unit_id) or _("No unit"), cc or "", line, page.href(".behind", **here), page.href(".programme", **here))

    @classmethod
    def of_all(cls, page: Answering, tally: Tally) -> "Row":
        """The last row, of all."""
        # An address without a question has no "?" yet, to which a state could be added.
        href = page.href(".behind")
        return cls("", "", tally.total, href if "?" in href else f"{href}?", page.href(".programme"))


@dataclass(frozen=True)
class Column:
    """A module in the heat table; `added` is what it adds to a row's address."""

    module: Module
    title: str
    added: str


def rows(page: Answering, tally: Tally) -> list[Row]:
    """A row a unit, in the order asked for."""
    found = [Row.of(page, place, line) for place, line in tally.lines.items()]
    found.sort(key=lambda row: (_country(page, row.cc), row.name == _("No unit"), row.name))
    name = page.asked.sort.removeprefix("-")
    downwards = page.asked.sort.startswith("-")
    if name == "unit":
        return found[::-1] if downwards else found
    return sorted(found, key=lambda row: value(row.line, name), reverse=downwards)


def _country(page: Answering, cc: str) -> str:
    return page.among.countries[cc].name if cc in page.among.countries else cc


def value(line: Line, name: str) -> float:
    """What a line has in the column of that name."""
    if name in ("people", "awards"):
        return float(getattr(line, name))
    if name == "programme":
        return float(line.programme.completed)
    return (line.share or 0.0) if name == "share" else float(getattr(line.counts, name))


@dataclass(frozen=True)
class PillarRow:
    """The enrolments of a pillar; `href` is the address of their people, to which a state is added."""

    name: str
    line: Line
    href: str


def pillar_rows(page: Answering, tally: Tally) -> list[PillarRow]:
    """A row a pillar, whose enrolments add up to all of them; none where there is only one."""
    found = [(name, tally.pillars[name]) for name in page.among.pillars if name in tally.pillars]
    if len(found) < 2:
        return []
    return [PillarRow(words.pillar(name), Line(counts), page.href(".behind", pillar=name)) for name, counts in found]


@dataclass(frozen=True)
class TrackRow:
    """A track, how many are in it and have completed it, and the address of those people."""

    name: str
    number: InTrack
    href: str


def track_rows(page: Answering, tally: Tally) -> list[TrackRow]:
    """A row a track. They do not add up: somebody may be in two."""
    among = [track for track in page.among.tracks.values() if track.id in tally.tracks]
    rows = [TrackRow(page.track(track.id), tally.tracks[track.id], page.href(".programme", track=track.slug)) for track in among]
    return sorted(rows, key=lambda row: row.name)


def columns(page: Answering, tally: Tally) -> list[tuple[str, list[Column]]]:
    """[(course, its modules)] of all courses in which somebody is enrolled, each in reading order."""
    found = []
    for course_id in sorted(tally.courses, key=page.course):
        head = page.courses.heads[course_id]
        modules = [(course_id, slug) for slug in head.modules if (course_id, slug) in tally.total.enrolled]
        course = {} if "course" in page.asked.address else {"course": head.slug}
        found.append((page.course(course_id), [Column(m, page.module(*m), "&" + urlencode({**course, "module": m[1]})) for m in modules]))
    return found


def period_bars(page: Answering, tally: Tally) -> plots.Bars:
    """Awards by week or month: from the first day asked for, else the first that has one, to the last asked for, else today."""
    last = today(page.at, page.zone)
    question = page.question
    return plots.bars(tally.awards_by_day, question.since, min(question.until or last, last))


def short(start: date, step: str) -> str:
    """A bar's label: 6 Apr, or Apr, and of a January the year as well."""
    form = "d MMM" if step == "week" else "LLL y" if start.month == 1 else "LLL"
    return format_date(start, form, rebase=False)


@dataclass(frozen=True)
class OnPaper:
    """Everybody of one unit: a row a person, a column a course."""

    unit: str
    cc: str
    agency: str
    courses: Sequence[int]
    people: Sequence[tuple[Listed, dict[int, Listed]]]


def people_tables(page: Answering, listed: Sequence[Listed]) -> list[OnPaper]:
    """Those listed, in their order; of a joint unit a table an agency."""
    found = []
    for (cc, unit_id), of_unit in groupby(listed, key=lambda row: (row.cc or "", row.unit_then_id)):
        by_agency: dict[int | None, list[Listed]] = {}
        for row in of_unit:
            by_agency.setdefault(row.agency_then_id, []).append(row)
        agencies = sorted(by_agency, key=page.node)
        found += [_on_paper(page, cc, unit_id, agency_id, by_agency[agency_id]) for agency_id in agencies]
    return found


def _on_paper(page: Answering, cc: str, unit_id: int | None, agency_id: int | None, mine: Sequence[Listed]) -> OnPaper:
    people: dict[int, tuple[Listed, dict[int, Listed]]] = {}
    for row in mine:
        people.setdefault(row.person_id, (row, {}))[1][row.course_id] = row
    courses = sorted({row.course_id for row in mine}, key=page.course)
    return OnPaper(page.node(unit_id) or _("No unit"), cc, page.node(agency_id), courses, list(people.values()))
