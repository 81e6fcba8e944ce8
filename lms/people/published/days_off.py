"""The holidays of a country and year, from the `holidays` package, in English and, where it has it, in Russian."""

from datetime import date

import holidays

# The package's own codes of Russian, by country; Kazakhstan and Uzbekistan have none there.
RUSSIAN = {"KG": "ru_KG", "TJ": "ru", "TM": "ru"}
SOURCE = f"holidays {holidays.__version__}; a decree may move it (brief 3.4)"


def days_off(cc: str, year: int) -> dict[date, dict[str, str]]:
    """{day: {language: name}}."""
    found = {day: {"en": name} for day, name in holidays.country_holidays(cc, years=[year], language="en_US").items() if day.year == year}
    if language := RUSSIAN.get(cc):
        for day, name in holidays.country_holidays(cc, years=[year], language=language).items():
            if day in found:
                found[day]["ru"] = name
    return found
