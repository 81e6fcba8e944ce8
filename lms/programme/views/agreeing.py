"""A version goes to the agencies, they comment and give their word, it is locked or goes back to a draft."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import now
from lms.lib.types import uuid7
from lms.pages import short_day
from lms.pages import words as in_language
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.programme import actions, queries
from lms.programme.forms.agreeing import BY_LETTER, OWN, CommentForm, ConsentForm, LetterForm, ReopenForm
from lms.programme.forms.lines import choices, key_of, number_of, say
from lms.programme.queries import Plan, Version, consents
from lms.programme.views import blueprint
from lms.programme.views.blueprint import STAFF, bp, lang
from lms.programme.views.door import change_or_403, open_no_or_409, plan_page, showing

AT = "/plan/<code>/<int:year>/versions/<int:no>"


@bp.post(f"{AT}/consult")
@requires(Role.COORDINATOR)
def consult(code: str, year: int, no: int) -> Response:
    """Put the draft to the agencies."""
    plan = change_or_403(code, year)
    open_no_or_409(plan, no)
    try:
        told = actions.consult(plan, by=reader(), at=now(), seen=_seen())
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        blueprint.say(refused)
    else:
        db.session.commit()
        said = ngettext("%(num)d focal point is told.", "%(num)d focal points are told.", told)
        flash(_("Version %(no)s is put to the agencies.", no=no) + " " + said, "done")
    return redirect(plan_page(plan))


def _seen() -> int | None:
    """The edits that the page showed; a button without them asks of the version as it stands."""
    return number_of(request.form["seen"]) if request.form.get("seen") else None


@bp.post(f"{AT}/lock")
@requires(Role.COORDINATOR)
def lock(code: str, year: int, no: int) -> Response:
    """Lock an agreed version."""
    plan = change_or_403(code, year)
    open_no_or_409(plan, no)
    try:
        actions.lock(plan, by=reader(), at=now(), seen=_seen())
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        blueprint.say(refused)
    else:
        db.session.commit()
        flash(_("Version %(no)s is locked. What changes from now on is in the next one.", no=no), "done")
    return redirect(plan_page(plan))


@bp.route(f"{AT}/reopen", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
@keeps_work
def reopen(code: str, year: int, no: int) -> str | Response:
    """Back to a draft, with a reason."""
    plan = change_or_403(code, year)
    version, form = open_no_or_409(plan, no), ReopenForm()
    if form.validate_on_submit():
        try:
            actions.reopen(plan, form.reason.data or "", by=reader(), at=now())
        except (BadInput, Conflict) as refused:
            db.session.rollback()
            say(form, refused)
        else:
            db.session.commit()
            flash(_("Version %(no)s is a draft again; the agencies’ offices are told.", no=no), "done")
            return redirect(plan_page(plan))
    stands = consents.standing(plan, version, reader().day)
    return render_template("programme/reopen.html", form=form, given=sum(bool(one.word) for one in stands.asked), **showing(plan, version))


@bp.route(f"{AT}/consent", methods=["GET", "POST"])
@requires(*STAFF)
@keeps_work
def consent(code: str, year: int, no: int) -> str | Response:
    """The word of one's own agency; for a coordinator that of any, from a letter or a meeting."""
    viewer, at = reader(), now()
    plan = queries.plan_or_404(viewer, code, year)
    version, may = open_no_or_409(plan, no), queries.may_change(viewer, plan.cc)
    own = consents.speaks_for(viewer, plan)
    if not (may or own):
        actions.refuse_ended(plan, by=viewer, at=at, own_text=request.form.get("words", ""))
        raise NotAllowed(_("The agency’s own focal point gives its word, or a coordinator enters its letter."))
    form, ids = _consent_form(plan, version, None if may else own)
    if form.validate_on_submit():
        agency, meeting = ids.get(form.agency.data, 0), consents.meeting_chosen(form.meeting.data) if isinstance(form, LetterForm) else None
        try:
            actions.give_consent(plan, form.word(agency, meeting), by=viewer, at=at, seen=number_of(form.seen.data))
        except (BadInput, Conflict) as refused:
            db.session.rollback()
            say(form, refused)
        else:
            db.session.commit()
            flash(_word_said(plan, no), "done")
            return redirect(plan_page(plan))
    return _consent_page(form, plan, version, may)


