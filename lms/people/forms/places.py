"""The end of a place, that it opens again, and under which other it stands from a day on."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.lib.fields import DayField, LineField
from lms.people.forms import NEEDED, PlaceField


class ReopenForm(FlaskForm):
    """Why a place that had ended is open again."""

    reason = LineField(_l("Why"), description=_l("Which letter or decree; no names, please."), validators=[NEEDED, Length(max=200)])


class EndForm(ReopenForm):
    """The end of a place."""

    closed_on = DateField(_l("Last day"), validators=[InputRequired(_l("Write a day."))])


class MoveForm(FlaskForm):
    """Under which place an agency stands from a day on. Other forms of the page have a `from_day` and a `reason`."""

    parent = PlaceField(_l("Stands under"), validators=[DataRequired(_l("Please choose one."))])
    since = DayField(_l("From the day"), validators=[DataRequired(_l("Write a day."))], render_kw={"type": "date"})
    why = LineField(_l("Why"), description=_l("Which letter or decree; no names, please."), validators=[NEEDED, Length(max=200)])
