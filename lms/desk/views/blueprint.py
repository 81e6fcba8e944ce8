"""The blueprint of the desk, and what its views share."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, session
from flask_babel import gettext as _

from lms.desk import queries
from lms.learning.rules import named
from lms.lib.text import chain
from lms.lib.time import local, now, today
from lms.pages import FIRST_STEPS_DONE, clock, language, short_day, zone
from lms.people.access import Viewer
from lms.people.models import Role

bp = Blueprint("desk", __name__)
STAFF = (Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMIN)


def when(value: datetime) -> str:
    """A moment as one says it soon after: today at 08:10, yesterday at 18:42, then only the day."""
    days = (today(now(), zone()) - local(value, zone()).date()).days
    if days == 0:
        return _("today at %(time)s", time=clock(value))
    return _("yesterday at %(time)s", time=clock(value)) if days == 1 else short_day(value)


def titled(title: Mapping[str, str]) -> tuple[str, str | None]:
    """A title in the best language there is, and that language where it is not the page's own."""
    return named(title, chain(language()))


def steps_of(viewer: Viewer, at: datetime) -> queries.Steps:
    """How far the programme has come. That all is done is kept with the sign-in, where the menu of every page reads it."""
    steps = queries.steps(viewer, today(at, viewer.tz))
    if steps.are_done != bool(session.get(FIRST_STEPS_DONE)):
        session[FIRST_STEPS_DONE] = steps.are_done
    return steps
