"""Every refusal as a page in the product's own manner: what happened, what was kept, what to do."""

import logging
import re
import secrets
from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import Refused, TooMany
from lms.pages import programme_name, settle_language
from lms.people.rules import typed
from lms.sentences import FOREIGN_KEY, SENTENCES

log = logging.getLogger("lms")
PAGES = (400, 403, 404, 405, 409, 413, 429, 500)
# Fields that somebody writes in their own words, whatever the form: what a refusal gives back to copy. A test looks at every form.
OWN_WORDS = (
    "text", "step", "word", "words", "why", "why_not_first", "reason", "reason_ru", "note", "about", "goals", "agenda", "points", "answer",
)  # fmt: skip


def init(app: Flask) -> None:
    """Answer every refusal, broken constraint and unexpected error."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, old_form)
    app.register_error_handler(IntegrityError, constraint)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def answer(status: int, **words: Any) -> Response:
    """The page of a status, or the same as JSON for a script that asked. A page gives back what was written, so that nobody loses a text
    to what changed meanwhile; of what is not theirs to see, that alone (errors/404.html)."""
    _let_go()
    page = status if status in PAGES else 400 if status < 500 else 500
    if request.headers.get("X-Requested-With") == "fetch":
        words.pop("way", None)
        said = {name: str(value) for name, value in words.items() if value}
        return make_response({"status": status, **said}, status)
    words["own_text"] = (own_words() or words.get("own_text")) if status == 404 else (words.get("own_text") or own_words())
    draw = _bare if page == 500 else render_template
    return make_response(draw(f"errors/{page}.html", status=status, **words), status)


def own_words() -> str:
    """What was written in the form that came with this request; "" of one that is too large to be read, or that no page of ours sent."""
    try:
        form = request.form if request.method == "POST" and request.endpoint else MultiDict()
    except HTTPException:
        return ""
    written = [text.strip() for name in OWN_WORDS for text in form.getlist(name)]
    return "\n\n".join(text for text in written if text)


def _let_go() -> None:
    """End what the request had begun. A connection that is gone cannot even roll back."""
    try:
        db.session.rollback()
    except DBAPIError:
        db.session().invalidate()


def _bare(template: str, **words: Any) -> str:
    """Draw without asking who the reader is: the database may be what failed."""
    g.drawing = False
    return current_app.jinja_env.get_template(template).render(lang=g.lang, programme_name=programme_name(), **words)


def refused(error: Refused) -> Response:
    """Raised by our own rules."""
    response = answer(
        error.status, sentence=error.sentence, kept=error.kept, todo=error.todo, own_text=error.own_text, way=error.way
    )  # fmt: skip
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def old_form(error: CSRFError) -> Response:
    """The form is from an earlier sign-in, or from elsewhere; what was typed is given back."""
    written = typed(request.form.to_dict(flat=False))
    return answer(
        400,
        sentence=_("This form is from an earlier sign-in."),
        kept=_("Nothing was changed. What you had typed stands below.") if written else _("Nothing was changed."),
        todo=_("Open the page again and send it once more."),
        own_text="\n\n".join(written),
    )


def http_error(error: HTTPException) -> Response:
    """Werkzeug's own: wrong address, wrong method, too large."""
    if isinstance(error, SecurityError):  # under a name that is not ours no address can be built, so there is no page
        return make_response("This site does not answer to that name.\n", 400, {"Content-Type": "text/plain"})
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    if (error.code or 500) >= 500:  # also Flask's own word for what failed behind another answer of ours
        return unexpected(getattr(error, "original_exception", None) or error)
    response = answer(error.code or 400)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def constraint(error: IntegrityError) -> Response:
    """Two clicks at once, or a value that the database refuses: a sentence, not a crash."""
    sentence = broken(error)
    if not sentence:
        return unexpected(error)
    return answer(409, sentence=sentence, kept=_("Nothing was changed."), todo=_("Open the page again: it shows how things stand now."))


def broken(error: IntegrityError) -> str:
    """The sentence of the constraint that was broken; "" for one that has none, which is our fault."""
    name = constraint_name(error)
    sentence = SENTENCES.get(name or "") or (FOREIGN_KEY if name == "foreign key" else "")
    if sentence:
        log.warning("constraint %s", name)
    return str(sentence)


def unexpected(error: Exception) -> Response:
    """Our fault, or the database's. The id on the page is the id in the log, whatever else cannot be said any more."""
    error_id = secrets.token_hex(4)
    log.error("error %s at %s", error_id, request.endpoint, exc_info=error)
    if current_app.testing and current_app.config.get("RAISE_UNEXPECTED"):
        raise error
    settle_language()
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):  # gone, or locked for long
        return answer(503, error_id=error_id, sentence=_("The database did not answer in time."))
    return answer(500, error_id=error_id)


_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")
_SQLITE_INDEX = re.compile(r"UNIQUE constraint failed: index '(\w+)'")
_SQLITE_CHECK = re.compile(r"CHECK constraint failed: (\w+)")
_SQLITE_NULL = re.compile(r"NOT NULL constraint failed: (\w+)\.(\w+)")


def constraint_name(error: IntegrityError) -> str | None:
    """The name of the constraint: PostgreSQL says it; SQLite names a CHECK, and a UNIQUE by table and columns."""
    diag = getattr(error.orig, "diag", None)
    if diag is not None:
        if diag.constraint_name and diag.constraint_name.startswith("fk_"):
            return "foreign key"
        return diag.constraint_name or "not null"
    text = str(error.orig)
    if found := _SQLITE_CHECK.search(text):
        return found.group(1)
    if found := _SQLITE_INDEX.search(text):
        return found.group(1)
    if found := _SQLITE_UNIQUE.search(text):
        return unique_by_columns().get(frozenset(found.group(1).split(", ")))
    if "FOREIGN KEY" in text:
        return "foreign key"
    return "not null" if _SQLITE_NULL.search(text) else None


def unique_by_columns() -> dict[frozenset[str], str]:
    """{columns as SQLite writes them: name} of every unique constraint, index and primary key."""
    found: dict[frozenset[str], str] = {}
    for table in db.metadata.tables.values():
        for index in table.indexes:
            if index.unique:
                found[frozenset(f"{table.name}.{c.name}" for c in index.columns)] = str(index.name)
        for rule in table.constraints:
            if rule.__visit_name__ in ("unique_constraint", "primary_key_constraint"):
                found[frozenset(f"{table.name}.{c.name}" for c in rule.columns)] = str(rule.name)  # type: ignore[attr-defined]
    return found


__all__ = ["PAGES", "broken", "constraint_name", "init", "unique_by_columns"]
