"""Adding a person, changing what is kept of them, and the slip that lets them in."""

import hmac
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from babel.dates import format_date
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.text import chain
from lms.lib.time import now, real_now, shown, today
from lms.lib.types import uuid7
from lms.pages import offered, programme_name
from lms.people import actions, queries
from lms.people.access import Viewer, may_change
from lms.people.actions import Description, Slip
from lms.people.doors import reader, requires
from lms.people.forms import AddForm, PersonForm, choices, zone_choices
from lms.people.models import Person, Role
from lms.people.views.blueprint import REFUSALS, bp, lang, say_in

KEEPERS = (Role.FOCAL_POINT, Role.ADMIN)
FIELDS = ("call_name", "lang", "sex", "name", "service_no", "contact")


@bp.route("/people/add", methods=["GET", "POST"])
@requires(*KEEPERS)
def add() -> str | Response:
    """A new person; the answer is the slip. The form carries a key, so that sending it twice adds one person."""
    viewer, at = reader(), now()
    form = _add_form(viewer, at)
    if not form.validate_on_submit():
        return render_template("people/add.html", form=form, is_admin=viewer.has(Role.ADMIN))
    password = actions.a_first_password()
    db.session.rollback()
    hashed = actions.hash_of(password)
    agency_id, unit_id = _place(form.place.data)
    tz = form.tz.data if form.tz and not agency_id else None
    try:
        person = actions.add_person(
            _description(form),
            agency_id=agency_id,
            unit_id=unit_id,
            by=viewer,
            at=at,
            tz=tz,
            is_trainee=form.is_trainee.data if form.is_trainee else True,
            key=UUID(form.key.data),
        )
    except REFUSALS as wrong:
        return _again(form, wrong, viewer)
    slip = actions.hand_slip(person, password, hashed, by=viewer, at=real_now())
    db.session.commit()
    return _show(slip)


def _again(form: AddForm, wrong: BadInput | Conflict | IntegrityError, viewer: Viewer) -> str | Response:
    """Sent twice, it leads to who was added; otherwise the form says what is wrong with it."""
    db.session.rollback()
    if known := queries.by_key(viewer, UUID(form.key.data)):
        flash(_("%(name)s was added already. Was the slip not printed? Make a new one here.", name=known.call_name), "attention")
        return redirect(url_for("people.reset", ref=known.ref))
    say_in(form, wrong)
    return render_template("people/add.html", form=form, is_admin=viewer.has(Role.ADMIN))


def _add_form(viewer: Viewer, at: datetime) -> AddForm:
    """The form with the places to which this viewer adds people; names only where a focal point's country keeps them here."""
    nodes = queries.nodes(at, lang())
    places = queries.places_for(viewer, today(at, viewer.tz))
    names_at = [agency for agency in viewer.focal_agencies if queries.policy(nodes[agency].cc)[1] == "here"]
    ccs = {nodes[place.agency_id].cc for place in places}
    with_codes = bool(ccs) and not viewer.administers_region and all(queries.policy(cc)[0] == "codes" for cc in ccs)
    form = AddForm(names_at=names_at, with_codes=with_codes, is_admin=viewer.has(Role.ADMIN), tz=viewer.tz)
    nowhere = choices([("", _("No country: a mentor, trainer or coordinator"))]) if viewer.administers_region else []
    form.place.choices = nowhere + [_place_choice(nodes, place) for place in places]
    if form.tz:
        form.tz.choices = zone_choices(viewer.tz)
    return form


def _place_choice(nodes: dict[int, queries.NodeName], place: queries.Place) -> SelectChoice:
    """A unit under its agency's name."""
    agency = nodes[place.agency_id]
    unit = nodes[place.unit_id].name if place.unit_id else _("no unit")
    return SelectChoice(value=f"{place.agency_id}-{place.unit_id or ''}", label=unit, optgroup=f"{agency.cc} · {agency.name}")


def _place(written: str) -> tuple[int | None, int | None]:
    """(agency, unit) of "12-34", "12-" or ""; the form has checked that it is one of its own."""
    agency, _dash, unit = (written or "").partition("-")
    return (int(agency) if agency else None), (int(unit) if unit else None)


