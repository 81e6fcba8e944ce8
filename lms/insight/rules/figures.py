"""What is asked of enrolments, and what their counts add up to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

Module = tuple[int, str]  # (course id, the module's id in its file)
Place = tuple[str | None, int | None]  # (country, unit) in which somebody served when enrolled
ALL, OPEN, OVERDUE, AWARDED = "all", "open", "overdue", "awarded"


@dataclass(frozen=True)
class Question:
    """Which enrolments are counted: those that began from `since` to `until`, both included. None: any.

    `no_unit` asks for those who served in no unit. Awards are asked by the day they were earned instead. Of a track: enrolments of
    people who are in it, in the courses of the list with which they began.
    """

    cc: str | None = None
    agency_id: int | None = None
    unit_id: int | None = None
    no_unit: bool = False
    pillar: str | None = None
    track_id: int | None = None
    course_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Which:
    """Which of them a list shows: a state, `open`, `overdue`, `awarded` or `all`; of a module those who have finished it or not."""

    state: str = ALL
    module: str | None = None
    finished: bool | None = None


@dataclass(frozen=True)
class Counts:
    """Enrolments by state; the four add up to `enrolled`. `overdue` are some of the open ones."""

    not_started: int = 0
    in_progress: int = 0
    completed: int = 0
    withdrawn: int = 0
    overdue: int = 0

    @property
    def enrolled(self) -> int:
        """All of them."""
        return self.not_started + self.in_progress + self.completed + self.withdrawn

    @property
    def open(self) -> int:
        """Those in which there is still something to do."""
        return self.not_started + self.in_progress

    @property
    def standing(self) -> int:
        """Those that were not withdrawn: what shares of a module are shares of."""
        return self.enrolled - self.withdrawn

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))


@dataclass(frozen=True)
class InTrack:
    """People who are in a track, and those of them who have completed the whole of it."""

    people: int = 0
    completed: int = 0

    def __add__(self, other: "InTrack") -> "InTrack":
        return InTrack(self.people + other.people, self.completed + other.completed)


@dataclass(frozen=True)
class Line:
    """The figures of a place, or of all. People are counted once in each line, so they do not add up over lines."""

    counts: Counts = Counts()
    people: int = 0
    late_people: int = 0
    awards: int = 0
    finished: Mapping[Module, int] = field(default_factory=dict)
    enrolled: Mapping[Module, int] = field(default_factory=dict)  # in a release that has the module, and not withdrawn
    programme: InTrack = InTrack()  # of the track that is asked for

    @property
    def share(self) -> float | None:
        """Completed of all enrolments; None where there is none."""
        return self.counts.completed / self.counts.enrolled if self.counts.enrolled else None


@dataclass(frozen=True)
class Tally:
    """The answer to a question. `pillars` add up to the enrolments of `total`; `tracks` are not parts of one whole: a person may be
    in two, and a course stand in both."""

    lines: Mapping[Place, Line]
    total: Line
    courses: tuple[int, ...]
    awards_by_day: Mapping[date, int]
    pillars: Mapping[str, Counts] = field(default_factory=dict)
    tracks: Mapping[int, InTrack] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.lines


@dataclass(frozen=True)
class Began:
    """Enrolments of one place that are pinned to one release."""

    place: Place
    release_id: int
    counts: Counts


@dataclass(frozen=True)
class People:
    """Different people of a place (None: of all), and those of them with something overdue."""

    place: Place | None
    people: int
    late: int


@dataclass(frozen=True)
class Finished:
    """How many of a place have finished a module."""

    place: Place
    module: Module
    number: int


@dataclass(frozen=True)
class Joined:
    """How many of one place are in one track, and how many of those completed it."""

    place: Place
    track_id: int
    number: InTrack


@dataclass(frozen=True)
class Known:
    """What is known of each release that an enrolment can pin: its modules, and the pillar of its course."""

    modules: Mapping[int, Iterable[Module]] = field(default_factory=dict)
    pillars: Mapping[int, str] = field(default_factory=dict)


def add_up(
    began: Iterable[Began],
    people: Iterable[People],
    finished: Iterable[Finished],
    awards: Mapping[Place, int],
    awards_by_day: Mapping[date, int],
    known: Known,
    joined: Iterable[Joined] = (),
    track_id: int | None = None,
) -> Tally:
    """All figures from what the database counted. `track_id` is the track asked for, whose people stand in the lines."""
    counts: dict[Place, Counts] = defaultdict(Counts)
    enrolled: dict[Place, dict[Module, int]] = defaultdict(lambda: defaultdict(int))
    done: dict[Place, dict[Module, int]] = defaultdict(lambda: defaultdict(int))
    courses: dict[int, None] = {}
    pillars: dict[str, Counts] = defaultdict(Counts)
    for part in began:
        counts[part.place] += part.counts
        pillars[known.pillars.get(part.release_id, "")] += part.counts
        for module in known.modules.get(part.release_id, ()):
            enrolled[part.place][module] += part.counts.standing
            courses[module[0]] = None
    for share in finished:
        done[share.place][share.module] += share.number
    in_track, tracks = _joined(joined, track_id)
    heads = {head.place: head for head in people}
    nobody = People(None, 0, 0)
    lines = {
        place: Line(counts[place], head.people, head.late, awards.get(place, 0), dict(done[place]), dict(enrolled[place]), in_track[place])
        for place in {**counts, **awards, **in_track}
        for head in [heads.get(place, nobody)]
    }
    whole = heads.get(None, nobody)
    return Tally(lines, _together(lines.values(), whole), tuple(courses), awards_by_day, dict(pillars), tracks)


def _joined(joined: Iterable[Joined], track_id: int | None) -> tuple[dict[Place, InTrack], dict[int, InTrack]]:
    """By place those of one track; by track those of all places."""
    by_place: dict[Place, InTrack] = defaultdict(InTrack)
    by_track: dict[int, InTrack] = defaultdict(InTrack)
    for part in joined:
        by_track[part.track_id] += part.number
        if part.track_id == track_id:
            by_place[part.place] += part.number
    return by_place, dict(by_track)


def _together(lines: Iterable[Line], whole: People) -> Line:
    """The line of all: everything adds up, but people."""
    counts, awards, programme = Counts(), 0, InTrack()
    finished: dict[Module, int] = defaultdict(int)
    enrolled: dict[Module, int] = defaultdict(int)
    for line in lines:
        counts += line.counts
        awards += line.awards
        programme += line.programme
        for module, number in line.finished.items():
            finished[module] += number
        for module, number in line.enrolled.items():
            enrolled[module] += number
    return Line(counts, whole.people, whole.late, awards, dict(finished), dict(enrolled), programme)
