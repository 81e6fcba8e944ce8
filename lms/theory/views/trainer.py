"""A trainer sets a session, mends it, moves it, cancels it."""

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
from lms.lib.refusals import BadInput, Conflict, Refused
from lms.lib.time import now
from lms.lib.types import uuid7
from lms.pages import words
from lms.people.access import Viewer
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.theory import actions, queries
from lms.theory.forms import MoveForm, NewForm, PlanForm, WhyForm
from lms.theory.models import TheorySession
from lms.theory.views.blueprint import PAGE, bp, lang, say, when
from lms.theory.views.checks import Checked, check

LOOKS = ("check", "use")  # buttons that only look


@bp.route("/sessions/new", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def new() -> str | Response:
    """A new session. *Check times* shows what each place reads; with a script it is looked at while one types."""
    viewer, at = reader(), now()
    form = NewForm(key=str(uuid7()), zone=viewer.tz, lang=viewer.lang, minutes=90, capacity=20, activity=request.args.get("activity"))
    places = _offer(form, viewer, at)
    form.offer_zones([viewer.tz], at)
    if request.method == "POST" and (key := _key(form)) and (made := queries.made_with(viewer, key)):
        return redirect(url_for(".session", key=made.key))
    looks = _looks(form)
    is_valid = not looks and form.validate_on_submit()
    if looks:
        form.read_time()
    checked = check(viewer, places, form.invited.data or (), form.wall, form.starts_at, at)
    if is_valid and not _asks(form, checked, at):
        ids = {node.code: id_ for id_, node in places.nodes.items()}
        made_now = _try(form, lambda: actions.create(_key(form) or uuid7(), form.plan(ids), _wall(form), by=viewer, at=at))
        if made_now is not None:
            _say_created(made_now, places.people([n for n in places.nodes.values() if n.code in form.invited.data]))
            return redirect(url_for(".session", key=made_now.key))
    return render_template("theory/new.html", form=form, checked=checked, topics=queries.topics(), at=at, **PAGE)


def _offer(form: PlanForm, viewer: Viewer, at: datetime) -> queries.Places:
    topics = queries.topics().values()
    form.offer_topics((str(t.activity.id), words(t.course.title), words(t.activity.title)) for t in topics)
    return queries.places(viewer, at, lang())


def _looks(form: Any) -> bool:
    """Whether the button only looks; a proposed time is taken into the fields."""
    if "use" in request.form:
        form.put(request.form["use"])
    return any(name in request.form for name in LOOKS)


def _asks(form: NewForm, checked: Checked, at: datetime) -> bool:
    """Whether what speaks against the time is still to be read. It is asked once, and anew where something else speaks against it."""
    if form.warned.data == checked.digest or (form.starts_at and form.starts_at <= at) or not checked.warnings:
        return False
    form.warned.data = checked.digest
    said = ngettext("%(num)d thing speaks against this time; it stands beside it.",
                    "%(num)d things speak against this time; they stand beside it.", len(checked.warnings))  # fmt: skip
    form.form_errors.append(f"{said} " + _("Press Create once more to set it all the same."))
    return True


def _key(form: NewForm) -> UUID | None:
    try:
        return UUID(form.key.data or "")
    except ValueError:
        return None


def _wall(form: NewForm | MoveForm) -> actions.Wall:
    assert form.wall is not None  # the form is valid
    return form.wall


def _try(form: Any, act: Any) -> Any:
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
        made = queries.made_with(reader(), _key(form)) if isinstance(form, NewForm) and _key(form) else None  # type: ignore[arg-type]
        if made is None:
            raise
        return made
    return done


def _say_created(session: TheorySession, invited: int) -> None:
    read = when(session.starts_at, session.minutes, session.zone)
    said = ngettext("%(num)d person finds it under Sessions now; no mail names the topic.",
                    "%(num)d people find it under Sessions now; no mail names the topic.", invited)  # fmt: skip
    flash(_("The session is set for %(time)s.", time=read.whole) + " " + said, "done")


@bp.route("/sessions/<uuid:key>/edit", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def edit(key: UUID) -> str | Response:
    """Anything but the time."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    form = PlanForm(data=_as_written(found))
    places = _offer(form, viewer, at)
    if request.method == "GET":
        invited = set(queries.invited_ids(found.id))
        form.invited.data = [node.code for id_, node in places.nodes.items() if id_ in invited]
    wall = actions.Wall(found.wall_day, found.wall_time, found.zone, found.minutes, found.fold)
    starts_at, title = found.starts_at, found.title[found.lang]
    ids = {node.code: id_ for id_, node in places.nodes.items()}
    if form.validate_on_submit() and (edited := _try(form, lambda: actions.edit(found, form.plan(ids), by=viewer, at=at))):
        _say_edited(edited)
        return redirect(url_for(".session", key=key))
    checked = check(viewer, places, form.invited.data or (), wall, starts_at, at, but=queries.own_or_404(viewer, key))
    return render_template(
        "theory/edit.html", form=form, checked=checked, key=key, title=title, time=when(starts_at, wall.minutes, wall.zone)
    )


def _say_edited(edited: actions.Edited) -> None:
    told = ngettext("%(num)d person with a seat is told.", "%(num)d people with a seat are told.", edited.told) if edited.told else ""
    flash(f"{_('The session is changed.')} {told}".strip(), "done")
    if edited.outside:
        said = ngettext(
            "%(num)d person holds a seat from a place that is no longer invited, and keeps it.",
            "%(num)d people hold seats from places that are no longer invited, and keep them.",
            edited.outside,
        )
        flash(said, "attention")


def _as_written(session: TheorySession) -> dict[str, Any]:
    titles = {f"title_{code}": text for code, text in session.title.items() if code != session.lang}
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
        day=found.wall_day.isoformat(), clock=found.wall_time, zone=found.zone, minutes=found.minutes, seen=str(found.sequence)
    )  # fmt: skip
    form.offer_zones([viewer.tz], at)
    if request.method == "GET":
        form.day.day, form.fold.data = found.wall_day, str(found.fold)
    if request.method == "GET" or _looks(form):
        form.read_time()
    elif form.validate_on_submit():
        seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else -1
        moved = _try(form, lambda: actions.move(found, _wall(form), form.why.data, seen=seen, by=viewer, at=at))
        if moved is not None:
            flash(
                ngettext("The session is moved; %(num)d person is told.", "The session is moved; %(num)d people are told.", moved.told),
                "done",
            )
            return redirect(url_for(".session", key=key))
    return _move_page(form, queries.own_or_404(viewer, key), viewer, at)


def _move_page(form: MoveForm, session: TheorySession, viewer: Viewer, at: datetime) -> str:
    places, invited = queries.places(viewer, at, lang()), set(queries.invited_ids(session.id))
    codes = [node.code for id_, node in places.nodes.items() if id_ in invited]
    checked: Checked = check(viewer, places, codes, form.wall, form.starts_at, at, but=session)
    return render_template(
        "theory/move.html", form=form, session=session, checked=checked, told=len(queries.holders(session)), at=at, **PAGE
    )


@bp.route("/sessions/<uuid:key>/cancel", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def cancel(key: UUID) -> str | Response:
    """With a reason; everybody with a place is told."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            told = actions.cancel(found, form.why.data, by=viewer, at=at)
        except Refused as refused:
            db.session.rollback()
            say(refused)
        else:
            db.session.commit()
            flash(
                ngettext("The session is cancelled; %(num)d person is told.", "The session is cancelled; %(num)d people are told.", told),
                "done",
            )
        return redirect(url_for(".session", key=key))
    return render_template("theory/cancel.html", form=form, session=found, told=len(queries.holders(found)), **PAGE)


__all__: Sequence[str] = ["cancel", "edit", "move", "new"]
