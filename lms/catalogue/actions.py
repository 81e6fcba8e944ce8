"""Publishing: what is on the disk becomes an immutable release. Nothing here commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from lms.catalogue import queries
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
from lms.catalogue.rules.carrying import Edition, carry
from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.outline import Outline
from lms.catalogue.rules.problems import Problem
from lms.catalogue.rules.reading import read_course
from lms.catalogue.rules.source import ActivitySource, CourseSource
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict


class HasProblems(BadInput):
    """The course files are not in order; `problems` says where."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class NeedsSeverity(Conflict):
    """The course is published already and its files have changed: somebody must say how much. `reasons`: why not editorial."""

    def __init__(self, sentence: str, reasons: Sequence[str]) -> None:
        super().__init__(sentence)
        self.reasons = tuple(reasons)


@dataclass(frozen=True)
class Published:
    """What came of publishing. `is_new` is False when the newest release says the same already."""

    slug: str
    course_id: int
    release_id: int
    base_id: int
    no: int
    severity: Severity
    is_new: bool
    carried: tuple[int, ...] = ()  # older bases whose words were mended with it
    behind: tuple[int, ...] = ()  # older bases that keep other words where something was mended


@dataclass(frozen=True)
class Standing:
    """How a course on the disk stands to its newest release, None before the first."""

    course: CourseSource
    digest: str
    newest: Release | None
    reasons: tuple[str, ...] = ()  # what is more than words

    @property
    def is_published(self) -> bool:
        """The newest release says the same."""
        return self.newest is not None and self.newest.digest == self.digest


def compare(course: CourseSource) -> Standing:
    """What publishing this course would change; nothing is written."""
    statement = select(Release).join(Course, Course.id == Release.course_id).where(Course.slug == course.slug)
    newest = db.session.scalars(statement.order_by(Release.no.desc()).limit(1)).one_or_none()
    if newest is None:
        return Standing(course, compiling.course_digest(course), None)
    published = compiling.shape_of_outline(queries.outline(newest.id), queries.all_questions(newest.id))
    return Standing(course, compiling.course_digest(course), newest, tuple(compiling.differences(published, compiling.shape_of(course))))


def publish(folder: Folder, severity: Severity | None, *, at: datetime, by: str = "") -> Published:
    """Whoever runs the command line may. Read the folder and publish its course. Raises HasProblems, and what `publish_course` raises."""
    course, problems = read_course(folder, folder.name)
    if course is None:
        raise HasProblems(problems)
    return publish_course(course, severity, at=at, by=by)


def publish_course(course: CourseSource, severity: Severity | None, *, at: datetime, by: str = "") -> Published:
    """Whoever runs the command line may. Write the course as a release; the same content changes nothing.

    Raises NeedsSeverity for changed content without one; Conflict for a first release with one, for `editorial` when more
    than words differ, and for an activity that became another kind.
    """
    standing = compare(course)
    if standing.newest is not None:  # one at a time: whoever publishes the same course now waits, and counts on
        db.session.execute(select(Course.id).where(Course.id == standing.newest.course_id).with_for_update())
        standing = compare(course)
    if standing.newest is not None and standing.is_published:
        return _said(standing, standing.newest, is_new=False)
    kind = _severity(standing, severity)
    if standing.newest is None or kind is not Severity.EDITORIAL:
        no = standing.newest.no + 1 if standing.newest else 1
        return _said(standing, _write(course, no, None, kind, standing.digest, at, by), is_new=True)
    older = _older_heads(standing.newest)
    # The editorial release itself gets the highest number, for the newest of a course is what a new enrolment begins with.
    release = _write(course, standing.newest.no + len(older) + 1, standing.newest.base_id, kind, standing.digest, at, by)
    carried, behind = _carry(older, standing.newest, release)
    release.no = standing.newest.no + len(carried) + 1  # not every older base took something over: no number is left out
    db.session.flush()
    return replace(_said(standing, release, is_new=True), carried=carried, behind=behind)


