"""The shape of a session, of its time, and of reasons."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from lms.lib.days import DayError, read_day
from lms.lib.fields import LinkField
from lms.lib.text import LANGUAGES
from lms.lib.when import CountField, WhenForm, between
from lms.theory.actions import Plan, Wall
from lms.theory.rules.register import Mark, Outcome

MOST = Length(max=2000, message=_l("At most %(max)d characters."))
LONGEST = 600  # minutes
NO_TRAINER = _l("Your countries have no trainer yet. An administrator gives the role, at the region or at a country.")
SHORT = Length(max=200, message=_l("At most %(max)d characters."))


class TimeForm(WhenForm):
    """When, on the organiser's wall. `wall` is what was read, once the form is valid."""

    wall: Wall | None = None

    def read_time(self) -> None:
        """Read the wall time; also without `validate`, to check times before."""
        self.wall = None
        self._read_day()
        super().read_time()
        minutes = self.minutes.data
        if not (self.starts_at and self.day.day and minutes and 5 <= minutes <= LONGEST):
            self.starts_at = None  # how long it lasts belongs to when it is
            return
        self.wall = Wall(self.day.day, self.clock_read, self.zone.data or "", minutes, self.fold_read)

    def _read_day(self) -> None:
        try:
            self.day.pre_validate(self)
        except ValidationError as wrong:
            self.day.errors = [str(wrong)]

    def put(self, slot: str) -> None:
        """Take a proposed time, 2020-07-08T07:30, into the fields."""
        day, _t, clock = slot.partition("T")
        with suppress(DayError):
            self.day.process(None, read_day(day))
        self.clock.data, self.fold.data = clock, None


class PlanForm(FlaskForm):
    """What a session is, without its time. `invited` are the codes of countries, agencies and units."""

    activity = SelectField(_l("Topic"), description=_l("What attending it completes."), validate_choice=False)
    title = StringField(_l("Title, in the session’s language"), validators=[DataRequired(_l("Write a title.")), SHORT])
    lang = SelectField(_l("Language"), choices=[SelectChoice(*pair) for pair in LANGUAGES.items()])
    capacity = CountField(_l("Seats"), validators=between(1, 2000))
    link = LinkField(
        _l("Join link"), description=_l("Shown to those registered, from 20 minutes before the start. It begins with https://.")
    )
    agenda = TextAreaField(
        _l("Agenda"),
        description=_l(
            "A line a point, for example: 11:05 Three classes of seals. The first time is the start; everybody reads their own. "
            "No real cases."
        ),
        validators=[MOST],
    )
    invited = SelectMultipleField(_l("Who is invited"), choices=(), validate_choice=False)
    seen = HiddenField()  # of a session that is mended: as its page showed it
    had = HiddenField()  # and each field's mark, for what was left as it was
    title_en = StringField(validators=[SHORT])
    title_ru = StringField(validators=[SHORT])
    title_kk = StringField(validators=[SHORT])
    title_ky = StringField(validators=[SHORT])
    title_tg = StringField(validators=[SHORT])
    title_tk = StringField(validators=[SHORT])
    title_uz = StringField(validators=[SHORT])
    two_titles = ""  # what is said beside a second title in the session's own language

    def show(self, now: dict[str, Any]) -> None:
        """Remember what the page shows: {field: what stands there now}. What was left as an older page had it becomes what stands now."""
        had = dict(zip(*[iter((self.had.data or "").split())] * 2, strict=False))
        for name, value in now.items():
            if had.get(name) == _mark(self[name].data) != _mark(value):
                self[name].data, self[name].raw_data = value, None
        self.had.data = " ".join(f"{name} {_mark(value)}" for name, value in now.items())

    def validate_invited(self, field: SelectMultipleField) -> None:
        """Somebody must see it."""
        if not field.data:
            raise ValidationError(_("No place is ticked, so nobody would see this session. All you typed is kept."))

    def validate_lang(self, field: SelectField) -> None:
        """One title a language. Where the language becomes one that has a title of its own, which of the two is asked for."""
        own = self[f"title_{field.data}"] if field.data in LANGUAGES else None
        if own is not None and own.data and own.data.strip() not in ("", (self.title.data or "").strip()):
            self.two_titles = _("The title above is in this language too: leave this field empty, or write the same in both.")
            raise ValidationError(_("There are two titles in this language; which of them is it?"))

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
            agenda=(self.agenda.data or "").strip(), capacity=int(self.capacity.data or 0), link=self.link.data or "",
            invited=[ids.get(code, 0) for code in self.invited.data or ()],
        )  # fmt: skip


