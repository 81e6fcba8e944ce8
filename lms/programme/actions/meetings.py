"""A coordination meeting is set, changed before it begins, or cancelled with a reason; who takes part, who was there, and its agenda."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.types import uuid7
from lms.lib.zones import resolve
from lms.notices import actions as notices
from lms.people.access import Viewer
from lms.programme.actions.telling import place
from lms.programme.models import AgendaItem, CoordinationMeeting, MeetingParty
from lms.programme.queries import meetings as queries
from lms.programme.queries import whom
from lms.programme.queries.meetings import Meeting
from lms.programme.queries.plans import Owner, may_change
from lms.programme.rules.meeting import Point

LABEL = {"en": "Coordination Group Meeting", "ru": "Заседание координационной группы"}
LONGEST_AGENDA = 6000  # letters of all its points
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
FURTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Wall:
    """When, as it is written at a place, and how long. `fold` says which of two equal times is meant, None that it comes once."""

    day: date
    clock: str  # HH:MM
    zone: str
    minutes: int
    fold: int | None = None


@dataclass(frozen=True)
class Said:
    """What a meeting is beside its time. `label` is {language: words}; `mode` live, on_site or hybrid."""

    mode: str
    label: dict[str, str]
    place: str = ""
    link: str = ""
    source: str = ""


def set_meeting(owner: Owner, wall: Wall, said: Said, *, by: Viewer, at: datetime, key: UUID | None = None) -> CoordinationMeeting:
    """A coordinator sets a meeting of a country, or of a network; its focal points are told where it is still to come.

    A time that has passed is a meeting that was held before it was written down. `key` is made with the form: sent twice it is one.
    """
    if not may_change(by, owner.cc):
        raise NotAllowed()
    row = CoordinationMeeting(
        key=key or uuid7(), node_id=owner.node_id, network_id=owner.network_id, sequence=0, made_at=at, **_columns(wall, said, at)
    )
    db.session.add(row)
    db.session.flush()
    _note("coordination meeting set", row, owner, by=by, at=at)
    _tell(Meeting(row, owner), "coordination_set", by=by, at=at, once="set")
    return row


def change_meeting(key: UUID, wall: Wall, said: Said, *, seen: int, by: Viewer, at: datetime) -> CoordinationMeeting:
    """A coordinator changes a meeting that has not begun. `seen` is the SEQUENCE that the page showed: of two windows one changes it."""
    found = queries.own_or_403(by, key, lock=True)
    row = found.row
    if row.cancelled_at or row.starts_at <= at:
        raise Conflict(_("This meeting has begun or was cancelled: it is not changed any more."), kept=_("What you typed stands below."))
    if row.sequence != seen:
        raise Conflict(
            _("This meeting was changed from another window meanwhile."), kept=_("What you typed stands below."),
            todo=_("Look at its page, then save once more."),
        )  # fmt: skip
    was = row.starts_at
    for name, value in _columns(wall, said, at).items():
        setattr(row, name, value)
    row.sequence += 1
    db.session.flush()
    _note("coordination meeting changed", row, found.owner, by=by, at=at)
    if row.starts_at != was:
        _tell(found, "coordination_moved", by=by, at=at, once=f"moved {row.sequence}", was=was.isoformat(timespec="seconds"))
    return row


def cancel_meeting(key: UUID, why: str, *, by: Viewer, at: datetime) -> CoordinationMeeting:
    """A coordinator cancels a meeting, or says that it did not take place; one that wrote something down was held."""
    found = queries.own_or_403(by, key, lock=True)
    row, kept = found.row, _("Nothing was changed.")
    if row.cancelled_at:
        raise Conflict(_("This meeting was cancelled already."), kept=kept)
    if row.starts_at <= at and queries.wrote_something(row.id):
        raise Conflict(_("This meeting was held: its minutes, decisions or actions stand here."), kept=kept)
    if not why.strip():
        raise BadInput(_("Say in a few words why: the agencies read it."), kept=kept, field="why")
    row.cancelled_at, row.cancelled_why, row.sequence = at, why.strip(), row.sequence + 1
    db.session.flush()
    _note("coordination meeting cancelled", row, found.owner, by=by, at=at, reason=row.cancelled_why)
    _tell(found, "coordination_cancelled", by=by, at=at, once="cancelled", why=row.cancelled_why)
    return row


def _columns(wall: Wall, said: Said, at: datetime) -> dict[str, object]:
    starts_at = resolve(wall.day, wall.clock, wall.zone, wall.fold)
    label = {lang: words.strip() for lang, words in said.label.items() if words.strip()}
    if not EARLIEST <= starts_at <= at + FURTHEST:
        raise BadInput(_("A meeting lies at most two years ahead."), kept=_("What you typed stands below."), field="day")
    if said.link and not said.link.startswith("https://"):
        raise BadInput(_("A join link begins with https://."), kept=_("What you typed stands below."), field="link")
    return {
        "wall_day": wall.day, "wall_time": wall.clock, "zone": wall.zone, "fold": wall.fold or 0, "starts_at": starts_at,
        "minutes": wall.minutes, "mode": said.mode, "label": label or LABEL, "place": said.place.strip(), "link": said.link,
        "source": said.source,
    }  # fmt: skip


def _note(verb: str, row: CoordinationMeeting, owner: Owner, *, by: Viewer, at: datetime, reason: str = "") -> None:
    audit.note(verb, by=by.id, at=at, table="coordination_meeting", row=row.id, cc=owner.cc, reason=reason)


def _tell(found: Meeting, kind: str, *, by: Viewer, at: datetime, once: str, **params: str) -> None:
    """Tell the focal points of the agencies concerned of a meeting that is to come."""
    row, owner = found.row, found.owner
    if row.starts_at <= at:
        return
    agencies = [party.agency_id for party in queries.parties(row.id) if party.agency_id]
    offices = {*agencies, *(queries.agencies_of(owner, row.wall_day) if owner.cc else ())}
    said = {"label": dict(row.label), "starts": row.starts_at.isoformat(timespec="seconds"), **whose(owner, at), **params}
    people = set(whom.focal_points(sorted(offices), by.day)) - {by.id}
    once, path = f"coordination {row.key} {once}", f"/coordination/{row.key}"
    notices.tell(people, kind, at=at, once=once, path=path, params=said, about_at=row.starts_at)


def whose(owner: Owner, at: datetime) -> dict[str, object]:
    """Whose meeting it is, as a notice says it."""
    return {"place": place(owner.node_id, at) if owner.node_id else dict(owner.txt or {})}


def refuse_written(found: Meeting) -> None:
    """Nothing of a meeting changes once its minutes are final, and nothing is written down of one that was cancelled."""
    kept = _("Nothing was changed.")
    if found.row.cancelled_at:
        raise Conflict(_("This meeting was cancelled: nothing is written down of it."), kept=kept)
    if found.row.final_at:
        raise Conflict(_("The minutes of this meeting are final: nothing of it changes any more."), kept=kept)


def add_agencies(key: UUID, agency_ids: Collection[int], *, by: Viewer, at: datetime) -> int:
    """A coordinator puts agencies of the country among the parties, as beneficiaries. Says how many were not there yet."""
    found = queries.own_or_403(by, key, lock=True)
    refuse_written(found)
    if not set(agency_ids) <= set(queries.agencies_of(found.owner, found.row.wall_day)):
        raise BadInput(_("An agency of another country is no party of this meeting."), kept=_("Nothing was changed."))
    there = {party.agency_id for party in queries.parties(found.row.id)}
    new = sorted(set(agency_ids) - there)
    db.session.add_all(MeetingParty(meeting_id=found.row.id, agency_id=agency, part="beneficiary") for agency in new)
    db.session.flush()
    _note("parties added", found.row, found.owner, by=by, at=at)
    return len(new)


def add_body(key: UUID, body: str, office: str, part: str, *, by: Viewer, at: datetime) -> MeetingParty:
    """A coordinator puts an organisation among the parties, in words."""
    found = queries.own_or_403(by, key, lock=True)
    refuse_written(found)
    if any(party.body.casefold() == body.casefold() for party in queries.parties(found.row.id)):
        raise Conflict(_("This party is in the list already."), kept=_("Nothing was changed."), field="body")
    party = MeetingParty(meeting_id=found.row.id, body=body, office=office, part=part)
    db.session.add(party)
    db.session.flush()
    _note("parties added", found.row, found.owner, by=by, at=at)
    return party


def change_party(key: UUID, party_id: int, office: str, part: str, *, by: Viewer, at: datetime) -> None:
    """A coordinator says which office it is, and in which part it comes."""
    found = queries.own_or_403(by, key, lock=True)
    refuse_written(found)
    party = queries.party_or_404(found, party_id)
    party.office, party.part = office, part
    db.session.flush()
    _note("party changed", found.row, found.owner, by=by, at=at)


def remove_party(key: UUID, party_id: int, *, by: Viewer, at: datetime) -> None:
    """A coordinator takes a party that was put down by mistake out of the list."""
    found = queries.own_or_403(by, key, lock=True)
    refuse_written(found)
    db.session.delete(queries.party_or_404(found, party_id))
    db.session.flush()
    _note("party removed", found.row, found.owner, by=by, at=at)


def note_presence(key: UUID, party_id: int, presence: str | None, *, by: Viewer, at: datetime) -> None:
    """A coordinator notes who was there; who is excused may say so before. None: not noted."""
    found = queries.own_or_403(by, key, lock=True)
    refuse_written(found)
    if presence in ("present", "absent") and found.row.starts_at > at:
        raise Conflict(_("Who was there is noted once the meeting has begun."), kept=_("Nothing was changed."))
    queries.party_or_404(found, party_id).presence = presence
    db.session.flush()
    _note("presence noted", found.row, found.owner, by=by, at=at)


def set_agenda(key: UUID, points: list[Point], *, seen: list[Point] | None = None, by: Viewer, at: datetime) -> None:
    """A coordinator writes the agenda. `seen`: as it stood on the page that was filled in."""
    found = queries.own_or_403(by, key, lock=True)
    refuse_written(found)
    stands = [Point(row.clock, row.text, row.note) for row in queries.agenda(found.row.id)]
    if seen is not None and stands not in (seen, points):
        raise Conflict(_("The agenda was changed from another window meanwhile."), kept=_("What you typed stands below."))
    db.session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == found.row.id))
    rows = enumerate(points, 1)
    db.session.add_all(AgendaItem(meeting_id=found.row.id, pos=pos, clock=p.clock, text=p.text, note=p.note) for pos, p in rows)
    db.session.flush()
    _note("agenda written", found.row, found.owner, by=by, at=at)
