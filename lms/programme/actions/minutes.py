"""Minutes are saved as versions until one of them is final; figures are frozen for a meeting and never written again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.dates import in_full
from lms.lib.refusals import BadInput, Conflict
from lms.notices import actions as notices
from lms.people.access import Viewer
from lms.programme.actions.meetings import LONGEST_AGENDA, refuse_written, set_agenda, whose
from lms.programme.models import Minutes, ProgressPack
from lms.programme.queries import meetings as queries
from lms.programme.queries import whom
from lms.programme.queries.called import to_keep
from lms.programme.queries.meetings import Meeting
from lms.programme.rules.meeting import Point, fingerprint, what_is_new, write_agenda

LONGEST = 100_000  # letters of a version of the minutes


def save_minutes(key: UUID, text: str, *, seen: int, by: Viewer, at: datetime) -> int:
    """A coordinator saves the minutes as the next version. `seen`: the number of the version that the page showed, 0 for none.

    Returns the number; the same text once more makes no version. Raises Conflict where the minutes are final, or were saved elsewhere.
    """
    found, kept = queries.own_or_403(by, key, lock=True), _("What you typed stands below.")
    _refuse_final(found, kept)
    if found.row.cancelled_at:
        raise Conflict(_("This meeting was cancelled: nothing is written down of it."), kept=kept)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise BadInput(_("Write what was said; empty minutes are not saved."), field="text")
    if len(text) > LONGEST:
        raise BadInput(_("Minutes have at most %(most)s letters.", most=LONGEST), kept=kept, field="text")
    newest = len(queries.minutes(found.row.id))
    if newest and queries.minutes_text(found.row.id, newest) == text:
        return newest
    if newest != seen:
        raise Conflict(
            _("Version %(no)s of the minutes was saved from another window meanwhile.", no=newest), kept=kept,
            todo=_("Read it above, put in what is missing, and save once more."),
        )  # fmt: skip
    db.session.add(Minutes(meeting_id=found.row.id, no=newest + 1, text=text, at=at))
    db.session.flush()
    audit.note("minutes saved", by=by.id, at=at, table="coordination_meeting", row=found.row.id, cc=found.owner.cc, reason=f"{newest + 1}")
    return newest + 1


def _refuse_final(found: Meeting, kept: str) -> None:
    if found.row.final_at:
        raise Conflict(_("The minutes are final, in version %(no)s: they do not change any more.", no=found.row.final_no), kept=kept,
                       todo=_("What is still to be said belongs to the next meeting."))  # fmt: skip


def carry_over(key: UUID, text: str, *, by: Viewer, at: datetime) -> Meeting:
    """What a coordinator typed into minutes that are final becomes a point of the agenda of the next meeting, once. Returns that one.

    Only lines that the final minutes do not have. Raises Conflict where no next meeting is set or the minutes are not final.
    """
    found, kept = queries.own_or_403(by, key, lock=True), _("What you typed stands below.")
    if not (found.row.final_at or found.row.cancelled_at):
        raise Conflict(_("These minutes are not final: save it as their next version."), kept=kept)
    after = queries.next_to_come(found, at)
    if after is None:
        raise Conflict(_("No next meeting is set yet."), kept=kept, todo=_("Set it, then send this once more."))
    new = what_is_new(queries.minutes_text(found.row.id, found.row.final_no) if found.row.final_no else "", text)
    if not new:
        raise BadInput(_("The final minutes say that already."), kept=_("Nothing was changed."))
    said = _("After the minutes of %(day)s: %(words)s", day=in_full(found.row.wall_day), words=new)
    points = [Point(row.clock, row.text, row.note) for row in queries.agenda(after.row.id)]
    if said in {point.text for point in points}:
        return after
    points.append(Point("", said, ""))
    if len(write_agenda(points)) > LONGEST_AGENDA:
        raise BadInput(_("An agenda has at most %(most)s letters.", most=LONGEST_AGENDA), kept=kept)
    set_agenda(after.row.key, points, by=by, at=at)
    return after


def make_final(key: UUID, no: int, *, by: Viewer, at: datetime) -> None:
    """A coordinator makes the minutes final, in the version that the page showed; from then on nothing of the meeting changes."""
    found, kept = queries.own_or_403(by, key, lock=True), _("Nothing was changed.")
    _refuse_final(found, kept)
    refuse_written(found)
    newest = len(queries.minutes(found.row.id))
    if found.row.starts_at > at:
        raise Conflict(_("Minutes are made final once the meeting has begun."), kept=kept)
    if not newest:
        raise Conflict(_("There are no minutes yet."), kept=kept)
    if newest != no:
        said = _("Version %(no)s of the minutes was saved from another window meanwhile.", no=newest)
        raise Conflict(said, kept=kept, todo=_("Read it, then make it final."))
    found.row.final_no, found.row.final_at, found.row.names = no, at, to_keep(found.owner.cc, found.row.starts_at)
    db.session.flush()
    audit.note("minutes final", by=by.id, at=at, table="coordination_meeting", row=found.row.id, cc=found.owner.cc, reason=f"{no}")
    _tell_final(found, by, at)


def _tell_final(found: Meeting, by: Viewer, at: datetime) -> None:
    row = found.row
    offices = [party.agency_id for party in queries.parties(row.id) if party.agency_id]
    said = {"label": dict(row.label), "day": row.wall_day.isoformat(), **whose(found.owner, at)}
    people = set(whom.focal_points(offices, by.day)) - {by.id}
    notices.tell(people, "minutes_final", at=at, once=f"coordination {row.key} final", path=f"/coordination/{row.key}", params=said)


def freeze(
    meeting: UUID, doc: Mapping[str, Any], rule: Mapping[str, str], as_of: datetime, by: Viewer, at: datetime, *, seen: int | None = None
) -> ProgressPack:  # fmt: skip
    """A coordinator freezes figures for a meeting (by its key); those that were frozen before stay as they are.

    `doc`: {"tables": [{"title", "columns", "rows", "totals"}, …]}, each text plain or {language: text}, cells also numbers or None.
    `rule`: how they were counted, {language: sentence}. `as_of`: the moment of which they are. `seen`: how many packs the page showed;
    where there are more since, the button was pressed twice, and the newest is the one.
    """
    found = queries.own_or_403(by, meeting, lock=True)
    refuse_written(found)
    packs = queries.packs(found.row.id)
    if seen is not None and len(packs) > seen:
        return packs[0]
    pack = ProgressPack(
        meeting_id=found.row.id, no=packs[0].no + 1 if packs else 1, as_of=as_of, rule=dict(rule), doc=dict(doc), frozen_at=at,
        digest=fingerprint(doc, rule, as_of),
    )  # fmt: skip
    db.session.add(pack)
    db.session.flush()
    audit.note("figures frozen", by=by.id, at=at, table="progress_pack", row=pack.id, cc=found.owner.cc, reason=pack.digest[:12])
    return pack
