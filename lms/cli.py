"""Commands about the whole installation: `flask prepare`, `flask backup FILE`, `flask restore FILE`."""

import os
import re
import shlex
import sys
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from lms.audit import actions as audit
from lms.audit.models import DeploymentKind
from lms.catalogue.cli import publish
from lms.ext import db
from lms.lib import backup as files
from lms.lib.time import now, real_now, today
from lms.people import published, queries


def in_a_sentence(command: click.Command) -> None:
    """Have a command, or each of a group, say in one sentence that PostgreSQL does not answer, in place of a page of traceback."""
    for one in getattr(command, "commands", {}).values():
        in_a_sentence(one)
    work = command.callback
    if work is None or getattr(work, "says_so", False):
        return

    @wraps(work)
    def said(*words: Any, **options: Any) -> Any:
        try:
            return work(*words, **options)
        except OperationalError as error:
            if current_app.config["SETTINGS"].is_sqlite:
                raise
            raise click.ClickException(no_answer(current_app.config["SETTINGS"].database_url, error)) from error

    said.says_so = True  # type: ignore[attr-defined]
    command.callback = said


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
    settings = current_app.config["SETTINGS"]
    upgrade(directory=str(Path(current_app.root_path).parent / "migrations"))
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
        click.echo(f"There is no administrator yet. This command makes the first and prints the way in: {command('people admin')}")


def command(words: str) -> str:
    """How to type a command of ours here, so that it meets the same database. Passwords are never printed."""
    flask, here = Path(sys.executable).with_name("flask"), Path.cwd()
    program = flask.relative_to(here) if flask.is_relative_to(here) else flask
    said = [f"{name}={shlex.quote(os.environ[name])}" for name in ("LMS_DATA", "LMS_DEMO") if os.environ.get(name)]
    rest = " (with the server's other settings)" if os.environ.keys() & {"DATABASE_URL", "LMS_ENV"} else ""
    return " ".join([*said, str(program), "--app", "wsgi", words]) + rest


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole database into FILE. The server may go on running."""
    _reach()
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
