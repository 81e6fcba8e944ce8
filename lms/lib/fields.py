"""Fields that several rooms' forms share."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField as Dated
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from lms.lib import dates
from lms.lib.days import YEARS, DayError, read_day
from lms.lib.text import one_line

LONGEST_DAY = 60  # characters; a day written out in any language has fewer


class DateField(Dated):
    """A day in a browser's own field, of a year in which there is something to write down."""

    def pre_validate(self, form: Any) -> None:
        """Say what is wrong with it."""
        if self.data is not None and not YEARS[0] <= self.data.year <= YEARS[1]:
            raise ValidationError(_why(DayError()))


class LineField(StringField):
    """A name, a number or a few words on one line. What nobody sees is dropped before anything is asked of it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        super().process_formdata([one_line(value) for value in valuelist])


class LinkField(StringField):
    """The whole address of a call. Only a safe one: it is opened in a browser of ours."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"validators": [Length(max=400, message=_l("At most %(max)d characters."))], **more})

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        super().process_formdata([value.strip() for value in valuelist])

    def pre_validate(self, form: Any) -> None:
        """Say what is wrong with it."""
        link = self.data or ""
        if link and (not link.startswith("https://") or len(link.split()) != 1 or len(link) < 12):
            raise ValidationError(_("Write the whole address, beginning with https://, without spaces."))


class DayField(StringField):
    """A day as people write it. `day` is what was read, None where nothing was written; what was typed is kept, as far as a day goes."""

    day: date | None = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"render_kw": {"maxlength": LONGEST_DAY}, **more})

    def process_data(self, value: date | str | None) -> None:
        """A day that is known stands there as the hint writes one: 8 July 2020."""
        super().process_data(dates.short(value, this_year=0) if isinstance(value, date) else value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed may go into an address, which has an end."""
        super().process_formdata([value[:LONGEST_DAY] for value in valuelist])

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
        to_come = dates.example()
        words, digits = dates.short(to_come, this_year=0), f"{to_come:%d.%m.%Y}"
        return _("This could not be read as a day. Write it as %(words)s or %(digits)s.", words=words, digits=digits)
    asked = f"{wrong.no} {dates.short(wrong.last).split(' ', 1)[-1]}"
    return _("There is no %(day)s: the month ends on %(last)s.", day=asked, last=dates.with_weekday(wrong.last))
