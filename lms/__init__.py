"""The application. FLOORS is the table of contents: a room imports only from the rooms under it, never from a neighbour."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings, SettingsError
from lms.lib.urlencoded import FrugalRequest

FLOORS = (
    ("desk", "demo"),
    ("insight",),
    ("mentoring",),
    ("learning", "assessment", "theory"),
    ("progress",),
    ("programme",),
    ("notices",),
    ("people", "catalogue"),
    ("audit", "jobs"),
    ("lib",),
)
# The time of pages for somebody who is not signed in, and of the regional office (brief 1.2).
HOME_ZONE = "Asia/Tashkent"
KINDS = {"demo": "a demo", "production": "a real programme"}


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings (default: the environment's). Raises SettingsError by name."""
    settings = settings or Settings.from_env()
    app = Flask(__name__, static_folder=None)
    app.request_class = FrugalRequest
    if settings.proxies:  # the address and the scheme are then those that our own proxy has seen
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    _configure(app, settings)
    _bind(app)
    _rooms(app, settings)
    _same_kind(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_kb * 1024,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_kb * 1024,  # so that a text that is far too long comes back in its form
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="lms",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        WTF_CSRF_SSL_STRICT=False,  # some browsers and gateways never say the page before: `web` looks at the origin, where it is said
        WTF_CSRF_TIME_LIMIT=None,  # it lives as long as the sign-in (house, rule 12)
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        HOME_ZONE=HOME_ZONE,
        PROMISE_DAYS=settings.promise_days,
        OFFER_HOURS=settings.offer_hours,
        DEMO=settings.demo,
        # One click signs in here: no page from elsewhere may reach it under a name of its own.
        TRUSTED_HOSTS=["127.0.0.1", "localhost", "[::1]"] if settings.demo else None,
        SETTINGS=settings,
    )


def _engine(settings: Settings) -> dict[str, Any]:
    # What a failing statement was about names people, and its error stands in the log.
    if settings.is_sqlite:
        return {"hide_parameters": True}
    # Seconds until a machine that does not answer is given up; the client's own are minutes.
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}


def _bind(app: Flask) -> None:
    from lms import errors, pages, web
    from lms.commands import Commands
    from lms.ext import csrf, db
    from lms.lib import wall
    from lms.people import doors

    db.init_app(app)
    app.cli = Commands(app, app.config["SETTINGS"])
    web.init(app)
    csrf.init_app(app)
    doors.init(app)
    pages.init(app)
    errors.init(app)
    wall.install(db.metadata, db.session)


def _rooms(app: Flask, settings: Settings) -> None:
    from lms import rooms

    rooms.register(app, settings)


def _same_kind(app: Flask, settings: Settings) -> None:
    """A demo does not start on a real programme's database, nor a real programme on a demo's (demo.md, lock c)."""
    from lms.audit import queries as audit
    from lms.ext import db

    if settings.database_file is not None and not settings.database_file.exists():
        return  # SQLite would make a file of the question
    with app.app_context():
        try:
            row = audit.deployment()
        except (OperationalError, ProgrammingError):
            return  # there are no tables yet, or no database: /readyz says so
        finally:
            db.session.remove()
            db.engine.dispose()
    if row is not None and (row.kind == "demo") != settings.demo:
        wanted, other = ("1", "0") if settings.demo else ("0", "1")
        wrong = f"is {wanted} here, set or by default, but this database belongs to {KINDS[row.kind]}"
        raise SettingsError("LMS_DEMO", wrong, f"write LMS_DEMO={other}, or name another LMS_DATA")
