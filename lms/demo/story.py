"""What happened from March to June 2020 in the demo: told through actions, in the order of time. All of it is invented.

The dates that are published (press note S1, S2) are the frame: theory and modules before the mentorship of 30 June.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain
from operator import itemgetter
from random import Random

from sqlalchemy import func, select

from config import ROOT
from lms.audit import actions as audit
from lms.audit.models import DeploymentKind
from lms.catalogue import actions as publishing
from lms.catalogue import queries as catalogue
from lms.catalogue.rules.folder import TRACKS, course_folders, read_folder
from lms.catalogue.rules.tracks import read_tracks
from lms.demo import abroad, asking, cast, gathering, pairing, sessions, work
from lms.demo.agreed import NEWCOMERS, line_of
from lms.demo.cards import LEARNER, NEWCOMER
from lms.demo.stage import NEW, Stage, Work
from lms.demo.times import Event, at, moment
from lms.ext import db
from lms.mentoring import jobs as mentoring
from lms.people import published
from lms.people.models import Person
from lms.theory import jobs as theory

# Friday 26 June 2020, 09:00 Tashkent: the day everything in the press note is in view (demo.md).
CURTAIN = datetime(2020, 6, 26, 4, 0, tzinfo=UTC)
SEED = 2020
BEGIN, INVITED, ARRIVES = date(2020, 3, 2), date(2020, 4, 27), date(2020, 6, 22)
PUBLISHED, WELCOME_OUT, MARKING_OUT = date(2020, 3, 16), date(2020, 3, 19), date(2020, 4, 6)
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
TRACK, THEORY = "pcu-officer-basic", "theory-basics"
# Who was enrolled in the track: (unit, office that did it, when, due); and single officers by their places in the list of a unit.
IN_TRACK = (
    ("UZ-ALAT", "UZ-SCC", "05-04 10:00", date(2020, 7, 31)),
    ("UZ-CHUKURSAY", "", "05-04 10:20", date(2020, 7, 31)),
    ("TJ-PANJ", "TJ-CS", "05-05 09:30", date(2020, 9, 30)),
    ("KZ-ALTYNKOL", "KZ-SRC", "05-11 09:40", date(2020, 8, 31)),
    ("KZ-AKTAU", "KZ-SRC", "05-11 09:50", date(2020, 8, 31)),
    ("KG-OSH", "KG-SCS", "05-12 11:00", date(2020, 9, 30)),
    ("KG-BISHKEK", "KG-SCS", "05-13 11:00", date(2020, 9, 30)),
    ("TM-ASHGABAT", "CA", "05-18 12:00", date(2020, 9, 30)),
    ("TM-TURKMENBASHI", "CA", "05-18 12:10", date(2020, 9, 30)),
    ("TJ-DUSHANBE-2", "TJ-CS", "05-19 10:00", date(2020, 9, 30)),
    ("UZ-YALLAMA", "CA", "06-22 16:00", date(2020, 10, 31)),
)
ALONE = (
    ("UZ-AVIAYUKLAR", 2, "05-13 12:00"),
    ("TJ-KHUJAND", 3, "05-20 12:00"),
    ("TJ-KHOROG", 2, "06-05 12:00"),
    ("TM-FARAP", 4, "06-15 12:00"),
)
IN_THEORY = (("TJ-KHUJAND", "TJ-CS", "05-12 10:00"), ("TM-FARAP", "TM-SCS", "05-14 10:00"))


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
    _publish_tracks()
    random = Random(SEED)  # noqa: S311 - the same story every time
    stage = Stage(random)
    for when, happens in sorted(_events(stage, random), key=itemgetter(0)):
        if when < CURTAIN:
            happens(when)
    return len(stage.people)


def catch_up() -> int:
    """What a worker would have done by the curtain: reminders that are due, offers that lapse. Each job commits by itself, so this
    comes after the story's own commit. How many things were done."""
    return sum(job.run(CURTAIN) for job in (*theory.JOBS, *mentoring.JOBS))


def _publish_tracks() -> None:
    folder = ROOT / "courses" / TRACKS
    tracks, problems = read_tracks(read_folder(folder), catalogue.slugs(), TRACKS)
    assert not problems, problems
    for track in tracks:
        publishing.publish_track(track, at=at(PUBLISHED, 10), by="Programme")


