"""`flask mentoring`: meetings whose moment would change under the zone rules in use."""

import sys
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from lms.ext import db
from lms.lib.refusals import Refused
from lms.lib.time import now, today
from lms.lib.zones import TimeError, changed, listed, on_the_wall, zone_label
from lms.mentoring.actions import meetings as actions
from lms.mentoring.models import MentoringMeeting
from lms.mentoring.queries import meetings as queries
from lms.people import queries as people

cli = AppGroup("mentoring", help="Meetings of mentors.")


@cli.command("zones")
@click.option("--accept", "meant", type=click.Choice(["wall", "utc"]), help="Settle which was meant; needs KEY.")
@click.argument("key", type=click.UUID, required=False)
def zones(meant: str | None, key: UUID | None) -> None:
    """List coming meetings whose UTC changes under the zone rules in use; with --accept wall|utc KEY, settle one.

    wall: the time on the wall was meant, so the moment moves, and the officers are told. utc: the moment was meant, so the time on the
    wall is written anew. Exits 1 while any is open.
    """
    found = changed(queries.future(now()))
    if meant:
        _settle(next((one for one in found if one.key == key), None), meant)
        return
    click.echo("\n".join(listed(found, lambda one: one.key)))
    if found:
        click.echo("Settle each: flask mentoring zones --accept wall KEY, or --accept utc KEY.")
        sys.exit(1)
    click.echo("No coming meeting changes.")


def _settle(meeting: MentoringMeeting | None, meant: str) -> None:
    """As its mentor would by moving it to the time that was meant."""
    if meeting is None:
        raise click.ClickException("No coming meeting of that key changes under the zone rules in use.")
    day, clock, fold = on_the_wall(meeting) if meant == "utc" else (meeting.wall_day, meeting.wall_time, meeting.fold)
    wall = actions.Wall(day, clock, meeting.zone, fold)
    by = people.acting(meeting.planned_by_id, today(now(), current_app.config["HOME_ZONE"]))
    try:
        settled = actions.change_meeting(
            meeting.key, wall, minutes=meeting.minutes, about=meeting.about, link=meeting.link, seen=meeting.sequence, by=by, at=now()
        )
    except TimeError as none:
        raise click.ClickException("That time no longer exists there: settle it with utc; its mentor moves it in the browser.") from none
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    db.session.commit()
    label = zone_label(settled.zone, settled.starts_at)
    click.echo(f"Settled: {settled.wall_day} {settled.wall_time} {label}, {settled.starts_at.isoformat()}.")
