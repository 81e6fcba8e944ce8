"""The shape of a question in the address: /completion?country=UZ&unit=UZ-ALAT&course=seals&from=2020-04-01&to=2020-06-26.

Whatever the address says, there is a page: what cannot be is left out, and a sentence says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lms.catalogue.queries import TrackHead
from lms.insight.queries import Courses, Head
from lms.insight.rules import ALL, AWARDED, OPEN, OVERDUE, Question, Which
from lms.lib.days import DayError, read_day
from lms.people.access import Viewer
from lms.people.queries import NodeName
from lms.progress.queries import STATES
from lms.progress.rules import PILLARS

NO_UNIT = "none"
LONGEST_REQUEST, LONGEST_ANSWER = 2000, 400
SORTS = ("unit", "people", "enrolled", "not_started", "in_progress", "completed", "withdrawn", "share", "overdue", "awards", "programme")
WHICH = (ALL, *STATES, OPEN, OVERDUE, AWARDED)
YEARS = range(2000, 2100)  # outside them no day is meant, and some have no beginning in UTC


@dataclass(frozen=True)
class Choices:
    """What this viewer may choose from. Nothing of another country or agency is in it."""

    countries: Mapping[str, NodeName]
    agencies: Mapping[str, NodeName]
    units: Mapping[str, NodeName]
    pillars: Sequence[str]
    tracks: Mapping[str, TrackHead]
    courses: Mapping[str, Head]


def choices(viewer: Viewer, nodes: Mapping[int, NodeName], units_served: set[int], courses: Courses) -> Choices:
    """Countries, agencies, units, tracks and courses by what stands for them in the address; the pillars that there are courses of."""

    countries = {node.cc: node.name for node in nodes.values() if node.kind == "country"}

    def of(kind: str, own: Callable[[NodeName], bool]) -> dict[str, NodeName]:
        found = [node for node in nodes.values() if node.kind == kind and (node.cc in viewer.coordinated or own(node))]
        return {node.code: node for node in sorted(found, key=lambda node: (countries.get(node.cc, ""), node.name))}

    ccs = {nodes[agency].cc for agency in viewer.focal_agencies if agency in nodes}
    return Choices(
        countries=of("country", lambda node: node.cc in ccs),
        agencies=of("agency", lambda node: node.id in viewer.focal_agencies),
        units=of("unit", lambda node: node.id in units_served),
        pillars=[name for name in PILLARS if any(head.pillar == name for head in courses.heads.values())],
        tracks={track.slug: track for track in courses.tracks.values()},
        courses={head.slug: head for head in courses.heads.values()},
    )


@dataclass(frozen=True)
class Asked:
    """A question as it was understood. `address` is what says it again; `problems` are sentences about what was left out."""

    question: Question
    which: Which
    address: Mapping[str, str]
    sort: str
    problems: Sequence[str]
    finished: bool | None = None  # of a track: only who has completed it, or has not

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows it."""
        return self.question != Question()


def read(args: Mapping[str, str], among: Choices) -> Asked:
    """The question in an address, or the nearest one there is."""
    reading = _Reading(args, among)
    question = reading.place(reading.period(Question()))
    question = reading.course(question)
    which = reading.which(question)
    sort = args.get("sort", "").strip()
    if sort.removeprefix("-") not in SORTS:
        sort = "unit"
    return Asked(question, which, reading.address, sort, reading.problems, reading.finished())


