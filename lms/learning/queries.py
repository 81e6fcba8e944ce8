"""What an officer's course pages ask. The lesson's statement is built once: building costs as much as running (house, Conventions)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from lms.catalogue import queries as catalogue
from lms.catalogue.models import Activity, Body, Course, Release, ReleaseBody
from lms.catalogue.queries import MOST_LANGS, OUTLINE, head_of
from lms.catalogue.rules.outline import Outline, from_text
from lms.catalogue.rules.questions import Asked
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.progress import queries as progress
from lms.progress.models import Enrolment, Place
from lms.progress.rules import next_step

AnyRow = Row[*tuple[Any, ...]]
_READING = (
    select(
        Enrolment.id.label("enrolment_id"), Enrolment.release_id, Enrolment.enrolled_at, Enrolment.withdrawn_at,
        Release.id.label("head_id"), Release.digest, OUTLINE, Activity.id.label("activity_id"), Activity.kind,
    )
    .join(Course, Course.id == Enrolment.course_id)
    .join(Release, Release.id == head_of(Enrolment.release_id))
    .join(Activity, and_(Activity.course_id == Course.id, Activity.slug == bindparam("activity")))
    .where(Enrolment.person_id == bindparam("person"), Course.slug == bindparam("course"))
    .order_by(Enrolment.cycle.desc())
    .limit(1)
)  # fmt: skip
_rank = case(*((ReleaseBody.lang == bindparam(f"lang{n}"), n) for n in range(MOST_LANGS)), else_=MOST_LANGS)
_LESSON = (
    _READING.add_columns(ReleaseBody.lang, Body.html, Place.block, Place.percent, Place.at.label("stopped_at"))
    .outerjoin(ReleaseBody, and_(ReleaseBody.release_id == Release.id, ReleaseBody.activity_id == Activity.id))
    .outerjoin(Body, Body.digest == ReleaseBody.body_digest)
    .outerjoin(Place, and_(Place.enrolment_id == Enrolment.id, Place.activity_id == Activity.id))
    .order_by(_rank)
)


def reading(viewer: Viewer, course: str, activity: str) -> AnyRow | None:
    """The viewer's latest enrolment in a course that has such an activity. None: not enrolled, or no such activity."""
    values = {"person": viewer.id, "course": course, "activity": activity}
    return db.session.execute(_READING, values, execution_options={"seen_by": viewer.id}).one_or_none()


def lesson(viewer: Viewer, course: str, activity: str, langs: Sequence[str]) -> AnyRow | None:
    """The same with the text in the best language and where the reader stopped in it."""
    wanted = {f"lang{n}": lang for n, lang in enumerate([*langs, *[""] * MOST_LANGS][:MOST_LANGS])}
    values = {"person": viewer.id, "course": course, "activity": activity, **wanted}
    # By the connection: columns need nothing of the ORM, which would cost as much again.
    return db.session.connection().execute(_LESSON, values, execution_options={"seen_by": viewer.id}).one_or_none()


@lru_cache(maxsize=512)
def checks(digest: str, release_id: int, activity_id: int) -> dict[str, Asked]:
    """{question: self-check} of a lesson. `digest` is that of all that the release holds: what is remembered is never out of date."""
    return {each.slug: each for each in catalogue.questions(release_id, activity_id)}


_MINE = (
    select(
        Enrolment.via, Enrolment.withdrawn_at, Enrolment.withdrawn_by_id, Enrolment.withdrawn_why,
        Activity.id, Place.block, Place.percent, Place.at,
        progress.is_in_some_track(Enrolment.person_id, Enrolment.course_id).label("is_in_track"),
    )
    .outerjoin(Place, Place.enrolment_id == Enrolment.id)
    .outerjoin(Activity, Activity.id == Place.activity_id)
    .where(Enrolment.id == bindparam("enrolment"))
)  # fmt: skip


