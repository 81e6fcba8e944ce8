"""The calendar file (RFC 5545) of sessions and meetings. It names nobody, no topic and no unit: calendars are shared, and lie on other
people's servers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Response
from icalendar import Calendar, Event, Timezone, vUri

from lms.lib.zones import zone_of

PRODUCT = "-//Training programme//Sessions//EN"


@dataclass(frozen=True)
class Entry:
    """A session or meeting as a calendar has it. `sequence` counts what was changed since it was first said (RFC 5545, 3.8.7.4)."""

    key: UUID
    sequence: int
    starts_at: datetime
    minutes: int
    is_cancelled: bool
    url: str
    said: str  # the one line under the summary: the time in words
    is_tentative: bool = False  # somebody waits for a seat in it


def download(entries: Sequence[Entry], name: str, *, zone: str, summary: str, at: datetime) -> Response:
    """The file as an answer that a browser saves under that name."""
    answer = Response(file_of(entries, zone=zone, summary=summary, at=at), content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def file_of(entries: Sequence[Entry], *, zone: str, summary: str, at: datetime) -> bytes:
    """One file with all of them on the clock of `zone`, made at `at`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if entries and zone != "UTC":
        calendar.add_component(_clock(entries, zone))
    for entry in entries:
        calendar.add_component(_event(entry, zone, summary, at))
    return bytes(calendar.to_ical())


def _clock(entries: Sequence[Entry], zone: str) -> Timezone:
    """The rules of the zone from a year before to a year after, so that both halves of the year are in it, and no more."""
    starts = [entry.starts_at for entry in entries]
    year = timedelta(days=366)
    return Timezone.from_tzid(zone, first_date=(min(starts) - year).date(), last_date=(max(starts) + year).date())


def _event(entry: Entry, zone: str, summary: str, at: datetime) -> Event:
    event = Event()
    start = entry.starts_at.astimezone(UTC if zone == "UTC" else zone_of(zone))
    event.add("uid", str(entry.key))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", start)
    event.add("dtend", (entry.starts_at + timedelta(minutes=entry.minutes)).astimezone(start.tzinfo))
    event.add("summary", summary)
    event.add("description", entry.said)
    event.add("url", vUri(entry.url))
    event.add("status", "CANCELLED" if entry.is_cancelled else "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
