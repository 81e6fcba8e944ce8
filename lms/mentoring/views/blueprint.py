"""The blueprint of mentoring, what its views share, and what it tells the rooms below."""

from datetime import datetime

from flask import Blueprint, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.mentoring.queries import clashes, meetings, still
from lms.people.access import Viewer
from lms.theory.queries import ELSEWHERE, MEETINGS_OF, Elsewhere, carry_elsewhere

bp = Blueprint("mentoring", __name__)


@bp.record
def _notices(state: BlueprintSetupState) -> None:
    """A notice leads to a page of ours only as long as its reader sees it."""
    pages = {"engagements": still.engagements, "meetings": still.meetings, "conversations": still.conversations}
    state.app.extensions.setdefault("notice_pages", {}).update(pages)


@bp.record
def _clashes(state: BlueprintSetupState) -> None:
    """Who registers for a session is told of a meeting at that time; who moves one, of how many that have a seat."""
    carry_elsewhere(meetings.HAS_ANY)
    state.app.extensions[ELSEWHERE] = _elsewhere
    state.app.extensions[MEETINGS_OF] = clashes.meetings_of


def _elsewhere(viewer: Viewer, starts_at: datetime, minutes: int) -> list[Elsewhere]:
    found = []
    for one in meetings.during(viewer, starts_at, minutes):
        is_own = one.mentor_ref == viewer.ref
        title = _("Your meeting as a mentor") if is_own else _("The meeting with your mentor %(name)s", name=one.mentor_name)
        found.append(Elsewhere(title, url_for("mentoring.meeting", key=one.key), one.starts_at, one.minutes))
    return found


def lang() -> str:
    """The language of this page."""
    return str(get_locale())
