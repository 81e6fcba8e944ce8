"""Which pages a viewer still sees, of those that their notices speak of: what has ended is a notice without a link, not a 404."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from lms.ext import db
from lms.mentoring.models import Engagement, MentoringMeeting, Thread
from lms.mentoring.queries.engagements import visible
from lms.mentoring.queries.threads import own_or_held
from lms.people.access import Viewer
from lms.people.models import Person


def engagements(viewer: Viewer, keys: Sequence[UUID]) -> set[UUID]:
    """Those of these engagements that the viewer sees."""
    return _keys(viewer, select(Engagement.key).where(Engagement.key.in_(keys), visible(viewer)))


def meetings(viewer: Viewer, keys: Sequence[UUID]) -> set[UUID]:
    """Those of these meetings."""
    of = select(MentoringMeeting.key).join(Engagement, Engagement.id == MentoringMeeting.engagement_id)
    return _keys(viewer, of.where(MentoringMeeting.key.in_(keys), visible(viewer)))


def conversations(viewer: Viewer, keys: Sequence[UUID]) -> set[UUID]:
    """Those of these conversations."""
    of = select(Thread.key).join(Person, Person.id == Thread.person_id)
    return _keys(viewer, of.where(Thread.key.in_(keys), own_or_held(viewer)))


def _keys(viewer: Viewer, statement: Select[Any]) -> set[UUID]:
    return set(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))
