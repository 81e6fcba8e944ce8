"""A trainer sets a session, or a coordinator for a trainer; from a line of a work plan it is filled in with what is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.lib.text import LANGUAGES, pick
from lms.lib.time import city, now, today
from lms.lib.types import uuid7
from lms.pages import language
from lms.people.access import Viewer
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import NodeKind, Role
from lms.programme import queries as programme
from lms.programme.queries import Open
from lms.theory import actions, queries
from lms.theory.forms import NewForm
from lms.theory.models import TheorySession
from lms.theory.queries import Places, Trainer
from lms.theory.views.blueprint import PAGE, bp, lang, when
from lms.theory.views.checks import Checked, asks, check
from lms.theory.views.trainer import attempt, looks, offer, wall_of

USUAL = {"minutes": 90, "capacity": 20}
LEAST_MINUTES, MOST_MINUTES, MOST_SEATS = 5, 600, 2000


@dataclass(frozen=True)
class Setting:
    """The form of a new session with what there is to choose from. `line`: the line of a work plan that it is for."""

    form: NewForm
    places: Places
    line: Open | None
    trainers: Sequence[Trainer]

    @property
    def trainer(self) -> Trainer | None:
        """Whom a coordinator has chosen to hold it."""
        return next((one for one in self.trainers if one.ref == self.form.trainer.data), None)

    def plan(self) -> actions.Plan:
        """As the action takes it."""
        made = self.form.plan({node.code: id_ for id_, node in self.places.nodes.items()})
        return replace(made, plan_line_id=self.line.line.id if self.line else None)

    def check(self, viewer: Viewer, at: datetime) -> Checked:
        """What is said of the time."""
        form, line_id = self.form, self.line.line.id if self.line else None
        return check(viewer, self.places, form.invited.data or (), form.wall, form.starts_at, at, trainer=self.trainer, line_id=line_id)


@bp.route("/sessions/new", methods=["GET", "POST"])
@requires(Role.TRAINER, Role.COORDINATOR)
@keeps_work
def new() -> str | Response:
    """A new session. *Check times* shows what each place reads; with a script it is looked at while one types."""
    viewer, at = reader(), now()
    setting = _begin(viewer, at)
    form, trainer = setting.form, setting.trainer
    if request.method == "POST" and form.key_read and (made := queries.made_with(viewer, form.key_read)):
        return redirect(url_for(".session", key=made.key))
    only_looks = looks(form)
    is_valid = not only_looks and form.validate_on_submit()
    if only_looks:
        form.read_time()
    checked = setting.check(viewer, at)
    if is_valid and not asks(form, checked, at, _("Press Create once more to set it all the same.")):
        who, key = trainer.id if trainer else None, form.key_read or uuid7()
        made_now = attempt(form, lambda: actions.create(key, setting.plan(), wall_of(form), by=viewer, at=at, trainer_id=who))
        if made_now is not None:
            _say_created(made_now, setting.places.people(checked.chosen), trainer if who != viewer.id else None)
            return redirect(url_for(".session", key=made_now.key))
    return render_template(
        "theory/new.html", form=form, checked=checked, line=setting.line, at=at, holder=trainer.call_name if trainer else viewer.call_name,
        **PAGE,
    )  # fmt: skip


def _begin(viewer: Viewer, at: datetime) -> Setting:
    key = programme.key_of(request.values.get("line"))
    line = programme.line_for(viewer, key, actions.LINES) if key else None
    places, trainers = queries.places(viewer, at, lang(), coordinated=True), queries.trainers(viewer)
    usual: dict[str, Any] = {"key": str(uuid7()), "zone": viewer.tz, "lang": viewer.lang, "activity": request.args.get("activity"), **USUAL}
    if any(one.id == viewer.id for one in trainers):
        usual["trainer"] = viewer.ref
    form = NewForm(**{**usual, **(_said_by(line, places, viewer, at) if line else {})})
    offer(form)
    form.offer_zones(list(dict.fromkeys([form.zone.data or viewer.tz, viewer.tz])), at)
    if viewer.coordinated:
        form.offer_trainers((one.ref, f"{one.call_name} {one.ref}, {city(one.tz, language())}") for one in trainers)
    return Setting(form, places, line, trainers)


def _said_by(line: Open, places: Places, viewer: Viewer, at: datetime) -> dict[str, Any]:
    """What a line says of one of its sessions."""
    said, first, step = line.line, line.first_day, queries.step_of_line(viewer, line.line)
    own = next((code for code in said.langs if code in LANGUAGES), viewer.lang)
    chosen = [node for node in places.nodes.values() if _is_named(line, node)]
    found: dict[str, Any] = {
        "title": said.title.get(own) or pick(said.title, own), "lang": own, "invited": [node.code for node in chosen],
        "zone": chosen[0].tz if chosen else viewer.tz, "activity": str(step) if step else None,
        **{f"title_{code}": title for code, title in said.title.items() if code != own},
    }  # fmt: skip
    is_one_day = said.from_day is not None and said.from_day == said.to_day  # also one that has passed: it is what was planned
    if first and (is_one_day or first > today(at, found["zone"])):
        found["day"] = first
    if said.minutes and LEAST_MINUTES <= said.minutes <= MOST_MINUTES:
        found["minutes"] = said.minutes
    if said.seats:
        found["capacity"] = min(-(-said.seats // said.events), MOST_SEATS)
    return found


def _is_named(line: Open, node: Any) -> bool:
    """Whether a place that can be ticked is one of the line's own: not every unit of a country that is."""
    return node.id in line.places.nodes or (node.kind == NodeKind.COUNTRY and node.cc in line.places.ccs)


def _say_created(session: TheorySession, invited: int, trainer: Trainer | None) -> None:
    read = when(session.starts_at, session.minutes, session.zone)
    said = ngettext("%(num)d person finds it under Sessions now; no mail names the topic.",
                    "%(num)d people find it under Sessions now; no mail names the topic.", invited)  # fmt: skip
    told = [_("%(name)s, who holds it, is told.", name=trainer.call_name)] if trainer else []
    flash(" ".join([_("The session is set for %(time)s.", time=read.whole), *told, said]), "done")
