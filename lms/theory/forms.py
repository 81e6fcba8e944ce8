"""The shape of a session, of its time, and of reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.lib.fields import DayField
from lms.lib.text import LANGUAGES, fold
from lms.lib.time import city
from lms.lib.zones import ABROAD_ZONES, PROGRAMME_ZONES, BadClock, NoSuchTime, TimeError, TwiceTime, UnknownZone, read_clock, zone_label
from lms.pages import weekday_short
from lms.theory.actions import Plan, Wall

MOST = Length(max=2000, message=_l("At most %(max)d characters."))
LONGEST = 600  # minutes
SHORT = Length(max=200, message=_l("At most %(max)d characters."))


class CountField(IntegerField):
    """A whole number, with our own sentence for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; what was typed is kept."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a whole number, such as 30.")) from None


def _between(low: int, high: int) -> list[Any]:
    return [
        InputRequired(_l("Write a whole number, such as 30.")),
        NumberRange(low, high, message=_l("Write a number from %(min)d to %(max)d.")),
    ]


@dataclass(frozen=True)
class Twice:
    """A wall time that comes twice: both moments, in UTC."""

    first: datetime
    second: datetime


class TimeForm(FlaskForm):
    """When, on the organiser's wall. `wall` is what was read, once the form is valid; `twice` where it has to be said which."""

    day = DayField(_l("Date"), description=_l("For example 8 July 2020."))
    clock = StringField(_l("Starts at, wall time"), validators=[Length(max=10)])
    zone = SelectField(_l("Zone"), validate_choice=False, validators=[Length(max=40)])
    minutes = CountField(_l("Minutes"), validators=_between(5, LONGEST))
    fold = RadioField(validators=[Optional()], validate_choice=False)

    wall: Wall | None = None
    starts_at: datetime | None = None
    twice: Twice | None = None

    def offer_zones(self, own: str, at: datetime) -> None:
        """The zones to choose from, the reader's own first; whatever was sent stays chosen."""
        lang = str(get_locale())
        groups = {
            _("Yours"): [own],
            _("In the programme’s countries"): sorted(set(PROGRAMME_ZONES) - {own}, key=lambda z: fold(city(z, lang))),
            _("Abroad"): sorted(set(ABROAD_ZONES) - {own}, key=lambda z: fold(city(z, lang))),
        }
        if self.zone.data and not any(self.zone.data in zones for zones in groups.values()):
            groups[_("Another")] = [self.zone.data]
        self.zone.choices = [SelectChoice(z, _zone_words(z, at, lang), optgroup=name) for name, zones in groups.items() for z in zones]

    def read_time(self) -> None:
        """Read the wall time; what is wrong with it stands beside its field. Called by `validate`, and to check times before."""
        self.wall = self.starts_at = self.twice = None
        self._read_day()
        if not (self.day.day and (self.clock.data or "").strip() and self.minutes.data and 5 <= self.minutes.data <= LONGEST):
            return
        fold = int(self.fold.data) if self.fold.data in ("0", "1") else None
        try:
            wall = Wall(self.day.day, read_clock(self.clock.data or ""), self.zone.data or "", self.minutes.data, fold)
            self.starts_at, self.wall = wall.resolve(), wall
        except TimeError as wrong:
            self._say(wrong)

    def _read_day(self) -> None:
        try:
            self.day.pre_validate(self)
        except ValidationError as wrong:
            self.day.errors = [str(wrong)]

    def _say(self, wrong: TimeError) -> None:
        place, day = _place(self.zone.data or "", str(get_locale())), weekday_short(self.day.day) if self.day.day else ""
        if isinstance(wrong, UnknownZone):
            self.zone.errors = [_("There is no such zone. Choose one of the list.")]
        elif isinstance(wrong, TwiceTime):
            self.twice = Twice(wrong.first, wrong.second)
            self.clock.errors = [
                _("%(clock)s comes twice in %(place)s on %(day)s. Say which one below.", clock=self.clock.data, place=place, day=day)
            ]
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
        return bool(good and self.wall and self.starts_at)

    def put(self, slot: str) -> None:
        """Take a proposed time, 2020-07-08T07:30, into the fields."""
        day, _t, clock = slot.partition("T")
        self.day.process(None, day)
        self.clock.data, self.fold.data = clock, None


