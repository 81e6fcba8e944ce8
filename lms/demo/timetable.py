"""The nine theory sessions of the demo: held, broken off, cancelled, yesterday's with its register open, today's, and two to come.

Who is meant by a place in the list of a unit stands in `stage.posts`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from lms.demo.abroad import SECOND_TRAINER, TRAINER
from lms.theory.actions import Wall

NAMESPACE = UUID("3d6c2f5e-6a1f-5d0b-8a53-2b7a6f0c9e11")  # ours, for the keys of the demo's sessions
ALL = ("KZ", "KG", "TJ", "TM", "UZ")

Seats = dict[str, tuple[int, ...]]  # {unit: who of it, by their place in the list}


@dataclass(frozen=True)
class Session:
    """A session as its trainer set it, and who took part. `topic` is the step of the theory course that it counts for."""

    slug: str
    trainer: str
    ru: str
    en: str
    topic: str | None
    wall: Wall
    seats: int
    invited: tuple[str, ...]
    set_on: date
    booked: Seats
    absent: Seats = field(default_factory=dict)
    lang: str = "ru"
    agenda: str = ""

    @property
    def key(self) -> UUID:
        """Its key, the same in every telling."""
        return uuid5(NAMESPACE, self.slug)

    @property
    def starts_at(self) -> datetime:
        """When it begins, as it was set."""
        return self.wall.resolve()


def _wall(day: date, clock: str, zone: str, minutes: int = 90) -> Wall:
    return Wall(day, clock, zone, minutes)


HELD = (
    Session(
        "documents-may", TRAINER, "Документы и источники сведений", "Documents and sources of information", "documents-and-sources",
        _wall(date(2020, 5, 26), "07:00", "Europe/Vienna"), 40, ALL, date(2020, 5, 14),
        {
            "KZ-ALTYNKOL": (0, 1, 2, 3), "KZ-AKTAU": (0, 1, 2), "KG-BISHKEK": (0, 1, 2, 3), "KG-OSH": (0, 1, 2, 3),
            "TJ-DUSHANBE-2": (0, 1, 2), "TJ-PANJ": (0, 1), "TM-ASHGABAT": (0, 1, 2, 3), "UZ-CHUKURSAY": (0, 1, 2, 3),
            "UZ-ALAT": (0, 1, 2, 3),
        },
        {"KZ-AKTAU": (2,), "KG-OSH": (2,), "UZ-ALAT": (3,)},
        agenda="Знакомство и правила\nОдна партия груза от заявки до выдачи\nКто составляет какой документ\nВопросы",
    ),
    Session(
        "seals-june", TRAINER, "Пломбы: классы, проверка, признаки вскрытия", "Seals: classes, checks, signs of tampering",
        "seals-and-tampering", _wall(date(2020, 6, 9), "07:00", "Europe/Vienna"), 40, ALL, date(2020, 5, 28),
        {
            "KG-BISHKEK": (0, 1, 4, 5), "KG-OSH": (0, 1, 4, 5), "TJ-DUSHANBE-2": (0, 1, 3), "TJ-PANJ": (0, 2, 3), "TJ-KHUJAND": (0, 1, 2),
            "TM-ASHGABAT": (0, 1, 4, 5), "TM-TURKMENBASHI": (0, 1), "UZ-CHUKURSAY": (0, 1, 4), "UZ-ALAT": (0, 1, 4),
        },
        {"TJ-PANJ": (2,), "TM-ASHGABAT": (5,)},
        agenda="Три класса: I, S, H\nОсмотреть, сверить, потянуть, повернуть\nШесть фотографий\nВопросы",
    ),
    Session(
        "profiling-june", SECOND_TRAINER, "Профилирование и отбор: от шестидесяти строк к восьми",
        "Profiling and selection: from sixty rows to eight", "profiling-and-selection",
        _wall(date(2020, 6, 16), "10:00", "Asia/Baku"), 30, ("KG", "TJ", "TM", "UZ"), date(2020, 6, 2),
        {
            "KG-BISHKEK": (0, 2), "KG-OSH": (0, 2), "TJ-DUSHANBE-2": (0, 4), "TJ-PANJ": (1, 4), "TJ-KHUJAND": (3,), "TM-ASHGABAT": (2, 6),
            "TM-TURKMENBASHI": (0, 2, 3), "UZ-CHUKURSAY": (1, 5, 6), "UZ-ALAT": (2, 4),
        },
        {"TJ-KHUJAND": (3,)},
    ),
)  # fmt: skip
BROKEN = Session(
    "fumigated-june", SECOND_TRAINER, "Контейнеры после фумигации: прежде чем открыть", "Fumigated containers: before you open", None,
    _wall(date(2020, 6, 12), "13:00", "Asia/Baku", 60), 20, ("KZ", "KG"), date(2020, 6, 1),
    {"KZ-ALTYNKOL": (0, 2, 5), "KZ-AKTAU": (0, 5), "KG-BISHKEK": (6,)},
)  # fmt: skip
YESTERDAY = Session(
    "search-june", TRAINER, "Досмотр и безопасность: вскрыть и не пострадать", "Search and safety: open it and stay unhurt",
    "search-and-safety", _wall(date(2020, 6, 25), "08:00", "Europe/Vienna"), 40,
    ("TM-ASHGABAT", "TM-TURKMENBASHI", "TJ-KHUJAND", "TJ-PANJ", "TJ-DUSHANBE-2"), date(2020, 6, 12),
    {
        "TM-ASHGABAT": (0, 1, 2, 3, 4, 5, 6), "TM-TURKMENBASHI": tuple(range(8)), "TJ-KHUJAND": tuple(range(7)), "TJ-PANJ": tuple(range(7)),
        "TJ-DUSHANBE-2": tuple(range(8)),
    },
    agenda="Порядок: документы, снаружи, пломба, воздух, двери\nРоли до вскрытия\nПравило остановки\nНабросок плана досмотра",
)  # fmt: skip
TODAY = Session(
    "documents-june", TRAINER, "Документы и источники сведений", "Documents and sources of information", "documents-and-sources",
    _wall(date(2020, 6, 26), "06:15", "Europe/Vienna", 75), 20, ("UZ", "KG"), date(2020, 6, 17),
    {"UZ-CHUKURSAY": (5, 7), "UZ-YALLAMA": (0, 1, 2, 3), "UZ-AVIAYUKLAR": (2, 5), "KG-BISHKEK": (4, 5), "KG-OSH": (6, 7)},
    agenda="Знакомство и правила\nОдна партия груза от заявки до выдачи\nВопросы",
)  # fmt: skip
COMING = Session(
    "seals-kz", TRAINER, "Пломбы: классы, проверка, признаки вскрытия", "Seals: classes, checks, signs of tampering", "seals-and-tampering",
    _wall(date(2020, 6, 30), "09:00", "Asia/Aqtau", 60), 16, ("KZ-AKTAU", "KZ-ALTYNKOL"), date(2020, 6, 15),
    {"KZ-ALTYNKOL": (0, 1, 4, 6), "KZ-AKTAU": (0, 1, 2, 4, 5)},
    agenda="09:00 Три класса: I, S, H\n09:20 Шесть фотографий\n09:50 Вопросы",
)  # fmt: skip
FULL = Session(
    "profiling-july", SECOND_TRAINER, "Профилирование и отбор: открытые источники", "Profiling and selection: open sources",
    "profiling-and-selection", _wall(date(2020, 7, 2), "14:00", "Asia/Baku", 60), 12, ("KZ", "KG", "UZ"), date(2020, 6, 8),
    {"KG-BISHKEK": (1, 3, 4, 5), "KG-OSH": (1, 4, 5), "KZ-AKTAU": (5, 7), "UZ-YALLAMA": (4, 5, 6)},
)  # fmt: skip
MOVED_TO = _wall(date(2020, 7, 14), "14:00", "Asia/Baku", 60)
WAITING: Seats = {"KG-OSH": (3,), "KZ-ALTYNKOL": (0,), "KG-BISHKEK": (7,), "UZ-ALAT": (0,)}  # in this order
CANCELLED = Session(
    "reefers", SECOND_TRAINER, "Рефрижераторы: за кожухом вентилятора", "Reefers: behind the fan housing", None,
    _wall(date(2020, 7, 8), "13:00", "Asia/Baku", 60), 20, ("KZ", "TM"), date(2020, 6, 10),
    {"KZ-ALTYNKOL": (3, 5), "TM-TURKMENBASHI": (0, 1, 2)}, lang="en",
)  # fmt: skip
SESSIONS = (*HELD, BROKEN, YESTERDAY, TODAY, COMING, FULL, CANCELLED)
# Yesterday: one joined late, six at Khujand sat at one PC, one sat in without a seat; nobody has said anything of five yet.
LATE: Seats = {"TM-ASHGABAT": (4,)}
NAMED: Seats = {"TJ-KHUJAND": (1, 2, 3, 4, 5)}
EXCUSED: Seats = {"TJ-DUSHANBE-2": (3,)}
TECHNICAL: Seats = {"TJ-PANJ": (3,)}
SAT_IN: Seats = {"TM-ASHGABAT": (7,)}
UNSEEN: Seats = {  # who did not join: the named, the excused, and those five
    "TM-ASHGABAT": (5,), "TM-TURKMENBASHI": (7,), "TJ-KHUJAND": (1, 2, 3, 4, 5, 6), "TJ-PANJ": (2, 4), "TJ-DUSHANBE-2": (3,),
}  # fmt: skip
JOINED: Seats = {"UZ-YALLAMA": (0, 1), "KG-OSH": (6,)}  # this morning, up to nine