def _consent_form(plan: Plan, version: Version, own: list[int] | None) -> tuple[ConsentForm, dict[str, int]]:
    """The form, and {code: agency} of those for which it may speak; `own` None: a coordinator, for all."""
    nodes, stands = queries.called(version, now(), lang()), consents.standing(plan, version, reader().day)
    asked = [party.agency_id for party in stands.asked if own is None or party.agency_id in own]
    asked.sort(key=lambda agency: (bool((party := stands.of(agency)) and party.has_agreed), nodes[agency].name))
    data = {"seen": str(version.edits), "agency": request.args.get("agency")}
    form: ConsentForm = ConsentForm(data=data) if own is not None else LetterForm(data=data)
    form.agency.choices = choices((nodes[agency].code, nodes[agency].name) for agency in asked)
    form.kind.choices = choices((OWN if own is not None else BY_LETTER).items())
    if isinstance(form, LetterForm):
        held = ((str(row.key), f"{in_language(row.label)}, {short_day(row.wall_day)}") for row in consents.meetings_of(plan, now()))
        form.meeting.choices = choices([("", _("none: a letter")), *held])
    every = {nodes[agency].code: agency for agency in nodes if nodes[agency].kind in ("agency", "country")}
    return form, every


def _consent_page(form: ConsentForm, plan: Plan, version: Version, may: bool) -> str:
    viewer, at = reader(), now()
    return render_template(
        "programme/consent.html", form=form, by_letter=may, stands=consents.standing(plan, version, viewer.day),
        nodes=queries.called(version, at, lang()), lines=queries.lines([version.id])[version.id], **showing(plan, version),
    )  # fmt: skip


def _word_said(plan: Plan, no: int) -> str:
    """What the word has brought about."""
    now_so = queries.plan_or_404(reader(), plan.code, plan.year)
    version = queries.version_or_404(now_so, no)
    left = len(consents.standing(now_so, version, reader().day).awaited)
    if version.agreed_at:
        return _("The word is written down. With it version %(no)s is agreed.", no=no)
    return _("The word is written down.") + " " + ngettext("%(num)d agency is awaited.", "%(num)d agencies are awaited.", left)


@bp.route(f"{AT}/comment", methods=["GET", "POST"])
@requires(*STAFF)
@keeps_work
def comment(code: str, year: int, no: int) -> str | Response:
    """Say something to a version that is put to the agencies, or to one of its lines (`line`, its number)."""
    viewer = reader()
    plan = queries.plan_or_404(viewer, code, year)
    version, may, own = open_no_or_409(plan, no), queries.may_change(viewer, plan.cc), consents.speaks_for(viewer, plan)
    if not (may or own):
        actions.refuse_ended(plan, by=viewer, at=now(), own_text=request.form.get("words", ""))
        raise NotAllowed(_("A comment is made by the agency’s own focal point."))
    form, agencies, lines = _comment_form(version, own, may)
    if form.validate_on_submit() and _known_line(form, lines):
        said: dict[str, Any] = {"agency_id": agencies.get(form.agency.data or ""), "line_key": lines.get(form.line.data or "")}
        try:
            actions.comment(plan, form.words.data or "", by=viewer, at=now(), key=key_of(form.key.data), **said)
        except (BadInput, Conflict) as refused:
            db.session.rollback()
            say(form, refused)
        else:
            db.session.commit()
            flash(_("Your comment is written down; those concerned are told."), "done")
            return redirect(plan_page(plan, line=form.line.data or None))
    shown = {"comments": consents.comments(version.id), "nodes": queries.called(version, now(), lang()), "may": may}
    return render_template("programme/comment.html", form=form, **shown, **showing(plan, version))


def _known_line(form: CommentForm, lines: Collection[str]) -> bool:
    """A line that this version does not have is said at its field."""
    if form.line.data and form.line.data not in lines:
        form.line.errors = [_("%(number)s is no line of this version.", number=form.line.data)]
        return False
    return True


def _comment_form(version: Version, own: list[int], may: bool) -> tuple[CommentForm, dict[str, int], dict[str, UUID]]:
    nodes = queries.called(version, now(), lang())
    lines = {line.number: line.key for line in queries.lines([version.id], bare=True)[version.id]}
    agencies = {nodes[agency].code: agency for agency in own}
    form = CommentForm(data={"key": str(uuid7()), "line": request.args.get("line", "")})
    form.line.choices = choices([("", _("the whole version")), *((number, number) for number in lines)])
    programme = [("", _("the programme"))] if may else []
    form.agency.choices = choices([*((code, nodes[agency].name) for code, agency in agencies.items()), *programme])
    return form, agencies, lines
