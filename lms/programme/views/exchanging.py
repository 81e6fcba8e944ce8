"""A plan as an XLSX file, out and in: looked at row by row first, then brought into the draft as a whole."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from flask import Response, flash, render_template, request
from flask import redirect as go
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from lms.ext import db
from lms.lib import sheet
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import now
from lms.people.doors import reader, requires
from lms.programme import queries
from lms.programme.actions import bringing
from lms.programme.actions.bringing import Looked
from lms.programme.forms import table as said
from lms.programme.queries import Plan
from lms.programme.queries import exchange as named
from lms.programme.rules import Line, table
from lms.programme.views.blueprint import STAFF, bp, lang, say
from lms.programme.views.door import owner_name, plan_page, showing

MOST_BYTES = 700 * 1024  # of a file; a plan of 2,000 lines is a third of that


@bp.get("/plan/<code>/<int:year>.xlsx")
@requires(*STAFF)
def export(code: str, year: int) -> Response:
    """A version's lines as a file that can be brought in again; the newest without `version`."""
    plan = queries.plan_or_404(reader(), code, year)
    version = queries.version_or_404(plan, request.args.get("version", type=int))
    lines = queries.lines([version.id])[version.id]
    names, is_russian = table.fields(lines), lang() == "ru"
    codes, numbers = named.codes(now()), {line.id: line.number for line in lines}
    rows = [table.row(line, names, codes, numbers) for line in lines]
    notes = said.about(plan, version, owner_name(plan, version), _places(version, lines))
    data = sheet.write(f"{plan.code} {year}", table.columns(names, is_russian=is_russian), rows, notes=notes)
    answer = Response(data, mimetype=sheet.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="plan-{plan.code.lower()}-{year}-v{version.no}.xlsx"'
    return answer


def _places(version: queries.Version, lines: Sequence[Line]) -> list[str]:
    """What the codes in the file stand for, as the version calls them: UZ-SCC = State Customs Committee."""
    nodes = queries.called(version, now(), lang())
    used = [nodes[id_] for id_ in dict.fromkeys(id_ for line in lines for id_ in (*line.nodes, line.office_id)) if id_ in nodes]
    return sorted(f"{node.code} = {node.name}" for node in used)


@bp.route("/plan/<code>/<int:year>/import", methods=["GET", "POST"])
@requires(*STAFF)
def import_(code: str, year: int) -> str | Answer:
    """Choose a file; see what becomes of each row; bring it in. The file travels with the page, so that nothing half-done is kept."""
    plan = queries.plan_or_404(reader(), code, year)
    if not named.may_bring(reader(), plan):
        raise NotAllowed(_("A table is brought in by a coordinator, or by a focal point of the country."))
    if request.method == "GET":
        return _page(plan)
    data, seen = _sent()
    how: dict[str, Any] = {"by": reader(), "at": now(), "undated": "undated" in request.form}
    try:
        if seen is None:
            return _page(plan, bringing.look(plan, data, **how), data)
        done = bringing.bring(plan, data, seen=seen, **how)
    except BadInput as refused:
        db.session.rollback()
        say(refused)
        return _page(plan)
    except Conflict as refused:
        db.session.rollback()
        say(refused)
        return _again(plan, data, how)
    db.session.commit()
    changed = done.count("new") + done.count("changed")
    flash(ngettext("%(num)d row was brought into the draft.", "%(num)d rows were brought into the draft.", changed), "done")
    return go(plan_page(plan))


def _again(plan: Plan, data: bytes, how: dict[str, Any]) -> str:
    """The rows as they would be now, after somebody else changed the draft; or none where there is no draft any more."""
    plan = queries.plan_or_404(reader(), plan.code, plan.year)
    try:
        return _page(plan, bringing.look(plan, data, **how), data)
    except (BadInput, Conflict):
        return _page(plan)


def _sent() -> tuple[bytes, int | None]:
    """The file, and the draft's edits when its rows were looked at; None where they have not been yet."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return upload.stream.read(MOST_BYTES + 1), None
    try:
        data = base64.b64decode(request.form.get("data", ""), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    return data, request.form.get("seen", type=int) if data else None


def _page(plan: Plan, looked: Looked | None = None, data: bytes = b"") -> str:
    found = showing(plan, plan.open) if plan.open else showing(plan, queries.version_or_404(plan, None))
    shown = said.rows(looked, plan, now()) if looked else []
    again = base64.b64encode(data).decode() if looked else ""
    other_year = any(problem.what == "other_year" for fate in looked.fates for problem in fate.problems) if looked else False
    return render_template(
        "programme/import_.html", looked=looked, rows=shown, data=again, undated="undated" in request.form, other_year=other_year,
        most=bringing.MOST_ROWS, **found,
    )  # fmt: skip
