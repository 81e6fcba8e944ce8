"""The shape of what is sent to enrol and to withdraw."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.lib.fields import DayField
from lms.lib.refusals import Refused
from lms.lib.text import pick
from lms.lib.time import end_of_day
from lms.pages import weekday_short, words
from lms.people.models import NodeKind
from lms.people.queries import NodeName
from lms.programme.queries import Named, Open, Plan
from lms.progress.queries import LINE, TRACK, Choice, UnitPeople

CHOSEN = "chosen"  # those ticked in the list, beside the codes of units
LONGEST_REASON = 500
LONGEST_TYPED, LONGEST_REF, MOST_TICKED = 100, 20, 400


class EnrolForm(FlaskForm):
    """Whom to enrol in which course until when. `again` are the refs of those who withdrew and are ticked."""

    who = SelectField(_l("Who"), validators=[InputRequired(_l("Choose a unit, or tick names in the list."))])
    course = SelectField(_l("Course"), validators=[InputRequired(_l("Choose a course."))])
    due = DayField(_l("Due"))
    under = SelectField(
        _l("Counts for a line of the plan"), choices=(), validate_choice=False,
        description=_l("Without one it is listed as unplanned. Whoever has the course already is not counted anew."),
    )  # fmt: skip
    person = SelectMultipleField(choices=(), validate_choice=False)
    again = SelectMultipleField(choices=(), validate_choice=False)
    shown = HiddenField()  # for which people and course the page showed whom it touches

    @classmethod
    def from_address(cls, args: MultiDict[str, str]) -> "EnrolForm":
        """The same form as the address fills it: it changes nothing, so it carries no token."""
        form = cls(formdata=args, meta={"csrf": False})
        if not form.who.data and form.person.data:
            form.who.data = CHOSEN
        return form

    @property
    def is_sent(self) -> bool:
        """Whether somebody has filled it in, rather than come here by a link."""
        return bool(self.course.raw_data)

    @property
    def key(self) -> str:
        """Which people and course are chosen, as `shown` keeps it."""
        return f"{self.who.data}|{self.course.data}"

    @property
    def was_shown(self) -> bool:
        """Whether whom it touches was on the page for this very choice: nobody enrols people they have not seen listed."""
        return bool(self.shown.data == self.key)

    def offer(self, choice: Choice, nodes: Mapping[int, NodeName], lang: str) -> None:
        """What there is to choose from. What the page chose by itself stands in the fields."""
        countries = {node.cc: node.name for node in nodes.values() if node.kind == NodeKind.COUNTRY}
        units: dict[str, list[tuple[str, str]]] = {}
        for unit in choice.units:
            units.setdefault(countries.get(unit.node.cc, ""), []).append((unit.node.code, _people_of(unit)))
        ticked = len(set(self.person.data or ()))
        if ticked:
            said = ngettext("The %(num)d ticked in the list", "The %(num)d ticked in the list", ticked)
            units = {_("From the list"): [(CHOSEN, said)], **units}
        if choice.line:
            said = _("All whom %(number)s is for", number=choice.line.line.number)
            units = {_("The line"): [(LINE, said)], **units}
        self.who.choices = units if len(units) > 1 else next(iter(units.values()), [])
        courses = [(course.slug, pick(course.title, lang)) for course in choice.courses]
        tracks = [(f"{TRACK}{track.slug}", pick(track.title, lang)) for track in choice.tracks]
        self.course.choices = {_("Tracks"): tracks, _("Courses"): courses} if tracks else courses
        if tracks:
            self.course.label.text = _("Course or track")
        self.who.data = self.who.data or (choice.unit.node.code if choice.unit else LINE if choice.line else None)
        self.course.data = self.course.data or choice.what

    def due_with(self, line: Open, at: datetime) -> None:
        """The last day of the line that it is for, unless that is over."""
        day = line.last_day
        if day and end_of_day(day, "UTC") > at:
            self.due.process_data(day)
            self.due.day = day

    def refuse_past(self, choice: Choice, at: datetime) -> None:
        """A due day is not over yet anywhere where those chosen serve."""
        if self.due.day and any(end_of_day(self.due.day, zone) < at for zone in {one.person.tz for one in choice.touched}):
            day = weekday_short(self.due.day)
            self.due.errors = [_("%(day)s has passed: whoever is enrolled today would be overdue at once.", day=day)]

    def offer_lines(self, lines: Sequence[tuple[Plan, Sequence[Named]]]) -> None:
        """The lines for which those chosen may be enrolled in what is chosen, by plan."""
        by_plan = {
            f"{plan.code} {plan.year}": [(str(row.key), f"{row.number} {words(dict(row.title))}") for row in rows] for plan, rows in lines
        }
        self.under.choices = {"": [("", _("no line"))], **by_plan}

    def refuse_line(self, refused: Refused) -> None:
        """Why what is chosen is not for that line."""
        said = refused.sentence or _("This is no line for which you can enrol them.")
        self.under.errors = [" ".join(str(part) for part in (said, refused.todo or _("Choose another line, or go on without one.")))]

    def typed(self) -> dict[str, Any]:
        """All that was chosen and typed, for the address of the page that shows it again."""
        fields = (self.who, self.course, self.due, self.under, self.person, self.again)
        return {field.name: _cut(field.data) for field in fields if field.data}


def _cut(data: str | list[str]) -> str | list[str]:
    """As much as an address holds: no code, ref or day is longer, and no page offers more to tick."""
    return data[:LONGEST_TYPED] if isinstance(data, str) else [ref[:LONGEST_REF] for ref in data[:MOST_TICKED]]


def _people_of(unit: UnitPeople) -> str:
    return ngettext("%(unit)s, %(num)d person", "%(unit)s, %(num)d people", unit.own, unit=unit.node.name)


class ReasonForm(FlaskForm):
    """Why an enrolment ends."""

    reason = TextAreaField(
        _l("Why"),
        description=_l("It stays beside the enrolment, for the officer and for those who follow them."),
        validators=[
            DataRequired(_l("Say in a few words why: the reason stays beside the enrolment.")),
            Length(max=LONGEST_REASON, message=_l("At most %(max)d characters.")),
        ],
    )
