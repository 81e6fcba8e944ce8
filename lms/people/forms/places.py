"""The end of a place, and that it opens again."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import InputRequired, Length

from lms.lib.fields import LineField
from lms.people.forms import NEEDED


class ReopenForm(FlaskForm):
    """Why a place that had ended is open again."""

    reason = LineField(_l("Why"), description=_l("Which letter or decree; no names, please."), validators=[NEEDED, Length(max=200)])


class EndForm(ReopenForm):
    """The end of a place."""

    closed_on = DateField(_l("Last day"), validators=[InputRequired(_l("Write a day."))])
