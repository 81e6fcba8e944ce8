"""flask progress …"""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from lms.ext import db
from lms.lib.time import now
from lms.progress import actions, queries
from lms.progress.models import Enrolment, TrackEnrolment

cli = AppGroup("progress", help="The ledger and what is derived from it.")
BATCH = 200


@cli.command("rebuild")
@click.option("--accept", is_flag=True, help="Change awards that our own changed code decides differently.")
def rebuild(accept: bool) -> None:
    """Count every enrolment again from its facts, and every track from its courses, write what differs, and say how much does."""
    at, found = now(), []
    ids = list(db.session.scalars(select(Enrolment.id).order_by(Enrolment.id), execution_options={"as_system": "rebuild"}))
    db.session.rollback()
    for start in range(0, len(ids), BATCH):
        statement = select(Enrolment).where(Enrolment.id.in_(ids[start : start + BATCH])).order_by(Enrolment.id).with_for_update()
        for enrolment in db.session.scalars(statement, execution_options={"as_system": "rebuild"}).all():
            found += actions.recount(enrolment, at=at, keep_awards=not accept)
        db.session.commit()  # a batch is short: others wait for it
    tracks = _rebuild_tracks(found)
    for difference in found:
        if difference.is_award:
            click.echo(f"award of enrolment {difference.enrolment_id}: was {difference.was}, would be {difference.now}")
    click.echo(f"{len(ids)} enrolments, {tracks} in tracks, {len(found)} differences")


def _rebuild_tracks(found: list[actions.Difference]) -> int:
    """The same of every enrolment in a track; how many there are."""
    ids = list(db.session.scalars(select(TrackEnrolment.id).order_by(TrackEnrolment.id), execution_options={"as_system": "rebuild"}))
    db.session.rollback()
    for start in range(0, len(ids), BATCH):
        for row in queries.lock_in_tracks(ids[start : start + BATCH]):
            found += actions.recount_track(row)
        db.session.commit()
    return len(ids)
