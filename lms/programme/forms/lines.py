"""The shape of a line of a plan, of its status, and of what is marked by hand."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.lib.fields import DayField, LineField
from lms.lib.refusals import Refused
from lms.lib.text import LANGUAGES
from lms.lib.when import CountField, between
from lms.programme.actions import HeldSaid, LineSaid
from lms.programme.queries.offered import Offered
from lms.programme.queries.plans import Grant
from lms.programme.rules import Line
from lms.programme.rules.exchange import USUAL_MODE
from lms.programme.rules.said import BOUNDS, MOST_OFFICE, MOST_REASON, MOST_TITLE, MOST_WORDS
from lms.programme.words import MODES, STATUSES, TYPES, quarter

SHORT, OFFICE, MOST, WHY = (
    Length(max=longest, message=_l("At most %(max)d characters.")) for longest in (MOST_TITLE, MOST_OFFICE, MOST_WORDS, MOST_REASON)
)
SHARE = "share_"
KINDS = ("nodes", "networks", "courses", "agencies", "lines")


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What can be chosen, of (value, words)."""
    return [SelectChoice(value, words) for value, words in pairs]


def key_of(text: str | None) -> UUID | None:
    """The key that a form was made with; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def number_of(text: str | None) -> int | None:
    """The count that a page showed; what is none was never shown by one."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else -1


