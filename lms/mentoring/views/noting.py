"""The page of a meeting: when and what about; afterwards what became of it, noted once, corrected with a reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import pick
from lms.lib.time import now
from lms.mentoring.actions import meetings as actions
from lms.mentoring.forms.meetings import OUTCOMES, CancelForm, CorrectForm, NoteForm
from lms.mentoring.forms.words import choices
from lms.mentoring.models import MentoringMeeting
from lms.mentoring.queries import meetings
from lms.mentoring.queries.engagements import Pair
from lms.mentoring.queries.meetings import Member, Step
from lms.mentoring.rules.meetings import Outcome
from lms.mentoring.views import says, words
from lms.mentoring.views.blueprint import bp, lang
from lms.mentoring.views.meetings import SIDES, members_of, sides_of, tz_of, wall_of
from lms.mentoring.views.pairing import title
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.theory.rules.clock import OPENS, is_joinable


@bp.route("/meetings/<uuid:key>", methods=["GET", "POST"])
@requires(*SIDES)
@keeps_work
def meeting(key: UUID) -> str | Response:
    """A meeting: when, what about; afterwards what became of it, noted once. One to come can only be cancelled here."""
    viewer, at = reader(), now()
    row, pair = meetings.meeting_or_404(viewer, key)
    sides = sides_of(pair)
    may_note = sides.is_mentor or sides.is_coordinator
    if request.method == "POST" and not may_note:
        raise NotAllowed()
    form = _form(row, pair, at) if may_note else None
    if form and request.method == "POST" and (answered := _noted(form, row, at)):
        return answered
    return render_template(
        "mentoring/meeting.html", meeting=row, pair=pair, form=form, may_note=may_note, sides=sides, at=at, says=says, words=words,
        is_joinable=is_joinable(row.starts_at, row.minutes, at), opens_at=row.starts_at - OPENS, completed=_completed(row.id),
        present=meetings.present(viewer, [row.id]).get(row.id, []), title=title(pair, people.nodes(at, lang())), outcomes=OUTCOMES,
        corrections=meetings.corrections(row),
    )  # fmt: skip


def _form(row: MentoringMeeting, pair: Pair, at: datetime) -> NoteForm | CancelForm:
    """What can be said of it now. A page that was drawn before it began knows of no time, and cancels."""
    if row.starts_at > at or ("day" not in request.form and request.form.get("outcome") == Outcome.CANCELLED):
        return CancelForm()
    there = members_of(pair)
    steps = meetings.steps([one.id for one in there])
    form = NoteForm(data={**wall_of(row), "step": meetings.suggested(steps) or 0})
    form.offer_zones([row.zone, reader().tz, tz_of(pair)], at)
    form.present.choices = choices((one.id, f"{one.call_name} {one.ref}") for one in there)
    form.step.choices = choices(_step_words(steps, there))
    return form


def _step_words(steps: Sequence[Step], there: Sequence[Member]) -> list[tuple[int, str]]:
    """(activity, what it would complete and for whom), and no step at the end."""
    said = []
    for step in steps:
        whose = [one.call_name for one in there if one.id in step.open]
        early = [one.call_name for one in there if one.id in step.open and one.id not in step.ready]
        text = _("%(step)s: completes it for %(people)s", step=pick(step.title, lang()), people=", ".join(whose))
        before = _("what comes before it is still open for %(people)s", people=", ".join(early)) if early else ""
        said.append((step.activity_id, " · ".join([text, before] if before else [text])))
    return [*said, (0, _("No step: only who was there is noted"))]


def _completed(meeting_id: int) -> Mapping[int, str]:
    """{person: the step that it completed for them, as the page calls it}."""
    return {person: pick(activity.title, lang()) for person, activity in meetings.completed(meeting_id).items()}


def _noted(form: NoteForm | CancelForm, row: MentoringMeeting, at: datetime) -> Response | None:
    """Note it; None where the form comes back."""
    if row.outcome is not None:
        said = _("%(outcome)s, %(time)s", outcome=OUTCOMES[Outcome(row.outcome)], time=words.when(row.noted_at or at))
        raise Conflict(
            _("This meeting was noted already."), kept=" ".join((_("What was noted stands."), f"{said}.")),
            todo=_("A mistake is corrected, with a reason."), own_text=form.note.data or "",
        )  # fmt: skip
    if not form.validate():
        return None
    key, outcome = row.key, Outcome(form.outcome.data)
    more: dict[str, Any] = {"present": ()}
    if isinstance(form, NoteForm):
        more = {"present": form.present.data or (), "when": form.wall, "minutes": form.minutes.data, "step": form.step.data or None}
    try:
        actions.note_meeting(key, outcome, note=form.note.data or "", by=reader(), at=at, **more)
    except BadInput as wrong:
        db.session.rollback()
        meetings.meeting_or_404(reader(), key)  # the rows are read anew
        field = form.present if isinstance(form, NoteForm) and outcome is Outcome.HELD and not form.present.data else form.outcome
        field.errors = [f"{wrong.sentence} {wrong.kept}"]
        return None
    db.session.commit()
    flash(" ".join([_("Noted."), *_done_words(row.id)]), "done")
    return redirect(url_for(".meeting", key=key))


def _done_words(meeting_id: int) -> list[str]:
    """What a meeting has completed, in a sentence a step."""
    found = list(_completed(meeting_id).values())
    return [
        ngettext("“%(step)s” is done for %(num)d person.", "“%(step)s” is done for %(num)d people.", found.count(step), step=step)
        for step in dict.fromkeys(found)
    ]


@bp.route("/meetings/<uuid:key>/correct", methods=["GET", "POST"])
@requires(Role.COORDINATOR, Role.MENTOR)
@keeps_work
def meeting_correct(key: UUID) -> str | Response:
    """Mend what was noted, with a reason."""
    viewer, at = reader(), now()
    row, pair = meetings.meeting_or_404(viewer, key)
    sides = sides_of(pair)
    if not (sides.is_mentor or sides.is_coordinator):
        raise NotAllowed()
    form = _correction(row, pair)
    if form.validate_on_submit():
        sent = {"present": form.present.data or (), "step": form.step.data or None, "why": form.why.data, "seen": form.seen.data or ""}
        try:
            actions.correct_meeting(key, Outcome(form.outcome.data), by=viewer, at=at, **sent)
        except BadInput as wrong:
            db.session.rollback()
            row, pair = meetings.meeting_or_404(viewer, key)
            form.present.errors = [f"{wrong.sentence} {wrong.kept}"]
        else:
            db.session.commit()
            flash(" ".join([_("Corrected; the reason stands beside it."), *_done_words(row.id)]), "done")
            return redirect(url_for(".meeting", key=key))
    return render_template("mentoring/meeting_correct.html", meeting=row, pair=pair, form=form, outcomes=OUTCOMES,
                           title=title(pair, people.nodes(at, lang())))  # fmt: skip


def _correction(row: MentoringMeeting, pair: Pair) -> CorrectForm:
    """The form, filled with what was noted; its own step can be chosen anew."""
    there = meetings.present(reader(), [row.id]).get(row.id, [])
    everybody = list({one.id: one for one in (*members_of(pair), *there)}.values())
    steps = meetings.steps([one.id for one in everybody], but=row.id)
    noted = next((activity.id for activity in meetings.completed(row.id).values()), 0)
    step = noted if row.outcome == Outcome.HELD else meetings.suggested(steps) or 0
    form = CorrectForm(data={"outcome": row.outcome, "present": [one.id for one in there], "step": step, "seen": row.said_at})
    form.present.choices = choices((one.id, f"{one.call_name} {one.ref}") for one in everybody)
    form.step.choices = choices(_step_words(steps, everybody))
    return form
