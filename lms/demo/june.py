"""The five Coordination Group Meetings of June 2020 in the demo.

Their days, that they were online, and the seven agencies are published (UNODC, June 2020, S1). Hours, offices, decisions, minutes,
actions and letters are a training example, not a record.
"""

from dataclasses import dataclass
from datetime import date

from lms.demo.groups import BOTH_POINTS, PARTIES, Met, Todo

_NOTE = (
    "https://www.unodc.org/centralasia/en/news-cj/"
    "container-control-programme-sets-up-priorities-in-central-asia-during-covid-19-period.html"
)
SOURCE = (
    "Date, mode and agencies: UNODC, June 2020, S1. Hours, offices, decisions, minutes, actions and letters: training example, not a "
    f"record. {_NOTE}"
)
ROCA = "UNODC Regional Office"


@dataclass(frozen=True)
class Word:
    """What an agency said to the second version, when; on behalf of it who signs, with the letter's number and day."""

    agency: str
    at: str
    kind: str = "agreed"
    words: str = ""
    signed_by: str = ""
    letter: tuple[str, date] | None = None


AGAIN = {"Kazakhstan": 10, "Uzbekistan": 17, "Turkmenistan": 22, "Kyrgyzstan": 23, "Tajikistan": 24}


def _agenda(hour: int) -> str:
    return (
        f"{hour}:00 Open actions of January\n{hour}:15 Progress since January | with the progress pack\n"
        f"{hour}:40 In-person course: postpone and replace\n{hour + 1}:00 Work plan of distance learning activities, rest of 2020"
    )


def _minutes(country: str, body: str) -> str:
    return (
        f"Training example, not a record.\n\nThe secretariat opened and went through the actions of January. {body}\n\n"
        "Full-time training being postponed, the parties replaced the practical course by three online lines: "
        "[decision 1](#decision-1) and [decision 2](#decision-2).\n\n"
        f"The group of {country} meets again on {AGAIN[country]} September 2020, online."
    )


