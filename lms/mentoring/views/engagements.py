"""An engagement: the mentor's answer, the agencies' word, its page for each side, its end."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import now
from lms.mentoring.actions import agreement, ending, pairing
from lms.mentoring.forms.pairing import LetterForm, WhyForm
from lms.mentoring.forms.words import choices
from lms.mentoring.forms.words import topics as topic_words
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries import meetings
from lms.mentoring.queries.engagements import Pair
from lms.mentoring.views import says, words
from lms.mentoring.views.blueprint import bp, lang
from lms.mentoring.views.pairing import clock_of, country_of, title
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role

SIDES = (Role.COORDINATOR, Role.MENTOR, Role.FOCAL_POINT, Role.TRAINEE)


def _said(pair: Pair, zone: str) -> dict[str, Any]:
    """What every page of one engagement shows of it."""
    viewer, nodes = reader(), people.nodes(now(), lang())
    concerned = queries.concerned([pair.row], viewer.day)[pair.row.id]
    agreed = queries.agreements([pair.row.id]).get(pair.row.id, [])
    left = [agency for agency in concerned if agency not in {each.agency_id for each in agreed}]
    sides = queries.sides(viewer, pair.row, concerned)
    others = any(each.agency_id not in sides.agencies for each in agreed)
    if not (sides.is_coordinator or sides.is_mentor):  # what another agency of a joint unit says is not theirs
        own = sides.agencies or (viewer.agency_id,)
        agreed, left = [each for each in agreed if each.agency_id in own], [agency for agency in left if agency in own]
    return {
        "pair": pair, "nodes": nodes, "sides": sides, "agreed": agreed, "left": left, "at": now(), "words": words, "says": says,
        "title": title(pair, nodes, named=sides.sees_names), "moments": says.moments(pair, agreed, left, nodes, zone),
        "topics": topic_words(pair.row.topics.get("codes", ())), "zone": zone, "tz": clock_of(pair, nodes),
        "country": country_of(pair.row.cc, nodes), "others": others,
    }  # fmt: skip


@bp.route("/engagements/<uuid:key>/answer", methods=["GET", "POST"])
@requires(Role.MENTOR)
@keeps_work
def answer(key: UUID) -> str | Response:
    """An offer as its mentor reads it: topics, hours and languages, no names. Accept it, or decline with a reason."""
    viewer = reader()
    pair = queries.pair_or_404(viewer, key)
    if pair.row.mentor_id != viewer.id:
        raise NotAllowed()
    form = WhyForm()
    if pair.row.state != "offered":
        return redirect(url_for(".engagement", key=key))
    if "accept" in request.form:
        pairing.accept(key, by=viewer, at=now())
        db.session.commit()
        flash(_("You have accepted. Access opens as soon as the agency agrees; you will be told."), "done")
        return redirect(url_for(".engagement", key=key))
    if form.validate_on_submit():
        pairing.decline(key, why=form.why.data, by=viewer, at=now())
        db.session.commit()
        flash(_("You have declined; the coordinator reads why. Your place is free again."), "done")
        return redirect(url_for(".profile"))
    return render_template("mentoring/answer.html", form=form, **_said(pair, viewer.tz))


@bp.get("/engagements/<uuid:key>")
@requires(*SIDES)
def engagement(key: UUID) -> str | Response:
    """How it stands, who it is about, its meetings: for the mentor, the officers, the focal point and the coordinator."""
    viewer = reader()
    pair = queries.pair_or_404(viewer, key)
    said = _said(pair, viewer.tz)
    if said["sides"].is_mentor and pair.row.state == "offered":
        return redirect(url_for(".answer", key=key))
    every = meetings.of_engagement(pair)
    agencies = [each.agency_id for each in said["agreed"]]
    sees = said["sides"].is_open and not said["sides"].is_officer
    return render_template(
        "mentoring/engagement.html", meetings=every, present=meetings.present(viewer, [each.id for each in every]),
        members=meetings.members(viewer, pair, agencies) if sees else [], **said,
    )  # fmt: skip


@bp.get("/mentors")
@requires(Role.FOCAL_POINT)
def agreements() -> str:
    """A focal point's: which mentors wait for the agency's word, and who mentors whom."""
    viewer, at = reader(), now()
    pairs = queries.of_agencies(viewer)
    rows = [pair.row for pair in pairs]
    concerned, agreed = queries.concerned(rows, viewer.day), queries.agreements([row.id for row in rows])

    def given(pair: Pair) -> bool:
        own = [agency for agency in concerned.get(pair.row.id, ()) if agency in viewer.focal_agencies]
        return {*own} <= {each.agency_id for each in agreed.get(pair.row.id, ())}

    runs = [pair for pair in pairs if pair.row.ended_at is None]
    ended = [pair for pair in pairs if pair.row.ended_at][:20]
    return render_template(
        "mentoring/agreements.html", waiting=[pair for pair in runs if not given(pair)], runs=[pair for pair in runs if given(pair)],
        ended=ended, nodes=people.nodes(at, lang()), title=title, words=words, says=says, at=at, topic_words=topic_words,
        next=meetings.next_by_engagement([row.id for row in rows], at),
    )  # fmt: skip


@bp.post("/engagements/<uuid:key>/agree")
@requires(Role.FOCAL_POINT)
def agree(key: UUID) -> Response:
    """The focal point agrees for the agency."""
    viewer = reader()
    pair = queries.pair_or_404(viewer, key)
    agreement.agree(key, by=viewer, at=now())
    db.session.commit()
    flash(_("Agreed. %(name)s sees your people of this engagement from now on, and they are told.", name=pair.mentor_name), "done")
    return redirect(url_for(".agreements"))


@bp.route("/engagements/<uuid:key>/letter", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
def letter(key: UUID) -> str | Response:
    """The letter of an agency, entered by the coordinator: number and date."""
    viewer = reader()
    pair = queries.pair_or_404(viewer, key)
    said = _said(pair, viewer.tz)
    form = LetterForm()
    form.agency.choices = choices((agency, said["nodes"][agency].name) for agency in said["left"])
    if form.validate_on_submit():
        try:
            agreement.enter_letter(key, form.agency.data, number=form.number.data, day=form.day.day, by=viewer, at=now())
        except BadInput as wrong:
            db.session.rollback()
            said = _said(queries.pair_or_404(viewer, key), viewer.tz)
            form.day.errors = [wrong.sentence]
        else:
            db.session.commit()
            name, number = pair.mentor_name, form.number.data.strip()
            flash(_("Access is open by letter %(number)s: %(subject)s, %(name)s", subject=said["title"], name=name, number=number), "done")
            return redirect(url_for(".engagement", key=key))
    if form.day.errors and form.number.data:
        form.day.errors = [*form.day.errors, _("The number %(number)s is kept; access stays closed.", number=form.number.data.strip())]
    return render_template("mentoring/letter.html", form=form, **said)


@bp.route("/engagements/<uuid:key>/end", methods=["GET", "POST"])
@requires(Role.COORDINATOR, Role.MENTOR, Role.FOCAL_POINT)
@keeps_work
def end(key: UUID) -> str | Response:
    """End it with a reason."""
    viewer = reader()
    pair = queries.pair_or_404(viewer, key)
    said = _said(pair, viewer.tz)
    if not said["sides"].may_end:
        raise NotAllowed()
    if pair.row.state not in ("accepted", "open"):
        raise Conflict(_("Only an engagement that was accepted and runs is ended."), kept=_("Nothing was changed."))
    form, off = WhyForm(), sum(each.outcome is None and each.starts_at > now() for each in meetings.of_engagement(pair))
    if form.validate_on_submit():
        is_over = ending.end(key, why=form.why.data, by=viewer, at=now()).ended_at is not None
        db.session.commit()
        gone = (
            [ngettext("%(num)d meeting to come is cancelled.", "%(num)d meetings to come are cancelled.", off)] if off and is_over else []
        )
        flash(" ".join([_("Ended. Access is closed from now on; the others are told."), *gone]), "done")
        return redirect(url_for(".profile") if said["sides"].is_mentor else url_for(".engagement", key=key))
    return render_template("mentoring/end.html", form=form, off=off, **said)
