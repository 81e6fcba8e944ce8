"""The coordinator pairs: who needs a mentor, the candidates for one of them, the offer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib import paging
from lms.lib.refusals import BadInput, Conflict, Refused
from lms.lib.time import now, today
from lms.mentoring.actions import pairing as actions
from lms.mentoring.forms.pairing import LetterForm, OfferForm, TopicsForm
from lms.mentoring.forms.words import topics as topic_words
from lms.mentoring.models import EngagementAgreement
from lms.mentoring.queries import engagements, meetings, refused, routing
from lms.mentoring.queries import pairing as queries
from lms.mentoring.queries.engagements import Pair
from lms.mentoring.queries.pairing import Candidate, Subject
from lms.mentoring.rules.pairing import WEIGHTS
from lms.mentoring.views import says, words
from lms.mentoring.views.blueprint import bp, lang
from lms.mentoring.views.planned import line_asked, terms_of, topics_of, units_of
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import NodeKind, Role
from lms.people.queries import NodeName
from lms.programme.queries import Open

PAGE, TABS = 30, 6
USUAL = timedelta(weeks=12)  # how long an engagement runs if nobody writes another day


@bp.get("/pairing")
@requires(Role.COORDINATOR)
def pairing() -> str | Response:
    """Who needs a mentor, which offers and agencies are awaited, and the pairs there are; for a line of a plan, whom it is for."""
    viewer, at = reader(), now()
    nodes, line = people.nodes(at, lang()), line_asked()
    units = units_of(line, nodes, viewer) if line else None
    if line and units and len(units) == 1:
        return redirect(url_for(".candidates", kind="unit", code=units[0].code, line=line.line.key))
    q = request.args.get("q", "").strip()[:80]
    needs = queries.needs(viewer, nodes)
    page = paging.page(len(needs), request.args.get("page"), lambda n: url_for(".pairing", page=n), PAGE)
    on_the_way = engagements.coordinated(viewer, is_open=False)
    runs = paging.page(engagements.count_open(viewer), request.args.get("pairs"), lambda n: url_for(".pairing", pairs=n), PAGE)
    opened = engagements.coordinated(viewer, is_open=True, offset=runs.offset, limit=runs.size)
    rows = [pair.row for pair in (*on_the_way, *opened)]
    agreed, concerned = engagements.agreements([row.id for row in rows]), engagements.concerned(rows, viewer.day)
    return render_template(
        "mentoring/pairing.html", q=q, found=queries.search(viewer, q, nodes) if q else units, line=line,
        needs=needs[page.offset : page.last],
        page=page, total=len(needs), waiting=routing.count_without(viewer), opened=opened, runs=runs, nodes=nodes, at=at,
        offered=[p for p in on_the_way if not p.row.accepted_at], accepted=[p for p in on_the_way if p.row.accepted_at], agreed=agreed,
        left=lambda pair: _left(pair, concerned, agreed), asked=_focal_points(concerned, viewer.day), words=words, says=says,
        next=meetings.next_by_engagement([pair.row.id for pair in opened], at), letter=LetterForm(formdata=None), title=title,
        countries={node.cc: node.name for node in nodes.values() if node.kind == NodeKind.COUNTRY}, zone=viewer.tz,
    )  # fmt: skip


def _left(pair: Pair, concerned: Mapping[int, Sequence[int]], agreed: Mapping[int, Sequence[EngagementAgreement]]) -> list[int]:
    """The agencies whose word an engagement still waits for."""
    given = {each.agency_id for each in agreed.get(pair.row.id, ())}
    return [agency for agency in concerned.get(pair.row.id, ()) if agency not in given]


def _focal_points(concerned: Mapping[int, Sequence[int]], day: date) -> dict[int, list[int]]:
    agencies = {agency for ids in concerned.values() for agency in ids}
    return engagements.focal_points(agencies, day) if agencies else {}


def title(pair: Pair, nodes: Mapping[int, NodeName], *, named: bool = True) -> str:
    """A unit by its name, a trainee by call name and ref; without names for a mentor who sees nobody yet."""
    if pair.row.unit_id:
        return nodes[pair.row.unit_id].name
    if named:
        return f"{pair.person_name} {pair.person_ref}"
    place = nodes.get(pair.person_unit_id or pair.person_agency_id or 0)
    return _("A trainee, %(place)s", place=place.name) if place else _("A trainee")


@bp.get("/pairing/<kind>/<code>")
@requires(Role.COORDINATOR)
def candidates(kind: str, code: str) -> str:
    """The candidates for one trainee or unit, best first; or how the offer or engagement there stands."""
    viewer, at = reader(), now()
    subject = queries.subject_or_404(viewer, kind, code, people.nodes(at, lang()))
    day, line = today(at, subject.tz), line_asked()
    form = OfferForm(formdata=None, data=terms_of(line, day + USUAL, day))
    codes = TopicsForm(request.args).codes if "topic" in request.args else topics_of(line)
    return _candidates(subject, codes, form, at, line)


def _candidates(
    subject: Subject, codes: Sequence[str], form: OfferForm, at: datetime, line: Open | None, refusal: Refused | None = None
) -> str:
    viewer, nodes = reader(), people.nodes(at, lang())
    past = engagements.of_subject(viewer, subject)
    stands = next((pair for pair in past if pair.row.ended_at is None), None)
    needs = queries.needs(viewer, nodes)
    return render_template(
        "mentoring/candidates.html", subject=subject, codes=codes, topics=TopicsForm(data={"topic": list(codes)}), form=form, nodes=nodes,
        refusal=refusal, past=past, need=_need(needs, subject), tabs=needs[:TABS], says=says, words=words, weights=WEIGHTS, at=at,
        topic_words=topic_words, place=says.place_of(subject.tz, at), letter=LetterForm(formdata=None), stands=stands,
        country=country_of(subject.cc, nodes), line=line, refusals=refused.agencies([pair.row for pair in past]),
        **(_standing(stands, nodes) if stands else _list_of(_listed(subject, codes, past, at))),
    )  # fmt: skip


def _standing(stands: Pair, nodes: Mapping[int, NodeName]) -> dict[str, Any]:
    """How the offer or engagement stands: whose word is awaited, and who can be asked for it."""
    viewer = reader()
    agreed, concerned = engagements.agreements([stands.row.id]), engagements.concerned([stands.row], viewer.day)
    left = _left(stands, concerned, agreed)
    moments = says.moments(stands, agreed.get(stands.row.id, []), left, nodes, viewer.tz)
    return {"left": left, "asked": _focal_points(concerned, viewer.day), "moments": moments, "listed": []}


def _list_of(listed: Sequence[Candidate]) -> dict[str, Any]:
    """The candidates, who is first, and the most hours of those with a place."""
    possible = [one for one in listed if one.fit.is_possible]
    most = max((one.hours.a_week for one in possible), default=0.0)
    return {"listed": listed, "first": possible[0] if possible else None, "most": most}


def country_of(cc: str, nodes: Mapping[int, NodeName]) -> str:
    """A country by its name of the day."""
    return next((node.name for node in nodes.values() if node.kind == NodeKind.COUNTRY and node.cc == cc), cc)


def clock_of(pair: Pair, nodes: Mapping[int, NodeName]) -> str:
    """The clock of the unit, or of where the trainee serves; without either the mentor's."""
    node = nodes.get(pair.row.unit_id or pair.person_unit_id or pair.person_agency_id or 0)
    return node.tz if node else pair.mentor_tz


