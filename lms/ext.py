"""Extensions, unbound. `create_app` binds them; everybody else imports them from here, so replacing one is a day."""

from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Date, MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, registry

from lms.lib.types import Doc, UTCDateTime

# Every constraint has a name, so that it has a sentence and can be changed by a migration.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every model: names for constraints, the house's types for Python's."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UTCDateTime, date: Date, dict[str, Any]: Doc, dict[str, str]: Doc},
    )


# An object touched after a commit must not begin a second write transaction (house, rule 11).
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

# Outside a request (commands, jobs) a transaction is taken to write, unless somebody says that it only reads.
only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


def is_reading() -> bool:
    """Whether what runs now only reads: a page, or a command that says so. Then a transaction takes no write lock."""
    return request.method in ("GET", "HEAD", "OPTIONS") if has_request_context() else only_reads.get()


def _is_sqlite(connection: Any) -> bool:
    return type(connection).__module__.startswith("sqlite3")


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, record: Any) -> None:
    if not _is_sqlite(connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for rule in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        cursor.execute(f"PRAGMA {rule}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    """A page only reads; whatever may write takes SQLite's write lock first, since read-then-write fails at once when
    another commits between the two."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("BEGIN DEFERRED" if is_reading() else "BEGIN IMMEDIATE")
