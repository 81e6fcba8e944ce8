"""The shape of what a meeting writes down: minutes, decisions, what is to be done."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.lib.fields import DayField, LineField
from lms.programme.actions.minutes import LONGEST
from lms.programme.actions.todos import Asked

SHORT = Length(max=200, message=_l("At most %(max)d characters."))
MOST = Length(max=2000, message=_l("At most %(max)d characters."))
EFFECTS = {
    "makes": _l("Makes lines"),
    "changes": _l("Changes lines"),
    "postpones": _l("Postpones lines"),
    "cancels": _l("Cancels lines"),
    "other": _l("Something else"),
}
STATES = {"done": _l("Done"), "dropped": _l("Not to be done any more")}


class MinutesForm(FlaskForm):
    """The next version of the minutes. `seen` is the number of the one that the page showed."""

    seen = HiddenField()
    text = TextAreaField(
        _l("Text of the minutes"),
        description=_l(
            "Markdown: an empty line between paragraphs, ## before a heading, - before a point; [decision 2](#decision-2) leads to it."
        ),
        validators=[DataRequired(_l("Write what was said; empty minutes are not saved.")), Length(max=LONGEST)],
    )


class DecisionForm(FlaskForm):
    """A decision and the lines of the draft that it makes or changes, by number. `key` is made with the form."""

    key = HiddenField()
    text = TextAreaField(_l("What was decided"), validators=[DataRequired(_l("A decision has words.")), MOST])
    effect = RadioField(
        _l("What it does to the plan"),
        choices=[SelectChoice(*pair) for pair in EFFECTS.items()],
        validators=[InputRequired(_l("Choose what it does to the plan."))],
    )
    lines = LineField(
        _l("Lines of the draft"), description=_l("By number, with commas between: KZ-02, KZ-02a. New lines are written afterwards.")
    )


class ActionForm(FlaskForm):
    """What is to be done, by whom, until when. `key` is made with the form."""

    key = HiddenField()
    text = TextAreaField(_l("What is to be done"), validators=[DataRequired(_l("An action has words.")), MOST])
    agency = SelectField(_l("Agency"), validate_choice=False)
    owner = LineField(
        _l("Office"), description=_l("An office, never a person: UNODC Regional Office, both focal points."), validators=[SHORT]
    )
    due = DayField(_l("Until"))

    def validate_owner(self, field: LineField) -> None:
        """Somebody must do it."""
        if not field.data and not self.agency.data:
            raise ValidationError(_("An action has an owner: an agency or an office."))

    def validate_due(self, field: DayField) -> None:
        """A day must be set."""
        if field.day is None and not field.errors:
            raise ValidationError(_("Write a day."))

    def offer(self, agencies: Iterable[tuple[int, str]]) -> None:
        """The agencies to choose from, beside none."""
        self.agency.choices = [SelectChoice("", _("Another office, in words")), *(SelectChoice(str(id_), name) for id_, name in agencies)]

    def asked(self) -> Asked:
        """As the action takes it, once the form is valid."""
        assert self.due.day is not None
        agency = str(self.agency.data or "")
        number = int(agency) if agency.isascii() and agency.isdecimal() and len(agency) < 18 else 0 if agency else None
        return Asked(str(self.text.data), number, str(self.owner.data or ""), self.due.day)


class CloseForm(FlaskForm):
    """That it was done, on which day, or is not to be done any more, and why."""

    state = RadioField(
        _l("What became of it"),
        choices=[SelectChoice(*pair) for pair in STATES.items()],
        validators=[InputRequired(_l("Choose what became of it."))],
    )
    done = DayField(_l("Done on"), description=_l("Today, if you write nothing."))
    note = TextAreaField(_l("Note"), description=_l("How it was done, or why it is dropped."), validators=[MOST])

    def validate_note(self, field: TextAreaField) -> None:
        """What is dropped is dropped with a reason."""
        if self.state.data == "dropped" and not (field.data or "").strip():
            raise ValidationError(_("An action is dropped with a reason."))
