"""Where the reader stopped."""

from datetime import datetime

from sqlalchemy import select

from lms.ext import db
from lms.people.access import Viewer
from lms.progress.models import Enrolment, Place


def remember(enrolment_id: int, activity_id: int, *, block: str, percent: int, by: Viewer, at: datetime) -> None:
    """Keep the block that stood at the top of the reader's window. Only of an enrolment of their own; silent otherwise."""
    statement = select(Enrolment.id).where(Enrolment.id == enrolment_id, Enrolment.person_id == by.id).with_for_update()
    if db.session.scalar(statement, execution_options={"seen_by": by.id}) is None:
        return
    place = db.session.get(Place, (enrolment_id, activity_id), execution_options={"seen_by": by.id})
    if place is None:
        place = Place(enrolment_id=enrolment_id, activity_id=activity_id)
        db.session.add(place)
    place.block, place.percent, place.at = block[:80], max(0, min(100, percent)), at
