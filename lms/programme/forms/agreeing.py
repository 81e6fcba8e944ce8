"""The shape of an agency's word, of a comment, and of a reason."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.lib.fields import DayField, LineField
from lms.programme.actions import Word

MOST = Length(max=2000, message=_l("At most %(max)d characters."))
SHORT = Length(max=200, message=_l("At most %(max)d characters."))
OWN = {"agreed": _l("We agree"), "reserved": _l("We reserve our position")}
BY_LETTER = {
    "agreed": _l("It agrees"), "reserved": _l("It reserves its position"), "on_behalf": _l("Somebody agrees on its behalf"),
}  # fmt: skip


class ConsentForm(FlaskForm):
    """The word of one's own agency. `seen`: the edits of the version that was read."""

    seen = HiddenField()
    agency = SelectField(_l("Agency"), validate_choice=False)
    kind = RadioField(_l("Its word"), validators=[InputRequired(_l("Choose one."))])
    words = TextAreaField(_l("In words"), description=_l("A reservation says what against."), validators=[MOST])

    def word(self, agency_id: int, meeting_id: int | None = None) -> Word:
        """As the action takes it, once the form is valid."""
        return Word(agency_id, str(self.kind.data), self.words.data or "")


class LetterForm(ConsentForm):
    """The same, entered by a coordinator from a letter or from a meeting."""

    signed_by = LineField(_l("Who signs on its behalf"), description=_l("The office, not a person."), validators=[SHORT])
    letter_no = LineField(_l("Number of the letter"), validators=[Length(max=60)])
    letter_day = DayField(_l("Date of the letter"))
    meeting = SelectField(_l("Or in which meeting it was said"), validate_choice=False)

    def word(self, agency_id: int, meeting_id: int | None = None) -> Word:
        """As the action takes it, once the form is valid."""
        said = (self.words.data or "", self.signed_by.data or "", self.letter_no.data or "", self.letter_day.day)
        return Word(agency_id, str(self.kind.data), *said, meeting_id)


class CommentForm(FlaskForm):
    """What is said to a version, or to one of its lines. `key` is made with the form: sent twice it is one."""

    key = HiddenField()
    agency = SelectField(_l("Who says it"), validate_choice=False)
    line = SelectField(_l("About"), validate_choice=False)
    words = TextAreaField(_l("Comment"), validators=[DataRequired(_l("A comment has words.")), MOST])


class ReopenForm(FlaskForm):
    """Why a version goes back to a draft."""

    reason = TextAreaField(
        _l("Why"), description=_l("The agencies’ offices read it."), validators=[DataRequired(_l("Say in a few words why.")), MOST]
    )
