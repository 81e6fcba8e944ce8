"""Writing a release: its rows, and texts, pictures and questions each once by its digest."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import insert, select, update

from lms.catalogue.models import (
    Activity,
    Asset,
    Body,
    Course,
    Question,
    QuestionVersion,
    Release,
    ReleaseBody,
    ReleaseItem,
    ReleaseQuestion,
    Rule,
    Severity,
)
from lms.catalogue.rules import compiling
from lms.catalogue.rules.outline import Outline
from lms.catalogue.rules.source import ActivitySource, CourseSource
from lms.ext import db
from lms.lib.refusals import Conflict


def write(course: CourseSource, no: int, base_id: int | None, severity: Severity, digest: str, at: datetime, by: str) -> Release:
    """A course becomes a release. `base_id` is None for a release that is a base itself."""
    course_id = _course_id(course)
    ids = _activity_ids(course_id, course)
    outline = compiling.outline_of(course, course_id, ids)
    release = Release(
        course_id=course_id,
        no=no,
        base_id=base_id,
        rule_id=_rule_id(outline.rule),
        digest=digest,
        severity=severity,
        outline=outline.to_doc(),
        published_at=at,
        published_by=by[:80],
    )
    db.session.add(release)
    db.session.flush()
    if release.base_id is None:
        release.base_id = release.id
        db.session.execute(update(Release).where(Release.id == release.id).values(base_id=release.id))
    _write_items(release.id, outline)
    _write_texts(release.id, course, ids)
    _write_questions(release.id, course, ids)
    return release


def _course_id(course: CourseSource) -> int:
    known = db.session.scalars(select(Course).where(Course.slug == course.slug)).one_or_none()
    if known is None:
        known = Course(slug=course.slug, pillar=course.pillar)
        db.session.add(known)
        db.session.flush()
    elif known.pillar != course.pillar:
        raise Conflict(
            f"`{course.slug}` is of the pillar {known.pillar} and cannot become {course.pillar}: give the course an id of its own."
        )
    return known.id


def _activity_ids(course_id: int, course: CourseSource) -> dict[str, int]:
    """The id of each activity; one that was there before keeps it for ever."""
    known = {row.slug: row for row in db.session.scalars(select(Activity).where(Activity.course_id == course_id))}
    for activity in course.activities:
        row = known.get(activity.slug)
        if row is None:
            row = known[activity.slug] = Activity(course_id=course_id, slug=activity.slug, kind=activity.kind)
            db.session.add(row)
        elif row.kind != activity.kind:
            raise Conflict(
                f"`{activity.slug}` was a {row.kind} and cannot become a {activity.kind}: give the {activity.kind} an id of its own."
            )
    db.session.flush()
    return {activity.slug: known[activity.slug].id for activity in course.activities}


def _rule_id(tree: dict[str, Any]) -> int:
    digest = compiling.digest_of(tree)
    known = db.session.scalars(select(Rule).where(Rule.digest == digest)).one_or_none()
    if known is None:
        known = Rule(digest=digest, tree=tree)
        db.session.add(known)
        db.session.flush()
    return known.id


def _write_items(release_id: int, outline: Outline) -> None:
    places = [(module.slug, activity) for module in outline.modules for activity in module.activities]
    insert_rows(
        ReleaseItem,
        (
            {"release_id": release_id, "activity_id": activity.id, "module_slug": module, "pos": pos, "weight": activity.weight}
            for pos, (module, activity) in enumerate(places, 1)
        ),
    )


def _write_texts(release_id: int, course: CourseSource, ids: dict[str, int]) -> None:
    """Texts and pictures, each once by its digest."""
    texts = [(activity, lang, text) for activity in course.activities for lang, text in activity.texts.items()]
    bodies = {
        compiling.body_digest(text): {"html": text.html, "text": text.text, "kb": compiling.kilobytes(text, course)} for _, _, text in texts
    }
    pictures = {
        digest: {"mime": picture.mime, "size": len(picture.data), "bytes": picture.data} for digest, picture in course.pictures.items()
    }
    insert_rows(Asset, ({"digest": digest, **pictures[digest]} for digest in _unknown(Asset.digest, pictures)))
    insert_rows(Body, ({"digest": digest, **bodies[digest]} for digest in _unknown(Body.digest, bodies)))
    insert_rows(
        ReleaseBody,
        (
            {
                "release_id": release_id,
                "activity_id": ids[activity.slug],
                "lang": lang,
                "body_digest": compiling.body_digest(text),
                "stale": text.is_stale,
                "reviewed_by": text.reviewed_by,
            }
            for activity, lang, text in texts
        ),
    )


def _write_questions(release_id: int, course: CourseSource, ids: dict[str, int]) -> None:
    """Questions under ids that stay, and their versions, each once by its digest."""
    for activity in filter(attrgetter("questions"), course.activities):
        versions = _versions(ids[activity.slug], activity)
        insert_rows(
            ReleaseQuestion,
            ({"release_id": release_id, "question_version_id": version, "pos": pos} for pos, version in enumerate(versions, 1)),
        )


def _versions(activity_id: int, activity: ActivitySource) -> list[int]:
    known = {row.slug: row for row in db.session.scalars(select(Question).where(Question.activity_id == activity_id))}
    for question in activity.questions:
        if question.slug not in known:
            known[question.slug] = Question(activity_id=activity_id, slug=question.slug)
            db.session.add(known[question.slug])
    db.session.flush()
    own = [row.id for row in known.values()]
    statement = select(QuestionVersion.question_id, QuestionVersion.digest, QuestionVersion).where(QuestionVersion.question_id.in_(own))
    versions = {(question_id, digest): version for question_id, digest, version in db.session.execute(statement)}
    found: list[QuestionVersion] = []
    for question in activity.questions:
        place = (known[question.slug].id, compiling.question_digest(question))
        if place not in versions:
            versions[place] = QuestionVersion(
                question_id=place[0],
                digest=place[1],
                type=question.type,
                points=question.points,
                topic=question.topic,
                shown=question.shown,
                answer_key=question.key,
            )
            db.session.add(versions[place])
        found.append(versions[place])
    db.session.flush()
    return [version.id for version in found]


def _unknown(column: Any, digests: Iterable[str]) -> list[str]:
    wanted = list(digests)
    known = set(db.session.scalars(select(column).where(column.in_(wanted)))) if wanted else set()
    return [digest for digest in wanted if digest not in known]


def insert_rows(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows, if there are any."""
    if ready := list(rows):
        db.session.execute(insert(table), ready)
