"""The courses somebody has and could have, for their home and their page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import Release
from lms.catalogue.queries import OUTLINE
from lms.catalogue.rules.outline import Outline, from_text
from lms.desk.rules import Course, course
from lms.ext import db
from lms.people.access import Viewer
from lms.progress import queries as progress


@dataclass(frozen=True)
class Offered:
    """A course on one of its bases, in its newest words."""

    course_id: int
    base_id: int
    no: int
    outline: Outline


_later = aliased(Release)
_newest = select(func.max(_later.no)).where(_later.base_id == Release.base_id, _later.course_id == Release.course_id).scalar_subquery()
# The newest words on every base there is: of the courses one has, and of those one could begin today.
_OFFERED = (
    select(Release.course_id, Release.base_id, Release.no, OUTLINE).where(Release.no == _newest).order_by(Release.course_id, Release.no)
)


def offered() -> dict[int, Offered]:
    """{base: what everybody on it reads}, in one statement."""
    return {row.base_id: Offered(row.course_id, row.base_id, row.no, from_text(row.outline)) for row in db.session.execute(_OFFERED)}


def courses_of(viewer: Viewer, person_id: int, every: dict[int, Offered], at: datetime) -> list[Course]:
    """The courses of one person whom the viewer may see: those to be done, by due time, then the others."""
    mine = progress.of_person(viewer, person_id, at)
    states = progress.states_of(viewer, [one.id for one in mine])
    found = [course(one, every[one.release_id].outline, states[one.id]) for one in mine]
    return sorted(found, key=lambda one: (one.mine.state == progress.WITHDRAWN, one.mine.state == progress.COMPLETED))


def open_to(courses: Iterable[Course], every: dict[int, Offered]) -> Sequence[Outline]:
    """Open courses that are not among these, as they are offered today."""
    held = {one.mine.course_id for one in courses}
    newest = {one.course_id: one for one in sorted(every.values(), key=lambda one: one.no)}
    return [one.outline for one in newest.values() if one.outline.is_open and one.course_id not in held]
