"""Publishing tracks. Who is enrolled keeps the list of courses with which they began (house, rule 2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.catalogue.actions.writing import insert_rows
from lms.catalogue.models import Course, Track, TrackItem, TrackRelease
from lms.catalogue.rules.compiling import digest_of
from lms.catalogue.rules.source import TrackSource
from lms.ext import db
from lms.lib.refusals import Conflict


@dataclass(frozen=True)
class PublishedTrack:
    """What came of a track: `what` is new, list (other courses), words (the same courses), or unchanged."""

    slug: str
    no: int
    what: str


def publish_track(track: TrackSource, *, at: datetime, by: str = "") -> PublishedTrack:
    """Whoever runs the command line may. Another list of courses is a new release; mended words reach whoever has the same list.

    Raises Conflict where one of its courses is not published.
    """
    doc: dict[str, Any] = {"title": track.title, "summary": track.summary, "text": track.text, "audience": list(track.audience),
                           "langs": [track.language, *sorted(set(track.title) - {track.language})]}  # fmt: skip
    course_ids = _course_ids(track)
    row = db.session.scalars(select(Track).where(Track.slug == track.slug).with_for_update()).one_or_none()
    if row is None:
        row = Track(slug=track.slug)
        db.session.add(row)
        db.session.flush()
    newest = db.session.scalars(
        select(TrackRelease).where(TrackRelease.track_id == row.id).order_by(TrackRelease.no.desc()).limit(1)
    ).first()
    digest = digest_of([doc, list(track.courses)])
    if newest is not None and newest.digest == digest:
        return PublishedTrack(track.slug, newest.no, "unchanged")
    if newest is not None and _items(newest.id) == course_ids:
        newest.doc, newest.digest = doc, digest
        db.session.flush()
        return PublishedTrack(track.slug, newest.no, "words")
    no = newest.no + 1 if newest else 1
    release = TrackRelease(track_id=row.id, no=no, digest=digest, doc=doc, published_at=at, published_by=by[:80])
    db.session.add(release)
    db.session.flush()
    places = enumerate(course_ids, 1)
    insert_rows(TrackItem, ({"track_release_id": release.id, "course_id": course_id, "pos": pos} for pos, course_id in places))
    return PublishedTrack(track.slug, no, "list" if newest else "new")


def _course_ids(track: TrackSource) -> list[int]:
    rows = db.session.execute(select(Course.slug, Course.id).where(Course.slug.in_(track.courses)))
    known: dict[str, int] = {row.slug: row.id for row in rows}
    if missing := [slug for slug in track.courses if slug not in known]:
        raise Conflict(f"The track {track.slug} waits: {', '.join(missing)} is not published yet.")
    return [known[slug] for slug in track.courses]


def _items(release_id: int) -> list[int]:
    return list(db.session.scalars(select(TrackItem.course_id).where(TrackItem.track_release_id == release_id).order_by(TrackItem.pos)))
