"""The people of the demo. All are invented: call names only, no real officer (demo.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

# Given names by country, women's and men's apart, with the initial of an invented family name added. Share of women: brief 0.5.
GIVEN: dict[str, tuple[str, str]] = {
    "KZ": ("Aigerim Dana Madina Saltanat Zhanar Aliya", "Daniyar Yerlan Nurlan Askar Bekzat Timur Arman Serik Olzhas Marat Dauren Ruslan"),
    "KG": ("Aizada Gulnara Nurgul Meerim", "Azamat Bakyt Erkin Kubat Nurbek Talant Ulan Zhyrgal Almaz Chyngyz Maksat Sanzhar"),
    "TJ": ("Farzona Nigora Shahnoza Zarina", "Bahrom Davron Firuz Jamshed Karim Manuchehr Rustam Said Umed Zafar Khurshed Parviz"),
    "TM": ("Ayna Jeren Maral Ogulgerek", "Batyr Dovlet Eziz Guvanch Kerim Merdan Myrat Rahym Serdar Yhlas Atamyrat Begench"),
    "UZ": (
        "Dilnoza Feruza Gulchehra Malika Nargiza Sevara",
        "Akmal Bobur Dilshod Farhod Jasur Murod Otabek Sanjar Sherzod Ulugʻbek Zafar Aziz",
    ),
}
INITIALS = "ABDEGHIKMNORSTUY"
FAMILY: dict[str, tuple[str, str]] = {
    # Endings that make an invented family name of an initial's stem; full names are kept only where a country keeps them here.
    "KZ": ("ova", "ov"),
    "KG": ("eva", "ev"),
    "TJ": ("zoda", "zoda"),
    "TM": ("ova", "ov"),
    "UZ": ("ova", "ov"),
}
STEMS = dict(
    zip(
        INITIALS,
        [
            "Ahmed",
            "Boltay",
            "Davlat",
            "Ergash",
            "Gafur",
            "Haydar",
            "Ismoil",
            "Karim",
            "Mirza",
            "Nazar",
            "Orif",
            "Rahim",
            "Sultan",
            "Tursun",
            "Umar",
            "Yusup",
        ],
        strict=True,
    )
)
LANGS: dict[str, tuple[str, ...]] = {"KZ": ("ru",), "KG": ("ru",), "TJ": ("ru",), "TM": ("ru", "en"), "UZ": ("ru", "ru", "en")}

# (unit, agency, people): the fifteen units of brief 3.3 that were open in June 2020, one of them joint.
STAFF: tuple[tuple[str, str, int], ...] = (
    ("KZ-AKTAU", "KZ-SRC", 9),
    ("KZ-ALTYNKOL", "KZ-SRC", 10),
    ("KG-BISHKEK", "KG-SCS", 9),
    ("KG-OSH", "KG-SCS", 8),
    ("TJ-DUSHANBE-2", "TJ-CS", 8),
    ("TJ-PANJ", "TJ-CS", 7),
    ("TJ-KHUJAND", "TJ-CS", 7),
    ("TJ-KHOROG", "TJ-CS", 4),  # small enough to be hidden from a donor's figures later
    ("TM-ASHGABAT", "TM-SCS", 8),
    ("TM-TURKMENBASHI", "TM-SCS", 8),
    ("TM-FARAP", "TM-SCS", 8),
    ("UZ-CHUKURSAY", "UZ-SCC", 8),
    ("UZ-CHUKURSAY", "UZ-NCDC", 3),
    ("UZ-ALAT", "UZ-SCC", 7),
    ("UZ-YALLAMA", "UZ-SCC", 8),
    ("UZ-AVIAYUKLAR", "UZ-SCC", 8),
)
AGENCIES = ("KZ-SRC", "KG-SCS", "TJ-CS", "TJ-DCA", "TM-SCS", "UZ-SCC", "UZ-NCDC")


@dataclass(frozen=True)
class Officer:
    """An invented officer. `pace` is how much of a course they have done by June: 0 nothing, 1 all; `care` how well they answer."""

    call_name: str
    full_name: str
    sex: str | None
    lang: str
    unit: str
    agency: str
    pace: float
    care: float


def officers(random: Random) -> Iterator[Officer]:
    """120 officers, unit by unit; the same ones every time for the same seed."""
    taken: set[str] = set()
    for unit, agency, people in STAFF:
        cc = unit[:2]
        # How far a unit has come differs: that is what the coordinator's page is for.
        unit_pace = random.uniform(0.25, 1.0)
        for _ in range(people):
            sex = "w" if random.random() < 0.2 else "m"
            yield _officer(random, taken, cc, sex, unit, agency, unit_pace)


def _officer(random: Random, taken: set[str], cc: str, sex: str, unit: str, agency: str, unit_pace: float) -> Officer:
    women, men = GIVEN[cc]
    while True:
        given = random.choice((women if sex == "w" else men).split())
        initial = random.choice(INITIALS)
        call_name = f"{given} {initial}."
        if call_name not in taken:
            break
    taken.add(call_name)
    family = STEMS[initial] + FAMILY[cc][0 if sex == "w" else 1]
    return Officer(
        call_name=call_name, full_name=f"{family} {given}", sex=sex if random.random() < 0.9 else None, lang=random.choice(LANGS[cc]),
        unit=unit, agency=agency, pace=min(1.0, max(0.0, random.gauss(unit_pace, 0.3))), care=random.uniform(0.6, 0.98),
    )  # fmt: skip
