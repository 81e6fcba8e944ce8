"""Who is paired with which mentor in the demo: units and trainees, what was agreed, which meetings there were and are to come.

Moments are written as `05-18 10:00`, in Tashkent if no other place is named.
"""

from dataclasses import dataclass, field
from datetime import date

from lms.demo.abroad import BAKU, BRUSSELS, LISBON, TBILISI, VIENNA
from lms.mentoring.rules.meetings import Outcome


@dataclass(frozen=True)
class Meeting:
    """A meeting, on the wall at the trainee's place; `outcome` and `note` once it was noted, `missing` who was not there.

    `closes`: the mentor noted it as the closing meeting of their course, and not as the step that was next.
    """

    set_at: str
    at: str
    zone: str
    minutes: int
    about: str
    outcome: Outcome | None = None
    note: str = ""
    missing: tuple[int, ...] = ()
    closes: bool = False


@dataclass(frozen=True)
class Pair:
    """A unit, or the officer at that place in its list, and a mentor.

    `agreed` is {agency: when its focal point agreed}, `letters` {agency: (when it was entered, number, its day)}.
    """

    unit: str
    mentor: str
    offered: str
    topics: str
    goals: str
    ends_on: date
    person: int | None = None
    accepted: str = ""
    declined: tuple[str, str] | None = None
    agreed: dict[str, str] = field(default_factory=dict)
    letters: dict[str, tuple[str, str, date]] = field(default_factory=dict)
    ended: tuple[str, str] | None = None
    met: tuple[Meeting, ...] = ()


HELD = Outcome.HELD
FIRST = "First meeting and goals"
MISSION = "Remote mentorship: selecting from live papers, then the boxes"
NOTE = "Two goals agreed, to be looked at in four weeks. They write in Russian."
JULY, AUGUST = date(2020, 7, 31), date(2020, 8, 31)
TASHKENT, ALMATY, AQTAU, BISHKEK = "Asia/Tashkent", "Asia/Almaty", "Asia/Aqtau", "Asia/Bishkek"

