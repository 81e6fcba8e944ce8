"""`flask programme`: coordination meetings whose moment would change under the zone rules in use."""

import sys

import click
from flask.cli import AppGroup

from lms.lib.time import now
from lms.lib.zones import changed, listed
from lms.programme.queries import meetings as queries

cli = AppGroup("programme", help="Coordination meetings.")


@cli.command("zones")
def zones() -> None:
    """List coming coordination meetings whose UTC changes under the zone rules in use. Which was meant their coordinator knows, who opens
    the meeting and saves it once more: the time on the wall stays, or is written anew, and the parties are told. Exits 1 while any is
    open."""
    found = changed(queries.future(now()))
    click.echo("\n".join(listed(found, lambda one: f"/coordination/{one.key}/edit")))
    if found:
        click.echo("Its coordinator opens that page, and saves the time that was meant.")
        sys.exit(1)
    click.echo("No coming coordination meeting changes.")
