"""`flask theory`: sessions whose moment would change under the zone rules in use."""

import sys
from uuid import UUID

import click
from flask.cli import AppGroup

from lms.ext import db
from lms.lib.refusals import Refused
from lms.lib.time import now
from lms.lib.zones import TimeError, changed, listed, zone_label
from lms.theory import actions, queries
from lms.theory.actions import Meant
from lms.theory.models import TheorySession

cli = AppGroup("theory", help="Theory sessions.")
WHY = "The rules of the clocks there have changed."


@cli.command("zones")
@click.option("--accept", "meant", type=click.Choice([each.value for each in Meant]), help="Settle which was meant; needs KEY.")
@click.argument("key", type=click.UUID, required=False)
def zones(meant: str | None, key: UUID | None) -> None:
    """List coming sessions whose UTC changes under the zone rules in use; with --accept wall|utc KEY, settle one.

    wall: the time on the wall was meant, so the moment moves. utc: the moment was meant, so the time on the wall is written anew.
    Both raise the calendar file's SEQUENCE, keep what was said before and tell everybody with a place. Exits 1 while any is open.
    """
    found = changed(queries.future(now()))
    if meant:
        _settle(next((session for session in found if session.key == key), None), Meant(meant))
        return
    click.echo("\n".join(listed(found, lambda session: f"{session.key} (rules {session.tz_version})")))
    if found:
        click.echo("Settle each: flask theory zones --accept wall KEY, or --accept utc KEY.")
        sys.exit(1)
    click.echo("No coming session changes.")


def _settle(session: TheorySession | None, meant: Meant) -> None:
    if session is None:
        raise click.ClickException("No coming session of that key changes under the zone rules in use.")
    try:
        moved = actions.settle(session, meant, WHY, at=now())
    except TimeError as none:
        raise click.ClickException("That time no longer exists there: settle it with utc, and move it in the browser.") from none
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    db.session.commit()
    label = zone_label(session.zone, session.starts_at)
    click.echo(f"Settled: {session.wall_day} {session.wall_time} {label}, {session.starts_at.isoformat()}. {moved.told} told.")
