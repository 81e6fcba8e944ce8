"""A notice in its reader's words: language, place, and the way they write numbers."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import current_app, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.lib.text import pick
from lms.lib.time import city, local, today
from lms.lib.zones import zone_label
from lms.notices import kinds  # noqa: F401 - fills KINDS
from lms.notices.models import Notice
from lms.notices.rules import DAY, KINDS, MOMENT, Kind, Said
from lms.pages import clock, day, language, number, weekday_short, zone

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
UNKNOWN = Kind(_l("Something was changed for you"))  # a kind that this version no longer has


@dataclass(frozen=True)
class Line:
    """A notice as it stands on the page: its one line, what stands beneath, the link's label and its page if there is one."""

    key: UUID
    says: str
    more: tuple[str, ...]
    leads: str
    path: str
    made_at: datetime
    is_new: bool


def line(notice: Notice, *, leads: bool = True) -> Line:
    """The notice for whoever reads this page; `leads`: its page is theirs to see."""
    kind = KINDS.get(notice.kind, UNKNOWN)
    values = _values(notice.params, short=notice.about_at is not None)
    more = tuple(said for piece in kind.more if (said := _said(piece, values)))
    if notice.about_at:
        more = (when(notice.about_at), *more)
    says, path = _said(kind.says, values, gaps=True), notice.path if leads else ""
    return Line(notice.key, says, more, str(kind.leads) or _("See it"), path, notice.made_at, notice.read_at is None)


def _said(piece: Said, values: Mapping[str, Any], *, gaps: bool = False) -> str:
    """A sentence with its values; "" where one is missing, or with `gaps` an ellipsis in its place."""
    if callable(piece):
        try:
            return str(piece(values))
        except KeyError:
            return "…" if gaps else ""
    sentence = str(piece)
    names = PLACEHOLDER.findall(sentence)
    if not gaps and not all(name in values for name in names):
        return ""
    return sentence % {name: values.get(name, "…") for name in names} if names else sentence


def _values(params: Mapping[str, Any], *, short: bool) -> dict[str, Any]:
    """What fills the sentences, as this reader writes it. What is not given (None, "") is left out. `short`: a moment without its
    zone, since the one that the notice speaks of is written out beneath."""
    values: dict[str, Any] = {}
    for name, value in params.items():
        if value in (None, "", {}):
            continue
        values[name] = _value(value, short)
        if type(value) is int:
            values[f"num_{name}"] = value
    return values


def _value(value: Any, short: bool) -> str:
    if isinstance(value, Mapping):
        return pick(value, language())
    if isinstance(value, int | float):
        return number(value)
    text = str(value)
    if MOMENT.fullmatch(text):
        at = datetime.fromisoformat(text)
        return f"{weekday_short(at)}, {clock(at)}" if short else when(at)
    return weekday_short(date.fromisoformat(text)) if DAY.fullmatch(text) else text


def when(at: datetime, *, year: bool = False) -> str:
    """Monday 29 June, 11:00 Almaty time (UTC+6), 05:00 UTC; where the other day is meant, it is said: 29 June 20:00 UTC."""
    said, label, there = day(at) if year else weekday_short(at), zone_label(zone(), at), local(at, "UTC")
    if label == "UTC":
        return f"{said}, {there:%H:%M} UTC"
    place = _("%(place)s time (%(label)s)", place=city(zone(), language()), label=label)
    other = f"{weekday_short(there.date())}, " if there.date() != today(at, zone()) else ""
    return f"{said}, {clock(at)} {place}, {other}{there:%H:%M} UTC"


def said_at(at: datetime, now: datetime) -> str:
    """When a notice was made: today, 09:30 · yesterday, 17:10 · Wednesday 24 June, 14:20."""
    days = (today(now, zone()) - today(at, zone())).days
    if days == 0:
        return _("today, %(time)s", time=clock(at))
    return _("yesterday, %(time)s", time=clock(at)) if days == 1 else f"{weekday_short(at)}, {clock(at)}"


@contextmanager
def reading(lang: str, tz: str) -> Iterator[None]:
    """Words for somebody who is not asking: what is made inside is in their language and at their place."""
    with current_app.app_context():
        g.lang, g.zone = lang, tz
        yield
