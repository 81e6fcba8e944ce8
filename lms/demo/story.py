"""What happened from March to June 2020 in the demo: told through actions, in the order of time. All of it is invented.

The dates that are published (press note S1, S2) are the frame: theory and modules before the mentorship of 30 June.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from config import ROOT
from lms.audit import actions as audit
from lms.audit.models import DeploymentKind
from lms.catalogue import actions as publishing
from lms.catalogue.rules.folder import course_folders, read_folder
from lms.demo import cast
from lms.demo.cards import LEARNER, NEWCOMER
from lms.demo.stage import Stage, Work
from lms.ext import db
from lms.people import published
from lms.people.models import Person

# Friday 26 June 2020, 09:00 Tashkent: the day everything in the press note is in view (demo.md).
CURTAIN = datetime(2020, 6, 26, 4, 0, tzinfo=UTC)
SEED = 2020
BEGIN, PUBLISHED, WELCOME_OUT, MARKING_OUT = date(2020, 3, 2), date(2020, 3, 16), date(2020, 3, 19), date(2020, 4, 6)
WELCOME_DUE, MARKING_DUE = date(2020, 4, 30), date(2020, 6, 30)
# Units whose mentorship came early were asked to finish early: some of them are overdue by now.
EARLY_DUE = {"UZ-ALAT": date(2020, 6, 19), "UZ-CHUKURSAY": date(2020, 6, 19), "KG-OSH": date(2020, 6, 12), "TM-FARAP": date(2020, 6, 15)}
WITHDRAWN = {
    3: "On long leave until September",
    41: "Moved to passenger control",
    77: "Studies at the academy until July",
    102: "Left the unit",
}

LEFT = datetime(2020, 5, 19, tzinfo=UTC)

Event = tuple[datetime, int, Callable[[], None]]


def is_told() -> bool:
    """Whether there is anybody yet."""
    return bool(db.session.execute(select(func.count()).select_from(Person), execution_options={"as_system": "demo"}).scalar_one())


def set_clock(real: datetime) -> None:
    """The demo stands at the curtain's time now, and runs on from there."""
    audit.declare(DeploymentKind.DEMO, real).clock_offset = int((CURTAIN - real).total_seconds())


def tell(real: datetime) -> int:
    """Declare the demo, set its clock, and replay the spring. The number of people.

    All in the caller's one transaction: a start that is broken off leaves an empty database, never half a story.
    """
    set_clock(real)
    published.load(at(BEGIN, 9))
    for folder in course_folders(ROOT / "courses"):
        publishing.publish(read_folder(folder), None, at=at(PUBLISHED, 10), by="Programme")
    random = Random(SEED)  # noqa: S311 - the same story every time
    stage = Stage(random)
    for _, _, happens in sorted(_events(stage, random), key=lambda event: event[:2]):
        happens()
    return len(stage.people)


def at(day: date, hour: float, zone: str = "Asia/Tashkent") -> datetime:
    """A moment of that day at a place."""
    minutes = int(hour * 60)
    return datetime.combine(day, wall(minutes // 60, minutes % 60), ZoneInfo(zone)).astimezone(UTC)


def _events(stage: Stage, random: Random) -> list[Event]:
    found: list[Event] = []

    def on(moment: datetime, happens: Callable[[], None]) -> None:
        if moment < CURTAIN:
            found.append((moment, len(found), happens))

    on(at(BEGIN, 9), lambda: stage.open_offices(at(BEGIN, 9)))
    officers = list(cast.officers(random))
    by_unit: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, officer in enumerate(officers):
        by_unit[officer.unit, officer.agency].append(number)
    _learner_and_newcomer(stage, on, by_unit, officers)
    for number, officer in enumerate(officers):
        comes = at(date(2020, 6, 22), 9) if number == stage.newcomer else at(BEGIN, 10) + timedelta(minutes=3 * number)
        on(comes, lambda n=number, o=officer, w=comes: stage.add(n, o, w))  # type: ignore[misc]
    for n, (unit_agency, numbers) in enumerate(sorted(by_unit.items())):
        _enrol(stage, on, n, unit_agency, numbers)
    for number, officer in enumerate(officers):
        if number not in (stage.learner, stage.newcomer):
            _learn(stage, on, random, number, officer)
    for number, why in WITHDRAWN.items():
        moment = at(date(2020, 5, 20), 9 + number / 60)
        on(moment, partial(stage.withdraw, number, "container-marking", why, moment))
    return found


def _enrol(stage: Stage, on: Callable[..., None], n: int, unit_agency: tuple[str, str], numbers: list[int]) -> None:
    unit, agency = unit_agency
    first, second = at(WELCOME_OUT, 9.5 + n / 10), at(MARKING_OUT, 9.5 + n / 10)
    on(first, lambda: stage.enrol(numbers, "programme-welcome", agency, first, WELCOME_DUE))
    on(second, lambda: stage.enrol(numbers, "container-marking", agency, second, EARLY_DUE.get(unit, MARKING_DUE)))


def _learn(stage: Stage, on: Callable[..., None], random: Random, number: int, officer: cast.Officer) -> None:
    """One officer's way through both courses: so far as their pace brings them, in the hours of their shifts."""
    for slug, out in (("programme-welcome", WELCOME_OUT), ("container-marking", MARKING_OUT)):
        steps = stage.steps(slug)
        is_short = slug == "programme-welcome"
        share = min(1.0, officer.pace * 2.4) if is_short else min(1.0, officer.pace * 1.15)
        upto = round(share * len(steps))
        if number in WITHDRAWN and slug == "container-marking":
            upto = min(upto, 2)
        day = out + timedelta(days=random.randint(1, 20 if is_short else 45))
        for step in steps[:upto]:
            day += timedelta(days=random.choice((0, 0, 1, 2, 3) if is_short else (0, 1, 2, 3, 4, 6)))
            moment = at(day, random.uniform(8, 20))
            if number in WITHDRAWN and moment > LEFT:
                break
            work = Work(number, slug, step, moment, officer.care)
            on(moment, lambda w=work: stage.do(w))


def _learner_and_newcomer(
    stage: Stage, on: Callable[..., None], by_unit: dict[tuple[str, str], list[int]], officers: list[cast.Officer]
) -> None:
    """The two officers' cards: one in the middle of a lesson with one answer wrong, one who has not begun."""
    stage.learner = by_unit["KZ-ALTYNKOL", "KZ-SRC"][0]
    officers[stage.learner] = cast.Officer(LEARNER, "Sultanova Aigerim", "w", "en", "KZ-ALTYNKOL", "KZ-SRC", 0.4, 0.95)
    stage.newcomer = by_unit["UZ-CHUKURSAY", "UZ-SCC"].pop()
    officers[stage.newcomer] = cast.Officer(NEWCOMER, "Tursunova Kamola", "w", "ru", "UZ-CHUKURSAY", "UZ-SCC", 0, 0.9)
    arrives = at(date(2020, 6, 22), 9)
    on(
        arrives + timedelta(hours=1),
        lambda: stage.enrol([stage.newcomer], "programme-welcome", "UZ-SCC", arrives + timedelta(hours=1), date(2020, 7, 10)),
    )
    for n, day in enumerate((date(2020, 4, 2), date(2020, 6, 8), date(2020, 6, 24), date(2020, 6, 25))):
        on(at(day, 18 + n / 10, "Asia/Almaty"), lambda n=n, d=day: stage.learner_studies(n, at(d, 18 + n / 10, "Asia/Almaty")))
