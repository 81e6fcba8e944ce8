"""What is published about the region: countries, agencies, units (brief, sections 3.1 to 3.3). No person is in it.

Sources are the brief's: S… is a stored page, [D] an assumption of ours that the programme may correct.
"""

from dataclasses import dataclass, field
from datetime import date

# Turkmenistan joined the programme in 2009, before all others (brief 3.1): nothing is counted before that year.
SINCE = date(2009, 1, 1)
HOME_ZONE = "Asia/Tashkent"


@dataclass(frozen=True)
class Name:
    """How a node is called from a day on."""

    en: str
    ru: str
    from_day: date = SINCE

    @property
    def txt(self) -> dict[str, str]:
        return {"en": self.en, "ru": self.ru}


@dataclass(frozen=True)
class Node:
    """A node as it is published; `parent` is a code."""

    code: str
    names: tuple[Name, ...]
    source: str
    parent: str | None = None
    tz: str = HOME_ZONE
    unit_type: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    agencies: tuple[str, ...] = field(default=())
    is_outside: bool = False  # a country of a network that is not of the region: it has a name and nobody in it

    @property
    def cc(self) -> str | None:
        return self.code[:2] if self.parent or self.is_outside else None


REGION = Node("CA", (Name("Central Asia", "Центральная Азия"),), "brief 1.2")

COUNTRIES = (
    Node("KZ", (Name("Kazakhstan", "Казахстан"),), "joined July 2014, S17", "CA", "Asia/Almaty"),
    Node("KG", (Name("Kyrgyzstan", "Кыргызстан"),), "joined 2015, S25", "CA", "Asia/Bishkek"),
    Node("TJ", (Name("Tajikistan", "Таджикистан"),), "joined March 2014, S17", "CA", "Asia/Dushanbe"),
    Node("TM", (Name("Turkmenistan", "Туркменистан"),), "joined 2009, S33", "CA", "Asia/Ashgabat"),
    Node("UZ", (Name("Uzbekistan", "Узбекистан"),), "joined 2014, S35", "CA", "Asia/Tashkent"),
)

# A later name also says which body an agency answers to since: ministries are no nodes of the tree, as nobody holds a role there.
AGENCIES = (
    Node(
        "KZ-SRC",
        (Name("State Revenue Committee of the Ministry of Finance", "Комитет государственных доходов Министерства финансов"),),
        "S1; the same in November 2022, S23", "KZ", "Asia/Almaty",
    ),
    Node(
        "KG-SCS",
        (
            Name("State Customs Service under the Government", "Государственная таможенная служба при Правительстве"),
            Name(
                "State Customs Service under the Ministry of Finance",
                "Государственная таможенная служба при Министерстве финансов", date(2022, 4, 1),
            ),
        ),
        "S1; under the Ministry of Finance in April 2022, S25, the day is [D]", "KG", "Asia/Bishkek",
    ),
    Node(
        "TJ-CS",
        (Name("Customs Service under the Government", "Таможенная служба при Правительстве"),),
        "S1; the same in 2021 and 2022, S22, S42", "TJ", "Asia/Dushanbe",
    ),
    Node(
        "TJ-DCA",
        (Name("Drug Control Agency under the President", "Агентство по контролю за наркотиками при Президенте"),),
        "S1; the same in 2021 and 2022, S22, S42", "TJ", "Asia/Dushanbe",
    ),
    Node(
        "TM-SCS", (Name("State Customs Service", "Государственная таможенная служба"),),
        "S1; the same in March 2024, S43", "TM", "Asia/Ashgabat",
    ),
    Node(
        "UZ-SCC",
        (
            Name("State Customs Committee", "Государственный таможенный комитет"),
            Name(
                "Customs Committee under the Ministry of Economy and Finance", "Таможенный комитет при Министерстве экономики и финансов",
                date(2023, 5, 1),
            ),
        ),
        "S1; renamed by May 2023, S36, S93u, the day is [D]", "UZ",
    ),
    Node(
        "UZ-NCDC",
        (
            Name(
                "National Information-analytical Center on Drug Control under the Cabinet of Ministers",
                "Национальный информационно-аналитический центр по контролю за наркотиками при Кабинете Министров",
            ),
            Name(
                "National Center for Drug Control under the Presidential Administration",
                "Национальный центр по контролю за наркотиками при Администрации Президента", date(2024, 5, 6),
            ),
        ),
        "S1; decree UP-73 of 6 May 2024, S92", "UZ",
    ),
)  # fmt: skip


def _unit(code: str, en: str, ru: str, unit_type: str, source: str, *, tz: str, agencies: tuple[str, ...], opened: date | None) -> Node:
    return Node(code, (Name(en, ru, opened or SINCE),), source, code[:2], tz, unit_type, opened, None, agencies)


def _kz(code: str, en: str, ru: str, unit_type: str, source: str, tz: str = "Asia/Almaty", opened: date | None = None) -> Node:
    return _unit(f"KZ-{code}", en, ru, unit_type, source, tz=tz, agencies=("KZ-SRC",), opened=opened)


def _kg(code: str, en: str, ru: str, unit_type: str, source: str, opened: date | None = None) -> Node:
    return _unit(f"KG-{code}", en, ru, unit_type, source, tz="Asia/Bishkek", agencies=("KG-SCS",), opened=opened)


