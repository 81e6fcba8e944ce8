"""The units of the programme, and one that is not among the published ones. By administrators."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.time import city, now, today
from lms.people import actions, queries
from lms.people.access import Viewer
from lms.people.doors import reader, requires
from lms.people.forms import UnitForm, choices, zone_choices
from lms.people.models import NodeKind, OrgNode, Role
from lms.people.views.blueprint import REFUSALS, bp, lang, say_in, written


@bp.get("/units")
@requires(Role.ADMIN, Role.COORDINATOR)
def units() -> str:
    """The units of this administrator's or coordinator's countries, with type, agencies and clock; these; the networks."""
    viewer, at = reader(), now()
    nodes = queries.nodes(at, lang())
    shown = [nodes[unit] for unit in queries.units_for(viewer)]
    countries = {node.cc: node for node in nodes.values() if node.kind == NodeKind.COUNTRY}
    return render_template(
        "people/units.html",
        units=shown,
        nodes=nodes,
        countries=countries,
        agencies=queries.agencies_of_units(),
        day=today(at, viewer.tz),
        types=type_words(),
        networks=queries.networks(),
        shown_ccs=sorted({*viewer.coordinated, *viewer.administered}),
        all_agencies=[nodes[agency] for agency in queries.agencies_for(viewer)],
        kept=viewer.administered,
        keeps_countries=viewer.administers_region,
        place_of=lambda zone: city(zone, lang()),
    )


def type_words() -> dict[str, str]:
    """How the types of units are called."""
    return {
        "sea": _("sea port"),
        "rail": _("railway"),
        "road": _("road"),
        "land": _("land border"),
        "dry": _("dry port"),
        "inland": _("inland"),
        "air": _("air cargo"),
    }


@bp.route("/units/add", methods=["GET", "POST"])
@requires(Role.ADMIN)
def unit_add() -> str | Response:
    """A unit, with its country by the agencies that serve there."""
    viewer, at = reader(), now()
    nodes = queries.nodes(at, lang())
    form = UnitForm(tz=viewer.tz)
    form.unit_type.choices = choices(type_words().items())
    agencies = [nodes[agency] for agency in queries.agencies_for(viewer)]
    form.agencies.choices = choices((node.id, f"{node.cc} · {node.name}") for node in agencies if node.is_open(today(at, node.tz)))
    form.tz.choices = zone_choices(viewer.tz)
    if form.validate_on_submit():
        try:
            unit = _add(form, viewer, at)
        except REFUSALS as wrong:
            say_in(form, wrong, "agencies")
        else:
            db.session.commit()
            flash(_("The unit is here, as %(code)s.", code=unit.code), "done")
            return redirect(url_for("people.units"))
    return render_template("people/unit_add.html", form=form)


def _add(form: UnitForm, viewer: Viewer, at: datetime) -> OrgNode:
    agencies = queries.rows(form.agencies.data)
    return actions.add_unit(
        names=written(form),
        unit_type=form.unit_type.data,
        agencies=agencies,
        tz=form.tz.data,
        by=viewer,
        at=at,
        opened_on=form.opened_on.data,
    )
