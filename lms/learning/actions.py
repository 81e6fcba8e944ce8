"""What reading changes. Only the enrolled person themself reads; none of these commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from flask_babel import gettext as _

from lms.catalogue.rules.outline import ActivityOutline
from lms.learning.rules import NAMESPACE, Opening, seconds_left
from lms.lib.refusals import Conflict
from lms.people.access import Viewer
from lms.progress import actions as progress
from lms.progress.rules import Source


@dataclass(frozen=True)
class Reading:
    """A lesson of an enrolment of one's own, as the door found it."""

    enrolment_id: int
    release_id: int
    activity: ActivityOutline
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Finished:
    """What came of it: the seconds that were too few, else 0; and whether the course was completed by it."""

    seconds_left: int = 0
    completes: bool = False


def finish(reading: Reading, opening: Opening, *, by: Viewer, at: datetime) -> Finished:
    """The person whose enrolment it is has read the lesson, if it was open long enough: then it is a fact.

    Pressed too early it stays open, and that it was begun is kept. Raises Conflict after a withdrawal.
    """
    if reading.withdrawn_at:
        raise Conflict(
            _("You were withdrawn from this course."),
            kept=_("What you did before is kept; this was not added."),
            todo=_("The course page says when and why."),
        )
    if left := seconds_left(reading.activity.seconds, opening.at, at):
        _begun(reading, opening.lang, by=by, at=at)
        return Finished(left)
    found = progress.record(
        reading.enrolment_id, "read", by=by, at=at, event_id=opening.event_id, source=Source.BROWSER,
        activity_id=reading.activity.id, release_id=reading.release_id, lang=opening.lang,
    )  # fmt: skip
    return Finished(completes=found.is_new and found.enrolment.completed_at == at)


def stop_at(reading: Reading, block: str, percent: int, *, lang: str, by: Viewer, at: datetime) -> None:
    """The person whose enrolment it is stopped at this block. Nothing is kept after a withdrawal."""
    if reading.withdrawn_at:
        return
    _begun(reading, lang, by=by, at=at)
    progress.remember(reading.enrolment_id, reading.activity.id, block=block, percent=percent, by=by, at=at)


def _begun(reading: Reading, lang: str, *, by: Viewer, at: datetime) -> None:
    """One fact a lesson, however often it is opened."""
    progress.record(
        reading.enrolment_id, "opened", by=by, at=at, event_id=uuid5(NAMESPACE, f"opened {reading.enrolment_id} {reading.activity.id}"),
        source=Source.BROWSER, activity_id=reading.activity.id, release_id=reading.release_id, lang=lang,
    )  # fmt: skip