PAIRS = (
    Pair(
        "UZ-CHUKURSAY", BRUSSELS, "05-18 10:00", "documents profiling search", "Selecting from a manifest; a search order.", JULY,
        accepted="05-18 13:20", agreed={"UZ-SCC": "05-19 11:00"}, letters={"UZ-NCDC": ("05-21 10:30", "7/1-204", date(2020, 5, 20))},
        met=(
            Meeting("05-27 12:00", "06-04 10:00", TASHKENT, 60, FIRST, HELD, NOTE, (3,)),
            Meeting("06-10 12:30", "06-23 10:00", TASHKENT, 180, MISSION, HELD, "Forty rows read together, two boxes chosen.", (2,)),
            Meeting("06-10 12:32", "06-24 10:00", TASHKENT, 180, MISSION, HELD, "Search of a reefer, step by step.", (4, 6), closes=True),
            Meeting("06-24 14:30", "07-08 10:00", TASHKENT, 60, "What came of the mission; questions"),
        ),
    ),
    Pair(
        "UZ-ALAT", TBILISI, "05-18 10:20", "rail-road-posts concealment search", "Lorries with two tanks; who does what in a search.", JULY,
        accepted="05-19 12:00", agreed={"UZ-SCC": "05-19 16:10"},
        met=(
            Meeting("05-26 15:00", "06-05 15:00", TASHKENT, 60, FIRST, HELD, NOTE, (6,)),
            Meeting("06-11 15:10", "06-23 15:00", TASHKENT, 120, MISSION, HELD, "Three lorries; one spare tank explained.", (4,)),
            Meeting("06-11 15:12", "06-24 15:00", TASHKENT, 120, MISSION, HELD, "Roles in a team of four tried out.", (2, 4), closes=True),
        ),
    ),
    Pair(
        "KZ-ALTYNKOL", BRUSSELS, "05-25 10:00", "documents marking search", "Numbers by hand; a plan a colleague can use.", AUGUST,
        accepted="05-26 12:10", agreed={"KZ-SRC": "05-28 11:30"},
        met=(
            Meeting("06-08 12:00", "06-16 11:00", ALMATY, 60, FIRST, HELD, NOTE, (4,)),
            Meeting("06-17 12:00", "06-30 11:00", ALMATY, 180, MISSION),
            Meeting("06-17 12:02", "07-01 11:00", ALMATY, 180, MISSION),
        ),
    ),
    Pair(
        "KZ-AKTAU", BRUSSELS, "05-25 10:15", "documents marking search", "Boxes from the ferry: weights, first rows.", AUGUST,
        accepted="05-26 12:14", agreed={"KZ-SRC": "05-28 11:40"},
        met=(
            Meeting("06-08 12:05", "06-16 11:30", AQTAU, 60, FIRST, HELD, NOTE, (6,)),
            Meeting("06-17 12:05", "07-02 11:00", AQTAU, 180, MISSION),
            Meeting("06-17 12:07", "07-03 11:00", AQTAU, 180, MISSION),
        ),
    ),
    Pair(
        "KG-OSH", VIENNA, "05-25 11:00", "seals documents custody", "Seals on boxes from the pass; records that hold.", AUGUST,
        accepted="05-27 14:00", agreed={"KG-SCS": "05-29 10:00"},
        met=(
            Meeting("06-04 14:00", "06-11 15:00", BISHKEK, 60, FIRST, Outcome.TECHNICAL, "No current at the post after ten minutes."),
            Meeting("06-11 14:30", "06-18 15:00", BISHKEK, 60, FIRST, HELD, NOTE, (2, 7)),
            Meeting("06-18 15:30", "07-02 15:00", BISHKEK, 60, "Six seals on photographs"),
        ),
    ),
    Pair(
        "UZ-AVIAYUKLAR", LISBON, "05-20 11:00", "precursors drugs", "Air cargo of chemicals.", AUGUST, person=2, accepted="05-21 13:00",
        agreed={"UZ-SCC": "05-22 10:00"}, ended=("06-10 13:10", "I am at sea until September; please give him to somebody else."),
    ),
    Pair(
        "TJ-KHUJAND", TBILISI, "05-27 10:00", "rail-road-posts search", "Lorries from the valley.", AUGUST, person=3,
        accepted="05-27 15:30", agreed={"TJ-CS": "05-29 09:40"},
        met=(
            Meeting("06-03 15:00", "06-10 15:00", "Asia/Dushanbe", 60, FIRST, HELD, NOTE),
            Meeting("06-22 16:00", "07-02 15:00", "Asia/Dushanbe", 60, "Closing meeting"),
        ),
    ),
    Pair(
        "TM-ASHGABAT", VIENNA, "06-03 10:30", "documents seals", "Papers of transit boxes.", AUGUST, person=3, accepted="06-04 14:00",
        letters={"TM-SCS": ("06-08 11:00", "14/2-097", date(2020, 6, 5))},
        met=(
            Meeting("06-09 14:00", "06-16 14:00", "Asia/Ashgabat", 60, FIRST, Outcome.MISSED, "Called to a shift."),
            Meeting("06-16 15:10", "06-23 14:00", "Asia/Ashgabat", 60, FIRST, HELD, NOTE),
        ),
    ),
    Pair(
        "TJ-KHOROG", BAKU, "06-09 10:00", "marking construction", "Boxes on lorries over the pass.", AUGUST, person=2,
        accepted="06-10 12:00", agreed={"TJ-CS": "06-12 09:30"},
        met=(Meeting("06-15 11:30", "06-17 12:00", "Asia/Dushanbe", 45, FIRST, HELD, NOTE),),
    ),
    Pair(
        "KG-BISHKEK", TBILISI, "06-19 15:10", "documents concealment", "Selection for the inland terminal.", AUGUST,
        declined=("06-22 13:20", "Two missions in August; from September gladly."),
    ),
    Pair(
        "TM-FARAP", BAKU, "06-22 15:10", "supply-chain marking", "Numbers of boxes on lorries.", AUGUST, person=4, accepted="06-24 09:45",
    ),
    Pair(
        "UZ-YALLAMA", BAKU, "06-23 10:00", "marking construction", "Reading a box from outside.", AUGUST, person=3, accepted="06-24 11:20",
    ),
    Pair(
        "TM-TURKMENBASHI", BAKU, "06-25 15:00", "supply-chain marking rip-on-rip-off", "Boxes from the ferry.", AUGUST,
    ),
)  # fmt: skip
