"""What every answer carries: headers, compression, static files, the request's log line, and the health addresses."""

import gzip
import json
import logging
import re
import secrets
import sys
import time
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, before_render_template, current_app, g, request, template_rendered
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.exceptions import ClientDisconnected, NotFound, RequestEntityTooLarge

from lms.ext import db, is_reading
from lms.jobs import queries as jobs
from lms.jobs.rules import is_late
from lms.lib import revisions
from lms.lib.refusals import BadInput
from lms.lib.time import now, real_now
from lms.people.doors import public

bp = Blueprint("web", __name__)
log = logging.getLogger("lms.request")
STATIC = Path(__file__).parent / "static"
UP_SINCE = "up_since"  # app.extensions[UP_SINCE]: when this application was made
FILE_FIELD = "file"  # the one name under which a page of ours sends a file: a table to bring into a plan
WORTH_PACKING = 600  # bytes; less is not smaller over the wire
PACKED = ("text/html", "text/css", "text/javascript", "text/csv", "image/svg+xml", "application/json")
A_YEAR = "public, max-age=31536000, immutable"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SelectWhileRendering(RuntimeError):
    """A template asked the database: the query belongs in queries.py, before the page is drawn."""


def init(app: Flask) -> None:
    """Attach all of it."""
    app.extensions[UP_SINCE] = real_now()
    app.before_request(_begin)
    app.before_request(_of_our_own)
    app.before_request(_measured)
    app.before_request(_readable)
    app.after_request(_pack)
    app.after_request(_headers)
    app.after_request(_write_line)
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset
    before_render_template.connect(_drawing, app)
    template_rendered.connect(_drawn, app)


def _begin() -> None:
    g.began, g.queries, g.drawing, g.request_id = time.perf_counter(), 0, False, secrets.token_hex(6)


def _of_our_own() -> None:
    """A form that another site sends is none of ours, whatever token it has."""
    origin = request.headers.get("Origin", "null")
    if request.is_secure and not is_reading() and origin != "null" and origin.partition("://")[2] != request.host:
        raise CSRFError("sent from another site")


def _measured() -> None:
    """What comes in pieces says no length ahead: it is read up to our limit here, where the parser of forms would cut it off unsaid. What
    says its length has it: over a bad line half of a form arrives, and would be taken for the whole (then 400, and nothing is written).
    Pieces that end too early are the same, and the server says so in an error of its own."""
    environ = request.environ
    is_terminated = environ.pop("wsgi.input_terminated", False)
    if "HTTP_TRANSFER_ENCODING" not in environ or not is_terminated:
        return
    try:
        body = environ["wsgi.input"].read(current_app.config["MAX_CONTENT_LENGTH"] + 1)
    except Exception as fault:  # which one is the server's to choose: nothing but what was sent is read here
        raise ClientDisconnected() from fault
    if len(body) > current_app.config["MAX_CONTENT_LENGTH"]:
        raise RequestEntityTooLarge()
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
    del environ["HTTP_TRANSFER_ENCODING"]


def _readable() -> None:
    """A NUL is in no text that anybody types, and PostgreSQL cannot keep one; a file belongs into a field for files alone: refused here,
    for every page."""
    sent = [request.path, *request.args.values()]
    if request.method == "POST":
        sent += [value for values in request.form.listvalues() for value in values]
        if request.files.keys() - {FILE_FIELD}:
            raise BadInput(
                _("A file was sent where words belong."), kept=_("Nothing was changed."), todo=_("Open the page again and fill it in.")
            )
    if any("\0" in text for text in sent):
        raise BadInput(
            _("A character in what was sent cannot be read."),
            kept=_("Nothing was changed."),
            todo=_("Go back, take out what was pasted, and write it again."),
        )


def _drawing(app: Flask, **_said: Any) -> None:
    g.drawing = True


def _drawn(app: Flask, **_said: Any) -> None:
    g.drawing = False


