"""The blueprint of mentoring, and what its views share."""

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import get_locale

from lms.mentoring.queries import still

bp = Blueprint("mentoring", __name__)


@bp.record
def _notices(state: BlueprintSetupState) -> None:
    """A notice leads to a page of ours only as long as its reader sees it."""
    pages = {"engagements": still.engagements, "meetings": still.meetings, "conversations": still.conversations}
    state.app.extensions.setdefault("notice_pages", {}).update(pages)


def lang() -> str:
    """The language of this page."""
    return str(get_locale())
