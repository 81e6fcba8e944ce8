"""The shape of what people say about their mail."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField
from wtforms.validators import Length


class MailForm(FlaskForm):
    """Where the digest goes, and whether one comes."""

    address = EmailField(
        _l("Your mail address"),
        description=_l("Nobody else sees it here. Leave it empty, and none is kept."),
        validators=[Length(max=254)],
        render_kw={"autocomplete": "email"},
    )
    is_wanted = BooleanField(
        _l("Send me a digest"), description=_l("One mail a day at most, at 18:00, only if something is new."), default=True
    )
