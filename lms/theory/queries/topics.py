"""What a session may be about: the session activities of the published courses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.catalogue import queries as catalogue
from lms.catalogue.queries import LessonText
from lms.catalogue.rules.outline import ActivityOutline, Outline
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.text import chain
from lms.people.access import Viewer
from lms.programme.rules import Line
from lms.progress import queries as progress
from lms.theory.models import TheorySession


@dataclass(frozen=True)
class Topic:
    """A session activity: the `no`-th of `total` in its course."""

    activity: ActivityOutline
    course: Outline
    no: int
    total: int

    @property
    def title(self) -> Mapping[str, str]:
        """{language: title}."""
        return self.activity.title


def topics() -> dict[int, Topic]:
    """{activity: topic} of every course in its newest release, in reading order."""
    return _topics(row.outline for row in catalogue.courses())


def step_of_line(viewer: Viewer, line: Line) -> int | None:
    """The first session step of a line's courses for which there is no session under it yet; the first of all where each has one."""
    steps = [id_ for id_, topic in topics().items() if topic.course.course_id in line.courses]
    if not steps:
        return None
    has = select(TheorySession.activity_id).where(TheorySession.plan_line_id == line.id, TheorySession.cancelled_at.is_(None))
    taken = set(db.session.scalars(has, execution_options={"seen_by": viewer.id}))
    return next((step for step in steps if step not in taken), steps[0])


def _topics(outlines: Iterable[Outline]) -> dict[int, Topic]:
    found: dict[int, Topic] = {}
    for outline in outlines:
        sessions: Sequence[ActivityOutline] = [each for each in outline.activities if each.kind == "session"]
        found |= {each.id: Topic(each, outline, no, len(sessions)) for no, each in enumerate(sessions, 1)}
    return found


@dataclass(frozen=True)
class Step:
    """A session step as an officer opens it: what its file says, whether they are enrolled, and since when it is done."""

    topic: Topic
    text: LessonText | None
    is_enrolled: bool
    done_at: datetime | None


def step_or_404(viewer: Viewer, slug: str, activity: str, lang: str, at: datetime) -> Step:
    """A session step of a course: enrolled, in the release one began with; otherwise in the newest."""
    course = catalogue.course(slug)
    mine = progress.mine_in(viewer, slug, at)
    outline = catalogue.outline(mine.release_id) if mine else course.outline
    topic = next((each for each in _topics([outline]).values() if each.activity.slug == activity), None)
    if topic is None:
        raise NotThere()
    text = catalogue.text(mine.release_id if mine else course.base_id, topic.activity.id, chain(lang))
    known = progress.states_in(viewer, mine.id).get(topic.activity.id) if mine else None
    is_enrolled = mine is not None and mine.state != progress.WITHDRAWN
    return Step(topic, text, is_enrolled, known.done_at if known else None)