def _need(needs: Sequence[queries.Need], subject: Subject) -> queries.Need | None:
    return next((need for need in needs if (need.kind, need.code) == (subject.kind, subject.code)), None)


def _listed(subject: Subject, codes: Sequence[str], past: Sequence[Pair], at: datetime) -> list[Candidate]:
    known = {pair.row.mentor_id for pair in past if pair.row.opened_at}
    return queries.candidates(reader(), subject, codes, known, at)


@bp.post("/pairing/<kind>/<code>/offer")
@requires(Role.COORDINATOR)
@keeps_work
def offer(kind: str, code: str) -> str | Response | tuple[str, int]:
    """Offer it to one of the candidates; what was written is kept where that cannot be."""
    viewer, at = reader(), now()
    subject = queries.subject_or_404(viewer, kind, code, people.nodes(at, lang()))
    form, codes, line = OfferForm(), TopicsForm(request.form).codes, line_asked()
    if not form.ends_on.data or not form.validate() or form.ends_on.day is None:
        form.ends_on.errors = form.ends_on.errors or ([] if form.ends_on.data else [_("Write a day.")])
        return _candidates(subject, codes, form, at, line)
    terms = actions.Terms(tuple(codes), (form.goals.data or "").strip(), form.ends_on.day, line.line.id if line else None)
    expires_at = at + timedelta(hours=current_app.config["OFFER_HOURS"])
    listed = _listed(subject, codes, engagements.of_subject(viewer, subject), at)
    try:
        row = actions.offer(subject, listed, form.mentor.data or "", terms, why_not_first=form.why_not_first.data or "", by=viewer, at=at,
                            expires_at=expires_at)  # fmt: skip
    except (BadInput, Conflict) as wrong:
        db.session.rollback()
        return _refused(subject, codes, form, at, line, wrong)
    db.session.commit()
    name = next(one.mentor.call_name for one in listed if one.mentor.id == row.mentor_id)
    flash(_("Offered to %(name)s, who is told and answers until %(time)s.", name=name, time=words.until(expires_at)), "done")
    return redirect(url_for(".candidates", kind=kind, code=subject.code))


def _refused(subject: Subject, codes: Sequence[str], form: OfferForm, at: datetime, line: Open | None, wrong: Refused) -> tuple[str, int]:
    if isinstance(wrong, actions.NotTheFirst):
        form.why_not_first.errors = [str(wrong.sentence)]
        return _candidates(subject, codes, form, at, line), 200
    return _candidates(subject, codes, form, at, line, wrong), wrong.status


@bp.post("/engagements/<uuid:key>/take-back")
@requires(Role.COORDINATOR)
def take_back(key: UUID) -> Response:
    """Take an offer back that was not answered."""
    viewer, at = reader(), now()
    pair = engagements.pair_or_404(viewer, key)
    actions.take_back(key, by=viewer, at=at)
    db.session.commit()
    flash(_("The offer is taken back; the place is free again."), "done")
    return redirect(_home_of(pair, at))


def _home_of(pair: Pair, at: datetime) -> str:
    code = people.nodes(at, lang())[pair.row.unit_id].code if pair.row.unit_id else pair.person_ref
    return url_for(".candidates", kind=pair.kind, code=code)
