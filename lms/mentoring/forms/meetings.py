"""When a mentor meets people, and what became of it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.lib.fields import LinkField
from lms.lib.when import WhenForm
from lms.mentoring.actions.meetings import Wall
from lms.mentoring.forms.words import choices
from lms.mentoring.rules.meetings import Outcome

MOST = Length(max=2000, message=_l("At most %(max)d characters."))
NOTE = _l("For the officers and the coordinator: what was agreed. No real cases.")
OUTCOMES = {
    Outcome.HELD: _l("Held"),
    Outcome.MISSED: _l("Missed: nobody came"),
    Outcome.CANCELLED: _l("Cancelled"),
    Outcome.TECHNICAL: _l("The link failed"),
}


class _Timed(WhenForm):
    @property
    def wall(self) -> Wall:
        """As the action takes it, once the form is valid."""
        assert self.day.day is not None
        return Wall(self.day.day, self.clock_read, str(self.zone.data), self.fold_read)


class MeetingForm(_Timed):
    """A meeting to come, or one that has just been. `key` is made with the form: sent twice it is one meeting. `warned` is what was asked
    about already."""

    key = HiddenField()
    warned = HiddenField()
    about = TextAreaField(
        _l("What it is about"), description=_l("The officers read it. Invented data only."), validators=[Optional(), MOST]
    )
    link = LinkField(
        _l("Join link"), description=_l("Shown to who belongs to the meeting, from 20 minutes before the start. It begins with https://.")
    )


class ChangeForm(MeetingForm):
    """A meeting to come, at another time or in other words. `seen` is the SEQUENCE that the page showed."""

    seen = HiddenField()


class _Outcome(FlaskForm):
    outcome = RadioField(_l("Outcome"), choices=choices((o.value, words) for o, words in OUTCOMES.items()),
                         validators=[InputRequired(_l("Choose what became of it."))])  # fmt: skip
    present = SelectMultipleField(
        _l("Who was there"), coerce=int, validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    step = RadioField(
        _l("Which step it completes"), description=_l("Of those ticked, where the meeting was held."), coerce=int, validate_choice=False
    )


class NoteForm(_Outcome, _Timed):
    """What became of a meeting: how it was in fact, who was there, which step of their course it completes (0: none)."""

    note = TextAreaField(_l("Note"), description=NOTE, validators=[Optional(), MOST])


class CancelForm(FlaskForm):
    """A meeting to come does not take place: nothing else can be said of it yet."""

    outcome = HiddenField(validators=[AnyOf(list(Outcome), message=_l("Choose what became of it."))])
    note = TextAreaField(
        _l("Why"), description=_l("The officers and the coordinator read it. No real cases."), validators=[Optional(), MOST]
    )


class CorrectForm(_Outcome):
    """A mistake in what was noted. `seen` is when what the page showed was said."""

    seen = HiddenField()
    why = TextAreaField(
        _l("What was wrong"),
        description=_l("It stays beside the meeting; the officers read it. No real cases."),
        validators=[DataRequired(_l("Say in a few words what was wrong: the reason stays beside the meeting.")), MOST],
    )
