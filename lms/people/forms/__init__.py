"""The shape of what people write about themselves and others."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.lib.fields import DateField, DayField, LineField
from lms.lib.text import COMPLETE, LANGUAGES, fold
from lms.lib.time import city
from lms.lib.types import uuid7
from lms.lib.zones import ZONES
from lms.people.models import Role
from lms.people.rules import SHORTEST_PASSWORD, password_fault

NEEDED = DataRequired(_l("Please write this."))
FAULTS = {
    "short": _l("This has fewer than ten characters. Three words in a row are easy to keep."),
    "long": _l("This is longer than 200 characters."),
    "plain": _l("This is the same few characters again and again."),
    "common": _l("This is one of the passwords that everybody tries first."),
    "name": _l("This is your user name, or has it inside."),
}


class _Offered:
    """What was offered a moment ago may be no more: it says so, and not that the choice is none."""

    def pre_validate(self, form: Any) -> None:
        """Only what is offered now."""
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except ValidationError as wrong:
            raise ValidationError(_l("This place is not open now, or not yours. Choose another.")) from wrong


class PlaceField(_Offered, SelectField):
    """A country, an agency or a unit."""


class PlacesField(_Offered, SelectMultipleField):
    """Several of them."""


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What can be chosen, of (value, words)."""
    return [SelectChoice(value=value, label=words) for value, words in pairs]


def zone_choices(own: str) -> list[SelectChoice]:
    """The time zones to choose from, one's own among them, by the place that each is named after."""
    lang = str(get_locale())
    return choices(sorted(((zone, city(zone, lang)) for zone in {*ZONES, own}), key=lambda pair: fold(pair[1])))


def language_choices(own: str | None) -> list[SelectChoice]:
    """The languages in which there are pages, and the one that is kept already: it is for when those pages come."""
    return choices((code, name) for code, name in LANGUAGES.items() if code in COMPLETE or code == own)


class SignInForm(FlaskForm):
    """The door."""

    user_name = StringField(_l("User name"), validators=[DataRequired(_l("Write the user name from your slip.")), Length(max=80)])
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Write the password.")), Length(max=200)])
    shared = BooleanField(_l("This PC is shared"))


class PasswordForm(FlaskForm):
    """One's own password. `password`, the present one, is asked for only who has one."""

    password = PasswordField(_l("Present password"))
    new_password = PasswordField(
        _l("New password"),
        description=_l("Ten characters or more. Three words in a row are easy to keep."),
        validators=[DataRequired(FAULTS["short"])],
        render_kw={"minlength": SHORTEST_PASSWORD, "autocomplete": "new-password"},
    )
    again = PasswordField(_l("Once more"), render_kw={"autocomplete": "new-password"})

    def __init__(self, user_name: str, *, is_first: bool, **more: Any) -> None:
        super().__init__(**more)
        self.user_name = user_name
        if is_first:
            del self.password

    def validate_new_password(self, field: PasswordField) -> None:
        """Not short, not common, not one's own name."""
        if fault := password_fault(field.data or "", self.user_name):
            raise ValidationError(FAULTS[fault])

    def validate_again(self, field: PasswordField) -> None:
        """Typed twice, since nobody sees it."""
        if field.data != self.new_password.data:
            raise ValidationError(_l("The two are not the same."))


class ProfileForm(FlaskForm):
    """What one says of oneself."""

    call_name = LineField(
        _l("Call name"),
        description=_l("How mentors and coordinators know you: a first name and an initial, or a code."),
        validators=[NEEDED, Length(max=40)],
    )
    lang = SelectField(_l("Language"))
    tz = SelectField(_l("Your clock"), description=_l("All times on the pages are shown by it."))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.lang.choices = language_choices(self.lang.object_data)


class PersonForm(FlaskForm):
    """Somebody of an agency, as the focal point or the administrator describes them."""

    call_name = LineField(
        _l("Call name"),
        description=_l("A first name and an initial, such as Dilnoza R., or a code. Never the full name."),
        validators=[NEEDED, Length(max=40)],
    )
    lang = SelectField(_l("Language of pages and slip"))
    sex = SelectField(
        _l("Woman or man"),
        choices=choices([("", _l("Not said")), ("w", _l("Woman")), ("m", _l("Man"))]),
        description=_l("Only as the person says; used in counts alone."),
        validators=[Optional()],
    )
    name = LineField(_l("Full name"), validators=[Optional(), Length(max=160)])
    service_no = LineField(_l("Service number"), validators=[Optional(), Length(max=40)])
    contact = LineField(_l("Contact"), validators=[Optional(), Length(max=160)])

    def __init__(self, *, with_names: bool, with_codes: bool, **more: Any) -> None:
        """`with_names`: this focal point may keep names. `with_codes`: the country gives codes, so no call name is asked."""
        super().__init__(**more)
        self.lang.choices = language_choices(self.lang.object_data)
        if not with_names:
            del self.name, self.service_no, self.contact
        if with_codes:
            del self.call_name


def _a_key(written: str | None) -> str:
    """What no form of ours made is no key: a new one stands in its place."""
    try:
        return str(UUID(written or ""))
    except ValueError:
        return str(uuid7())