class _Reading:
    """Reads an address piece by piece and keeps what was understood and what was not."""

    def __init__(self, args: Mapping[str, str], among: Choices) -> None:
        self.args, self.among = args, among
        self.address: dict[str, str] = {}
        self.problems: list[str] = []

    def one(self, name: str, known: Mapping[str, Any], sentence: str) -> int | None:
        """The id of what one value of the address stands for."""
        asked = self.args.get(name, "").strip()
        found = known.get(asked)
        if asked and found is None:
            self.problems.append(sentence)
        if found is None:
            return None
        self.address[name] = asked
        return int(found.id)

    def place(self, question: Question) -> Question:
        """Country, agency and unit; a narrower one that lies elsewhere is left out."""
        among = self.among
        self.one("country", among.countries, _("This country is outside what you see; the figures of what you see are shown."))
        cc = among.countries[self.address["country"]].cc if "country" in self.address else None
        agencies = {code: node for code, node in among.agencies.items() if cc in (None, node.cc)}
        agency_id = self.one("agency", agencies, _("There is no such agency there; all are shown."))
        no_unit = self.args.get("unit", "").strip() == NO_UNIT
        if no_unit:
            self.address["unit"] = NO_UNIT
            return replace(question, cc=cc, agency_id=agency_id, no_unit=True)
        units = {code: node for code, node in among.units.items() if cc in (None, node.cc)}
        unit_id = self.one("unit", units, _("There is no such unit there; all are shown."))
        return replace(question, cc=cc, agency_id=agency_id, unit_id=unit_id)

    def course(self, question: Question) -> Question:
        """Track, pillar and course; a course that is not of them is left out."""
        track_id = self.one("track", self.among.tracks, _("There is no such track; all are shown."))
        pillar = self.args.get("pillar", "").strip() or None
        if pillar and pillar not in self.among.pillars:
            self.problems.append(_("There is no such pillar; all are shown."))
            pillar = None
        if pillar:
            self.address["pillar"] = pillar
        courses = {slug: head for slug, head in self.among.courses.items() if pillar in (None, head.pillar)}
        if track_id is not None:
            of_track = set(self.among.tracks[self.address["track"]].course_ids)
            courses = {slug: head for slug, head in courses.items() if head.id in of_track}
        narrowed = track_id is not None or pillar
        course_id = self.one("course", courses, _("There is no such course there; all are shown.") if narrowed else
                             _("There is no such course; all are shown."))  # fmt: skip
        return replace(question, pillar=pillar, track_id=track_id, course_id=course_id)

    def period(self, question: Question) -> Question:
        """From and to; turned round where the end stands before the beginning."""
        since, until = self.day("from"), self.day("to")
        if since and until and until < since:
            self.problems.append(_("The period ended before it began; its two days were exchanged."))
            since, until = until, since
        self.address |= {name: day.isoformat() for name, day in (("from", since), ("to", until)) if day}
        return replace(question, since=since, until=until)

    def day(self, name: str) -> date | None:
        """A day of the address."""
        asked = self.args.get(name, "").strip()
        if not asked:
            return None
        found: date | None
        try:
            found = read_day(asked)
        except DayError as error:
            found = error.last
        if found is None or found.year not in YEARS:
            self.problems.append(
                _("The first day could not be read, so the period has no beginning.")
                if name == "from"
                else _("The last day could not be read, so the period has no end.")
            )
            return None
        return found

    def finished(self) -> bool | None:
        """Of a module or a track: who has finished it, or has not."""
        return {"yes": True, "no": False}.get(self.args.get("finished", "").strip())

    def which(self, question: Question) -> Which:
        """Whom of them a list shows. A module is one of a course, and has no states but finished and not."""
        head = next((head for head in self.among.courses.values() if head.id == question.course_id), None)
        module = self.args.get("module", "").strip()
        if module and (head is None or module not in head.modules):
            self.problems.append(_("There is no such module in this course; the whole course is shown."))
            module = ""
        finished = self.finished() if module else None
        state = self.args.get("state", "").strip() or ALL
        if state not in WHICH:
            self.problems.append(_("There is no such state; all are shown."))
            state = ALL
        return Which(ALL if module else state, module or None, finished)


class AskForm(FlaskForm):
    """What a coordinator asks of focal points. `key` tells a form that was sent twice."""

    key = HiddenField()
    text = TextAreaField(
        _l("What do you ask?"),
        description=_l("Each focal point reads it beside the list of their own people. No real cases."),
        validators=[
            DataRequired(_l("Say what you ask for.")),
            Length(max=LONGEST_REQUEST, message=_l("At most %(max)d characters.")),
        ],
    )


class AnswerForm(FlaskForm):
    """What came of a request."""

    answer = TextAreaField(
        _l("What was done"),
        description=_l("Whoever asked reads it. No full names and no real cases, please."),
        validators=[Optional(), Length(max=LONGEST_ANSWER, message=_l("At most %(max)d characters."))],
    )
