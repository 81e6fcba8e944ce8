"""The shape of a coordination meeting, of its parties and of its agenda."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.lib.fields import LineField, LinkField
from lms.lib.when import WhenForm
from lms.programme.actions.meetings import LABEL, LONGEST_AGENDA, Said, Wall
from lms.programme.rules.meeting import no_clocks

SHORT = Length(max=200, message=_l("At most %(max)d characters."))
MOST = Length(max=2000, message=_l("At most %(max)d characters."))
MODES = {"live": _l("Online"), "on_site": _l("On site"), "hybrid": _l("Online and on site")}
PARTS = {"beneficiary": _l("Beneficiary"), "secretariat": _l("Secretariat"), "observer": _l("Observer")}


def _choices(pairs: Iterable[tuple[str, object]]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in pairs]


class ChangeForm(WhenForm):
    """A meeting that has not begun: when, what it is called, how and where it is held. `seen` is the SEQUENCE that the page showed."""

    seen = HiddenField()
    label = LineField(_l("What it is called"), validators=[DataRequired(_l("Write what it is called.")), SHORT])
    label_ru = LineField(_l("In Russian"), validators=[SHORT])
    mode = RadioField(_l("How it is held"), choices=_choices(MODES.items()), validators=[InputRequired(_l("Choose how it is held."))])
    place = LineField(_l("Place"), validators=[SHORT])
    link = LinkField(_l("Join link"), description=_l("Coordinators and focal points of the country read it. It begins with https://."))

    @property
    def wall(self) -> Wall:
        """As the action takes it, once the form is valid."""
        assert self.day.day is not None and self.minutes.data is not None
        return Wall(self.day.day, self.clock_read, str(self.zone.data), self.minutes.data, self.fold_read)

    def said(self, source: str = "") -> Said:
        """The rest of it. What keeps its usual name keeps it in Russian as well."""
        label, russian = str(self.label.data), str(self.label_ru.data or "")
        if label == LABEL["en"]:
            russian = russian or LABEL["ru"]
        return Said(str(self.mode.data), {"en": label, "ru": russian}, str(self.place.data or ""), str(self.link.data or ""), source)


class MeetingForm(ChangeForm):
    """A new meeting. `key` is made with the form: sent twice it is one meeting."""

    key = HiddenField()
    of = SelectField(_l("Whose meeting it is"), validate_choice=False)


class CancelForm(FlaskForm):
    """A reason."""

    why = TextAreaField(
        _l("Reason, as the agencies will read it"), validators=[DataRequired(_l("Say in a few words why: the agencies read it.")), MOST]
    )


class PartiesForm(FlaskForm):
    """Agencies of the country to tick, and an organisation in words."""

    agencies = SelectMultipleField(
        _l("Agencies"), coerce=int, choices=(), validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    body = LineField(_l("Another organisation"), description=_l("For example UNODC Regional Office, or WCO."), validators=[SHORT])
    office = LineField(_l("Its office"), validators=[SHORT])
    part = SelectField(_l("It comes as"), choices=_choices(PARTS.items()), validators=[AnyOf(list(PARTS))])

    def validate_body(self, field: LineField) -> None:
        """Somebody is to be added."""
        if not field.data and not self.agencies.data:
            raise ValidationError(_("Tick an agency, or write who else takes part."))


class PartyForm(FlaskForm):
    """The office of a party, and its part."""

    office = LineField(
        _l("Office"), description=_l("An office, never a person: Department of international cooperation."), validators=[SHORT]
    )
    part = SelectField(_l("It comes as"), choices=_choices(PARTS.items()), validators=[AnyOf(list(PARTS))])


class AgendaForm(FlaskForm):
    """The agenda, a line a point. `seen`: as it stood when the page was made."""

    seen = HiddenField()
    points = TextAreaField(
        _l("The agenda"),
        description=_l("A line a point, with the meeting’s own clock: 15:15 Progress since January. After a | stands a note."),
        validators=[Length(max=LONGEST_AGENDA, message=_l("At most %(max)d characters."))],
    )

    def validate_points(self, field: TextAreaField) -> None:
        """What is meant for a time and is none would be read as words."""
        if wrong := no_clocks(field.data or ""):
            raise ValidationError(_("No time of day: %(said)s. Write it as 09:05, or the words alone.", said=", ".join(wrong)))
