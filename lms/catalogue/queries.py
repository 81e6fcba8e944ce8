"""Every select on courses. Statements of hot pages are built once, and ask for columns (house, conventions)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ScalarSelect, Select, Text, bindparam, case, cast, func, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import (
    Activity,
    Asset,
    Body,
    Course,
    Question,
    QuestionVersion,
    Release,
    ReleaseBody,
    ReleaseQuestion,
    Track,
    TrackItem,
    TrackRelease,
)
from lms.catalogue.rules.carrying import Reading
from lms.catalogue.rules.outline import Outline, Words, from_text
from lms.catalogue.rules.questions import Asked
from lms.ext import db
from lms.lib.refusals import NotThere

MOST_LANGS = 6  # a reader's chain is tried as far as this

# As text, so that the same outline is taken apart once a process: `rules.outline.from_text` remembers by the text itself.
OUTLINE = cast(Release.outline, Text).label("outline")


@dataclass(frozen=True)
class CourseRow:
    """A course as it is offered today. `base_id` is what a new enrolment pins, `release_id` the newest words on it."""

    course_id: int
    slug: str
    base_id: int
    release_id: int
    no: int
    outline: Outline


@dataclass(frozen=True)
class Head:
    """The newest release on a base: the words that everybody reads whose enrolment pins that base."""

    release_id: int
    no: int
    outline: Outline


@dataclass(frozen=True)
class LessonText:
    """The text of an activity in the best language there is, and the outline it stands in. `html` may be empty (a quiz)."""

    release_id: int
    outline: Outline
    lang: str
    html: str
    kb: int
    is_stale: bool
    reviewed_by: str
    is_source: bool

    @property
    def awaits_review(self) -> bool:
        """A translation that no native speaker has read."""
        return not self.is_source and not self.reviewed_by


@dataclass(frozen=True)
class PublishedPicture:
    """A picture's bytes and what they are."""

    mime: str
    bytes: bytes


@dataclass(frozen=True)
class TrackHead:
    """A track in one published state. `course_ids` are in the order in which they are taken, `text` is {language: HTML}."""

    id: int
    slug: str
    release_id: int
    title: Words
    summary: Words
    text: Words
    audience: tuple[str, ...]
    langs: tuple[str, ...]
    course_ids: tuple[int, ...]


def _newest_of_course() -> Select[*tuple[Any, ...]]:
    later = aliased(Release)
    newest = select(func.max(later.no)).where(later.course_id == Release.course_id).scalar_subquery()
    return (
        select(Course.id.label("course_id"), Course.slug, Release.base_id, Release.id.label("release_id"), Release.no, OUTLINE)
        .join(Release, Release.course_id == Course.id)
        .where(Release.no == newest)
        .order_by(Course.slug)
    )


_COURSES = _newest_of_course()
_COURSE = _newest_of_course().where(Course.slug == bindparam("slug"))
_OUTLINE = select(OUTLINE).where(Release.id == bindparam("release_id"))
_START = select(Release.base_id).where(Release.course_id == bindparam("course_id")).order_by(Release.no.desc()).limit(1)
_HEAD = select(Release.id, Release.no, OUTLINE).where(Release.base_id == bindparam("base_id")).order_by(Release.no.desc()).limit(1)
_ASSET = select(Asset.mime, Asset.bytes).where(Asset.digest == bindparam("digest"))


def head_of(base: Any) -> ScalarSelect[int]:
    """The newest release on a base, as a part of a statement built once: its words are those that everybody on the base reads
    (house, rule 2). `base` is a column of that statement, or a parameter.
    """
    newer = aliased(Release)
    newest = select(newer.id).where(newer.base_id == base).order_by(newer.no.desc()).limit(1)
    return newest.correlate_except(newer).scalar_subquery()


def _text() -> Select[*tuple[Any, ...]]:
    rank = case(*((ReleaseBody.lang == bindparam(f"lang{n}"), n) for n in range(MOST_LANGS)), else_=MOST_LANGS)
    return (
        select(Release.id.label("release_id"), OUTLINE, ReleaseBody.lang, ReleaseBody.stale, ReleaseBody.reviewed_by, Body.html, Body.kb)
        .join(ReleaseBody, ReleaseBody.release_id == Release.id)
        .join(Body, Body.digest == ReleaseBody.body_digest)
        .where(Release.id == head_of(bindparam("base_id")), ReleaseBody.activity_id == bindparam("activity_id"))
        .order_by(rank, ReleaseBody.lang)
        .limit(1)
    )


_TEXT = _text()
_ASKED = (
    select(
        QuestionVersion.id,
        Question.slug,
        QuestionVersion.type,
        QuestionVersion.points,
        QuestionVersion.topic,
        QuestionVersion.shown,
        QuestionVersion.answer_key,
    )
    .join(Question, Question.id == QuestionVersion.question_id)
    .join(ReleaseQuestion, ReleaseQuestion.question_version_id == QuestionVersion.id)
    .where(ReleaseQuestion.release_id == bindparam("release_id"))
    .order_by(ReleaseQuestion.pos)
)
_QUESTIONS = _ASKED.where(Question.activity_id == bindparam("activity_id"))
_ALL_QUESTIONS = _ASKED.add_columns(Activity.slug).join(Activity, Activity.id == Question.activity_id)


def _course_row(row: Any) -> CourseRow:
    return CourseRow(row.course_id, row.slug, row.base_id, row.release_id, row.no, from_text(row.outline))


def courses() -> list[CourseRow]:
    """Every published course in its newest release, by slug."""
    return [_course_row(row) for row in db.session.execute(_COURSES)]