@event.listens_for(Engine, "before_cursor_execute")
def _count(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
    """Count a request's statements, and refuse one that a template makes."""
    if not g or statement.startswith(("BEGIN", "PRAGMA")):
        return
    g.queries = g.get("queries", 0) + 1
    if g.get("drawing"):
        g.drawing = False  # the error page draws too
        raise SelectWhileRendering(statement[:200])


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # In production cookies travel over HTTPS only, whatever the proxy in front says of itself; browsers heed this over HTTPS alone.
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    # Personal pages leave nothing behind on a shared PC.
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _pack(response: Response) -> Response:
    """Gzip what is worth it: the links are slow, the processors are not."""
    response.vary.add("Accept-Encoding")
    if (
        "gzip" not in request.accept_encodings
        or response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
    ):
        return response
    if response.mimetype in PACKED and response.content_length is not None and response.content_length > WORTH_PACKING:
        response.set_data(gzip.compress(response.get_data(), 6))
        response.headers["Content-Encoding"] = "gzip"
    return response


# Served as one, so that a first visit on a shared PC costs no request more; each in a scope of its own.
JOINED = {"js/shared-pc.js": ("js/shell.js", "js/idle.js")}


_IMPORT = re.compile(rb'from "\./([a-z-]+\.js)"')


@lru_cache(maxsize=256)
def _static(name: str, packed: bool) -> tuple[bytes, str]:
    """A static file and its digest. Read once: files change only with the code."""
    parts = JOINED.get(name)
    data = b"".join(b"{\n%s}\n" % _read(part) for part in parts) if parts else _read(name)
    if name.endswith(".js"):  # what a script imports is kept by browsers as it is itself, and another version of it makes another of both
        data = _IMPORT.sub(lambda found: b'from "./%s?v=%s"' % (found[1], _static(f"js/{found[1].decode()}", False)[1].encode()), data)
    return gzip.compress(data, 9) if packed else data, sha256(data).hexdigest()[:12]


def _read(name: str) -> bytes:
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise NotFound()
    return path.read_bytes()


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does, so a browser may keep it for a year."""
    if current_app.debug:
        _static.cache_clear()
    return f"{request.script_root}/static/{name}?v={_static(name, False)[1]}"  # by hand: each page asks for five


@bp.get("/static/<path:name>")
@public
def static(name: str) -> Response:
    """A stylesheet, script or picture of ours."""
    mime = guess_type(name)[0] or "application/octet-stream"
    packed = "gzip" in request.accept_encodings and mime in PACKED
    data, digest = _static(name, packed)
    response = Response(data, mimetype=mime)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = A_YEAR if request.args.get("v") == digest else "no-cache"
    response.set_etag(digest)
    return response.make_conditional(request)  # type: ignore[return-value]


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def readyz() -> tuple[dict[str, Any], int]:
    """The database answers, its tables are those of this code, and the worker beside this web runs."""
    try:
        with db.engine.connect() as connection:
            is_current = revisions.present(connection) == revisions.newest()
        if not is_current:
            return {"ready": False, "database": "answers", "migrations": "behind"}, 503
        worker, is_ready = _worker()
    except Exception:
        logging.getLogger("lms").exception("readyz")
        return {"ready": False, "database": "no answer"}, 503
    return {"ready": is_ready, "database": "answers", "migrations": "current", **worker}, 200 if is_ready else 503


def _worker() -> tuple[dict[str, Any], bool]:
    """What is known of the worker, and whether that lets this web be ready: in production one that should be here is not late."""
    settings, at = current_app.config["SETTINGS"], now()
    ran_at, up_for = jobs.ran_at(), real_now() - current_app.extensions[UP_SINCE]
    late = is_late(ran_at, at - up_for, at)
    state = ("late" if late else "runs" if ran_at else "starts") if settings.worker else "not here"
    said = {"worker": state, "worker_ran_at": ran_at.isoformat(timespec="seconds") if ran_at else None}
    return said, not (late and settings.worker and settings.is_production)


def _write_line(response: Response) -> Response:
    """One line a request: never a name, never what was typed."""
    if request.endpoint in ("web.static", "web.healthz", "web.readyz") and response.status_code < 400:
        return response
    rule = request.url_rule.rule if request.url_rule else "-"
    line = {
        "id": g.get("request_id", ""),
        "method": request.method,
        "route": rule,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
        "queries": g.get("queries", 0),
        "person": current_user.ref if "_login_user" in g and current_user.is_authenticated else None,
    }
    log.info("%(method)s %(route)s %(status)s %(ms)s ms, %(queries)s queries", line, extra={"line": line})
    return response


# PostgreSQL tells the whole row that failed, and a row may be a person.
_DETAIL = re.compile(r"^DETAIL:.*?(?=^\[SQL|^CONTEXT:|^The above exception|^During handling|\Z)", re.M | re.S)


class Discreet(logging.Formatter):
    """Readable lines, without the rows that a database's error tells."""

    def formatException(self, info: Any) -> str:  # noqa: N802 - the name that logging calls
        return _DETAIL.sub("DETAIL: left out, it may name people\n", super().formatException(info))


class JsonLines(Discreet):
    """A line of JSON a record, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname, "log": record.name}
        line |= getattr(record, "line", None) or {"message": record.getMessage()}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(as_json: bool) -> None:
    """Where the lines go. Called once a process, by wsgi.py and the command line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else Discreet("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("lms")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
