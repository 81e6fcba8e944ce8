"""What a mentor offers: a level for each language, topics, two pairs of hours a day, places, a pause."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from lms.lib.fields import DayField
from lms.lib.text import LANGUAGES
from lms.lib.when import CountField, between
from lms.mentoring.actions.profile import Said
from lms.mentoring.forms.words import TOPIC_WORDS, choices, weekday
from lms.mentoring.queries.profile import Profile
from lms.mentoring.rules.hours import Window
from lms.mentoring.rules.profile import LEVELS, WindowError, as_clock, joined, read_window

PAIRS = 2  # a morning and an afternoon; who has more joins them


class ProfileForm(FlaskForm):
    """The fields of languages (`lang_ru`) and hours (`w0_0_from`: Monday, the first pair) are made below, one a language and time."""

    topics = SelectMultipleField(
        _l("Topics you can help with"),
        choices=choices(TOPIC_WORDS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    units_max = CountField(_l("Units at a time"), validators=between(0, 50))
    people_max = CountField(_l("Trainees at a time"), validators=between(0, 200))
    paused_until = DayField(_l("Paused until"), description=_l("The last day on which you are offered nobody. Whoever is with you stays."))
    about = TextAreaField(
        _l("About your work"),
        description=_l("Coordinators read it when they choose: years, posts, kinds of goods. No names, no cases."),
        validators=[Length(max=2000, message=_l("At most %(max)d characters."))],
    )

    windows: list[Window]

    @property
    def languages(self) -> list[Any]:
        """The fields of the languages."""
        return [self[f"lang_{code}"] for code in LANGUAGES]

    @property
    def week(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """(weekday, its pairs of fields)."""
        return [(weekday(day), [(self[f"w{day}_{n}_from"], self[f"w{day}_{n}_to"]) for n in range(PAIRS)]) for day in range(7)]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, the levels, then each pair of hours."""
        good = super().validate(extra_validators)
        for field in self.languages:
            if (field.data or "") not in ("", *LEVELS):
                field.errors = [_("“%(text)s” is no level. Choose one from A1 to C2, or “No”.", text=str(field.data)[:20])]
                good = False
        self.windows = []
        for day in range(7):
            for n in range(PAIRS):
                start, end = self[f"w{day}_{n}_from"], self[f"w{day}_{n}_to"]
                try:
                    window = read_window(day, start.data or "", end.data or "")
                except WindowError as wrong:
                    start.errors = [_why(wrong)]
                    good = False
                else:
                    self.windows += [window] if window else []
        return bool(good)

    @property
    def joined_days(self) -> list[str]:
        """The weekdays whose hours overlap or meet: they are kept as one."""
        kept = Counter(window.weekday for window in joined(self.windows))
        return [weekday(day) for day, n in sorted(Counter(window.weekday for window in self.windows).items()) if n > kept[day]]

    def said(self) -> Said:
        """As the action takes it."""
        chosen = {code: str(self[f"lang_{code}"].data) for code in LANGUAGES if self[f"lang_{code}"].data in LEVELS}
        topics, about = list(dict.fromkeys(self.topics.data or ())), (self.about.data or "").strip()
        units, people = int(self.units_max.data or 0), int(self.people_max.data or 0)
        return Said(chosen, topics, self.windows, units, people, self.paused_until.day, about)


def _why(wrong: WindowError) -> str:
    if wrong.kind == "half":
        return _("Write both, from and to, or neither.")
    if wrong.kind == "order":
        return _("These hours end before they begin. Hours over midnight are two: until 24:00, and from 00:00 of the next day.")
    return _("“%(text)s” is not a time of day. Write 9:00, or 24:00 for midnight.", text=wrong.text)


def _make_fields() -> None:
    levels = choices([("", _l("No")), *((level, level) for level in LEVELS)])
    for code, name in LANGUAGES.items():
        setattr(ProfileForm, f"lang_{code}", SelectField(name, choices=levels, validate_choice=False))
    for day in range(7):
        for n in range(PAIRS):
            label = LazyString(weekday, day)
            for end in ("from", "to"):
                setattr(ProfileForm, f"w{day}_{n}_{end}", StringField(label, validators=[Length(max=8)]))


_make_fields()


def filled(profile: Profile, today: date) -> dict[str, Any]:
    """What the form shows of a profile at first. A pause that is over is none."""
    row = profile.row
    data: dict[str, Any] = {"units_max": row.units_max if row else 2, "people_max": row.people_max if row else 5}
    data |= {"topics": sorted(profile.topics), "about": row.about if row else ""}
    data |= {"paused_until": row.paused_until if row and row.paused_until and row.paused_until >= today else None}
    data |= {f"lang_{code}": level for code, level in profile.languages.items()}
    return data | _hours(profile.windows)


def _hours(windows: Iterable[Window]) -> dict[str, str]:
    data, used = {}, dict.fromkeys(range(7), 0)
    for window in windows:
        n = used[window.weekday]
        used[window.weekday] += 1
        if n < PAIRS:
            data[f"w{window.weekday}_{n}_from"], data[f"w{window.weekday}_{n}_to"] = as_clock(window.start), as_clock(window.end)
    return data
