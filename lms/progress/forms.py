"""The shape of what is sent to enrol and to withdraw."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from lms.lib.days import DayError, read_day
from lms.lib.text import pick
from lms.lib.time import end_of_day

CHOSEN = "chosen"  # those ticked in the list, beside the codes of units
LONGEST_REASON = 500


class DayField(StringField):
    """A day as people write it. `day` is what was read, None where nothing was written; what was typed is kept."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        """Read it, or say what is wrong with it."""
        self.day = None
        if not (self.data or "").strip():
            return
        try:
            self.day = read_day(str(self.data))
        except DayError as wrong:
            raise ValidationError(_why(wrong)) from wrong


def _why(wrong: DayError) -> str:
    if wrong.last is None:
        return _("This could not be read as a day. Write it as 31 August 2020 or 31.08.2020.")
    asked = f"{wrong.no} {format_date(wrong.last, 'd MMMM').split(' ', 1)[-1]}"
    return _("There is no %(day)s: the month ends on %(last)s.", day=asked, last=format_date(wrong.last, "EEEE d MMMM"))


class EnrolForm(FlaskForm):
    """Whom to enrol in which course until when. `again` are the refs of those who withdrew and are ticked."""

    who = SelectField(_l("Who"), validators=[InputRequired(_l("Choose a unit, or tick names in the list."))])
    course = SelectField(_l("Course"), validators=[InputRequired(_l("Choose a course."))])
    due = DayField(_l("Due"))
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
