"""The shape of a grant."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired, Length

from lms.lib.fields import DayField, LineField

SHORT = Length(max=200, message=_l("At most %(max)d characters."))


class GrantForm(FlaskForm):
    """A grant: who gives it, from when to when."""

    code = LineField(_l("Code"), description=_l("As the programme writes it, for example JPN-2020."), validators=[
        DataRequired(_l("Write a code.")), Length(max=40, message=_l("At most %(max)d characters.")),
    ])  # fmt: skip
    donor_en = LineField(_l("Donor, in English"), validators=[DataRequired(_l("Write the donor’s name.")), SHORT])
    donor_ru = LineField(_l("Donor, in Russian"), validators=[SHORT])
    from_day = DayField(_l("Pays from"), validators=[DataRequired(_l("Write a day."))])
    to_day = DayField(_l("until"))
    source = LineField(_l("Where it is published"), validators=[Length(max=2000, message=_l("At most %(max)d characters."))])

    def said(self) -> tuple[str, dict[str, str], date, date | None, str]:
        """As the action takes it, once the form is valid."""
        assert self.from_day.day is not None
        names = {"en": self.donor_en.data or "", "ru": self.donor_ru.data or ""}
        return self.code.data or "", names, self.from_day.day, self.to_day.day, self.source.data or ""
