"""What the five meetings of June 2020 decided on the plans in the demo: the in-person course goes, three lines stand in for it.

That full-time training was postponed is published (UNODC, June 2020, S1), and where and when the two mentorships were (S2). All else is
a training example, not a record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.demo.agreed import BOTH, EXAMPLE, Planned

POSTPONED = "Full-time training is postponed: travel and gatherings closed."
POSTPONED_RU = "Очное обучение отложено: поездки и собрания закрыты."
MENTORSHIP = "Days and units: UNODC, 2020, S2. Seats and shares: training example, not a record."
HELD_ONLINE = "Day and mode: UNODC, June 2020, S1."
AT_POSTPONING = "That full-time training is postponed: UNODC, June 2020, S1. The course itself: training example, not a record."


@dataclass(frozen=True)
class Decided:
    """A decision. `changes`: {number: what its line says from then on}; of what it `makes` every line stands in for `replaces`."""

    effect: str
    text: str
    postpones: str = ""
    makes: tuple[Planned, ...] = ()
    replaces: str = ""
    changes: Mapping[str, Mapping[str, Any]] | None = None


def _replacing(cc: str, theory: Planned, mentorship: Planned) -> tuple[Planned, ...]:
    for_newcomers = Planned(
        f"{cc}-02a", "elearning", "own_pace", "Welcome and container marking for newcomers",
        "Добро пожаловать и маркировка контейнеров: для новых сотрудников", "07-01..08-31", 6, minutes=75, courses=BOTH, grants="INL 100",
    )  # fmt: skip
    return for_newcomers, theory, mentorship


def _theory(cc: str, en: str, ru: str, when: str, seats: int, minutes: int = 90, grants: str = "JPN 100") -> Planned:
    return Planned(f"{cc}-02b", "theory", "live", en, ru, when, seats, 2, minutes, "theory-basics", grants=grants)


def _mentorship(cc: str, when: str, seats: int, nodes: str = "", source: str = EXAMPLE, grants: str = "JPN 70 EXBS 30") -> Planned:
    return Planned(
        f"{cc}-02c", "mentorship", "live", "Selection, profiling and inspection", "Отбор, профилирование и досмотр",
        when, seats, 2, 180, "first-mentorship", nodes, grants=grants, source=source,
    )  # fmt: skip


def _online(number: str, day: str) -> Decided:
    text = "Meetings of the group stay online until the end of 2020."
    return Decided("changes", text, changes={number: {"mode": "live", "when": f"{day}..{day}", "source": HELD_ONLINE}})


def _postponed(cc: str, what: str) -> Decided:
    text = f"The {what} {cc}-02 is postponed, without a date. {POSTPONED}"
    return Decided("postpones", text, postpones=f"{cc}-02", changes={f"{cc}-02": {"source": AT_POSTPONING}})


DECIDED: Mapping[str, tuple[Decided, ...]] = {
    "TM": (
        _postponed("TM", "practical course at the seaport"),
        Decided(
            "makes", "TM-02a, TM-02b and TM-02c replace it: eLearning for newcomers, two days of theory in July, a remote mentorship in "
            "September.", replaces="TM-02",
            makes=_replacing(
                "TM", _theory("TM", "Reefers and seals, two days", "Рефрижераторы и пломбы, два дня", "07-08..07-15", 32),
                _mentorship("TM", "09-08..09-09", 17),
            ),
        ),
        _online("TM-03", "06-02"),
    ),
    "KG": (
        _postponed("KG", "practical course at the inland terminal"),
        Decided(
            "makes", "KG-02a, KG-02b and KG-02c replace it: eLearning for newcomers, two days of theory in July, a remote mentorship of "
            "both units.", replaces="KG-02",
            makes=_replacing(
                "KG", _theory("KG", "Profiling and selection, two days", "Профилирование и отбор, два дня", "07-02..07-14", 32, 60),
                _mentorship("KG", "06-11..07-16", 17),
            ),
        ),
        _online("KG-04", "06-03"),
    ),
    "UZ": (
        _postponed("UZ", "practical course at the rail terminal"),
        Decided(
            "makes", "UZ-02a, UZ-02b and UZ-02c replace it: eLearning for newcomers, two days of theory, and a remote mentorship of Alat "
            "and Chukursay on 23 and 24 June.", replaces="UZ-02",
            makes=_replacing(
                "UZ",
                _theory("UZ", "Documents and sources, two days", "Документы и источники сведений, два дня", "06-26..07-10", 44, 75),
                _mentorship("UZ", "06-23..06-24", 18, "UZ-ALAT UZ-CHUKURSAY", MENTORSHIP),
            ),
        ),
        Decided(
            "changes", "Alat and Chukursay finish Container marking by 19 June, before their mentorship.",
            changes={"UZ-03": {"note": "Alat and Chukursay by 19 June, before their mentorship."}},
        ),
        _online("UZ-04", "06-03"),
    ),
    "KZ": (
        _postponed("KZ", "practical course at the dry port"),
        Decided(
            "makes", "KZ-02a, KZ-02b and KZ-02c replace it: eLearning for newcomers, two days of theory, and a remote mentorship of Aktau "
            "and Altynkol from 30 June to 3 July.", replaces="KZ-02",
            makes=_replacing(
                "KZ", _theory("KZ", "Documents and seals, two days", "Документы и пломбы, два дня", "06-30..07-09", 32, 60),
                _mentorship("KZ", "06-30..07-03", 19, "KZ-AKTAU KZ-ALTYNKOL", MENTORSHIP),
            ),
        ),
        Decided(
            "changes", "The first day of KZ-03 is 7 July; the visit to the seaport moves from June to the last quarter.",
            changes={
                "KZ-03": {"when": "07-07..07-31", "note": "7 July; the second day is not set."},
                "KZ-05": {"when": "Q4", "note": "Moved from June: no travel."},
            },
        ),
        _online("KZ-06", "06-04"),
    ),
    "TJ": (
        _postponed("TJ", "practical course at the river port"),
        Decided(
            "makes", "TJ-02a, TJ-02b and TJ-02c replace it: eLearning for newcomers, two days of theory on 15 and 16 July, and a remote "
            "mentorship that ends from 18 to 20 August.", replaces="TJ-02",
            makes=_replacing(
                "TJ", _theory("TJ", "Documents and selection, two days", "Документы и отбор, два дня", "07-15..07-16", 48),
                _mentorship("TJ", "07-01..08-20", 16),
            ),
        ),
        Decided(
            "changes", "Who is late with Welcome to the programme has until 31 July; their enrolments stay in TJ-01.",
            changes={"TJ-01": {"when": "03-19..07-31"}},
        ),
        _online("TJ-05", "06-25"),
    ),
}  # fmt: skip
# What exists already is put under lines: (session, line, when), and ((unit, place of the officer or None), line, when).
SESSIONS_UNDER = (
    ("documents-may", "IREN-01", "05-15 10:00"), ("seals-june", "IREN-01", "05-29 10:00"), ("profiling-june", "IREN-01", "06-03 10:30"),
    ("profiling-july", "KG-02b", "06-09 10:00"), ("reefers", "TM-02b", "06-11 10:00"), ("search-june", "TJ-03", "06-15 11:00"),
    ("seals-kz", "KZ-02b", "06-16 11:00"), ("documents-june", "UZ-02b", "06-18 10:00"),
)  # fmt: skip
PAIRS_UNDER = (
    ("TM-ASHGABAT", 3, "TM-02c", "06-05 09:40"), ("KG-OSH", None, "KG-02c", "06-04 10:00"), ("UZ-ALAT", None, "UZ-02c", "06-04 10:10"),
    ("UZ-CHUKURSAY", None, "UZ-02c", "06-04 10:12"), ("KZ-ALTYNKOL", None, "KZ-02c", "06-05 10:00"),
    ("KZ-AKTAU", None, "KZ-02c", "06-05 10:02"), ("TM-FARAP", 4, "TM-02c", "06-24 10:20"),
    ("TM-TURKMENBASHI", None, "TM-02c", "06-25 15:10"), ("TJ-KHUJAND", 3, "TJ-02c", "06-26 08:35"),
    ("TJ-KHOROG", 2, "TJ-02c", "06-26 08:36"),
)  # fmt: skip
EXPLAINED = (("KZ-01", "Doubled duty rosters in April and May.", "06-10 11:00"),)
