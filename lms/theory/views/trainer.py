"""A trainer mends a session, moves it, cancels it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.text import LANGUAGES
from lms.lib.time import now
from lms.pages import words
from lms.people.access import Viewer
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.theory import actions, queries
from lms.theory.forms import MoveForm, NewForm, PlanForm, WhyForm
from lms.theory.models import TheorySession
from lms.theory.views.blueprint import PAGE, bp, lang, when
from lms.theory.views.checks import Checked, asks, check

LOOKS = ("check", "use")  # buttons that only look


def offer(form: PlanForm) -> None:
    """What it may be about."""
    topics = queries.topics().values()
    form.offer_topics((str(t.activity.id), words(t.course.title), words(t.activity.title)) for t in topics)


def looks(form: Any) -> bool:
    """Whether the button only looks; a proposed time is taken into the fields."""
    if "use" in request.form:
        form.put(request.form["use"])
    return any(name in request.form for name in LOOKS)


def wall_of(form: NewForm | MoveForm) -> actions.Wall:
    """What was read of a valid form."""
    assert form.wall is not None
    return form.wall


def attempt(form: Any, act: Any) -> Any:
    """Do it and commit; what is refused stands above the form, with all that was typed. None then."""
    try:
        done = act()
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        form.form_errors.append(" ".join(str(part) for part in (refused.sentence, refused.todo) if part))
        return None
    except IntegrityError:
        db.session.rollback()
        # A double click: the first of the two has made it.
        made = queries.made_with(reader(), form.key_read) if isinstance(form, NewForm) and form.key_read else None
        if made is None:
            raise
        return made
    return done


@bp.route("/sessions/<uuid:key>/edit", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def edit(key: UUID) -> str | Response:
    """Anything but the time."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    places, invited = queries.places(viewer, at, lang()), set(queries.invited_ids(found.id))
    written = {**_as_written(found), "invited": [node.code for id_, node in places.nodes.items() if id_ in invited]}
    form = PlanForm(data={**written, "seen": (stands := actions.as_it_stands(found))})
    offer(form)
    wall = actions.Wall(found.wall_day, found.wall_time, found.zone, found.minutes, found.fold)
    starts_at, title = found.starts_at, found.title[found.lang]
    ids = {node.code: id_ for id_, node in places.nodes.items()}
    seen = form.seen.data or ""
    if form.validate_on_submit() and (edited := attempt(form, lambda: actions.edit(found, form.plan(ids), by=viewer, at=at, seen=seen))):
        _say_edited(edited)
        return redirect(url_for(".session", key=key))
    form.seen.data = stands
    form.show(written)
    checked = check(viewer, places, form.invited.data or (), wall, starts_at, at, but=queries.own_or_404(viewer, key))
    return render_template(
        "theory/edit.html", form=form, checked=checked, key=key, title=title, time=when(starts_at, wall.minutes, wall.zone)
    )


def _say_edited(edited: actions.Edited) -> None:
    told = ngettext("%(num)d person with a seat is told.", "%(num)d people with a seat are told.", edited.told) if edited.told else ""
    said = _("The session is changed.")
    flash(f"{said} {told}".strip(), "done")
    if edited.outside:
        said = ngettext(
            "%(num)d person holds a seat from a place that is no longer invited, and keeps it.",
            "%(num)d people hold seats from places that are no longer invited, and keep them.",
            edited.outside,
        )
        flash(said, "attention")
    if edited.waiting:
        said = ngettext(
            "%(num)d person from a place that is no longer invited waits for a seat, and keeps the turn.",
            "%(num)d people from places that are no longer invited wait for seats, and keep their turns.",
            edited.waiting,
        )
        flash(said, "attention")


def _as_written(session: TheorySession) -> dict[str, Any]:
    titles = {
        f"title_{code}": text if code != session.lang else "" for code, text in {**dict.fromkeys(LANGUAGES, ""), **session.title}.items()
    }
    return {
        **titles, "title": session.title.get(session.lang, ""), "lang": session.lang, "activity": str(session.activity_id or ""),
        "agenda": session.agenda, "capacity": session.capacity, "link": session.link,
    }  # fmt: skip


@bp.route("/sessions/<uuid:key>/move", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def move(key: UUID) -> str | Response:
    """Another time, with a reason; everybody with a place is told, and reads what it was before."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    form = MoveForm(
        day=found.wall_day, clock=found.wall_time, zone=found.zone, minutes=found.minutes, seen=str(found.sequence)
    )  # fmt: skip
    form.offer_zones([viewer.tz], at)
    if request.method == "GET":
        form.day.day, form.fold.data = found.wall_day, str(found.fold)
    if request.method == "GET" or looks(form):
        form.read_time()
    elif form.validate_on_submit() and not _asks(form, found, viewer, at):
        moved = attempt(form, lambda: actions.move(found, wall_of(form), form.why.data, seen=form.seen_no, by=viewer, at=at))
        if moved is not None:
            flash(
                ngettext("The session is moved; %(num)d person is told.", "The session is moved; %(num)d people are told.", moved.told),
                "done",
            )
            return redirect(url_for(".session", key=key))
    return _move_page(form, queries.own_or_404(viewer, key), viewer, at)


def _asks(form: MoveForm, session: TheorySession, viewer: Viewer, at: datetime) -> bool:
    """Whether what speaks against the new time is still to be read; not where it would be refused anyhow."""
    if form.seen_no != session.sequence or (form.starts_at, form.minutes.data) == (session.starts_at, session.minutes):
        return False
    return asks(form, _checked(form, session, viewer, at), at, _("Press Move once more to move it all the same."))


def _checked(form: MoveForm, session: TheorySession, viewer: Viewer, at: datetime) -> Checked:
    places, invited = queries.places(viewer, at, lang()), set(queries.invited_ids(session.id))
    codes = [node.code for id_, node in places.nodes.items() if id_ in invited]
    return check(viewer, places, codes, form.wall, form.starts_at, at, but=session, line_id=session.plan_line_id)


def _move_page(form: MoveForm, session: TheorySession, viewer: Viewer, at: datetime) -> str:
    checked, told = _checked(form, session, viewer, at), len(queries.holders(session))
    return render_template("theory/move.html", form=form, session=session, checked=checked, told=told, at=at, **PAGE)


@bp.route("/sessions/<uuid:key>/cancel", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def cancel(key: UUID) -> str | Response:
    """With a reason; everybody with a place is told. What is refused gives the reason back to copy."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    form = WhyForm()
    if form.validate_on_submit():
        told = actions.cancel(found, form.why.data, by=viewer, at=at)
        db.session.commit()
        said = ngettext("The session is cancelled; %(num)d person is told.", "The session is cancelled; %(num)d people are told.", told)
        flash(said, "done")
        return redirect(url_for(".session", key=key))
    return render_template("theory/cancel.html", form=form, session=found, told=len(queries.holders(found)), **PAGE)


__all__: Sequence[str] = ["attempt", "cancel", "edit", "looks", "move", "offer", "wall_of"]
