"""What is typed to offer, to decline, to end, and of a letter."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from lms.lib.fields import DayField
from lms.mentoring.forms.words import TOPIC_WORDS, choices

MOST = Length(max=2000, message=_l("At most %(max)d characters."))
SHORT = Length(max=400, message=_l("At most %(max)d characters."))


class TopicsForm(FlaskForm):
    """Which topics are asked for; the address fills it, so it carries no token."""

    topic = SelectMultipleField(
        _l("Topics asked for"), choices=choices(TOPIC_WORDS.items()), validate_choice=False, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip

    class Meta:
        """It changes nothing."""

        csrf = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Those chosen, in the order of the curriculum; others are not there."""
        return tuple(code for code in TOPIC_WORDS if code in set(self.topic.data or ()))


class OfferForm(FlaskForm):
    """What the mentor is told with the offer. `mentor` is the ref of the one whose button was pressed."""

    mentor = HiddenField()
    goals = TextAreaField(
        _l("What it is to bring"),
        description=_l("The mentor reads it before answering, the officers afterwards. No names, no real cases."),
        validators=[MOST],
    )
    ends_on = DayField(_l("Last day"), description=_l("Access ends by itself after it."))
    why_not_first = StringField(
        _l("Why not the first?"), description=_l("Kept with the pair; the agency does not see it."), validators=[SHORT]
    )


class WhyForm(FlaskForm):
    """A reason."""

    why = TextAreaField(_l("Why"), validators=[DataRequired(_l("Say in a few words why.")), SHORT])


class LetterForm(FlaskForm):
    """The letter of an agency: only what is on it."""

    agency = SelectField(_l("Agency"), coerce=lambda said: int(said) if str(said).isdecimal() else 0, validate_choice=False)
    number = StringField(_l("Number of the letter"), validators=[DataRequired(_l("Write the number of the letter.")), Length(max=60)])
    day = DayField(_l("Date of the letter"), validators=[DataRequired(_l("Write the date of the letter."))])

    def validate_agency(self, field: SelectField) -> None:
        """One of those whose word is awaited."""
        if field.data not in [choice.value for choice in field.choices or ()]:
            raise ValidationError(_("Choose the agency whose letter it is."))
