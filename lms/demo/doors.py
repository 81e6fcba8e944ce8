"""What every request of a demo passes: its clock, and the line that says that it is one."""

from datetime import timedelta

from flask import g, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from lms.audit import queries as audit
from lms.lib.time import city, now
from lms.pages import clock, day, language, zone


def offset() -> timedelta:
    """How far the demo's clock stands from the real one: in the database, so that every process says the same."""
    if "clock_offset" not in g:
        row = audit.deployment()
        g.clock_offset = row.offset if row else timedelta()
    return g.clock_offset


def status_line() -> Markup:
    """Demo: Friday 26 June 2020, 09:00 in Tashkent; people are invented. Change person."""
    at = now()
    place = city(zone(), language())
    said = _("Demo: %(day)s, %(time)s, %(place)s time; people are invented.", day=day(at), time=clock(at), place=place)
    words = _("Change person") if current_user.is_authenticated else _("Choose a person")
    return Markup('{} <a href="{}">{}</a>').format(said, url_for("demo.cards"), words)
