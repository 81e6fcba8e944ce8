"""An engagement: the mentor's answer, the agencies' word, its page for each side, its end."""

from collections.abc import Mapping, Sequence
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
from lms.mentoring.models import Engagement, EngagementAgreement
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries import meetings, refused
from lms.mentoring.queries.engagements import Pair, Sides
from lms.mentoring.views import says, words
from lms.mentoring.views.blueprint import bp, lang
from lms.mentoring.views.pairing import clock_of, country_of, title
from lms.mentoring.views.planned import under
from lms.pages import day
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
    refusal = _refusal(pair.row, sides, nodes) if pair.row.is_refused else None
    if not (sides.is_coordinator or sides.is_mentor):  # what another agency of a joint unit says is not theirs
        own = sides.agencies or (viewer.agency_id,)
        agreed, left = [each for each in agreed if each.agency_id in own], [agency for agency in left if agency in own]
    return {
        "pair": pair, "nodes": nodes, "sides": sides, "agreed": agreed, "left": left, "at": now(), "words": words, "says": says,
        "title": title(pair, nodes, named=sides.sees_names), "moments": says.moments(pair, agreed, left, nodes, zone, refusal),
        "topics": topic_words(pair.row.topics.get("codes", ())), "zone": zone, "tz": clock_of(pair, nodes),
        "country": country_of(pair.row.cc, nodes), "others": others,
    }  # fmt: skip


def _refusal(row: Engagement, sides: Sides, nodes: Mapping[int, people.NodeName]) -> says.Moment:
    whose = refused.agencies([row]).get(row.id, [])
    is_theirs = sides.is_coordinator or row.ended_by_id == reader().id or not set(whose).isdisjoint(sides.agencies)
    return says.refusal(row, whose, nodes, is_theirs=is_theirs)


@bp.route("/engagements/<uuid:key>/answer", methods=["GET", "POST"])
@requires(Role.MENTOR)
@keeps_work
def answer(key: UUID) -> str | Response:
    """An offer as its mentor reads it: topics, hours and languages, no names. Accept it, or decline with a reason."""
    form = WhyForm()
    if request.method == "POST":
        try:
            answered = _answer(key, form)
        except Conflict:
            db.session.rollback()
            answered = _answered(key, form.why.data or "")
        if answered:
            return answered
    viewer = reader()
    pair = queries.pair_or_404(viewer, key)
    if pair.row.mentor_id != viewer.id:
        raise NotAllowed()
    if pair.row.state != "offered":
        return redirect(url_for(".engagement", key=key))
    return render_template("mentoring/answer.html", form=form, **_said(pair, viewer.tz))


def _answer(key: UUID, form: WhyForm) -> Response | None:
    """Accept or decline; None where the form comes back. Raises Conflict where it was answered meanwhile."""
    queries.own_offer_or_404(reader(), key)
    if "accept" in request.form:
        pairing.accept(key, by=reader(), at=now())
        said, way = _("You have accepted. Access opens as soon as the agency agrees; you will be told."), url_for(".engagement", key=key)
    elif form.validate():
        pairing.decline(key, why=form.why.data, by=reader(), at=now())
        said, way = _("You have declined; the coordinator reads why. Your place is free again."), url_for(".profile")
    else:
        return None
    db.session.commit()
    flash(said, "done")
    return redirect(way)


def _answered(key: UUID, why: str) -> Response:
    """What stands, where another window has answered: the same again is a sentence, another answer is refused with its reason back."""
    row = queries.own_offer_or_404(reader(), key)
    said = {
        "accepted": _("You accepted this offer already: %(time)s.", time=words.when(row.accepted_at or row.offered_at)),
        "declined": _("You declined this offer already: %(time)s.", time=words.when(row.ended_at or row.offered_at)),
        "taken_back": _("The coordinator took this offer back: %(time)s.", time=words.when(row.ended_at or row.offered_at)),
    }
    sentence = said.get("accepted" if row.accepted_at else row.state, _("This offer has lapsed: it was not answered in time."))
    if "accept" in request.form and row.accepted_at:
        flash(" ".join((sentence, _("Nothing was changed."))), "attention")
        return redirect(url_for(".engagement", key=key))
    raise Conflict(
        sentence, kept=_("That stands. What you sent now was not taken; what you wrote stands below."),
        todo=_("A mentorship that was accepted is ended on its page, with a reason.") if row.accepted_at
        else _("The coordinator can offer again."), own_text=why,
    )  # fmt: skip


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
        members=meetings.members(viewer, pair, agencies) if sees else [],
        **under(pair, is_coordinator=said["sides"].is_coordinator), **said,
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
@keeps_work
def letter(key: UUID) -> str | Response:
    """The letter of an agency, entered by the coordinator: number and date."""
    viewer = reader()
    pair = queries.pair_or_404(viewer, key)
    said = _said(pair, viewer.tz)
    form = LetterForm()
    form.agency.choices = choices((agency, said["nodes"][agency].name) for agency in said["left"])
    is_whole = form.validate_on_submit()
    if answered := _entered(pair, said["agreed"], form):
        return answered
    if is_whole:
        try:
            agreement.enter_letter(key, form.agency.data, number=form.number.data, day=form.day.day, by=viewer, at=now())
        except (BadInput, Conflict) as wrong:
            db.session.rollback()
            said = _said(queries.pair_or_404(viewer, key), viewer.tz)
            if answered := _entered(said["pair"], said["agreed"], form):  # another window was faster
                return answered
            form.day.errors = [wrong.sentence]
        else:
            db.session.commit()
            name, number = pair.mentor_name, form.number.data.strip()
            flash(_("Access is open by letter %(number)s: %(subject)s, %(name)s", subject=said["title"], name=name, number=number), "done")
            return redirect(url_for(".engagement", key=key))
    if form.day.errors and form.number.data:
        form.day.errors = [*form.day.errors, _("The number %(number)s is kept; access stays closed.", number=form.number.data.strip())]
    return render_template("mentoring/letter.html", form=form, **said)


