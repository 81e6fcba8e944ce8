"""The courses that figures are about: how they and their modules are called, and which release has which modules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from lms.catalogue import queries as catalogue
from lms.catalogue.models import Course, Release
from lms.catalogue.queries import OUTLINE, TrackHead
from lms.catalogue.rules.outline import from_text
from lms.ext import db
from lms.insight.rules import Known, Module
from lms.lib.text import Words


@dataclass(frozen=True)
class Head:
    """A course. `modules` are {id: title} in reading order: those of the newest release, then those that only earlier ones had."""

    id: int
    slug: str
    title: Words
    modules: Mapping[str, Words]
    pillar: str = "elearning"


@dataclass(frozen=True)
class Courses:
    """All courses, what is known of each release that an enrolment can pin, and all tracks."""

    heads: Mapping[int, Head]
    known: Known
    tracks: Mapping[int, TrackHead]


_NEWEST = select(func.max(Release.id)).group_by(Release.course_id, Release.base_id)
# Releases on one base share its structure, so the outline of the newest of them speaks for all.
_OUTLINES = (
    select(Release.base_id, Course.id.label("course_id"), Course.slug, Course.pillar, OUTLINE)
    .join(Course, Course.id == Release.course_id)
    .where(Release.id.in_(_NEWEST))
    .order_by(Release.id.desc())
)


def courses() -> Courses:
    """In two statements, whatever the number of releases. An enrolment pins a base."""
    heads: dict[int, Head] = {}
    modules_of: dict[int, tuple[Module, ...]] = {}
    pillars: dict[int, str] = {}
    for row in db.session.execute(_OUTLINES):
        outline = from_text(row.outline)
        modules = {module.slug: module.title for module in outline.modules}
        modules_of[row.base_id] = tuple((row.course_id, slug) for slug in modules)
        pillars[row.base_id] = row.pillar
        newest = heads.get(row.course_id) or Head(row.course_id, row.slug, outline.title, {}, row.pillar)
        heads[row.course_id] = replace(newest, modules={**newest.modules, **{s: t for s, t in modules.items() if s not in newest.modules}})
    return Courses(heads, Known(modules_of, pillars), {track.id: track for track in catalogue.tracks()})
