"""The series of meetings and a meeting's page, on the screen and on paper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.lib.calendar import Entry, download
from lms.lib.paging import page
from lms.lib.refusals import NotThere
from lms.lib.time import now
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader, requires
from lms.people.queries import NodeName
from lms.programme.models import CoordinationMeeting
from lms.programme.queries import consents, decisions
from lms.programme.queries import meetings as queries
from lms.programme.queries.called import as_kept
from lms.programme.queries.meetings import Meeting
from lms.programme.queries.plans import Plan, Version, may_change, plan_of, version_or_404
from lms.programme.rules.meeting import fingerprint, html_of
from lms.programme.views.blueprint import STAFF, bp, lang
from lms.programme.views.meeting_words import WORDS, against, clocks

SIZE = 30  # meetings that were held, a page


@bp.get("/coordination")
@requires(*STAFF)
def meetings() -> str:
    """The series that the reader reads: what comes, what is still to do, what was held."""
    viewer, at = reader(), now()
    owners = queries.owners(viewer)
    wanted = request.args.get("country", "").upper()
    chosen = [owner for owner in owners if owner.code == wanted] or owners
    found = queries.meetings(chosen)
    ahead = [each for each in found if each.state(at) in ("ahead", "now")]
    held = [each for each in reversed(found) if each.state(at) not in ("ahead", "now")]
    said = {"country": wanted} if len(chosen) != len(owners) else {}
    pager = page(len(held), request.args.get("page"), lambda number: url_for(".meetings", _external=False, page=number, **said), SIZE)
    return render_template(
        "programme/meetings.html", owners=owners, chosen=chosen, wanted=said.get("country", ""), ahead=ahead, pager=pager,
        held=held[pager.offset : pager.offset + SIZE], due=queries.open_actions(viewer, at, of=chosen), at=at,
        nodes=people.nodes(at, lang()), settable=queries.settable(viewer), **WORDS,
    )  # fmt: skip


@bp.get("/coordination/<uuid:key>")
@requires(*STAFF)
def meeting(key: UUID) -> str:
    """All that a meeting is and wrote down. `?minutes=1` reads an earlier version of the minutes."""
    viewer, at = reader(), now()
    found = queries.meeting_or_404(viewer, key)
    return render_template("programme/meeting.html", **page_of(found, viewer, at), is_paper=False)


@bp.get("/coordination/<uuid:key>/paper")
@requires(*STAFF)
def meeting_paper(key: UUID) -> str:
    """The same for A4: nothing to press, and lines to sign on."""
    viewer, at = reader(), now()
    found = queries.meeting_or_404(viewer, key)
    return render_template("programme/meeting.html", **page_of(found, viewer, at), is_paper=True)


def page_of(found: Meeting, viewer: Viewer, at: datetime) -> dict[str, Any]:
    """All that the page of a meeting shows."""
    row, nodes = found.row, _places(found.row, at)
    before, after, no = queries.around(found)
    versions = queries.minutes(row.id)
    shown = _shown(request.args.get("minutes"), len(versions))
    may = may_change(viewer, found.owner.cc)
    plan, version, standing = _plan_of(found, viewer)
    return {
        "plan": plan, "version": version, "standing": standing,
        "found": found, "row": row, "nodes": nodes, "at": at, "state": found.state(at), "before": before, "after": after, "no": no,
        "may": may, "may_write": may and not row.final_at and not row.cancelled_at, "parties": queries.parties(row.id),
        "against": against(found, nodes) if found.state(at) == "ahead" else [], "agenda": queries.agenda(row.id), "packs": _packs(row.id),
        "decided": decisions.decisions(row.id, row.final_at), "due": queries.due_at(found, before, at), "versions": versions,
        "shown": shown,
        "minutes_html": html_of(queries.minutes_text(row.id, shown), lang()) if shown else "", **WORDS,
    }  # fmt: skip


def _places(row: CoordinationMeeting, at: datetime) -> dict[int, NodeName]:
    """How places are called as of the meeting; once its minutes are final, whatever is written down of that day later."""
    nodes = people.nodes(min(at, row.starts_at), lang())
    return as_kept(nodes, row.names, lang()) if row.final_at else nodes


def _plan_of(found: Meeting, viewer: Viewer) -> tuple[Plan | None, Version | None, consents.Standing | None]:
    """The plan and the version in which a meeting's decisions stand, and how far it is agreed."""
    stands = decisions.version_of(found)
    plan = plan_of(viewer, found.owner.code, stands[0]) if stands else None
    if stands is None or plan is None:
        return None, None, None
    version = version_or_404(plan, stands[1])
    return plan, version, consents.standing(plan, version, viewer.day, until=found.row.final_at)


def _shown(asked: str | None, newest: int) -> int:
    """The version of the minutes that is read. Raises NotThere for one there is none of."""
    if asked is None:
        return newest
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= newest):
        raise NotThere()
    return int(asked)


def _packs(meeting_id: int) -> list[tuple[Any, bool]]:
    """The frozen figures, the newest first, each with whether it reads as it was frozen."""
    return [(pack, fingerprint(pack.doc, pack.rule, pack.as_of) == pack.digest) for pack in queries.packs(meeting_id)]


@bp.get("/coordination/<uuid:key>/meeting.ics")
@requires(*STAFF)
def meeting_calendar(key: UUID) -> Response:
    """The invitation as a calendar file. It names no topic: calendars lie on other people's servers."""
    viewer = reader()
    row = queries.meeting_or_404(viewer, key).row
    url = url_for(".meeting", key=key, _external=True)
    entry = Entry(row.key, row.sequence, row.starts_at, row.minutes, row.cancelled_at is not None, url, clocks(row))
    return download([entry], "meeting.ics", zone=viewer.tz, summary=_("Meeting"), at=now())