class AddForm(PersonForm):
    """A new person, and where they serve. `place` is "agency-unit", "agency-" or "" for nobody's country."""

    key = StringField(filters=[_a_key])
    place = PlaceField(_l("Agency and unit"), validators=[Optional()])
    is_trainee = BooleanField(
        _l("Learns here as an officer"),
        description=_l("Not for a focal point or coordinator who takes no course."),
        default=True,
    )
    tz = SelectField(_l("Clock, for somebody of no country"), validators=[Optional()])

    def __init__(self, *, is_admin: bool, names_at: Collection[int], **more: Any) -> None:
        """`names_at`: the agencies whose full names this focal point may keep here."""
        super().__init__(with_names=bool(names_at), **more)
        self.names_at = names_at
        if not is_admin:
            del self.is_trainee, self.tz

    def validate_name(self, field: StringField) -> None:
        """Each agency's country decides whether names are kept here, so the chosen one is asked."""
        agency = (self.place.data or "").partition("-")[0]
        if field.data and not (agency.isdigit() and int(agency) in self.names_at):
            raise ValidationError(_l("Full names of this agency are not kept here by you. Leave this empty."))

    validate_service_no = validate_contact = validate_name


class TransferForm(FlaskForm):
    """To another unit of the same agency."""

    unit = PlaceField(_l("To the unit"))
    day = DateField(_l("From the day"), validators=[InputRequired(_l("Write a day."))])


class ReturnForm(FlaskForm):
    """Come back."""

    unit = PlaceField(_l("To the unit"))


ROLE_WORDS = {
    Role.TRAINEE: _l("Trainee"),
    Role.MENTOR: _l("Mentor"),
    Role.TRAINER: _l("Trainer"),
    Role.FOCAL_POINT: _l("National focal point"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.DONOR: _l("Donor viewer"),
    Role.ADMIN: _l("Administrator"),
}


class RoleForm(FlaskForm):
    """A role at a node, with an end and a reason."""

    role = SelectField(_l("Role"), choices=choices((role.value, word) for role, word in ROLE_WORDS.items()))
    node = SelectField(_l("At"), coerce=int)
    to_day = DateField(_l("Until"), validators=[InputRequired(_l("Every role has an end."))])
    reason = LineField(
        _l("Why"), description=_l("Who asked for it, or which letter; no names, please."), validators=[NEEDED, Length(max=200)]
    )


class UnitForm(FlaskForm):
    """A unit that is not among the published ones."""

    name_en = LineField(_l("Name in English"), validators=[NEEDED, Length(max=80)])
    name_ru = LineField(_l("Name in Russian"), validators=[Optional(), Length(max=80)])
    unit_type = SelectField(_l("Type"))
    agencies = PlacesField(
        _l("Agencies that serve there"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("All of one country; the unit belongs to it."),
    )
    tz = SelectField(_l("Clock of the place"))
    opened_on = DateField(_l("Opened on"), validators=[Optional()])

    def validate_agencies(self, field: PlacesField) -> None:
        """At least one. Said here and not by a validator that marks every box as required: a browser would want them all."""
        if not field.data:
            raise ValidationError(_l("Please choose one."))


class CountryForm(FlaskForm):
    """A country that joins the programme, and what it has decided."""

    code = LineField(_l("Two letters"), description=_l("As in ISO 3166, such as UZ."), validators=[NEEDED, Length(max=2)])
    name_en = LineField(_l("Name in English"), validators=[NEEDED, Length(max=80)])
    name_ru = LineField(_l("Name in Russian"), validators=[NEEDED, Length(max=80)])
    tz = SelectField(_l("Clock of the place"))
    call_names = SelectField(
        _l("People are known by"),
        choices=choices([("names", _l("call names that they choose")), ("codes", _l("codes, such as Officer 12"))]),
    )
    names_kept = SelectField(
        _l("Full names are kept"),
        choices=choices([("at_home", _l("at home, by the country itself")), ("here", _l("here, by the focal point of each agency alone"))]),
        description=_l("As the country has decided. Where it has not said yet, at home."),
    )
    opened_on = DateField(_l("In the programme since"), validators=[Optional()])


class AgencyForm(FlaskForm):
    """An agency of a country, on the country's clock."""

    country = PlaceField(_l("Country"))
    code = LineField(
        _l("Code"), description=_l("Short letters, such as SCC. It stays, whatever the name."), validators=[NEEDED, Length(max=19)]
    )
    name_en = LineField(_l("Name in English"), validators=[NEEDED, Length(max=160)])
    name_ru = LineField(_l("Name in Russian"), validators=[NEEDED, Length(max=160)])
    opened_on = DateField(_l("In the programme since"), validators=[Optional()])


class NameForm(FlaskForm):
    """What a place is called from a day on."""

    name_en = LineField(_l("Name in English"), validators=[NEEDED, Length(max=160)])
    name_ru = LineField(_l("Name in Russian"), validators=[Optional(), Length(max=160)])
    from_day = DateField(_l("From the day"), validators=[InputRequired(_l("Write a day."))])


class DayOffForm(FlaskForm):
    """A day on which a country does not work."""

    country = SelectField(_l("Country"))
    day = DayField(_l("Day"), validators=[NEEDED])
    name_en = LineField(_l("Name in English"), validators=[NEEDED, Length(max=80)])
    name_ru = LineField(_l("Name in Russian"), validators=[Optional(), Length(max=80)])
