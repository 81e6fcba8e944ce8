"""The command line, loaded when a command is typed: a server types none, and does not carry what only commands need."""

from typing import Any

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup

from config import Settings


class Commands(AppGroup):
    """What stands behind `flask --app wsgi`."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        super().__init__(app.name)
        self._of: tuple[Flask, Settings] | None = (app, settings)

    def load(self) -> None:
        """Have them all, and the migrations. Only the first time does anything."""
        if self._of is not None:
            (app, settings), self._of = self._of, None
            _open(app, settings, self)

    def list_commands(self, ctx: Context) -> list[str]:
        self.load()
        return super().list_commands(ctx)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        self.load()
        return super().get_command(ctx, cmd_name)


def load(app: Flask) -> None:
    """Have the commands and the migrations of an application before any command is typed."""
    if isinstance(app.cli, Commands):
        app.cli.load()


def _open(app: Flask, settings: Settings, commands: AppGroup) -> None:
    from flask_migrate import Migrate

    from lms import cli
    from lms.catalogue.cli import AFFECTED
    from lms.catalogue.cli import cli as courses
    from lms.ext import db
    from lms.jobs.cli import cli as jobs
    from lms.mentoring.cli import cli as mentoring
    from lms.people.cli import cli as people
    from lms.programme.cli import cli as programme
    from lms.progress import queries as progress_queries
    from lms.progress.cli import cli as progress
    from lms.theory.cli import cli as theory

    Migrate(app, db, render_as_batch=True, compare_type=True)  # `flask db`
    app.extensions[AFFECTED] = progress_queries.open_on
    ours: list[Any] = [people, courses, progress, programme, theory, mentoring, jobs, cli.prepare, cli.backup, cli.restore]
    if settings.demo:
        from lms.demo.cli import cli as demo

        ours.append(demo)
    for one in ours:
        cli.in_a_sentence(one)
        commands.add_command(one)
