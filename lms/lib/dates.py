"""How a day is said on a page: in its language, with the year where that is not the one we are in."""

from datetime import date, timedelta

from flask_babel import format_date, get_locale

from lms.lib.time import now

# A day written out where a misreading would cost; CLDR's own long forms say the year and a suffix too much.
# In Russian the weekday stands behind, in brackets: before the date it would have to follow the case of its sentence.
# Without it no form ends in a full stop, for a sentence may end with the day.
LONG = {"en": "EEEE d MMMM y", "ru": "d MMMM y 'г.' (EEEE)"}
WEEKDAY = {"en": "EEEE d MMMM", "ru": "d MMMM (EEEE)"}
SHORT, SHORT_WITH_YEAR = "d MMMM", {"en": "d MMMM y", "ru": "d MMMM y 'года'"}


def in_full(day: date) -> str:
    """Friday 26 June 2020."""
    return _said(day, LONG, "full")


def short(day: date, this_year: int | None = None) -> str:
    """26 June; of another year than this one (by the programme's clock) 26 June 2020."""
    return format_date(day, SHORT, rebase=False) if _is_of(day, this_year) else _said(day, SHORT_WITH_YEAR, "d MMMM y")


def with_weekday(day: date, this_year: int | None = None) -> str:
    """Friday 26 June; of another year than this one (by the programme's clock) Friday 26 June 2020."""
    return _said(day, WEEKDAY, "EEEE d MMMM") if _is_of(day, this_year) else in_full(day)


def _is_of(day: date, this_year: int | None) -> bool:
    return day.year == (now().year if this_year is None else this_year)


def _said(day: date, forms: dict[str, str], otherwise: str) -> str:
    return format_date(day, forms.get(str(get_locale()), otherwise), rebase=False)


def example() -> date:
    """A day to come, for the hint of a field that asks for one: the end of the month after the next."""
    first = now().date().replace(day=1)
    for _month in range(3):
        first = (first + timedelta(days=31)).replace(day=1)
    return first - timedelta(days=1)
