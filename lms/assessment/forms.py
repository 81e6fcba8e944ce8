"""The shape of a reason."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length


class WhyForm(FlaskForm):
    """Why one more attempt is opened."""

    why = StringField(
        _l("Reason, as they will read it"),
        validators=[
            DataRequired(_l("Say in a few words why: the officer reads it.")),
            Length(max=200, message=_l("At most %(max)d characters.")),
        ],
    )
