"""The ends of a register: confirming it, what broke off, and correcting what was confirmed."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotThere
from lms.lib.time import now
from lms.people.access import Viewer
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.theory import actions, queries
from lms.theory.forms import CorrectForm, WhyForm
from lms.theory.queries import Entry
from lms.theory.rules.clock import ends_at
from lms.theory.rules.register import Outcome, enough, tally
from lms.theory.views.blueprint import PAGE, bp, say
from lms.theory.views.registers import outcome_words


@bp.route("/sessions/<uuid:key>/register/confirm", methods=["GET", "POST"])
@requires(Role.TRAINER)
def confirm(key: UUID) -> str | Response:
    """What would be confirmed, as counts; then one button."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    if request.method == "POST":
        rest = Outcome.ABSENT if request.form.get("rest") == Outcome.ABSENT else None
        try:
            done = actions.confirm(found, by=viewer, at=at, rest=rest)
        except Conflict as refused:
            db.session.rollback()
            say(refused)
            return redirect(url_for(".register", key=key))
        db.session.commit()
        flash(
            ngettext("The register is confirmed for %(num)d person.", "The register is confirmed for %(num)d people.", done.tally.total),
            "done",
        )
        return redirect(url_for(".register", key=key))
    entries = queries.entries(viewer, found)
    if found.confirmed_at or not entries:
        return redirect(url_for(".register", key=key))
    return render_template(
        "theory/confirm.html", session=found, tally=tally(entry.mark for entry in entries), outcomes=outcome_words(), at=at,
        topic=queries.topics().get(found.activity_id or 0), over=ends_at(found.starts_at, found.minutes), enough=enough(found.minutes),
        without=[entry for entry in entries if entry.mark.outcome is None],
        untimed=[entry for entry in entries if entry.mark.needs_minutes], **PAGE,
    )  # fmt: skip


@bp.route("/sessions/<uuid:key>/register/broke-off", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def broke_off(key: UUID) -> str | Response:
    """It failed for everybody: nobody is absent. What is refused gives the reason back to copy."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    form = WhyForm()
    if form.validate_on_submit():
        told = actions.break_off(found, form.why.data, by=viewer, at=at)
        db.session.commit()
        flash(ngettext("Noted: it broke off. %(num)d person is told, nobody is absent.",
                       "Noted: it broke off. %(num)d people are told, nobody is absent.", told), "done")  # fmt: skip
        return redirect(url_for(".register", key=key))
    return render_template("theory/broke_off.html", form=form, session=found, **PAGE)


@bp.route("/sessions/<uuid:key>/register/<ref>", methods=["GET", "POST"])
@requires(Role.TRAINER)
@keeps_work
def correct(key: UUID, ref: str) -> str | Response:
    """Another mark in a confirmed register, with a reason; or somebody who was forgotten."""
    viewer, at = reader(), now()
    found = queries.own_or_404(viewer, key)
    person = queries.one_in(viewer, found, ref) or queries.one_to_add(viewer, found, ref)
    if person is None or not found.confirmed_at:
        raise NotThere()
    form = CorrectForm(data={name: request.args.get(name) for name in ("outcome", "minutes")})
    form.outcome.choices, form.of = [SelectChoice(*pair) for pair in outcome_words().items()], found.minutes
    name, title = f"{person.call_name}, {person.ref}", found.title[found.lang]
    if form.validate_on_submit():
        try:
            actions.correct(found, person, form.mark(), form.why.data, seen=form.seen_no, by=viewer, at=at)
        except (BadInput, Conflict) as refused:
            db.session.rollback()
            form.form_errors.append(" ".join(str(part) for part in (refused.sentence, refused.todo) if part))
        else:
            db.session.commit()
            flash(_("Corrected for %(person)s; the first mark stays readable.", person=name), "done")
            return redirect(url_for(".register", key=key))
    entry = _entry_of(viewer, key, ref)
    form.seen.data = str(entry.history[0].no) if entry and entry.history else "0"  # what this page shows
    return render_template(
        "theory/correct.html", form=form, key=key, name=name, minutes=form.of, title=title, entry=entry, outcomes=outcome_words(), **PAGE
    )


def _entry_of(viewer: Viewer, key: UUID, ref: str) -> Entry | None:
    entries = queries.entries(viewer, queries.own_or_404(viewer, key))
    return next((entry for entry in entries if entry.ref == ref), None)