def _tj(code: str, en: str, ru: str, unit_type: str, source: str) -> Node:
    return _unit(f"TJ-{code}", en, ru, unit_type, source, tz="Asia/Dushanbe", agencies=("TJ-CS",), opened=None)


def _tm(code: str, en: str, ru: str, unit_type: str, source: str) -> Node:
    return _unit(f"TM-{code}", en, ru, unit_type, source, tz="Asia/Ashgabat", agencies=("TM-SCS",), opened=None)


def _uz(code: str, en: str, ru: str, unit_type: str, source: str, opened: date | None = None, *more: str) -> Node:
    return _unit(f"UZ-{code}", en, ru, unit_type, source, tz="Asia/Tashkent", agencies=("UZ-SCC", *more), opened=opened)


UNITS = (
    # Aktau and Kuryk, on the Caspian, kept UTC+5 beside Almaty's UTC+6 until 1 March 2024 (brief 3.1).
    _kz("AKTAU", "Morport (Aktau)", "Морпорт (Актау)", "sea", "S2, S17", "Asia/Aqtau"),
    _kz("ALTYNKOL", "Altynkol zhol", "Алтынколь жол", "rail", "rail dry port, S2, S16"),
    _kz("ZHETYSU", "Zhetysu, Almaty airport", "Жетысу, аэропорт Алматы", "air", "S21", opened=date(2021, 2, 19)),
    _kz("KURYK", "Kuryk", "Курык", "sea", "officers trained in 2022, S46; the day is [D]", "Asia/Aqtau", date(2022, 8, 1)),
    _kg("BISHKEK", "Bishkek, central office", "Бишкек, центральный аппарат", "inland", "S10, S24"),
    _kg("OSH", "Osh, South-Western customs", "Ош, Юго-Западная таможня", "inland", "S24"),
    _kg("BATKEN", "Batken customs", "Баткенская таможня", "land", "built in 2021 and 2022, S25; the day is [D]", date(2022, 5, 1)),
    _tj("DUSHANBE-2", "Dushanbe-2", "Душанбе-2", "dry", "S17"),
    _tj("PANJ", "Nizhniy Panj", "Нижний Пяндж", "land", "S17"),
    _tj("KHUJAND", "Khujand", "Худжанд", "dry", "S12, S22; the type is [D]"),
    _tj("KHOROG", "Khorog (Gorno-Badakhshan)", "Хорог (Горный Бадахшан)", "land", "S44; the type is [D]"),
    _tm("ASHGABAT", "International Customs Terminal, Ashgabat", "Международный таможенный терминал, Ашхабад", "dry", "S11, S29"),
    _tm("TURKMENBASHI", "Turkmenbashi seaport", "Морской порт Туркменбаши", "sea", "S11, S29"),
    _tm("FARAP", "Farap Avtoyollary", "Фарап автоёллары", "road", "S31"),
    # S9 says that units are joint and that who serves in one is for the country to decide; that it is this one is ours.
    _uz("CHUKURSAY", "Chukursay Tekhkontora", "Чукурсай техконтора", "rail", "S2, S34; two agencies: [D]", None, "UZ-NCDC"),
    _uz("ALAT", "Alat", "Алат", "road", "S2, S34"),
    _uz("YALLAMA", "Yallama", "Яллама", "road", "S44"),
    _uz("AYRITOM", "Ayritom", "Айритом", "rail", "covers Termez river port and the cargo centre, S35, S32", date(2022, 10, 5)),
    _uz("AVIAYUKLAR", "Aviayuklar, Tashkent airport", "Авиаюклар, аэропорт Ташкента", "air", "with the post office Bosh Pochtamt, S23"),
)

# What each country has decided is not published. These are cautious beginnings ([D]) until it says otherwise
# (`flask people policy`): one country shows how the product works on codes, with all names kept at home.
POLICIES = {
    "KZ": ("names", "here"),
    "KG": ("names", "here"),
    "TJ": ("names", "here"),
    "TM": ("codes", "at_home"),
    "UZ": ("names", "here"),
}

# Countries of the network that the programme's region does not hold: no agency, unit or person of theirs is here (brief 1.2).
OUTSIDE = (
    Node("AZ", (Name("Azerbaijan", "Азербайджан"),), "S37 to S42", None, "Asia/Baku", is_outside=True),
    Node("GE", (Name("Georgia", "Грузия"),), "S37 to S42", None, "Asia/Tbilisi", is_outside=True),
    Node("PK", (Name("Pakistan", "Пакистан"),), "S37 to S42", None, "Asia/Karachi", is_outside=True),
)


@dataclass(frozen=True)
class NetworkFact:
    """A published network; `members` are codes of nodes, all of them from the day it was set up."""

    code: str
    en: str
    ru: str
    source: str
    since: date
    members: tuple[str, ...]


NETWORKS = (
    NetworkFact(
        "IREN",
        "Inter-Regional Network of Customs Authorities and Port Control Units",
        "Межрегиональная сеть таможенных органов и подразделений портового контроля",
        "set up in 2019 by a memorandum, S37 to S42; the day is [D]",
        date(2019, 1, 1),
        ("AZ", "GE", "KZ-SRC", "KG-SCS", "PK", "TJ-CS", "TM-SCS", "UZ-SCC"),
    ),
)
