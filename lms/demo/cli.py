"""flask demo …"""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from lms.audit import actions as audit_actions
from lms.audit import queries as audit
from lms.demo import snapshot, story
from lms.ext import db
from lms.lib.time import now, real_now

MOST_FORWARD = 366 * 24 * 60  # minutes: whoever types more has slipped, and the clock never goes back

cli = AppGroup("demo", help="The demo's data and its clock.")


@cli.command("load")
def load() -> None:
    """Fill an empty database with the demo's people and what they did from March to June 2020."""
    settings = current_app.config["SETTINGS"]
    if story.is_told():
        return
    db.session.remove()
    db.engine.dispose()
    if snapshot.take(settings):
        story.set_clock(real_now())
        db.session.commit()
        return
    click.echo("Telling the demo's story, once: this takes half a minute.", err=True)
    try:
        story.tell(real_now())
        db.session.commit()
        story.catch_up()
    except audit_actions.WrongKind as error:
        raise click.ClickException(str(error)) from error
    snapshot.keep(settings)


@cli.command("clock")
@click.argument("forward", type=int, metavar="MINUTES")
def clock(forward: int) -> None:
    """Move the demo's clock forward by MINUTES. It never goes back."""
    row = audit.deployment()
    if row is None:
        raise click.ClickException("There is no demo yet: `flask demo load` makes it.")
    if forward < 0:
        raise click.ClickException("The demo's clock never goes back: what happened would lie in the future.")
    if forward > MOST_FORWARD:
        raise click.ClickException(f"At most {MOST_FORWARD} minutes at once: a year.")
    row.clock_offset += int(timedelta(minutes=forward).total_seconds())
    db.session.commit()
    click.echo(f"The demo's clock says {now():%Y-%m-%d %H:%M} UTC.")