class NewForm(PlanForm, TimeForm):
    """A new session. `key` is made with the form: created twice it is one. `warned` is what was asked about already. `trainer` is the ref
    of who holds it, where a coordinator may choose."""

    key = HiddenField()
    warned = HiddenField()
    trainer = SelectField(_l("Trainer"), description=_l("Is told at once, and marks the register."), choices=(), validate_choice=False)

    @property
    def key_read(self) -> UUID | None:
        """The key, if it is one."""
        try:
            return UUID(self.key.data or "")
        except ValueError:
            return None

    def offer_trainers(self, named: Iterable[tuple[str, str]]) -> None:
        """(ref, name) of whoever may hold it."""
        self.trainer.choices = [SelectChoice("", _("Choose")), *(SelectChoice(*pair) for pair in named)]

    def validate_trainer(self, field: SelectField) -> None:
        """Somebody holds it."""
        if field.choices and field.data not in [choice.value for choice in field.choices if choice.value]:
            raise ValidationError(_("Choose who holds the session.") if len(field.choices) > 1 else NO_TRAINER)


class MoveForm(TimeForm):
    """Another time, and why. `seen` is the SEQUENCE that the page showed, `warned` what was asked about already."""

    seen = HiddenField()
    warned = HiddenField()
    why = StringField(
        _l("Reason, as they will read it"),
        validators=[DataRequired(_l("Say in a few words why: everybody who was registered reads it.")), SHORT],
    )

    @property
    def seen_no(self) -> int:
        """As a number; none that was ever shown where it is none."""
        return _seen(self.seen)


class WhyForm(FlaskForm):
    """A reason, for cancelling and for what broke off."""

    why = StringField(
        _l("Reason, as they will read it"),
        validators=[DataRequired(_l("Say in a few words why: everybody who was registered reads it.")), SHORT],
    )


def _of_partly(form: "CorrectForm", field: CountField) -> None:
    """Minutes belong to partly alone, and there they are asked for."""
    if form.outcome.data != Outcome.PARTLY:
        field.errors, field.data = [], None
        raise StopValidation
    if not (field.raw_data and str(field.raw_data[0]).strip()):
        field.errors = []
        raise StopValidation(_("Partly: how many minutes?"))
    if field.data is not None and not 0 <= field.data <= form.of:
        raise StopValidation(_("Write a number from %(min)d to %(max)d.", min=0, max=form.of))


class CorrectForm(FlaskForm):
    """Another mark in a confirmed register, and why. `of` are the minutes of the session, `seen` the number of the mark that the page
    showed, 0 for none."""

    of = LONGEST
    seen = HiddenField()
    outcome = RadioField(_l("Mark"), validators=[InputRequired(_l("Choose a mark."))])
    minutes = CountField(_l("Minutes, if partly"), validators=[_of_partly])
    why = StringField(
        _l("Reason"),
        description=_l("The officer reads it; the first mark stays readable."),
        validators=[DataRequired(_l("Say in a few words why: the officer reads it.")), SHORT],
    )

    def mark(self) -> Mark:
        """What was chosen, once the form is valid."""
        return Mark(self.outcome.data, self.minutes.data)

    @property
    def seen_no(self) -> int:
        """As a number; none that was ever shown where it is none."""
        return _seen(self.seen)


def _mark(value: Any) -> str:
    """What stands in a field, in few letters: the same however a browser ends its lines."""
    said = sorted(value) if isinstance(value, list) else str(value or "").replace("\r\n", "\n").strip()
    return sha256(repr(said).encode()).hexdigest()[:8]


def _seen(field: HiddenField) -> int:
    """The number that a page showed; -1 where what was sent is none."""
    seen = field.data or ""
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1


def _number(text: str | None) -> int | None:
    """The id of a topic; one that is no number is none that is published."""
    return None if not text else int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
