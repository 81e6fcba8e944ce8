"""From the people behind a number: a reminder to them, or a question to the focal point of each agency; and what became of those."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.ext import db
from lms.insight import actions, queries
from lms.insight.actions import Thing
from lms.insight.forms import AnswerForm, AskForm
from lms.insight.queries import About, Waiting
from lms.insight.rules import ALL, OPEN, OVERDUE
from lms.insight.views import words
from lms.insight.views.door import WHO, Answering, answering, bp
from lms.lib.paging import page as page_of
from lms.lib.refusals import BadInput
from lms.lib.text import COMPLETE
from lms.lib.time import now, today
from lms.pages import language, number
from lms.pages import words as in_words
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.people.queries import NodeName
from lms.progress.queries import IN_PROGRESS, NOT_STARTED, focal_points

MOST = 2000  # things that one reminder or request is about
A_PAGE = 20


@dataclass(frozen=True)
class Chased:
    """Whom a reminder or a request is about: what each has still to do, and the address of the list they stand on."""

    rows: Sequence[Waiting]
    things: Mapping[str, Thing]
    back: str
    said: Mapping[str, str | None]

    @property
    def people(self) -> int:
        """How many different people."""
        return len({row.person_id for row in self.rows})

    def by_agency(self) -> dict[int, list[Waiting]]:
        """Those who serve in an agency, one row a person."""
        found: dict[int, dict[int, Waiting]] = {}
        for row in self.rows:
            if row.agency_id is not None:
                found.setdefault(row.agency_id, {})[row.person_id] = row
        return {agency: list(rows.values()) for agency, rows in found.items()}


def may_chase(page: Answering) -> bool:
    """Whether somebody on such a list has still something to do."""
    which = page.asked.which
    return which.state in (ALL, NOT_STARTED, IN_PROGRESS, OPEN, OVERDUE) and page.asked.finished is not True


def _chased(page: Answering) -> Chased:
    """Those on the list in the address who have not completed what it is about."""
    which, question = page.asked.which, page.question
    if request.args.get("of") == "programme" and question.track_id is not None:
        track = page.courses.tracks[question.track_id]
        what, said = f"track {track.id}", dict[str, str | None](of="programme", finished="no")
        rows = [Waiting(m.person_id, m.ref, m.call_name, m.agency_id, m.unit_id, what) for m in page.members(False, limit=MOST + 1)]
        return Chased(rows, {what: Thing(track.title, "/")}, page.href(".programme", finished="no"), said)
    said = {"state": which.state if which.state != ALL else None, "module": which.module, "finished": request.args.get("finished")}
    listed = [row for row in page.listed(which) if row.state in (NOT_STARTED, IN_PROGRESS)] if may_chase(page) else []
    heads = {f"course {row.course_id}": page.courses.heads[row.course_id] for row in listed}
    things = {what: Thing(head.title, f"/courses/{head.slug}") for what, head in heads.items()}
    rows = [Waiting(row.person_id, row.ref, row.call_name, row.agency_id, row.unit_id, f"course {row.course_id}") for row in listed]
    return Chased(rows, things, page.href(".behind", **said), said)


@bp.route("/completion/remind", methods=["GET", "POST"])
@requires(*WHO)
def remind() -> str | Response:
    """A page that says to whom a reminder would go; sent, each has at most one a day for the same course."""
    page = answering()
    chased = _chased(page)
    day = today(page.at, page.zone)
    if request.method == "POST" and 0 < len(chased.rows) <= MOST:
        done = actions.remind(chased.rows, chased.things, by=page.viewer, at=page.at, day=day)
        db.session.commit()
        flash(_reminded(done), "done" if done.people else "attention")
        return redirect(chased.back)
    had = queries.told_already(page.viewer, chased.rows, {what: actions.once(what, day) for what in chased.things})
    new = {row.person_id for row in chased.rows if (row.person_id, row.what) not in had}
    return render_template(
        "insight/remind.html", page=page, asked=page.asked, chased=chased, new=len(new), titles=_titles(page, chased), most=MOST,
        groups=_by_unit(page, chased.rows), words=words,
    )  # fmt: skip


def _reminded(done: actions.Reminded) -> str:
    said = ngettext("A reminder went to %(n)s person.", "A reminder went to %(n)s people.", done.people, n=number(done.people))
    if done.already:
        already = ngettext("%(n)s had one today already.", "%(n)s had one today already.", done.already, n=number(done.already))
        return f"{said} {already}" if done.people else already
    return said


def _titles(page: Answering, chased: Chased) -> list[tuple[str, int]]:
    """[(course or track, how many have it still open)]"""
    counted = {what: sum(1 for row in chased.rows if row.what == what) for what in chased.things}
    return sorted((in_words(dict(chased.things[what].title)), n) for what, n in counted.items())


def _by_unit(page: Answering, rows: Iterable[Waiting]) -> list[tuple[str, list[Waiting]]]:
    """[(unit they serve in now, its people once each)], by name."""
    found: dict[int | None, dict[int, Waiting]] = {}
    for row in rows:
        found.setdefault(row.unit_id, {})[row.person_id] = row
    return sorted(((page.node(unit) or _("No unit"), list(people.values())) for unit, people in found.items()), key=lambda pair: pair[0])


@bp.route("/completion/ask", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def ask() -> str | Response:
    """Ask the focal point of each agency about their people behind a number, after having seen whom."""
    page = answering()
    chased = _chased(page)
    by_agency = chased.by_agency()
    form = AskForm()
    if form.validate_on_submit() and 0 < len(chased.rows) <= MOST and by_agency:
        ids = {agency: [row.person_id for row in rows] for agency, rows in by_agency.items()}
        about = _about(page, chased)
        made = actions.ask(ids, form.text.data, about, key=_key(form.key.data), by=page.viewer, at=page.at)
        db.session.commit()
        flash(ngettext("%(num)d agency was asked.", "%(num)d agencies were asked.", len(made)), "done")
        return redirect(url_for(".request", key=made[0].key) if len(made) == 1 else url_for(".requests"))
    form.key.data = form.key.data or str(uuid4())
    return render_template(
        "insight/ask.html", page=page, asked=page.asked, chased=chased, form=form, by_agency=by_agency, most=MOST,
        names=_focal_points(page, by_agency), without=chased.people - sum(len(rows) for rows in by_agency.values()), words=words,
    )  # fmt: skip


def _key(sent: str | None) -> UUID:
    try:
        return UUID(sent or "")
    except ValueError:
        raise BadInput(_("This form is not whole. Open it again."), kept=_("Nothing was sent.")) from None


def _about(page: Answering, chased: Chased) -> dict[str, object]:
    """What the number was: its address, its words in both languages, and the course it is about, if that is one."""
    address = {name: value for name, value in {**page.asked.address, **chased.said}.items() if value}
    things = {what: dict(thing.title) for what, thing in chased.things.items()}
    only = next(iter(things)) if len(things) == 1 else ""
    course_id = int(only.removeprefix("course ")) if only.startswith("course ") else None
    return {"address": address, "state": page.asked.which.state, "titles": list(things.values()), "course_id": course_id}


def _focal_points(page: Answering, agencies: Iterable[int]) -> dict[int, list[str]]:
    """{agency: call name and ref of its focal points}, as everybody may know who they are."""
    found = focal_points(sorted(agencies), page.viewer.day)
    called = queries.called([id_ for ids in found.values() for id_ in ids])
    return {agency: [called[id_] for id_ in ids] for agency, ids in found.items()}


@bp.get("/requests")
@requires(*WHO)
def requests() -> str:
    """What coordinators ask of a focal point, the oldest first; for a coordinator, what was asked in their countries."""
    viewer, at = reader(), now()
    done = request.args.get("show") == "done"
    waiting, answered = queries.count_requests(viewer)
    show = "done" if done else None
    part = page_of(answered if done else waiting, request.args.get("page"), lambda n: url_for(".requests", show=show, page=n), A_PAGE)
    rows = queries.requests(viewer, done=done, offset=part.offset, limit=part.size)
    return render_template("insight/requests.html", rows=rows, part=part, done=done, waiting=waiting, answered=answered,
                           nodes=people.nodes(at, language()), words=words)  # fmt: skip


@bp.route("/requests/<uuid:key>", methods=["GET", "POST"], endpoint="request")
@requires(*WHO)
@keeps_work
def request_page(key: UUID) -> str | Response:
    """One request: what is asked, a list by ref to print, and for the focal point the answer."""
    viewer, at = reader(), now()
    asked = queries.request_or_404(viewer, key)
    form, nodes = AnswerForm(), people.nodes(at, language())
    if form.validate_on_submit():
        name = {lang: people.nodes(at, lang)[asked.request.agency_id].name for lang in COMPLETE}
        actions.answer(key, form.answer.data or "", name, by=viewer, at=at)
        db.session.commit()
        flash(_("Answered. Whoever asked is told."), "done")
        return redirect(url_for(".requests"))
    rows = queries.people_of(viewer, asked.request)
    names = people.identities(viewer, [row.id for row in rows], "request", at)
    db.session.commit()  # that names were read is kept where the form comes back as well
    return render_template("insight/request.html", asked=asked, form=form, nodes=nodes, groups=_units(rows, nodes), names=names,
                           shown=len(rows), may_answer=asked.request.agency_id in viewer.focal_agencies, words=words)  # fmt: skip


def _units(rows: Iterable[About], nodes: Mapping[int, NodeName]) -> list[tuple[str, list[About]]]:
    found: dict[str, list[About]] = {}
    for row in rows:
        node = nodes.get(row.unit_id) if row.unit_id else None
        found.setdefault(node.name if node else _("No unit"), []).append(row)
    return sorted(found.items())
