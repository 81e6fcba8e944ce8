"""The work plans of 2020 in the demo as they were agreed in January: grants, and the lines of the first version of each plan.

The three donors are published (UNODC, June 2020, S1); lines, numbers, codes and shares are a training example, not a record.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.demo.cast import STAFF

YEAR = 2020
EXAMPLE = "Training example, not a record."
REGIONAL_OFFICE = "UNODC Regional Office for Central Asia"
PEOPLE = Counter({unit[:2]: 0 for unit, _agency, _people in STAFF})
for _unit, _agency, _people in STAFF:
    PEOPLE[_unit[:2]] += _people


@dataclass(frozen=True)
class Grant:
    """What pays; `short` is how lines name it here."""

    short: str
    code: str
    donor: Mapping[str, str]
    from_day: date
    to_day: date


_DONOR = "The donor: UNODC, June 2020, S1. Code, dates and shares: training example, not a record."
GRANTS = (
    Grant("JPN", "JPN-2019-CA", {"en": "Government of Japan", "ru": "Правительство Японии"}, date(2019, 4, 1), date(2021, 3, 31)),
    Grant(
        "INL", "INL-2018-CCP",
        {"en": "INL, US Department of State", "ru": "INL, Государственный департамент США"}, date(2018, 10, 1), date(2021, 9, 30),
    ),
    Grant(
        "EXBS", "EXBS-2020-CA",
        {"en": "EXBS, US Department of State", "ru": "EXBS, Государственный департамент США"}, date(2020, 1, 1), date(2021, 12, 31),
    ),
)  # fmt: skip
GRANT_SOURCE = _DONOR


@dataclass(frozen=True)
class Planned:
    """A line. `when`: `03-19..04-30`, `Q4` or nothing; `courses`, `nodes` and `networks` are slugs and codes; `grants`: `JPN 60 INL 40`.

    A line of a country that names no node is for the country.
    """

    number: str
    type: str
    mode: str
    en: str
    ru: str
    when: str = ""
    seats: int | None = None
    events: int = 1
    minutes: int | None = None
    courses: str = ""
    nodes: str = ""
    networks: str = ""
    grants: str = "JPN 100"
    langs: tuple[str, ...] = ("ru", "en")
    office: str = REGIONAL_OFFICE
    note: str = ""
    source: str = EXAMPLE


BOTH = "programme-welcome container-marking"


def _welcome(cc: str) -> Planned:
    en, ru = "Welcome to the programme", "Добро пожаловать в программу"
    return Planned(
        f"{cc}-01", "elearning", "own_pace", en, ru, "03-19..04-30", PEOPLE[cc], minutes=30, courses="programme-welcome", grants="INL 100",
    )  # fmt: skip


def _marking(number: str) -> Planned:
    return Planned(
        number, "elearning", "own_pace", "Container marking", "Маркировка контейнеров", "04-06..06-30", PEOPLE[number[:2]], minutes=120,
        courses="container-marking", grants="JPN 60 INL 40",
    )  # fmt: skip


def _practical(cc: str, en: str, ru: str, when: str, seats: int, nodes: str) -> Planned:
    return Planned(
        f"{cc}-02", "in_person", "on_site", en, ru, when, seats, minutes=3600, nodes=nodes, grants="EXBS 70 INL 30", langs=("ru",),
    )  # fmt: skip


def _meeting(number: str) -> Planned:
    en, ru = "Coordination Group Meeting", "Заседание координационной группы"
    return Planned(number, "meeting", "on_site", en, ru, "Q2", grants="")


FIRST: Mapping[str, tuple[Planned, ...]] = {
    "KZ": (
        _welcome("KZ"),
        _practical("KZ", "Practical course at the dry port", "Практический курс в сухом порту", "04-20..05-01", 16, "KZ-AKTAU KZ-ALTYNKOL"),
        Planned(
            "KZ-03", "theory", "live", "Profiling; search and safety", "Профилирование; досмотр и безопасность", "Q3", 32, 2, 90,
            "theory-basics", grants="JPN 100",
        ),
        _marking("KZ-04"),
        Planned(
            "KZ-05", "monitoring", "on_site", "Monitoring visit to the seaport", "Мониторинговый визит в морской порт", "06-15..06-16",
            nodes="KZ-AKTAU", grants="INL 100",
        ),
        _meeting("KZ-06"),
    ),
    "KG": (
        _welcome("KG"),
        _practical("KG", "Practical course at the inland terminal", "Практический курс на внутреннем терминале", "04-27..05-08", 16, ""),
        _marking("KG-03"),
        _meeting("KG-04"),
    ),
    "TJ": (
        _welcome("TJ"),
        _practical("TJ", "Practical course at the river port", "Практический курс в речном порту", "05-11..05-22", 24, ""),
        Planned(
            "TJ-03", "theory", "live", "Search and safety", "Досмотр и безопасность", "06-25..06-25", 40, 1, 90, "theory-basics",
            grants="JPN 100",
        ),
        _marking("TJ-04"),
        _meeting("TJ-05"),
    ),
    "TM": (
        Planned(
            "TM-01", "elearning", "own_pace", "Welcome to the programme; container marking",
            "Добро пожаловать в программу; маркировка контейнеров", "03-19..06-30", 2 * PEOPLE["TM"], minutes=75, courses=BOTH,
            grants="JPN 60 INL 40", note="Two courses: a seat is one person in one of them.",
        ),
        _practical("TM", "Practical course at the seaport", "Практический курс в морском порту", "05-04..05-15", 16, ""),
        _meeting("TM-03"),
    ),
    "UZ": (
        _welcome("UZ"),
        _practical("UZ", "Practical course at the rail terminal", "Практический курс на железнодорожном терминале", "04-20..05-01", 18, ""),
        _marking("UZ-03"),
        _meeting("UZ-04"),
    ),
    "IREN": (
        Planned(
            "IREN-01", "theory", "live", "Regional days: documents, seals, selection", "Региональные дни: документы, пломбы, отбор",
            "05-26..06-16", 110, 3, 90, "theory-basics", nodes="KZ KG TJ TM UZ", grants="JPN 100",
        ),
        Planned(
            "IREN-02", "network", "live", "Exchange of shift leaders between units", "Обмен опытом начальников смен подразделений", "Q4",
            24, networks="IREN", grants="EXBS 100",
        ),
        Planned(
            "IREN-03", "network", "live", "Meeting of the network’s experts", "Встреча экспертов сети", "09-24..09-24", 40,
            networks="IREN", grants="EXBS 60 INL 40",
        ),
    ),
}  # fmt: skip
# Enrolments in the second course are made for this line; in the first one for the plan's line 01.
MARKING_LINES = {"KZ": "KZ-04", "KG": "KG-03", "TJ": "TJ-04", "TM": "TM-01", "UZ": "UZ-03"}
NEWCOMERS = "UZ-02a"


def line_of(cc: str, course: str) -> str:
    """The number of the line for which a country's officers are enrolled in one of the two courses."""
    return f"{cc}-01" if course == "programme-welcome" else MARKING_LINES[cc]
