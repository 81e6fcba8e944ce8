"""Runs the revisions on SQLite and PostgreSQL alike. One transaction a revision; on SQLite foreign keys rest meanwhile.

SQLite rebuilds a table to change it, and with foreign keys on, dropping the old one would refuse or cascade. The switch
works only outside a transaction, so it is turned before BEGIN, and each run ends in `foreign_key_check` (house, rule 11).
"""

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Connection, pool
from sqlalchemy import create_engine as engine_of

from lms.ext import db
from lms.lib.types import UTCDateTime

target_metadata = db.metadata


def include(thing, name, kind, reflected, compared_to):  # type: ignore[no-untyped-def]
    """Only our own tables are compared: the worker's queue may stand beside them on PostgreSQL, and is huey's."""
    return not (kind == "table" and reflected and compared_to is None and name.startswith(("sqlite_", "huey_")))


def render(kind, thing, autogen_context):  # type: ignore[no-untyped-def]
    """A revision names plain types: it must still run when our own have changed."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run(connection: Connection) -> None:
    """Run what is asked on this connection. A revision changes every row, whoever it is about."""
    context.configure(
        connection=connection.execution_options(as_system="a migration"),
        target_metadata=target_metadata,
        include_object=include,
        render_item=render,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Migrate the database of the settings, or the one that a test hands over."""
    given = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    engine = engine_of(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
        run(connection)
        connection.commit()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"foreign keys do not hold after migrating: {broken[:5]}")
    engine.dispose()


if context.is_offline_mode():
    raise SystemExit("migrations run on a database, not as a script")
run_online()
