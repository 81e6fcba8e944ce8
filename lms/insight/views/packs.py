"""The progress pack of a coordination meeting: frozen at a button, and read as it was."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.insight import actions
from lms.insight.views import plan_words
from lms.insight.views.door import WHO, bp
from lms.insight.views.plan_door import planning
from lms.lib.refusals import NotThere
from lms.people.doors import requires
from lms.people.models import Role
from lms.programme.queries import meetings
from lms.programme.rules.meeting import fingerprint, in_short


@bp.post("/coordination/<uuid:key>/pack")
@requires(Role.COORDINATOR)
def freeze_pack(key: UUID) -> Response:
    """Freeze the figures of now for a meeting; what was frozen before stays."""
    page = planning()
    actions.pack(key, page.zone, by=page.viewer, at=page.at, seen=request.form.get("seen", type=int))
    db.session.commit()
    flash(_("The figures are frozen for this meeting."), "done")
    return redirect(url_for("programme.meeting", key=key, _anchor="pack"))


@bp.get("/coordination/<uuid:key>/pack/<int:no>")
@requires(*WHO)
def pack(key: UUID, no: int) -> str:
    """A pack as it was frozen, to read and to print."""
    page = planning()
    found = meetings.meeting_or_404(page.viewer, key)
    frozen = next((one for one in meetings.packs(found.row.id) if one.no == no), None)
    if frozen is None:
        raise NotThere()
    is_whole = fingerprint(frozen.doc, frozen.rule, frozen.as_of) == frozen.digest
    return render_template(
        "insight/pack.html", page=page, found=found, pack=frozen, is_whole=is_whole, in_short=in_short(frozen.digest), words=plan_words
    )  # fmt: skip
