"""What each constraint says when it is broken (house, rule 9). A test asks that every named one is here."""

from flask_babel import lazy_gettext as _l

FOREIGN_KEY = _l("Something else still refers to this, so it stays.")

SENTENCES = {
    "not null": _l("Something that must be said was left out."),
}
