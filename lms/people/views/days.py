"""The calendar of days off, which sessions and promises read: by coordinators and administrators of the country."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.time import now, today
from lms.people import actions, queries
from lms.people.access import Viewer
from lms.people.doors import reader, requires
from lms.people.forms import DayOffForm, choices
from lms.people.models import NodeKind, Role
from lms.people.views.blueprint import REFUSALS, bp, lang, say_in

KEEPERS = (Role.COORDINATOR, Role.ADMIN)
YEARS = range(2010, 2100)


@bp.route("/days-off", methods=["GET", "POST"])
@requires(*KEEPERS)
def days_off() -> str | Response:
    """The days off of one country and year, and a form for one more."""
    viewer, at = reader(), now()
    countries = _countries(viewer)
    cc = request.values.get("country", "")
    cc = cc if cc in countries else next(iter(countries), "")
    form = DayOffForm(country=cc)
    form.country.choices = choices(countries.items())
    year = _year(today(at, viewer.tz).year)
    if form.validate_on_submit() and form.day.day:
        names = {"en": form.name_en.data.strip(), "ru": (form.name_ru.data or "").strip()}
        try:
            actions.add_day_off(form.country.data, form.day.day, names, by=viewer, at=at)
        except REFUSALS as wrong:
            say_in(form, wrong, "day")
        else:
            db.session.commit()
            flash(_("The day is in the calendar."), "done")
            return redirect(url_for("people.days_off", country=form.country.data, year=form.day.day.year))
    rows = queries.holidays([cc], date(year, 1, 1), date(year, 12, 31))
    return render_template("people/days_off.html", form=form, rows=rows, countries=countries, cc=cc, year=year)


@bp.post("/days-off/<cc>/<day>/remove")
@requires(*KEEPERS)
def day_worked(cc: str, day: str) -> Response:
    """Worked after all. What was taken out stands in the message, so that it can be put back."""
    viewer = reader()
    if cc not in _countries(viewer):
        raise NotThere()
    try:
        which = date.fromisoformat(day)
    except ValueError as wrong:
        raise NotThere() from wrong
    names = actions.take_out_day_off(cc, which, by=viewer, at=now())
    db.session.commit()
    flash(_("%(day)s, %(name)s, is a working day now. To put it back, add it below.", day=day, name=next(iter(names.values()), "")), "done")
    return redirect(url_for("people.days_off", country=cc, year=which.year))


def _countries(viewer: Viewer) -> dict[str, str]:
    """{cc: name} of the countries whose calendar this viewer mends."""
    nodes = queries.nodes(now(), lang()).values()
    return {str(node.cc): node.name for node in nodes if node.kind == NodeKind.COUNTRY and actions.keeps_days_of(viewer, str(node.cc))}


def _year(this: int) -> int:
    asked = request.args.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in YEARS else this
