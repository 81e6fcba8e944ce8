"""The blueprint of people, and what its views share."""

from flask import Blueprint, request
from flask_babel import get_locale

from lms.people.rules import is_own_path

bp = Blueprint("people", __name__)
ROW = "int(max=9223372036854775807)"  # a row's number in an address: what no column holds is not there


def home() -> str:
    """The address of the first page."""
    return request.script_root + "/"


def lang() -> str:
    """The language of this page."""
    return str(get_locale())


def back_to(default: str | None = None) -> str:
    """Where the reader came from, if the address says so and it is ours."""
    path = request.values.get("next", "")
    return path if is_own_path(path) else default or home()
