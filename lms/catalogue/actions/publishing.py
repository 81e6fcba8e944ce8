"""Whether a course may be published, as what, and whom it reaches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from lms.catalogue import queries
from lms.catalogue.actions.carrying import carry_over, older_heads
from lms.catalogue.actions.writing import write
from lms.catalogue.models import Course, Release, Severity
from lms.catalogue.rules import compiling
from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.problems import Problem
from lms.catalogue.rules.reading import read_course
from lms.catalogue.rules.source import CourseSource
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
        return _said(standing, write(course, no, None, kind, standing.digest, at, by), is_new=True)
    older = older_heads(standing.newest)
    # The editorial release itself gets the highest number, for the newest of a course is what a new enrolment begins with.
    release = write(course, standing.newest.no + len(older) + 1, standing.newest.base_id, kind, standing.digest, at, by)
    carried, behind = carry_over(older, standing.newest, release)
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