def _events(stage: Stage, random: Random) -> Iterator[Event]:
    """All of it, in any order."""
    yield at(BEGIN, 9), stage.open_offices
    for guest in chain(abroad.TRAINERS, abroad.MENTORS):
        yield at(INVITED, 10), partial(stage.invite, guest)
        if guest.said:
            yield at(INVITED, 15), partial(stage.describe, guest.call_name, guest.said)
        if guest.said and guest.call_name == abroad.LISBON:
            yield moment("06-10 13:20"), partial(stage.describe, guest.call_name, replace(guest.said, paused_until=abroad.PAUSED_UNTIL))
    officers = list(cast.officers(random))
    by_unit: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, officer in enumerate(officers):
        by_unit[officer.unit, officer.agency].append(number)
    _name_learner_and_newcomer(stage, by_unit, officers)
    for (unit, _agency), numbers in by_unit.items():
        stage.posts.setdefault(unit, []).extend(numbers)
    stage.posts[NEW] = [stage.newcomer]
    for number, officer in enumerate(officers):
        comes = at(ARRIVES, 9) if number == stage.newcomer else at(BEGIN, 10) + timedelta(minutes=3 * number)
        yield comes, partial(stage.add, number, officer)
    for n, (unit_agency, numbers) in enumerate(sorted(by_unit.items())):
        yield from _enrol(stage, n, unit_agency, numbers)
    yield from _enrol_in_tracks(stage, officers)
    for number, officer in enumerate(officers):
        if number not in (stage.learner, stage.newcomer):
            yield from _learn(stage, random, number, officer)
    for number, why in WITHDRAWN.items():
        yield at(date(2020, 5, 20), 9 + number / 60), partial(stage.withdraw, number, "container-marking", why)
    yield from _learner_and_newcomer(stage)
    yield from chain(sessions.events(stage), pairing.events(stage), work.events(stage), asking.events(stage), _reading(stage))
    yield from gathering.events(stage)


def _enrol(stage: Stage, n: int, unit_agency: tuple[str, str], numbers: list[int]) -> Iterator[Event]:
    unit, agency = unit_agency
    dues = (WELCOME_OUT, "programme-welcome", WELCOME_DUE), (MARKING_OUT, "container-marking", EARLY_DUE.get(unit, MARKING_DUE))
    for out, course, due in dues:
        line = line_of(unit[:2], course)
        yield at(out, 9.5 + n / 10), partial(stage.enrol, numbers, course, agency, due, line=line)


def _enrol_in_tracks(stage: Stage, officers: list[cast.Officer]) -> Iterator[Event]:
    """Units and single officers; who was withdrawn from a course of it is left out."""
    for unit, office, said, due in IN_TRACK:
        numbers = [n for n in stage.at_post(unit) if n not in WITHDRAWN]
        for agency in dict.fromkeys(officers[n].agency for n in numbers):
            mine = [n for n in numbers if officers[n].agency == agency]
            yield moment(said), partial(stage.enrol_in_track, mine, TRACK, office or agency, due)
    for unit, place, said in ALONE:
        yield moment(said), partial(stage.enrol_in_track, stage.at_post(unit, place), TRACK, "CA", date(2020, 9, 30), via="person")
    for unit, agency, said in IN_THEORY:
        yield moment(said), partial(stage.enrol, stage.at_post(unit), THEORY, agency, date(2020, 9, 30))


def _learn(stage: Stage, random: Random, number: int, officer: cast.Officer) -> Iterator[Event]:
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
            done = at(day, random.uniform(8, 20))
            if number in WITHDRAWN and done > LEFT:
                break
            yield done, partial(stage.do, Work(number, slug, step, officer.care))


def _name_learner_and_newcomer(stage: Stage, by_unit: dict[tuple[str, str], list[int]], officers: list[cast.Officer]) -> None:
    """The two officers' cards: one in the middle of a lesson with one answer wrong, one who has not begun."""
    stage.learner = by_unit["KZ-ALTYNKOL", "KZ-SRC"][0]
    officers[stage.learner] = cast.Officer(LEARNER, "Sultanova Aigerim", "w", "en", "KZ-ALTYNKOL", "KZ-SRC", 0.4, 0.95)
    stage.newcomer = by_unit["UZ-CHUKURSAY", "UZ-SCC"].pop()
    officers[stage.newcomer] = cast.Officer(NEWCOMER, "Tursunova Kamola", "w", "ru", "UZ-CHUKURSAY", "UZ-SCC", 0, 0.9)


def _learner_and_newcomer(stage: Stage) -> Iterator[Event]:
    """What only these two did."""
    for n, (course, due) in enumerate((("programme-welcome", date(2020, 7, 10)), ("container-marking", date(2020, 8, 31)))):
        yield at(ARRIVES, 10 + n / 20), partial(stage.enrol, [stage.newcomer], course, "UZ-SCC", due, line=NEWCOMERS)
    yield at(ARRIVES, 10.1), partial(stage.enrol_in_track, [stage.newcomer], TRACK, "UZ-SCC", date(2020, 9, 30), via="person")
    for n, day in enumerate((date(2020, 4, 2), date(2020, 6, 8), date(2020, 6, 12), date(2020, 6, 22), date(2020, 6, 25))):
        yield at(day, 18 + n / 10, "Asia/Almaty"), partial(stage.learner_studies, n)


def _reading(stage: Stage) -> Iterator[Event]:
    """Notices are read now and then: by officers in the middle of June, by the others up to this week."""
    for number in (n for unit, numbers in stage.posts.items() if unit != NEW for n in numbers):
        yield moment("06-16 20:00" if number == stage.learner else "06-19 20:00"), partial(stage.read_notices, number)
    for guest in abroad.MENTORS:
        yield moment("06-24 20:00"), partial(stage.read_notices, guest.call_name)
    for office in ("CA", *cast.AGENCIES):
        yield moment("06-21 18:00" if office == "UZ-SCC" else "06-25 12:00"), partial(stage.read_notices, office)