JUNE = (
    Met(
        "TM", date(2020, 6, 2), "11:00", 75, "live", "05-18 15:00", PARTIES["TM"], _agenda(11),
        (
            Todo("A trial of the video call at Farap", "TM-SCS", date(2020, 6, 19), (date(2020, 6, 17), "06-17 15:00")),
            Todo("Names for both days of TM-02b", "TM-SCS", date(2020, 7, 1)),
        ),
        "06-02 12:20",
        (
            ("06-02 15:00", _minutes("Turkmenistan", "It is done.")),
            ("06-03 09:30", _minutes("Turkmenistan", "It is done. Farap asked for a trial of the call before July.")),
        ),
        "06-05 10:00", "05-29 17:00", 4, source=SOURCE,
    ),
    Met(
        "KG", date(2020, 6, 3), "10:00", 75, "live", "05-18 15:10", PARTIES["KG"], _agenda(10),
        (
            Todo("A mentor for the inland terminal at Bishkek", ROCA, date(2020, 7, 15)),
            Todo("Names for both days of KG-02b", "KG-SCS", date(2020, 6, 15), (date(2020, 6, 12), "06-12 11:00")),
        ),
        "06-03 11:00",
        (
            ("06-03 13:00", _minutes("Kyrgyzstan", "It is done.")),
            ("06-04 09:30", _minutes("Kyrgyzstan", "It is done. Osh asked for hours after its shift.")),
        ),
        "06-08 10:00", "05-29 17:10", 5, source=SOURCE,
    ),
    Met(
        "UZ", date(2020, 6, 3), "15:00", 90, "live", "05-18 15:20", PARTIES["UZ"], _agenda(15),
        (
            Todo("Names for the first day of UZ-02b", "UZ-SCC", date(2020, 6, 19), (date(2020, 6, 18), "06-18 17:00")),
            Todo("A trainer for the second day of UZ-02b", ROCA, date(2020, 7, 3)),
        ),
        "06-03 16:40",
        (
            ("06-03 18:00", _minutes("Uzbekistan", "It is done.")),
            ("06-04 09:40", _minutes("Uzbekistan", "It is done. Chukursay reads live papers with its mentor on 23 June.")),
        ),
        "06-08 10:10", "05-29 17:20", 7, source=SOURCE,
    ),
    Met(
        "KZ", date(2020, 6, 4), "15:00", 90, "live", "05-18 15:30", PARTIES["KZ"], _agenda(15),
        (
            Todo("A quiet room with two screens at the seaport for 2 and 3 July", "KZ-SRC", date(2020, 6, 30)),
            Todo("Letter of the Committee on version 2", "KZ-SRC", date(2020, 6, 30)),
        ),
        "06-04 15:40",
        (
            ("06-04 17:30", _minutes("Kazakhstan", "It is done.")),
            ("06-05 09:30", _minutes("Kazakhstan", "It is done. The Committee gives its word on version 2 by letter.")),
        ),
        "06-09 10:00", "06-01 17:00", 5, source=SOURCE,
    ),
    Met(
        "TJ", date(2020, 6, 25), "15:00", 90, "live", "06-10 11:00", PARTIES["TJ"], _agenda(15),
        (
            Todo("Answer to the reservation on TJ-02b", ROCA, date(2020, 6, 30)),
            Todo("24 names for each day of TJ-02b", "TJ-CS", date(2020, 7, 3)),
            Todo("Lessons on a USB stick for Khorog", ROCA, date(2020, 7, 10)),
            Todo("Call those who are late with Welcome to the programme", BOTH_POINTS, date(2020, 7, 31)),
        ),
        "06-25 16:40",
        (
            ("06-25 17:40", _minutes("Tajikistan", "Two of three are done.")),
            (
                "06-26 08:30",
                _minutes(
                    "Tajikistan", "Two of three are done. The Drug Control Agency names the second deputy for Khorog after its own "
                    "staffing decision.\n\nThe parties took note of the progress pack. Both agencies asked that those on long shifts be "
                    "given July: [decision 3](#decision-3). The Drug Control Agency reserved its position on two days in one week.",
                ),
            ),
        ),
        frozen="06-19 18:00", people=6, source=SOURCE,
    ),
)  # fmt: skip
# To come: the next one of each country.
AUTUMN = (
    ("KZ", date(2020, 9, 10), "15:00", "06-09 10:10"), ("UZ", date(2020, 9, 17), "15:00", "06-08 10:20"),
    ("TM", date(2020, 9, 22), "11:00", "06-05 10:10"), ("KG", date(2020, 9, 23), "10:00", "06-08 10:05"),
    ("TJ", date(2020, 9, 24), "15:00", "06-26 08:40"),
)  # fmt: skip
NEXT = tuple(Met(code, day, clock, 90, "live", set_at, PARTIES[code], "") for code, day, clock, set_at in AUTUMN)
WORDS = (
    Word("TM-SCS", "06-02 16:00"),
    Word("KG-SCS", "06-03 16:30"),
    Word("UZ-SCC", "06-03 17:20"),
    Word(
        "UZ-NCDC", "06-05 10:00", "on_behalf", signed_by="The Center’s department of international relations, for its director",
        letter=("7/1-231", date(2020, 6, 4)),
    ),
    Word(
        "TJ-DCA", "06-25 16:05", "reserved", "Agreed but for TJ-02b: two days in one week cannot be staffed at Khorog.",
    ),
    Word(
        "TJ-CS", "06-25 16:20", "on_behalf", signed_by="The department of international cooperation, for the head of the Service",
        letter=("14-03/218", date(2020, 6, 24)),
    ),
)  # fmt: skip
LOCKED = (("TM", "06-03 10:00"), ("KG", "06-04 09:30"), ("UZ", "06-05 10:20"))
# What an agency's office says to a version that is put to it, of a line or of the whole, and what the coordinator answers.
COMMENTS = (
    ("KZ-SRC", "KZ-02b", "Aktau can send five people at a time, not eight: the ferry comes on both days.", "06-15 10:00"),
    ("", "KZ-02b", "Five from Aktau is right for 30 June; the second day follows after the mentorship.", "06-16 10:30"),
    ("UZ-SCC", "UZ-02b", "The first day begins before the morning shift: 09:15 suits all four units.", "06-03 17:15"),
)