@dataclass(frozen=True)
class Stopped:
    """Where a lesson was left."""

    block: str
    percent: int
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How an enrolment of one's own ended, whether one may leave it, and where its lessons were left: {activity: place}."""

    withdrawn_at: datetime | None
    withdrawn_why: str | None
    is_left: bool  # ended by the person themself, who had joined by themself
    may_leave: bool  # joined by oneself, and no track needs it
    places: Mapping[int, Stopped]


def standing(viewer: Viewer, enrolment_id: int) -> Standing:
    """Of an enrolment that the viewer has been given already."""
    rows = db.session.execute(_MINE, {"enrolment": enrolment_id}, execution_options={"seen_by": viewer.id}).all()
    places = {row.id: Stopped(row.block, row.percent, row.at) for row in rows if row.id is not None}
    first = rows[0]
    may_leave = first.via == "self" and not first.is_in_track
    return Standing(first.withdrawn_at, first.withdrawn_why, first.withdrawn_by_id == viewer.id, may_leave, places)


@dataclass(frozen=True)
class Version:
    """The newest release on a base: the words that everybody reads who is pinned to that base."""

    course_id: int
    slug: str
    base_id: int
    release_id: int
    no: int
    published_at: datetime
    outline: Outline


@dataclass(frozen=True)
class Versions:
    """A course in all its bases: {base: version}. `newest` is what whoever begins today reads."""

    by_base: Mapping[int, Version]
    newest: Version


_of_base = aliased(Release)
_VERSIONS = (
    select(Course.id, Course.slug, Release.base_id, Release.id.label("release_id"), Release.no, Release.published_at, OUTLINE)
    .join(Release, Release.course_id == Course.id)
    .where(Release.no == select(func.max(_of_base.no)).where(_of_base.base_id == Release.base_id).scalar_subquery())
    .order_by(Course.slug, Release.no)
)
_VERSIONS_OF = _VERSIONS.where(Course.slug == bindparam("course"))


def _versions(rows: Sequence[AnyRow]) -> dict[int, Versions]:
    found: dict[int, Versions] = {}
    for row in rows:  # the newest of a course last
        version = Version(row.id, row.slug, row.base_id, row.release_id, row.no, row.published_at, from_text(row.outline))
        known = found[row.id].by_base if row.id in found else {}
        found[row.id] = Versions({**known, row.base_id: version}, version)
    return found


def versions() -> dict[int, Versions]:
    """{course: its versions} of every published course."""
    return _versions(db.session.execute(_VERSIONS).all())


def versions_or_404(course: str) -> Versions:
    """The versions of the course with that id."""
    found = _versions(db.session.execute(_VERSIONS_OF, {"course": course}).all())
    if not found:
        raise NotThere()
    return next(iter(found.values()))


@dataclass(frozen=True)
class Listed:
    """A course in the list: mine (with how far I am) or one to join."""

    outline: Outline
    mine: progress.Mine | None = None
    next_title: Mapping[str, str] | None = None


def listed(viewer: Viewer, at: datetime) -> tuple[list[Listed], list[Listed]]:
    """The viewer's own courses, those to be done first, and the open ones there are besides."""
    every = versions()
    mine = progress.of_person(viewer, viewer.id, at)
    states = progress.states_of(viewer, [each.id for each in mine])
    own = [_listed(every, each, states[each.id]) for each in mine]
    own.sort(key=lambda each: each.mine is not None and each.mine.state in (progress.COMPLETED, progress.WITHDRAWN))
    held = {each.course_id for each in mine}
    rest = [Listed(one.newest.outline) for id_, one in every.items() if id_ not in held]
    return own, [each for each in rest if each.outline.is_open]


def _listed(every: Mapping[int, Versions], mine: progress.Mine, states: Mapping[int, AnyRow]) -> Listed:
    outline = every[mine.course_id].by_base[mine.release_id].outline
    todo = next_step(outline, (id_ for id_, state in states.items() if state.status == "done"))
    return Listed(outline, mine, todo.title if todo and mine.state not in (progress.COMPLETED, progress.WITHDRAWN) else None)