def course(slug: str) -> CourseRow:
    """One course in its newest release. Raises NotThere."""
    row = db.session.execute(_COURSE, {"slug": slug}).one_or_none()
    if row is None:
        raise NotThere()
    return _course_row(row)


def outline(release_id: int) -> Outline:
    """The outline of a release. Raises NotThere."""
    found = db.session.execute(_OUTLINE, {"release_id": release_id}).scalar_one_or_none()
    if found is None:
        raise NotThere()
    return from_text(found)


def release_for_start(course_id: int) -> int:
    """The release whose structure a new enrolment pins: the base of the newest. Raises NotThere for a course never published."""
    found: int | None = db.session.execute(_START, {"course_id": course_id}).scalar_one_or_none()
    if found is None:
        raise NotThere()
    return found


def head(base_id: int) -> Head:
    """The newest release on a base. Raises NotThere."""
    row = db.session.execute(_HEAD, {"base_id": base_id}).one_or_none()
    if row is None:
        raise NotThere()
    return Head(row.id, row.no, from_text(row.outline))


def text(base_id: int, activity_id: int, langs: Sequence[str]) -> LessonText | None:
    """The newest text of an activity on a base, in the first of these languages that it has; None if it is not in that release."""
    tried = dict.fromkeys(langs)
    wanted: dict[str, Any] = {f"lang{n}": lang for n, lang in enumerate([*tried, *[""] * MOST_LANGS][:MOST_LANGS])}
    row = db.session.execute(_TEXT, {"base_id": base_id, "activity_id": activity_id, **wanted}).one_or_none()
    if row is None:
        return None
    found = from_text(row.outline)
    activity = next(each for each in found.activities if each.id == activity_id)
    is_source = row.lang == activity.langs[0]
    return LessonText(row.release_id, found, row.lang, row.html, row.kb, row.stale, row.reviewed_by, is_source)


def questions(release_id: int, activity_id: int) -> tuple[Asked, ...]:
    """The questions of an activity in a release, in the order of its file, with their keys."""
    return tuple(Asked(*row) for row in db.session.execute(_QUESTIONS, {"release_id": release_id, "activity_id": activity_id}))


def all_questions(release_id: int) -> dict[str, list[Asked]]:
    """{activity: its questions} of a release, in the order of the files: for comparing it with what is on the disk."""
    found: dict[str, list[Asked]] = {}
    for *question, activity in db.session.execute(_ALL_QUESTIONS, {"release_id": release_id}):
        found.setdefault(activity, []).append(Asked(*question))
    return found


def versions(release_id: int) -> list[int]:
    """The versions of questions that a release asks."""
    return list(db.session.scalars(select(ReleaseQuestion.question_version_id).where(ReleaseQuestion.release_id == release_id)))


def readings(release_id: int) -> dict[tuple[int, str], Reading]:
    """{(activity, language): which text it has in a release}."""
    columns = (ReleaseBody.activity_id, ReleaseBody.lang, ReleaseBody.body_digest, ReleaseBody.stale, ReleaseBody.reviewed_by)
    rows = db.session.execute(select(*columns).where(ReleaseBody.release_id == release_id))
    return {(row.activity_id, row.lang): Reading(row.body_digest, row.stale, row.reviewed_by) for row in rows}


def bases(course_id: int) -> list[int]:
    """Every base that enrolments in a course may pin, oldest first."""
    return list(
        db.session.scalars(select(Release.id).where(Release.course_id == course_id, Release.base_id == Release.id).order_by(Release.id))
    )


def picture(digest: str) -> PublishedPicture:
    """A picture by its digest. Raises NotThere."""
    row = db.session.execute(_ASSET, {"digest": digest}).one_or_none()
    if row is None:
        raise NotThere()
    return PublishedPicture(row.mime, row.bytes)


def slugs() -> list[str]:
    """The ids of all published courses."""
    return list(db.session.scalars(select(Course.slug).order_by(Course.slug)))


_TRACKS = (
    select(Track.id, Track.slug, TrackRelease.id.label("release_id"), TrackRelease.doc, TrackItem.course_id)
    .join(TrackRelease, TrackRelease.track_id == Track.id)
    .join(TrackItem, TrackItem.track_release_id == TrackRelease.id)
    .order_by(Track.slug, TrackRelease.id, TrackItem.pos)
)
_other_release = aliased(TrackRelease)
_NEWEST_TRACKS = _TRACKS.where(
    TrackRelease.no == select(func.max(_other_release.no)).where(_other_release.track_id == Track.id).scalar_subquery()
)
_TRACKS_OF = _TRACKS.where(TrackRelease.id.in_(bindparam("releases", expanding=True)))


def tracks() -> list[TrackHead]:
    """Every published track in its newest state, by slug: what whoever is enrolled today begins with."""
    return _tracks(db.session.execute(_NEWEST_TRACKS))


def tracks_pinned(release_ids: Collection[int]) -> dict[int, TrackHead]:
    """{release: track} of the states that somebody's enrolments in tracks pin."""
    rows = db.session.execute(_TRACKS_OF, {"releases": sorted(set(release_ids))}) if release_ids else ()
    return {track.release_id: track for track in _tracks(rows)}


def _tracks(rows: Any) -> list[TrackHead]:
    found = []
    for _release_id, group in groupby(rows, key=lambda row: row.release_id):
        items = list(group)
        row, doc = items[0], items[0].doc
        found.append(
            TrackHead(row.id, row.slug, row.release_id, doc["title"], doc.get("summary", {}), doc.get("text", {}),
                      tuple(doc.get("audience", ())), tuple(doc.get("langs", ())), tuple(item.course_id for item in items))
        )  # fmt: skip
    return found