def _said(standing: Standing, release: Release, *, is_new: bool) -> Published:
    base_id = release.base_id or release.id
    slug = standing.course.slug
    return Published(slug, release.course_id, release.id, base_id, release.no, Severity(release.severity), is_new)


def _severity(standing: Standing, wanted: Severity | None) -> Severity:
    slug = standing.course.slug
    if standing.newest is None:
        if wanted is not None:
            raise Conflict(f"{slug} was never published: its first release takes no --severity.")
        return Severity.FIRST
    if wanted is None or wanted is Severity.FIRST:
        say = "minor or major" if standing.reasons else "editorial, minor or major"
        raise NeedsSeverity(f"{slug} has changed since release {standing.newest.no}: say --severity {say} to publish it.", standing.reasons)
    if wanted is Severity.EDITORIAL and standing.reasons:
        raise Conflict(f"{slug} cannot be published as editorial, since more than words differ: {'; '.join(standing.reasons)}.")
    return wanted


def _older_heads(newest: Release) -> list[Release]:
    """The newest release on each older base of the course, oldest first."""
    statement = select(Release).where(Release.course_id == newest.course_id, Release.base_id != newest.base_id).order_by(Release.no)
    heads = {release.base_id: release for release in db.session.scalars(statement)}
    return sorted(heads.values(), key=lambda head: head.base_id or 0)


def _carry(older: Sequence[Release], before: Release, after: Release) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Mend the words of older bases as this editorial release did (house, rule 2). The bases mended, and those left behind."""
    carried: list[int] = []
    behind: list[int] = []
    was, now = _edition(before), _edition(after)
    gone = set(queries.versions(before.id)) - set(queries.versions(after.id))
    for head in older:
        own = _edition(head)
        found = carry(own, was, now)
        base_id = head.base_id or head.id
        if found.edition != own:
            carried.append(base_id)
            _write_carried(head, found.edition, before, after, before.no + len(carried))
        if found.is_behind or gone & set(queries.versions(head.id)):
            behind.append(base_id)
    return tuple(carried), tuple(behind)


def _edition(release: Release) -> Edition:
    return Edition(queries.outline(release.id), queries.readings(release.id))


def _write_carried(head: Release, edition: Edition, before: Release, after: Release, no: int) -> None:
    """A release on the base of `head` that differs from it in these words only."""
    release = Release(
        course_id=head.course_id,
        no=no,
        base_id=head.base_id,
        rule_id=head.rule_id,
        digest=compiling.digest_of([head.digest, before.digest, after.digest]),
        severity=Severity.EDITORIAL,
        outline=edition.outline.to_doc(),
        published_at=after.published_at,
        published_by=after.published_by,
    )
    db.session.add(release)
    db.session.flush()
    for table in (ReleaseItem, ReleaseQuestion):
        columns = [column for column in table.__table__.columns if column.name != "release_id"]
        rows = db.session.execute(select(*columns).where(table.release_id == head.id))
        _insert(table, [{"release_id": release.id, **row._mapping} for row in rows])
    _insert(
        ReleaseBody,
        (
            {
                "release_id": release.id,
                "activity_id": activity_id,
                "lang": lang,
                "body_digest": text.digest,
                "stale": text.is_stale,
                "reviewed_by": text.reviewed_by,
            }
            for (activity_id, lang), text in edition.texts.items()
        ),
    )


def _write(course: CourseSource, no: int, base_id: int | None, severity: Severity, digest: str, at: datetime, by: str) -> Release:
    """`base_id` is None for a release that is a base itself."""
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
    _insert(
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
    _insert(Asset, ({"digest": digest, **pictures[digest]} for digest in _unknown(Asset.digest, pictures)))
    _insert(Body, ({"digest": digest, **bodies[digest]} for digest in _unknown(Body.digest, bodies)))
    _insert(
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
    for activity in course.activities:
        versions = _versions(ids[activity.slug], activity)
        _insert(
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


def _insert(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    if ready := list(rows):
        db.session.execute(insert(table), ready)
