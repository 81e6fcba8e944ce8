"""Fields that several rooms' forms share."""

from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import ValidationError

from lms.lib.days import DayError, read_day
from lms.lib.text import one_line


class LineField(StringField):
    """A name, a number or a few words on one line. What nobody sees is dropped before anything is asked of it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        super().process_formdata([one_line(value) for value in valuelist])


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
