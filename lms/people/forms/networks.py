"""The shape of who belongs to a network, and until when."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from lms.lib.fields import DateField, LineField
from lms.people.forms import PlaceField


class MemberForm(FlaskForm):
    """A place that joins: one of those here, or a country outside the region that is written for the first time."""

    place = PlaceField(_l("Place"))
    code = LineField(_l("Or a country that is not in the list: its two letters"), validators=[Length(max=2)])
    name_en = LineField(_l("Its name in English"), validators=[Length(max=80)])
    name_ru = LineField(_l("Its name in Russian"), validators=[Optional(), Length(max=80)])
    from_day = DateField(_l("Member since"), validators=[InputRequired(_l("Write a day."))])

    def validate_code(self, field: LineField) -> None:
        """One or the other."""
        if bool(field.data) == bool(self.place.data):
            raise ValidationError(_l("Choose a place of the list, or write a country that is not in it."))

    def validate_name_en(self, field: LineField) -> None:
        """A country that is not here yet is called something."""
        if self.code.data and not field.data:
            raise ValidationError(_l("Write its name."))


class MemberEndForm(FlaskForm):
    """The last day of a membership."""

    to_day = DateField(_l("Last day"), validators=[InputRequired(_l("Write a day."))])
