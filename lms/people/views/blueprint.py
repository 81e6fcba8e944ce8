"""The blueprint of people, and what its views share."""

from flask import Blueprint, request
from flask_babel import get_locale
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError

from lms.errors import broken
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.people.rules import is_own_path

bp = Blueprint("people", __name__)
REFUSALS = (BadInput, Conflict, IntegrityError)  # what a form can say itself: it is shown again with what was written
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


def say_in(form: FlaskForm, wrong: BadInput | Conflict | IntegrityError, otherwise: str = "") -> None:
    """Let go of what was begun, and say the refusal at the field that it is about, else at `otherwise`, else above the form."""
    db.session.rollback()
    sentence = broken(wrong) if isinstance(wrong, IntegrityError) else str(wrong.sentence)
    if not sentence:
        raise wrong
    name = "" if isinstance(wrong, IntegrityError) else wrong.field
    field = next((form[asked] for asked in (name, otherwise) if asked and asked in form), None)
    if field is None:
        form.form_errors.append(sentence)
    else:
        field.errors = [*field.errors, sentence]


def written(form: FlaskForm) -> dict[str, str]:
    """{language: name} as a form has it; no Russian one is none."""
    names = {"en": form["name_en"].data or "", "ru": form["name_ru"].data or ""}
    return {code: name.strip() for code, name in names.items() if name.strip()}
