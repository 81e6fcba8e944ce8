"""The blueprint of plans and meetings, and what their views share."""

from flask import Blueprint, flash
from flask_babel import get_locale

from lms.lib.refusals import Refused
from lms.people.models import Role

bp = Blueprint("programme", __name__)
STAFF = (Role.COORDINATOR, Role.FOCAL_POINT)  # who reads; what each may change is decided by place


def lang() -> str:
    """The language of this page."""
    return str(get_locale())


def in_words(refused: Refused) -> str:
    """A refusal as one text: what happened, what was kept, what to do."""
    return " ".join(str(part) for part in (refused.sentence, refused.kept, refused.todo) if part)


def say(refused: Refused) -> None:
    """A refusal as a line above the page that shows how things stand now."""
    flash(in_words(refused), "attention")
