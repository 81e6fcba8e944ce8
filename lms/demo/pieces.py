"""Who handed in which plan in the demo, and who asked what: drafts, waiting, to be written again, second versions, met, without mentor.

Moments are written as `06-19 13:40`, in Tashkent. In Brussels it is three hours less, at Altynkol one more.
"""

from dataclasses import dataclass

from lms.demo import plans
from lms.demo.abroad import BAKU, BRUSSELS, LISBON, TBILISI, VIENNA
from lms.demo.plans import Plan
from lms.demo.stage import NEW

DRAFT, IN, REVISE, MEETS = "draft", "in", "revise", "meets"


@dataclass(frozen=True)
class Piece:
    """The plan of the officer at that place in the list of a unit: what happened to it, when, and the comment that came with it."""

    unit: str
    place: int
    plan: Plan
    mentor: str | None
    story: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Asked:
    """A question by its name in `talk`, and when it was asked, answered, and thanked for."""

    name: str
    unit: str
    place: int
    mentor: str | None
    moments: tuple[str, ...]


PIECES = (
    # Brussels: three wait, the first of them over the promise.
    Piece("UZ-CHUKURSAY", 0, plans.FOUR_SIDES, BRUSSELS, ((IN, "06-19 13:40"),)),
    Piece("KZ-ALTYNKOL", 0, plans.ORDER, BRUSSELS, ((IN, "06-23 15:20"),)),
    Piece(
        "KZ-AKTAU", 7, plans.RECORD, BRUSSELS, ((IN, "06-17 16:30"), (REVISE, "06-19 12:10", "record"), (IN, "06-25 11:05"))
    ),
    Piece("UZ-CHUKURSAY", 1, plans.SHORT, BRUSSELS,
          ((IN, "06-11 15:00"), (REVISE, "06-15 12:20", "short"), (IN, "06-17 16:10"), (MEETS, "06-19 11:30", "short-good"))),
    Piece("UZ-CHUKURSAY", 5, plans.REEFER, BRUSSELS, ((IN, "06-12 10:40"), (MEETS, "06-16 12:00", "reefer"))),
    Piece("UZ-CHUKURSAY", 6, plans.CAREFUL, BRUSSELS, ((IN, "06-15 14:00"), (REVISE, "06-18 11:45", "careful"))),
    Piece("UZ-CHUKURSAY", 8, plans.TEAM, BRUSSELS, ((IN, "06-16 09:20"), (MEETS, "06-18 12:15", "team"))),
    Piece("UZ-CHUKURSAY", 2, plans.SMALL_TEAM, BRUSSELS, ((DRAFT, "06-24 16:50"),)),
    Piece("KZ-ALTYNKOL", 3, plans.DRUGS_ONLY, BRUSSELS, ((IN, "06-18 17:00"), (REVISE, "06-22 12:30", "drugs"))),
    Piece("KZ-ALTYNKOL", 7, plans.REEFER, BRUSSELS, ((DRAFT, "06-25 20:10"),)),
    Piece("KZ-AKTAU", 2, plans.WEIGHT, BRUSSELS, ((IN, "06-18 11:20"), (MEETS, "06-22 12:50", "weight"))),
    Piece("KZ-AKTAU", 5, plans.TEAM, BRUSSELS, ((DRAFT, "06-24 09:15"),)),
    # Tbilisi
    Piece("UZ-ALAT", 0, plans.WEIGHT, TBILISI, ((IN, "06-10 12:00"), (MEETS, "06-12 15:30", "weight"))),
    Piece("UZ-ALAT", 1, plans.DRUGS_ONLY, TBILISI,
          ((IN, "06-11 10:30"), (REVISE, "06-15 15:40", "drugs"), (IN, "06-18 09:00"), (MEETS, "06-19 15:20", "drugs-good"))),
    Piece("UZ-ALAT", 3, plans.HANDOVER, TBILISI, ((IN, "06-15 11:15"), (MEETS, "06-17 16:00", "handover"))),
    Piece("UZ-ALAT", 4, plans.SHORT, TBILISI, ((IN, "06-24 18:00"),)),
    Piece("UZ-ALAT", 2, plans.CAREFUL, TBILISI, ((IN, "06-16 13:10"), (REVISE, "06-18 15:30", "careful"), (IN, "06-24 10:00"))),
    Piece("UZ-ALAT", 6, plans.QUESTIONS, TBILISI, ((DRAFT, "06-22 19:30"),)),
    Piece("TJ-KHUJAND", 3, plans.TEAM, TBILISI, ((IN, "06-18 14:20"), (MEETS, "06-22 15:50", "team"))),
    # Vienna
    Piece("KG-OSH", 0, plans.REEFER, VIENNA, ((IN, "06-23 12:00"),)),
    Piece("KG-OSH", 4, plans.SHORT, VIENNA, ((IN, "06-19 16:45"), (REVISE, "06-23 14:10", "short"))),
    Piece("KG-OSH", 5, plans.FOUR_SIDES, VIENNA, ((DRAFT, "06-25 08:40"),)),
    Piece("TM-ASHGABAT", 3, plans.SMALL_TEAM, VIENNA, ((IN, "06-22 15:00"), (MEETS, "06-24 14:30", "small-team"))),
    # Lisbon, who has ended it since
    Piece("UZ-AVIAYUKLAR", 2, plans.WEIGHT, LISBON, ((IN, "06-02 10:00"), (MEETS, "06-05 14:00", "weight"))),
    # no mentor yet
    Piece("TM-ASHGABAT", 1, plans.QUESTIONS, None, ((IN, "06-24 17:30"),)),
    Piece("TJ-PANJ", 3, plans.TEAM, None, ((IN, "06-25 14:40"),)),
)  # fmt: skip
ASKED = (
    Asked("ten", "UZ-ALAT", 1, TBILISI, ("06-08 11:00", "06-09 15:10", "06-10 09:30")),
    Asked("two-seals", "UZ-CHUKURSAY", 3, BRUSSELS, ("06-22 10:15", "06-24 14:15")),
    Asked("begin", NEW, 0, BRUSSELS, ("06-24 09:40", "06-24 14:20", "06-25 17:10")),
    Asked("short-inside", "TJ-KHOROG", 2, BAKU, ("06-23 10:40", "06-24 12:30")),
    Asked("hinges", "KG-OSH", 3, VIENNA, ("06-25 13:20",)),
    Asked("same-party", "TM-FARAP", 5, None, ("06-25 16:05",)),
)
