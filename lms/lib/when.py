"""A day and a time of day on the wall of a place, as somebody types them: which moment is meant, or what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.lib import dates
from lms.lib.fields import DayField
from lms.lib.text import fold
from lms.lib.time import city
from lms.lib.zones import (
    ABROAD_ZONES,
    PROGRAMME_ZONES,
    BadClock,
    NoSuchTime,
    TimeError,
    TwiceTime,
    UnknownZone,
    read_clock,
    resolve,
    zone_label,
)


class CountField(IntegerField):
    """A whole number, with our own sentence for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; what was typed is kept."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a whole number, such as 30.")) from None


def between(low: int, high: int) -> list[Any]:
    """The validators of a number that must be given."""
    return [
        InputRequired(_l("Write a whole number, such as 30.")),
        NumberRange(low, high, message=_l("Write a number from %(min)d to %(max)d.")),
    ]


@dataclass(frozen=True)
class Twice:
    """A wall time that comes twice: both moments, in UTC."""

    first: datetime
    second: datetime


class WhenForm(FlaskForm):
    """When, on a wall. Once the form is valid `starts_at` is the moment, and `clock_read`, `fold_read` what was read of it.

    `twice` where the time comes twice that day: which is meant is asked for as long as it stands there, and of no other time.
    """

    day = DayField(_l("Date"), description=_l("For example 8 July 2020."))
    clock = StringField(_l("Starts at, wall time"), validators=[Length(max=10)])
    zone = SelectField(_l("Zone"), validate_choice=False, validators=[Length(max=40)])
    minutes = CountField(_l("Minutes"), validators=between(5, 600))
    fold = RadioField(validators=[Optional()], validate_choice=False)

    starts_at: datetime | None = None
    clock_read = ""
    fold_read: int | None = None
    twice: Twice | None = None

    def offer_zones(self, near: Sequence[str], at: datetime) -> None:
        """The zones to choose from, those of the people concerned first; whatever was sent stays chosen."""
        lang = str(get_locale())
        own = list(dict.fromkeys(near))
        groups = {
            _("Yours"): own,
            _("In the programme’s countries"): sorted(set(PROGRAMME_ZONES) - {*own}, key=lambda z: fold(city(z, lang))),
            _("Abroad"): sorted(set(ABROAD_ZONES) - {*own}, key=lambda z: fold(city(z, lang))),
        }
        if self.zone.data and not any(self.zone.data in zones for zones in groups.values()):
            groups[_("Another")] = [self.zone.data]
        self.zone.choices = {name: [(z, _zone_words(z, at, lang)) for z in zones] for name, zones in groups.items()}

    def read_time(self) -> None:
        """Read the wall time; what is wrong with it stands beside its field. Called by `validate`."""
        self.starts_at = self.twice = None
        if not (self.day.day and (self.clock.data or "").strip()):
            return
        self.fold_read = None
        try:
            self.clock_read = read_clock(self.clock.data or "")
            self.starts_at = resolve(self.day.day, self.clock_read, self.zone.data or "")
        except TwiceTime as wrong:
            self.twice = Twice(wrong.first, wrong.second)
            if self.fold.data not in ("0", "1"):
                self._say(wrong, self.day.day)
                return
            self.fold_read = int(self.fold.data)
            self.starts_at = (wrong.first, wrong.second)[self.fold_read]
        except TimeError as wrong:
            self._say(wrong, self.day.day)

    def _say(self, wrong: TimeError, on: date) -> None:
        place, day = _place(self.zone.data or "", str(get_locale())), dates.with_weekday(on)
        if isinstance(wrong, UnknownZone):
            self.zone.errors = [_("There is no such zone. Choose one of the list.")]
        elif isinstance(wrong, TwiceTime):
            said = _("%(clock)s comes twice in %(place)s on %(day)s. Say which one below.", clock=self.clock.data, place=place, day=day)
            self.clock.errors = [said]
        elif isinstance(wrong, NoSuchTime):
            was, now = wrong.changed
            self.clock.errors = [
                _("%(clock)s does not exist in %(place)s on %(day)s: the clocks go from %(was)s to %(now)s. Write %(now)s, or another day.",
                  clock=self.clock.data, place=place, day=day, was=was, now=now)
            ]  # fmt: skip
        elif isinstance(wrong, BadClock):
            self.clock.errors = [_("Write a time of day, such as 09:00.")]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then the time they mean together."""
        good = super().validate(extra_validators)
        for field, missing in ((self.day, _("Write a day.")), (self.clock, _("Write a time of day, such as 09:00."))):
            if not (field.data or "").strip():
                field.errors = [missing]
                good = False
        self.read_time()
        return bool(good and self.starts_at)


def _place(zone: str, lang: str) -> str:
    try:
        return city(zone, lang)
    except (LookupError, ValueError):
        return zone


def _zone_words(zone: str, at: datetime, lang: str) -> str:
    try:
        return f"{_place(zone, lang)}, {zone_label(zone, at)}"
    except (KeyError, ValueError, OSError):
        return zone
