"""The lists of a trainer and of a coordinator, and a trainer's registers."""

from collections.abc import Sequence
from datetime import datetime

from flask import render_template, request, url_for

from lms.lib.paging import page
from lms.lib.time import now
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader, requires
from lms.people.models import Role
from lms.theory import queries
from lms.theory.queries import Listed
from lms.theory.rules.clock import ends_at
from lms.theory.views.blueprint import PAGE, bp, lang

SIZE = 30


def staff_list(viewer: Viewer, at: datetime, faces: Sequence[Role], *, as_trainer: bool) -> str:
    """Coming sessions, and a page of those that are over."""
    held = request.args.get("show") == "held"
    ask = queries.held if held else queries.coming
    _first, total = ask(viewer, at, as_trainer=as_trainer, limit=0)
    chosen = {name: request.args[name] for name in ("as", "show") if name in request.args}
    pager = page(total, request.args.get("page"), lambda number: url_for("theory.sessions", _external=False, page=number, **chosen), SIZE)
    rows, _total = ask(viewer, at, as_trainer=as_trainer, offset=pager.offset, limit=SIZE)
    unconfirmed = [row for row in queries.registers(viewer, at) if _is_over(row, at)] if as_trainer and not held else []
    return render_template(
        "theory/staff_list.html", rows=rows, pager=pager, held=held, faces=faces, as_trainer=as_trainer, at=at,
        topics=queries.topics(), invited=_invited(rows, at), ends_at=ends_at, unconfirmed=unconfirmed, **PAGE,
    )  # fmt: skip


def _is_over(row: Listed, at: datetime) -> bool:
    return ends_at(row.session.starts_at, row.session.minutes) <= at


def _invited(rows: Sequence[Listed], at: datetime) -> dict[int, list[str]]:
    """{session: names of the places invited}."""
    named = queries.invited_names([row.session.id for row in rows], people.nodes(at, lang()))
    return {id_: [node.name for node in nodes] for id_, nodes in named.items()}


@bp.get("/registers")
@requires(Role.TRAINER)
def registers() -> str:
    """The registers that wait to be confirmed; the confirmed ones stand with the sessions that are over."""
    viewer, at = reader(), now()
    rows = queries.registers(viewer, at)
    return render_template(
        "theory/registers.html", rows=rows, topics=queries.topics(), invited=_invited(rows, at), at=at, ends_at=ends_at, **PAGE
    )