def _description(form: PersonForm) -> Description:
    """What was written; a field that the form does not have is empty."""
    return Description(**{name: (form[name].data or "").strip() for name in FIELDS if name in form})


def _show(slip: Slip) -> str:
    """The slip, in the language of the one it is for. It is answered to the POST and kept nowhere: a reload makes another."""
    speaks = next(code for code in chain(slip.person.lang) if code in offered())
    with force_locale(speaks):
        words = {
            "programme": programme_name(),
            "for_whom": _("for %(name)s, %(ref)s", name=slip.person.call_name, ref=slip.person.ref),
            "in_person": _("to be handed over in person"),
            "address": _("Address"),
            "user_name": _("User name"),
            "password": _("First password"),
            "works": _("Works"),
            "until": _(
                "until you set your own, %(day)s at the latest", day=format_date(shown(slip.ends_at), "d MMMM y", locale=get_locale())
            ),
            "then": _("After the first sign-in set your own password. Then tear up this sheet."),
        }
    may_give = reader().has(Role.ADMIN) and may_change(reader(), slip.person)
    return render_template(
        "people/slip.html", slip=slip, speaks=speaks, slip_words=words, address=request.host_url.rstrip("/"), may_give=may_give
    )


@bp.route("/people/<ref>/edit", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit(ref: str) -> str | Response:
    """What is kept of a person: call name, language, and for the focal point the full name."""
    viewer, at = reader(), now()
    person = queries.changeable(viewer, ref)
    call_names, names_kept = queries.policy(person.cc)
    with_names = person.agency_id in viewer.focal_agencies and names_kept == "here"
    known = queries.identities(viewer, [person.id], "edit", at).get(person.id) if with_names else None
    form = PersonForm(
        with_names=with_names,
        with_codes=call_names == "codes",
        data={name: getattr(known, name, None) or getattr(person, name, None) or "" for name in FIELDS},
    )
    if form.validate_on_submit():
        try:
            _change(person, form, viewer, at, with_names=with_names)
        except REFUSALS as wrong:
            say_in(form, wrong)
            person = queries.changeable(viewer, ref)  # as it was, read again
        else:
            db.session.commit()
            flash(_("Saved."), "done")
            return redirect(url_for("desk.person", ref=person.ref))
    db.session.commit()  # that the name was read is written down, sent form or not
    return render_template("people/edit.html", form=form, person=person)


def _change(person: Person, form: PersonForm, viewer: Viewer, at: datetime, *, with_names: bool) -> None:
    said = _description(form)
    if "call_name" not in form:
        said = replace(said, call_name=person.call_name)
    actions.describe(person, said, by=viewer, at=at)
    if with_names and said.has_identity:
        actions.name_person(person, said, by=viewer, at=at)
    elif with_names:
        actions.unname_person(person, by=viewer, at=at)


@bp.route("/people/<ref>/password", methods=["GET", "POST"])
@requires(*KEEPERS)
def reset(ref: str) -> str | Response:
    """A new slip: the old password stops to work and every sign-in ends. Sent twice, the form makes the same slip twice: whichever of
    the two a browser shows, it lets in."""
    viewer = reader()
    person = queries.changeable(viewer, ref)
    if request.method == "GET":
        return render_template("people/reset.html", person=person, key=str(uuid7()))
    password = actions.a_first_password(_of_form(person))
    db.session.rollback()
    hashed = actions.hash_of(password)
    slip = actions.hand_slip(queries.changeable(viewer, ref), password, hashed, by=viewer, at=real_now())
    db.session.commit()
    return _show(slip)


def _of_form(person: Person) -> bytes | None:
    """What the slip of this form follows from: nobody who does not know our key can tell it. None for a form that has no key."""
    key, ours = request.form.get("key", ""), current_app.config["SECRET_KEY"].encode()
    return hmac.digest(ours, f"slip {person.key} {key}".encode(), "sha256") if key else None
