"""The blueprint of mentoring, and what its views share."""

from flask import Blueprint
from flask_babel import get_locale

bp = Blueprint("mentoring", __name__)


def lang() -> str:
    """The language of this page."""
    return str(get_locale())
