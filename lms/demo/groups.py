"""The meetings of January and May 2020 in the demo: whose, when, who was there, what was asked for. All of it is invented.

Moments are written as `03-03 15:00`, in Tashkent; a meeting's own day and time at its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.demo.agreed import EXAMPLE, REGIONAL_OFFICE

BOTH_POINTS, WCO = "Both focal points", "World Customs Organization"
ZONES = {
    "KZ": "Asia/Almaty", "KG": "Asia/Bishkek", "TJ": "Asia/Dushanbe", "TM": "Asia/Ashgabat", "UZ": "Asia/Tashkent", "IREN": "Asia/Tashkent",
}  # fmt: skip


@dataclass(frozen=True)
class Party:
    """An agency by its code, or an organisation in words, and its office; `presence` once it was noted."""

    who: str
    office: str
    part: str = "beneficiary"
    presence: str = "present"


@dataclass(frozen=True)
class Todo:
    """What a meeting asked for. `owner`: an agency's code, or an office in words. `done`: the day, and when it was marked."""

    text: str
    owner: str
    due: date
    done: tuple[date, str] | None = None


@dataclass(frozen=True)
class Met:
    """A meeting: set and written down when. `minutes_of`: (when, text) of each version; `final` the last one became so."""

    code: str
    day: date
    clock: str
    minutes: int
    mode: str
    set_at: str
    parties: tuple[Party, ...]
    agenda: str
    todos: tuple[Todo, ...] = ()
    written_at: str = ""
    minutes_of: tuple[tuple[str, str], ...] = ()
    final: str = ""
    frozen: str = ""
    people: int = 0
    place: str = ""
    source: str = EXAMPLE

    @property
    def zone(self) -> str:
        """Where its clock hangs."""
        return ZONES[self.code]


_COOPERATION, _POINT = "Department of international cooperation; focal point", "Focal point"
_OFFICE = Party(REGIONAL_OFFICE, "Regional coordinator", "secretariat")
PARTIES: Mapping[str, tuple[Party, ...]] = {
    "KZ": (Party("KZ-SRC", "Department of customs control; focal point"), _OFFICE),
    "KG": (Party("KG-SCS", _COOPERATION), _OFFICE),
    "TJ": (
        Party("TJ-CS", _COOPERATION), Party("TJ-DCA", "Focal point; unit of operational planning"), _OFFICE,
        Party(WCO, "", "observer", "excused"),
    ),
    "TM": (Party("TM-SCS", _POINT), _OFFICE),
    "UZ": (Party("UZ-SCC", _COOPERATION), Party("UZ-NCDC", _POINT), _OFFICE),
    "IREN": (
        *(Party(code, _POINT) for code in ("KZ-SRC", "KG-SCS", "TJ-CS", "TM-SCS", "UZ-SCC")),
        *(Party(code, "Customs authority") for code in ("AZ", "GE", "PK")), _OFFICE,
    ),
}  # fmt: skip
MEMBERS_ABROAD = ("AZ", "GE", "PK")  # nobody of theirs is here: the coordinator enters their word from the meeting

_AGENDA = "10:00 Units, people and courses of 2019\n10:40 Work plan of 2020\n11:30 Names for the first courses"


def _january(code: str, day: date, place: str, todos: tuple[Todo, ...] = ()) -> Met:
    text = (
        "Training example, not a record.\n\n"
        "The parties went through the courses of 2019 and agreed the lines of the work plan of 2020 ([decision 1](#decision-1)). "
        "Every officer begins with *Welcome to the programme*; the practical course follows in spring.\n\n"
        "The next meeting is in the second quarter."
    )
    return Met(
        code, day, "10:00", 120, "on_site", "03-03 15:00", PARTIES[code], _AGENDA, todos, "03-03 15:20", (("03-03 15:30", text),),
        "03-06 10:00", place=place,
    )  # fmt: skip


_NAMES = "Names for the first courses"
JANUARY = (
    _january("TM", date(2020, 1, 23), "Ashgabat", (Todo(_NAMES, "TM-SCS", date(2020, 3, 6), (date(2020, 3, 4), "03-05 11:00")),)),
    _january("UZ", date(2020, 1, 24), "Tashkent", (Todo(_NAMES, BOTH_POINTS, date(2020, 2, 28), (date(2020, 2, 27), "03-05 11:05")),)),
    _january("KG", date(2020, 1, 28), "Bishkek", (Todo(_NAMES, "KG-SCS", date(2020, 2, 28), (date(2020, 2, 28), "03-05 11:10")),)),
    _january(
        "TJ", date(2020, 1, 29), "Dushanbe",
        (
            Todo(_NAMES, BOTH_POINTS, date(2020, 2, 28), (date(2020, 2, 26), "03-05 11:15")),
            Todo("Survey of the network at four posts", "TJ-CS", date(2020, 4, 30), (date(2020, 5, 20), "05-20 16:00")),
            Todo("Second deputy of the focal point for Khorog", "TJ-DCA", date(2020, 6, 12)),
        ),
    ),
    _january("KZ", date(2020, 1, 30), "Nur-Sultan", (Todo(_NAMES, "KZ-SRC", date(2020, 2, 28), (date(2020, 2, 25), "03-05 11:20")),)),
)  # fmt: skip
NETWORK = Met(
    "IREN", date(2020, 5, 14), "15:00", 90, "live", "05-06 11:00", PARTIES["IREN"],
    "15:00 What each member can do at a distance\n15:40 The network’s lines of 2020", (), "05-14 16:45",
    (
        (
            "05-14 17:30",
            "Training example, not a record.\n\nThe eight members agreed the network’s three lines for 2020: regional days of theory from "
            "26 May, a meeting of experts in September, an exchange of shift leaders in autumn.",
        ),
    ),
    "05-18 10:00",
)  # fmt: skip