class PlanForm(FlaskForm):
    """What a session is, without its time. `invited` are the codes of countries, agencies and units."""

    activity = SelectField(_l("Topic"), description=_l("What attending it completes."), validate_choice=False)
    title = StringField(_l("Title, in the session’s language"), validators=[DataRequired(_l("Write a title.")), SHORT])
    lang = SelectField(_l("Language"), choices=[SelectChoice(*pair) for pair in LANGUAGES.items()])
    capacity = CountField(_l("Seats"), validators=_between(1, 2000))
    link = StringField(
        _l("Join link"), description=_l("Shown to those registered, from 20 minutes before the start. It begins with https://."),
        validators=[Length(max=400, message=_l("At most %(max)d characters."))],
    )  # fmt: skip
    agenda = TextAreaField(
        _l("Agenda"),
        description=_l(
            "A line a point, for example: 11:05 Three classes of seals. The first time is the start; everybody reads their own."
        ),
        validators=[MOST],
    )
    invited = SelectMultipleField(_l("Who is invited"), choices=(), validate_choice=False)
    title_en = StringField(validators=[SHORT])
    title_ru = StringField(validators=[SHORT])
    title_kk = StringField(validators=[SHORT])
    title_ky = StringField(validators=[SHORT])
    title_tg = StringField(validators=[SHORT])
    title_tk = StringField(validators=[SHORT])
    title_uz = StringField(validators=[SHORT])

    def validate_link(self, field: StringField) -> None:
        """Only a safe address: it is opened in a browser of ours."""
        link = (field.data or "").strip()
        if link and (not link.startswith("https://") or len(link.split()) != 1 or len(link) < 12):
            raise ValidationError(_("Write the whole address, beginning with https://, without spaces."))

    def validate_invited(self, field: SelectMultipleField) -> None:
        """Somebody must see it."""
        if not field.data:
            raise ValidationError(_("No place is ticked, so nobody would see this session. All you typed is kept."))

    @property
    def others(self) -> list[tuple[str, str, StringField]]:
        """(language, its own name, field) of the titles in further languages."""
        return [(code, name, self[f"title_{code}"]) for code, name in LANGUAGES.items()]

    def offer_topics(self, topics: Iterable[tuple[str, str, str]]) -> None:
        """(value, course, title) of what it may be about, beside nothing."""
        offered = [SelectChoice(value, title, optgroup=course) for value, course, title in topics]
        self.activity.choices = [SelectChoice("", _("Not in a course")), *offered]

    def plan(self, ids: Mapping[str, int]) -> Plan:
        """As the action takes it. `ids`: {code: id} of the places that may be invited; a code beside them counts as an unknown place."""
        lang = str(self.lang.data)
        others = {code: field.data.strip() for code, _name, field in self.others if field.data and field.data.strip()}
        return Plan(
            title={**others, lang: str(self.title.data).strip()}, lang=lang, activity_id=_number(self.activity.data),
            agenda=(self.agenda.data or "").strip(), capacity=int(self.capacity.data or 0), link=(self.link.data or "").strip(),
            invited=[ids.get(code, 0) for code in self.invited.data or ()],
        )  # fmt: skip


class NewForm(PlanForm, TimeForm):
    """A new session. `key` is made with the form: created twice it is one."""

    key = HiddenField()


class MoveForm(TimeForm):
    """Another time, and why. `seen` is the SEQUENCE that the page showed."""

    seen = HiddenField()
    why = StringField(
        _l("Reason, as they will read it"),
        validators=[DataRequired(_l("Say in a few words why: everybody who was registered reads it.")), SHORT],
    )


class WhyForm(FlaskForm):
    """A reason, for cancelling and for what broke off."""

    why = StringField(
        _l("Reason, as they will read it"),
        validators=[DataRequired(_l("Say in a few words why: everybody who was registered reads it.")), SHORT],
    )


class CorrectForm(FlaskForm):
    """Another mark in a confirmed register, and why."""

    outcome = RadioField(_l("Mark"), validators=[InputRequired(_l("Choose a mark."))])
    minutes = CountField(
        _l("Minutes, if partly"), validators=[Optional(), NumberRange(0, 600, message=_l("Write a number from %(min)d to %(max)d."))]
    )
    why = StringField(
        _l("Reason"),
        description=_l("The officer reads it; the first mark stays readable."),
        validators=[DataRequired(_l("Say in a few words why: the officer reads it.")), SHORT],
    )


def _number(text: str | None) -> int | None:
    """The id of a topic; one that is no number is none that is published."""
    return None if not text else int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


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
