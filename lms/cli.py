"""Commands about the whole installation: `flask backup FILE`, `flask restore FILE`."""

from pathlib import Path

import click
from flask import current_app

from lms.lib import backup as files


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database into FILE. The server may go on running."""
    try:
        files.backup(current_app.config["SETTINGS"].database_url, file)
    except files.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file} holds the whole database ({file.stat().st_size / 1e6:.1f} MB). It names people: keep it as safe as the database.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="replace what the database holds now")
def restore(file: Path, yes: bool) -> None:
    """Put what FILE holds in the place of the database. Stop the server first."""
    url = current_app.config["SETTINGS"].database_url
    try:
        if not yes and files.holds_something(url):
            raise files.BackupError("The database is not empty: stop the server, and say --yes to replace what it holds.")
        files.restore(url, file)
    except files.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Restored. `flask db upgrade` brings it up to date if the backup is older than this version.")
