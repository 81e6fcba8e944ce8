"""Commands about the whole installation: `flask prepare`, `flask backup FILE`, `flask restore FILE`."""

import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import inspect, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from config import Settings
from lms.audit import actions as audit
from lms.audit.models import DeploymentKind
from lms.catalogue.cli import publish
from lms.ext import db
from lms.lib import backup as files
from lms.lib import revisions
from lms.lib.time import now, real_now, today
from lms.people import published, queries

MIGRATIONS = str(Path(__file__).resolve().parent.parent / "migrations")
PRINTED = ("LMS_DATA", "DATABASE_URL")  # where the database is: what a command must be told to meet the same one


def in_a_sentence(command: click.Command) -> None:
    """Have a command, or each of a group, say in one sentence that PostgreSQL does not answer, or that the database is not prepared,
    in place of a page of traceback."""
    for one in getattr(command, "commands", {}).values():
        in_a_sentence(one)
    work = command.callback
    if work is None or getattr(work, "says_so", False):
        return

    @with_appcontext
    @wraps(work)
    def said(*words: Any, **options: Any) -> Any:
        settings = current_app.config["SETTINGS"]
        was_there = settings.database_file is None or settings.database_file.exists()
        try:
            return work(*words, **options)
        except (OperationalError, ProgrammingError) as error:
            sentence = why_not(settings, error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error
        finally:
            if not was_there:
                _take_away_if_empty(settings.database_file)

    said.says_so = True  # type: ignore[attr-defined]
    command.callback = said


def why_not(settings: Settings, error: OperationalError | ProgrammingError) -> str | None:
    """A sentence about a database that does not answer or has not the tables of this code; None where something else is wrong."""
    if settings.is_sqlite and "no such" not in str(error.orig):
        return None
    db.session.remove()
    try:
        with db.engine.connect() as connection:
            at = revisions.present(connection)
    except OperationalError as unheard:
        return None if settings.is_sqlite else no_answer(settings.database_url, unheard)
    if at is None:
        mend = "`flask --app wsgi prepare` makes them, or set LMS_DATA or DATABASE_URL as the server has it"
        return f"There are no tables yet in {place(settings)}: {mend}."
    if at != revisions.newest():
        return f"The tables in {place(settings)} are of another version: `flask --app wsgi prepare` brings them up to date."
    return None if isinstance(error, ProgrammingError) or settings.is_sqlite else no_answer(settings.database_url, error)


def place(settings: Settings) -> str:
    """Where the database is, never the password."""
    if settings.database_file is not None:
        return str(settings.database_file)
    url = make_url(settings.database_url)
    return f"the database {url.database} of PostgreSQL at {url.host or url.query.get('host') or 'this machine'}"


def _take_away_if_empty(file: Path) -> None:
    """A file of SQLite that was made by nothing but the question whether it holds something."""
    db.session.remove()
    is_empty = file.is_file() and not inspect(db.engine).get_table_names()
    db.engine.dispose()
    if not is_empty:
        return
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)


def no_answer(database_url: str, error: OperationalError) -> str:
    """Where we looked and what came back, never the password."""
    url = make_url(database_url)
    host = url.host or url.query.get("host") or "this machine"
    told = str(error.orig).strip().splitlines() or ["no reason given"]
    reason = re.sub(r"^.*failed: (FATAL: +)?", "", told[0])
    where = f"PostgreSQL at {host}, port {url.port or 5432},"
    if "FATAL" in told[0]:
        return f"{where} does not let us in ({reason}): mend DATABASE_URL, or make that user and database."
    return f"{where} does not answer ({reason}): start it, or mend DATABASE_URL."


def _reach() -> None:
    """Ask PostgreSQL itself before its programs do, whose words are longer. SQLite's file needs nobody who answers."""
    if not current_app.config["SETTINGS"].is_sqlite:
        db.engine.connect().close()


@click.command()
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Bring the database and what is published up to date; may run at every start. Says only what needs somebody."""
    with _one_at_a_time():
        _prepare(context, current_app.config["SETTINGS"])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two machines may start on one PostgreSQL: the second waits until the first has done all of this. SQLite's file has one machine."""
    if current_app.config["SETTINGS"].is_sqlite:
        yield
        return
    with db.engine.connect() as apart:
        apart.execute(text("SELECT pg_advisory_lock(hashtext('prepare'))"))
        apart.commit()  # the lock is the connection's, and no transaction stays open beside the migrations
        try:
            yield
        finally:
            apart.execute(text("SELECT pg_advisory_unlock(hashtext('prepare'))"))
            apart.commit()


def _prepare(context: click.Context, settings: Settings) -> None:
    upgrade(directory=MIGRATIONS)
    try:
        audit.declare(DeploymentKind.DEMO if settings.demo else DeploymentKind.PRODUCTION, real_now())
    except audit.WrongKind as error:
        raise click.ClickException(f"{error} Name another folder or database, or set LMS_DEMO.") from error
    db.session.commit()
    if settings.demo:
        from lms.demo.cli import load

        context.invoke(load)
    published.load(real_now())
    db.session.commit()
    context.invoke(publish, quiet=True)
    if not queries.admins_in_force(today(now(), current_app.config["HOME_ZONE"])) and not settings.demo:
        typed, unsaid = command("people admin", os.environ)
        where = f"With {' and '.join(unsaid)} set as for the server, this" if unsaid else "This"
        click.echo(f"There is no administrator yet. {where} command makes the first and prints the way in: {typed}")


def command(words: str, environ: Mapping[str, str]) -> tuple[str, list[str]]:
    """How to type a command of ours here, so that it meets the same real programme; and the settings it needs that hold a secret, which
    is never printed. It needs no others, in production neither."""
    flask, here = Path(sys.executable).with_name("flask"), Path.cwd()
    program = flask.relative_to(here) if flask.is_relative_to(here) else flask
    unsaid = [name for name in ("DATABASE_URL",) if environ.get(name) and _holds_a_password(environ[name])]
    said = [f"{name}={shlex.quote(environ[name])}" for name in PRINTED if environ.get(name) and name not in unsaid]
    return " ".join([*said, "LMS_DEMO=0", str(program), "--app", "wsgi", words]), unsaid


def _holds_a_password(database_url: str) -> bool:
    url = make_url(database_url)
    return url.password is not None or any("pass" in name for name in url.query)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole database into FILE. The server may go on running."""
    _reach()
    db.session.execute(text(f"SELECT 1 FROM {revisions.MARK}"))  # noqa: S608 - our own name
    db.session.remove()
    try:
        files.backup(current_app.config["SETTINGS"].database_url, file)
    except files.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file} holds the whole database ({file.stat().st_size / 1e6:.1f} MB). It names people: keep it as safe as the database.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="replace what the database holds now")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Put what FILE holds in the place of the database. Stop the server first."""
    _reach()
    url = current_app.config["SETTINGS"].database_url
    try:
        files.same_kind(file, current_app.config["SETTINGS"].demo)
        files.nobody_serves(current_app.config["SETTINGS"].data)
        if not yes and files.holds_something(url):
            raise files.BackupError("The database is not empty: stop the server, and say --yes to replace what it holds.")
        db.engine.dispose()  # our own connections are not the ones that it looks for
        files.nobody_uses(url)
        files.restore(url, file)
    except files.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Restored. `flask --app wsgi prepare` brings it up to date if the backup is older than this version.")
