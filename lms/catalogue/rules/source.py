"""A course as its author wrote it, read but not yet published: plain, immutable values."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from lms.catalogue.rules.outline import Words


@dataclass(frozen=True)
class QuestionSource:
    """A question in all its languages. `shown` and `key` have the shapes of `rules.questions`; `file`, `line`: where it stands."""

    slug: str
    type: str
    points: int
    topic: str
    shown: dict[str, Any]
    key: dict[str, Any]
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class TextSource:
    """A text in one language: clean HTML, its words, and the pictures it shows (their digests)."""

    html: str
    text: str
    pictures: tuple[str, ...] = ()
    is_stale: bool = False
    is_reviewed: bool = True
    reviewed_by: str = ""


@dataclass(frozen=True)
class ActivitySource:
    """An activity in all its languages, the source first in `texts`. `steps` is what an assignment's ordered list is of."""

    slug: str
    kind: str
    title: Words
    texts: dict[str, TextSource]
    questions: tuple[QuestionSource, ...] = ()
    minutes: int | None = None
    pass_points: int = 0
    attempts: int | None = None
    per_page: int = 5
    shuffle: bool = True
    steps: Words = field(default_factory=dict)

    @property
    def points(self) -> int:
        """What a quiz without a mistake comes to."""
        return sum(question.points for question in self.questions)


@dataclass(frozen=True)
class ModuleSource:
    """A module and its activities in the order of the files."""

    slug: str
    title: Words
    summary: Words
    text: Words
    activities: tuple[ActivitySource, ...]


@dataclass(frozen=True)
class Picture:
    """A picture's bytes under their digest."""

    digest: str
    mime: str
    extension: str
    data: bytes

    @property
    def href(self) -> str:
        """Where it is served."""
        return f"/media/{self.digest}{self.extension}"


@dataclass(frozen=True)
class Translation:
    """How a translated file stands to its source: what `flask courses status` prints."""

    file: str
    lang: str
    source_digest: str  # what made_from should say once the translation is up to date
    made_from: str
    reviewed_by: str

    @property
    def is_stale(self) -> bool:
        """The source has changed since."""
        return self.made_from != self.source_digest


@dataclass(frozen=True)
class CourseSource:
    """A whole course. `rule` is the completion tree over activity slugs."""

    slug: str
    pillar: str
    title: Words
    summary: Words
    able: Words
    hours: float
    level: str
    audience: tuple[str, ...]
    is_open: bool
    language: str
    reviewed_by: str
    modules: tuple[ModuleSource, ...]
    rule: dict[str, Any]
    pictures: dict[str, Picture] = field(default_factory=dict)  # {digest: picture}
    translations: tuple[Translation, ...] = ()

    @property
    def activities(self) -> tuple[ActivitySource, ...]:
        """All activities in reading order."""
        return tuple(activity for module in self.modules for activity in module.activities)


def source_digest(title: str, summary: str | None, body: str) -> str:
    """What a translation was made from: the words of the source, whatever its other keys. Twelve hexadecimal digits."""
    words = "\n".join(line.rstrip() for line in body.strip().split("\n"))
    return sha256("\x1f".join((title, summary or "", words)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class TrackSource:
    """A track as written: the ids of its courses, in order."""

    slug: str
    title: Words
    summary: Words
    text: Words
    audience: tuple[str, ...]
    courses: tuple[str, ...]
    language: str
    reviewed_by: str = ""
    translations: tuple[Translation, ...] = ()
    file: str = ""