def _entered(pair: Pair, agreed: Sequence[EngagementAgreement], form: LetterForm) -> Response | None:
    """What stands, where this agency has agreed meanwhile: the same letter again is a sentence, another is refused with its number back."""
    stands = next((each for each in agreed if each.agency_id == form.agency.data), None)
    if stands is None:
        return None
    agency = people.nodes(now(), lang())[stands.agency_id].name
    by = people.call_names([stands.by_id]).get(stands.by_id, "")
    sentence = _("%(agency)s has agreed already: %(by)s, %(time)s.", agency=agency, by=by, time=words.when(stands.at))
    letter = _("By letter %(number)s of %(day)s.", number=stands.letter_no, day=day(stands.letter_day)) if stands.letter_day else ""
    if letter and (stands.letter_no, stands.letter_day) == ((form.number.data or "").strip(), form.day.day):
        flash(" ".join([sentence, letter, _("Nothing was changed.")]), "attention")
        return redirect(url_for(".engagement", key=pair.row.key))
    raise Conflict(
        sentence, kept=" ".join([letter, _("That stands. What you sent now was not taken; what you wrote stands below.")]).strip(),
        todo=_("Access is open since then."), own_text=", ".join(filter(None, [form.number.data, form.day.data])),
    )  # fmt: skip


@bp.route("/engagements/<uuid:key>/end", methods=["GET", "POST"])
@requires(Role.COORDINATOR, Role.MENTOR, Role.FOCAL_POINT)
@keeps_work
def end(key: UUID) -> str | Response:
    """End it with a reason; for an agency whose word is awaited, not agree to it."""
    viewer = reader()
    if request.method == "POST" and (mine := queries.ended_by(viewer, key)):
        return _ended(mine, request.form.get("why", ""))
    pair = queries.pair_or_404(viewer, key)
    said = _said(pair, viewer.tz)
    if not said["sides"].may_end:
        raise NotAllowed()
    _refuse_over(pair.row)
    form, off = WhyForm(), sum(each.outcome is None and each.starts_at > now() for each in meetings.of_engagement(pair))
    if form.validate_on_submit():
        if said["sides"].refuses:
            return _refuse(key, form.why.data)
        is_over = ending.end(key, why=form.why.data, by=viewer, at=now()).ended_at is not None
        db.session.commit()
        gone = (
            [ngettext("%(num)d meeting to come is cancelled.", "%(num)d meetings to come are cancelled.", off)] if off and is_over else []
        )
        flash(" ".join([_("Ended. Access is closed from now on; the others are told."), *gone]), "done")
        return redirect(url_for(".profile") if said["sides"].is_mentor else url_for(".engagement", key=key))
    return render_template("mentoring/end.html", form=form, off=off, **said)


def _refuse(key: UUID, why: str) -> Response:
    agreement.refuse(key, why=why, by=reader(), at=now())
    db.session.commit()
    flash(_("Noted: your agency does not agree. The mentor has no access; the coordinator and the mentor are told why."), "done")
    return redirect(url_for(".engagement", key=key))


def _ended(row: Engagement, why: str) -> Response:
    """What stands, where the reader has ended it already, or did not agree: the same again is a sentence, another reason is refused and
    given back."""
    time = words.when(row.ended_at or row.offered_at)
    answered = _("You said already that your agency does not agree: %(time)s.", time=time)
    sentence = answered if row.is_refused else _("You ended this mentorship already: %(time)s.", time=time)
    if why.strip() != row.ended_why:
        raise Conflict(sentence, kept=_("That stands. What you sent now was not taken; what you wrote stands below."))
    flash(" ".join((sentence, _("Nothing was changed."))), "attention")
    return redirect(url_for(".profile") if row.mentor_id == reader().id else url_for(".engagement", key=row.key))


def _refuse_over(row: Engagement) -> None:
    """Of what has ended, when it did and by whom; of what was not accepted, that it is not ended but taken back."""
    if row.ended_at is not None:
        by = people.call_names([row.ended_by_id]).get(row.ended_by_id, "") if row.ended_by_id else ""
        stands = " ".join(filter(None, [words.when(row.ended_at), by]))
        raise Conflict(_("This engagement has ended already."), kept=" ".join([f"{stands}.", _("Nothing was changed.")]))
    if row.accepted_at is None:
        raise Conflict(_("Only an engagement that was accepted and runs is ended."), kept=_("Nothing was changed."))
