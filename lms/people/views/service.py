"""Where somebody serves: transfer, come back. Leaving also ends enrolments, so its door is the desk's."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.ext import db
from lms.lib.time import now, today
from lms.people import actions, queries
from lms.people.doors import reader, requires
from lms.people.forms import ReturnForm, TransferForm, choices
from lms.people.models import Person
from lms.people.views.blueprint import REFUSALS, bp, lang, say_in
from lms.people.views.persons import KEEPERS


def _units(person: Person, nodes: dict[int, queries.NodeName], *, but: int | None = None) -> list[SelectChoice]:
    """The units in which the person's agency serves, and none."""
    day = today(now(), person.tz)
    found = [(str(unit), nodes[unit].name) for unit in queries.units_of(person.agency_id) if unit != but and nodes[unit].is_open(day)]
    none = [("", _("no unit"))] if person.agency_id is None or but is not None or not found else []
    return choices(found + none)


@bp.route("/people/<ref>/transfer", methods=["GET", "POST"])
@requires(*KEEPERS)
def transfer(ref: str) -> str | Response:
    """To another unit of the same agency."""
    viewer, at = reader(), now()
    person = queries.changeable(viewer, ref)
    nodes = queries.nodes(at, lang())
    form = TransferForm(day=today(at, person.tz))
    form.unit.choices = _units(person, nodes, but=person.unit_id)
    if form.validate_on_submit():
        try:
            actions.transfer(person, int(form.unit.data) if form.unit.data else None, form.day.data, by=viewer, at=at)
        except REFUSALS as wrong:
            say_in(form, wrong, "day")
            person = queries.changeable(viewer, ref)  # as it was, read again
        else:
            db.session.commit()
            flash(_("%(name)s serves at the new unit from that day on.", name=person.call_name), "done")
            return redirect(url_for("desk.person", ref=person.ref))
    return render_template("people/transfer.html", form=form, person=person, nodes=nodes)


@bp.route("/people/<ref>/return", methods=["GET", "POST"])
@requires(*KEEPERS)
def come_back(ref: str) -> str | Response:
    """Back in the service, under the same ref; a new slip follows."""
    viewer, at = reader(), now()
    person = queries.changeable(viewer, ref)
    form = ReturnForm()
    form.unit.choices = _units(person, queries.nodes(at, lang()))
    if form.validate_on_submit():
        try:
            actions.come_back(person, int(form.unit.data) if form.unit.data else None, by=viewer, at=at)
        except REFUSALS as wrong:
            say_in(form, wrong)
            person = queries.changeable(viewer, ref)  # as it was, read again
        else:
            db.session.commit()
            flash(_("%(name)s is back. A new slip opens the account.", name=person.call_name), "done")
            return redirect(url_for("people.reset", ref=person.ref))
    return render_template("people/come_back.html", form=form, person=person)