class Ticks(SelectMultipleField):
    """Several boxes under one question."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, **{"choices": (), "validate_choice": False, **more})


class LineForm(FlaskForm):
    """What a version says of a line. `seen`: the edits of the version that the page showed; `key` of a new line is made with its form."""

    seen = HiddenField()
    key = HiddenField()
    type = SelectField(_l("Type"), choices=choices(TYPES.items()), validate_choice=False)
    mode = SelectField(_l("How it is held"), choices=choices([("", _l("as usual for its type")), *MODES.items()]), validate_choice=False)
    title_en = LineField(_l("Title in English"), validators=[SHORT])
    title_ru = LineField(_l("Title in Russian"), validators=[SHORT])
    title_kk = LineField(validators=[SHORT])
    title_ky = LineField(validators=[SHORT])
    title_tg = LineField(validators=[SHORT])
    title_tk = LineField(validators=[SHORT])
    title_uz = LineField(validators=[SHORT])
    nodes = Ticks(_l("For whom"))
    networks = Ticks(_l("For networks"))
    from_day = DayField(_l("First day"))
    to_day = DayField(_l("Last day"), description=_l("For one day write it twice."))
    quarter = SelectField(_l("Or a quarter"), validate_choice=False)
    seats = CountField(_l("Seats"), description=_l("Of the whole line, over all its days."), validators=[Optional()])
    events = CountField(_l("Days, sessions or visits"), validators=between(*BOUNDS["events"]))
    minutes = CountField(_l("Minutes"), description=_l("For one person at one of them."), validators=[Optional()])
    langs = Ticks(_l("Languages"))
    courses = Ticks(_l("Courses"))
    office_id = SelectField(_l("Who answers for it"), validate_choice=False)
    office = LineField(_l("Or an office in words"), validators=[OFFICE])
    replaces = SelectField(_l("Replaces"), validate_choice=False)
    note = TextAreaField(_l("Note"), validators=[MOST])
    source = LineField(_l("Where it is published"), validators=[MOST])

    @property
    def others(self) -> list[tuple[str, str, Any]]:
        """(language, its own name, field) of the titles in further languages."""
        return [(code, name, self[f"title_{code}"]) for code, name in LANGUAGES.items() if code not in ("en", "ru")]

    @property
    def shares(self) -> list[Any]:
        """The fields of the grants."""
        return [field for field in self if field.name.startswith(SHARE)]

    def offer_words(self) -> None:
        """Languages and quarters, as the language of the page calls them."""
        names: Any = get_locale().languages
        self.langs.choices = choices((code, names.get(code, own)) for code, own in LANGUAGES.items())
        self.quarter.choices = choices([("", _("no quarter")), *((str(no), quarter(no)) for no in (1, 2, 3, 4))])

    def said(self, offered: Offered) -> LineSaid:
        """As the action takes it, once the form is valid. A code that is not offered is a place that is not there."""
        titles = {code: self[f"title_{code}"].data or "" for code in LANGUAGES}
        office = self.office_id.data or ""
        paid = ((int(field.name.removeprefix(SHARE)), int(field.data)) for field in self.shares if field.data is not None)
        kind = str(self.type.data)
        return LineSaid(
            type=kind, mode=self.mode.data or USUAL_MODE.get(kind, "on_site"),
            title=titles, from_day=self.from_day.day, to_day=self.to_day.day,
            quarter=number_of(self.quarter.data) if self.quarter.data else None, seats=self.seats.data, events=self.events.data or 0,
            minutes=self.minutes.data, langs=self.langs.data or (), office=self.office.data or "",
            office_id=offered.agencies.get(office, 0) if office else None, note=self.note.data or "", source=self.source.data or "",
            replaces_id=offered.lines.get(self.replaces.data, 0) if self.replaces.data else None,
            nodes=[offered.nodes.get(code, 0) for code in self.nodes.data or ()],
            networks=[offered.networks.get(code, 0) for code in self.networks.data or ()],
            courses=[offered.courses.get(slug, 0) for slug in self.courses.data or ()], funding=tuple(paid),
        )  # fmt: skip

    def say(self, refused: Refused) -> None:
        """What was refused, beside its field or above the form."""
        say(self, refused)


def line_form(grants: Iterable[Grant]) -> type[LineForm]:
    """The form with a field for each grant."""
    share = NumberRange(1, 100, message=_l("Write a number from %(min)d to %(max)d."))
    fields = {f"{SHARE}{grant.id}": CountField(grant.code, validators=[Optional(), share]) for grant in grants}
    return type("LineForm", (LineForm,), fields)


def as_written(line: Line, offered: Offered) -> dict[str, Any]:
    """A line as the form shows it."""
    code_of = {name: {id_: code for code, id_ in getattr(offered, name).items()} for name in KINDS}
    return {
        **{f"title_{lang}": words for lang, words in line.title.items()}, **{f"{SHARE}{grant}": share for grant, share in line.funding},
        "type": line.type, "mode": line.mode, "from_day": line.from_day,
        "to_day": line.to_day, "quarter": str(line.quarter or ""), "seats": line.seats,
        "events": line.events, "minutes": line.minutes, "langs": list(line.langs), "office": line.office, "note": line.note,
        "office_id": code_of["agencies"].get(line.office_id, ""), "replaces": code_of["lines"].get(line.replaces_id, ""),
        "nodes": [code_of["nodes"][id_] for id_ in line.nodes if id_ in code_of["nodes"]],
        "networks": [code_of["networks"][id_] for id_ in line.networks if id_ in code_of["networks"]],
        "courses": [code_of["courses"][id_] for id_ in line.courses if id_ in code_of["courses"]], "source": line.source,
    }  # fmt: skip


def say(form: FlaskForm, refused: Refused) -> None:
    """What was refused, beside its field; above the form with what was kept as well."""
    has_field = refused.field in form
    said = " ".join(str(part) for part in (refused.sentence, "" if has_field else refused.kept, refused.todo) if part)
    if has_field:
        form[refused.field].errors = [*form[refused.field].errors, said]
    else:
        form.form_errors.append(said)


class StatusForm(FlaskForm):
    """Put off, or planned again."""

    seen = HiddenField()
    status = RadioField(_l("From now on"), choices=choices(STATUSES.items()), validators=[InputRequired(_l("Choose one."))])
    reason = TextAreaField(
        _l("Reason, in English"), description=_l("Everybody who reads the plan reads it; its paper is in both languages."),
        validators=[WHY],
    )  # fmt: skip
    reason_ru = TextAreaField(_l("Reason, in Russian"), validators=[WHY])

    def validate_reason(self, field: TextAreaField) -> None:
        """Putting off needs one, in either language."""
        if self.status.data != "planned" and not ((field.data or "").strip() or (self.reason_ru.data or "").strip()):
            raise ValidationError(_("A line is postponed or cancelled with a reason."))


class HeldForm(FlaskForm):
    """That a line was held: by hand."""

    from_day = DayField(_l("First day"), validators=[DataRequired(_l("Write a day."))])
    to_day = DayField(_l("Last day"), description=_l("For one day write it twice."), validators=[DataRequired(_l("Write a day."))])
    people = CountField(_l("How many took part"), validators=between(0, 100_000))
    note = TextAreaField(
        _l("Note"), description=_l("Where that is written down: a list, minutes, a letter. No names."),
        validators=[DataRequired(_l("A line is marked as held with a note: where that is written down.")), Length(max=1000)],
    )  # fmt: skip

    def said(self) -> HeldSaid:
        """As the action takes it, once the form is valid."""
        assert self.from_day.day and self.to_day.day and self.people.data is not None
        return HeldSaid(self.from_day.day, self.to_day.day, self.people.data, self.note.data or "")
