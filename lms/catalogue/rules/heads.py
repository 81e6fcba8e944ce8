"""The front matter of each kind of file: which keys there are and what may stand in them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from lms.catalogue.rules.folder import ID_FORM
from lms.lib.text import LANGUAGES

KINDS = ("lesson", "quiz", "session", "meeting", "assignment")  # of activities
# What needs a trainer or a mentor stands in these pillars only: whoever joins an open eLearning course can finish it (house, rule 5).
NEEDS = {"session": "theory", "meeting": "mentorship", "assignment": "mentorship"}

# Keys that belong to later versions: an author who has read about them is told so, not corrected.
NOT_YET = {
    "requires": "prerequisites are not part of this version",
    "certificate": "certificates are not part of this version",
    "pool": "question pools are not part of this version",
    "time_limit": "time limits are not part of this version",
    "severity": "the severity is said when publishing, and nowhere else",
    "version": "the release number is counted by the database",
}


def _one_line(value: Any) -> Any:
    """Folded YAML text is one line."""
    return " ".join(value.split()) if isinstance(value, str) else value


Id = Annotated[str, StringConstraints(pattern=f"^{ID_FORM}$", max_length=60)]
Title = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=160)]
Line = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=600)]
Name = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=120)]


class Head(BaseModel):
    """Any front matter. Nothing is guessed: a number is a number, a text is a text, and an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CourseHead(Head):
    """course.md"""

    id: Id
    title: Title
    summary: Line
    hours: float = Field(gt=0, le=200)
    level: Literal["basic", "advanced"]
    audience: list[Annotated[str, StringConstraints(min_length=1, max_length=40)]] = Field(min_length=1, max_length=20)
    pillar: Literal["elearning", "theory", "mentorship"]
    open: bool = True
    complete: Any = None
    language: Literal["en", "ru", "kk", "ky", "tg", "tk", "uz"] = "en"
    reviewed_by: Name | None = None


class ModuleHead(Head):
    """module.md"""

    id: Id
    title: Title
    summary: Line | None = None


class LessonHead(Head):
    """A lesson."""

    id: Id
    title: Title
    kind: Literal["lesson"] = "lesson"
    minutes: int | None = Field(default=None, ge=1, le=120)


class QuizHead(Head):
    """A quiz. `pass` is a share of the points ("80%") or a number of points."""

    id: Id
    title: Title
    kind: Literal["quiz"]
    pass_: str | int = Field(alias="pass")
    attempts: int | None = Field(default=None, ge=1, le=100)
    per_page: int = Field(default=5, ge=1, le=50)
    shuffle: bool = True
    minutes: int | None = Field(default=None, ge=1, le=240)


class SessionHead(Head):
    """The door to a live session of online theory; attending one completes it. The text says what it is about."""

    id: Id
    title: Title
    kind: Literal["session"]
    minutes: int = Field(default=90, ge=5, le=600)


class MeetingHead(Head):
    """The door to a meeting with the mentor; one that was held completes it."""

    id: Id
    title: Title
    kind: Literal["meeting"]
    minutes: int = Field(default=60, ge=5, le=600)


class AssignmentHead(Head):
    """Something handed in to the mentor. `steps` says what the ordered list is of; without it there is none."""

    id: Id
    title: Title
    kind: Literal["assignment"]
    minutes: int = Field(default=45, ge=5, le=600)
    steps: Line | None = None


class TrackHead(Head):
    """tracks/NAME.md: a list of courses for an audience, in the order in which they are taken."""

    id: Id
    title: Title
    summary: Line
    audience: list[Annotated[str, StringConstraints(min_length=1, max_length=40)]] = Field(min_length=1, max_length=20)
    courses: list[Id] = Field(min_length=1, max_length=60)
    language: Literal["en", "ru", "kk", "ky", "tg", "tk", "uz"] = "en"
    reviewed_by: Name | None = None


class TranslationHead(Head):
    """NAME.<language>.md beside any of them. `made_from` is the digest of the source it was made from."""

    title: Title
    summary: Line | None = None
    steps: Line | None = None
    made_from: str | None = None
    reviewed_by: Name | None = None


ActivityHead = LessonHead | QuizHead | SessionHead | MeetingHead | AssignmentHead
HEADS: dict[str, type[ActivityHead]] = {
    "lesson": LessonHead,
    "quiz": QuizHead,
    "session": SessionHead,
    "meeting": MeetingHead,
    "assignment": AssignmentHead,
}

EXAMPLES = {
    "id": "id: reading-a-number",
    "title": "title: Reading a number",
    "summary": "summary: Read, check and doubt the number on a box.",
    "hours": "hours: 2",
    "level": "level: basic (or advanced)",
    "audience": "audience: [customs, pcu]",
    "pillar": "pillar: elearning (or theory, mentorship)",
    "open": "open: true (or false)",
    "language": f"language: en (or {', '.join(code for code in LANGUAGES if code != 'en')})",
    "kind": "kind: lesson (or quiz, session, meeting, assignment)",
    "steps": "steps: The order of the search",
    "courses": "courses: [programme-welcome, container-marking]",
    "minutes": "minutes: 6",
    "pass": "pass: 80% (or a number of points)",
    "attempts": "attempts: 3 (leave it out for any number)",
    "per_page": "per_page: 5",
    "shuffle": "shuffle: true (or false)",
    "reviewed_by": "reviewed_by: A. Karimova",
    "made_from": 'made_from: "0123456789ab"',
}
