"""The holidays of a country and year, from the `holidays` package, in English and in Russian."""

import re
from datetime import date

import holidays

# The package's own codes of Russian, by country; of Kazakhstan and Uzbekistan it knows none, so their names stand below.
RUSSIAN = {"KG": "ru_KG", "TJ": "ru", "TM": "ru"}
NAMES = {
    "Additional day off by Presidential decree": "Дополнительный выходной по указу Президента",
    "Capital Day": "День столицы",
    "Constitution Day": "День Конституции",
    "Day of Memory and Honor": "День памяти и почестей",
    "Defender of the Fatherland Day": "День защитника Отечества",
    "Eid al-Adha": "Курбан-айт",
    "Eid al-Fitr": "Руза хайит",
    "First President Day": "День Первого Президента",
    "Independence Day": "День независимости",
    "International Women's Day": "Международный женский день",
    "Kazakhstan's People Solidarity Holiday": "Праздник единства народа Казахстана",
    "New Year's Day": "Новый год",
    "Nowruz": "Навруз",
    "Nowruz Holiday": "Наурыз мейрамы",
    "Orthodox Christmas": "Православное Рождество",
    "Republic Day": "День Республики",
    "Teachers and Instructors Day": "День учителя и наставника",
    "Victory Day": "День Победы",
    "Women's Day": "День женщин",
}
REMARKS = {"observed": "выходной", "estimated": "предположительно"}
SOURCE = f"holidays {holidays.__version__}; a decree may move it"
_MOVED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")  # month/day/year
_REMARKED = re.compile(r"(.+?)(?: \(([a-z, ]+)\))?")


def days_off(cc: str, year: int) -> dict[date, dict[str, str]]:
    """{day: {language: name}}; a name that is not known in Russian is in English alone."""
    english = {day: name for day, name in holidays.country_holidays(cc, years=[year], language="en_US").items() if day.year == year}
    language = RUSSIAN.get(cc)
    own = holidays.country_holidays(cc, years=[year], language=language) if language else {}
    found = {}
    for day, name in english.items():
        in_russian = own.get(day) if language else russian(name)
        found[day] = {"en": name, "ru": in_russian} if in_russian else {"en": name}
    return found


def russian(name: str) -> str | None:
    """Day off (substituted from 08/29/2020) is Выходной (перенесено с 29.08.2020); None where the name is not known."""
    if moved := _MOVED.fullmatch(name):
        month, day, year = moved.groups()
        return f"Выходной (перенесено с {day}.{month}.{year})"
    found = _REMARKED.fullmatch(name)
    said = NAMES.get(found[1]) if found else None
    if not found or not said:
        return None
    remarks = [REMARKS[remark] for remark in (found[2] or "").split(", ") if remark in REMARKS]
    return f"{said} ({', '.join(remarks)})" if remarks else said
