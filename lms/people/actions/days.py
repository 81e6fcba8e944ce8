"""Mending the calendar: decrees move days late (brief 3.4)."""

from datetime import date, datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people.access import Viewer
from lms.people.models import Holiday


def keeps_days_of(viewer: Viewer, cc: str) -> bool:
    """Whether this viewer mends the calendar of a country: its coordinator or administrator."""
    return cc in viewer.coordinated or cc in viewer.administered


def add_day_off(cc: str, day: date, names: dict[str, str], *, by: Viewer, at: datetime) -> Holiday:
    """Another day off in a country. Raises Conflict where the day is one already."""
    _refuse(by, cc)
    if not any(names.values()):
        raise BadInput(_("A day off has a name."))
    if db.session.get(Holiday, (cc, day)) is not None:
        raise Conflict(_("This day off is in the calendar already."), kept=_("Nothing was changed."))
    row = Holiday(cc=cc, day=day, txt={lang: name for lang, name in names.items() if name}, source="added here")
    db.session.add(row)
    db.session.flush()
    audit.note("added day off", by=by.id, at=at, table="holiday", cc=cc, reason=day.isoformat())
    return row


def take_out_day_off(cc: str, day: date, *, by: Viewer, at: datetime) -> dict[str, str]:
    """A day that is worked after all; its names, so that it can be put back. Raises Conflict where it is not in the calendar."""
    _refuse(by, cc)
    row = db.session.get(Holiday, (cc, day))
    if row is None:
        raise Conflict(_("This day is not in the calendar; somebody took it out before."), kept=_("Nothing was changed."))
    names = dict(row.txt)
    db.session.delete(row)
    db.session.flush()
    audit.note("took out day off", by=by.id, at=at, table="holiday", cc=cc, reason=day.isoformat())
    return names


def _refuse(by: Viewer, cc: str) -> None:
    if not keeps_days_of(by, cc):
        raise NotAllowed()
