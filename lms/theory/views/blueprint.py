"""The blueprint of theory, and what its views share: a session's time and words as a page says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from babel import Locale
from flask import Blueprint, flash
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from lms.lib.refusals import Refused
from lms.lib.text import pick
from lms.lib.time import city, local
from lms.lib.zones import zone_label
from lms.pages import language, weekday_short, words, zone
from lms.theory.queries import Mine, Topic
from lms.theory.rules.agenda import DAY, agenda_line

bp = Blueprint("theory", __name__)


def lang() -> str:
    """The language of this page."""
    return str(get_locale())


@dataclass(frozen=True)
class When:
    """A time at a place, in words: Monday 29 June · 11:00 · 12:30 · Almaty · UTC+6 · 05:00 UTC."""

    iso: str
    day: str
    clock: str
    ends: str
    place: str
    label: str
    utc: str
    utc_ends: str

    @property
    def there(self) -> str:
        """Almaty time (UTC+6); where the clock is UTC itself, that."""
        return _("%(place)s time (%(label)s)", place=self.place, label=self.label) if self.label != "UTC" else "UTC"

    @property
    def whole(self) -> str:
        """Monday 29 June, 11:00 Almaty time (UTC+6), 05:00 UTC."""
        return f"{self.day}, {self.clock} {self.there}, {self.utc}" if self.label != "UTC" else f"{self.day}, {self.utc}"


def when(at: datetime, minutes: int = 0, where: str | None = None) -> When:
    """A moment at the reader's place, or at another."""
    where = where or zone()
    here = local(at, where)
    utc, utc_over = at.astimezone(UTC), (at + timedelta(minutes=minutes)).astimezone(UTC)
    before = "" if utc.date() == here.date() else f"{weekday_short(utc.date())}, "  # midnight lies between
    return When(
        here.isoformat(timespec="minutes"), weekday_short(here.date()), f"{here:%H:%M}",
        _clock_after(at, timedelta(minutes=minutes), where), city(where, language()), zone_label(where, at), f"{before}{utc:%H:%M} UTC",
        f"{utc_over:%H:%M} UTC",
    )  # fmt: skip


def _clock_after(at: datetime, span: timedelta, where: str) -> str:
    """The clock there so much later; with its distance from UTC where the clocks were changed between, so that none reads backwards."""
    later, label = local(at + span, where), zone_label(where, at + span)
    return f"{later:%H:%M}" if label == zone_label(where, at) else f"{later:%H:%M} ({label})"


@dataclass(frozen=True)
class Named:
    """A session's title in its own language, and beneath it what the reader can read: another title, or the topic."""

    title: str
    lang: str
    also: str


def named(title: Mapping[str, str], own: str, topic: Topic | None) -> Named:
    """How a session is called. `own` is its language."""
    shown = title.get(own) or pick(title, own)
    other = title.get(language(), "") if own != language() else ""
    also = other or (words(dict(topic.title)) if topic else "")
    return Named(shown, own, also if also != shown else "")


def topic_words(topic: Topic | None) -> str:
    """2 of 4 in Theory basics."""
    if topic is None:
        return ""
    return _("%(no)s of %(total)s in %(course)s", no=topic.no, total=topic.total, course=words(topic.course.title))


def language_name(code: str) -> str:
    """Russian, or русский: a language in the reader's own."""
    return Locale.parse(language()).languages.get(code, code)


def say(refused: Refused) -> None:
    """A refusal as a line above the page that shows how things stand now."""
    said = (refused.sentence, refused.kept, refused.todo)
    flash(" ".join(str(part) for part in said if part), "attention")


def weekday(day: date, pattern: str) -> str:
    """A day as a pattern writes it: its name whole (EEEE) or in two letters (EEEEEE), its number with a short month (d MMM)."""
    return format_date(day, pattern)


def points(agenda: str, starts_at: datetime) -> list[tuple[str, str]]:
    """An agenda as the reader's clock has it: (HH:MM or nothing, text), a point a line. Its first time is the start, whatever wall it
    was written on, so that it stays right for every place and after a move."""
    lines = [agenda_line(line) for line in agenda.splitlines() if line.strip()]
    first = next((minute for minute, _text in lines if minute is not None), 0)
    spans = {minute: timedelta(minutes=(minute - first) % DAY) for minute, _text in lines if minute is not None}
    at = {minute: _clock_after(starts_at, span, zone()) for minute, span in spans.items()}
    return [(at[minute] if minute is not None else "", text) for minute, text in lines]


def trainer_of(mine: Mine) -> str:
    """Trainer 2, Vienna: with the town where the trainer's clock is another."""
    same = zone_label(mine.trainer_zone, mine.starts_at) == zone_label(zone(), mine.starts_at)
    return mine.trainer if same else f"{mine.trainer}, {city(mine.trainer_zone, language())}"


PAGE = {
    "trainer_of": trainer_of,
    "when": when,
    "named": named,
    "topic_words": topic_words,
    "language_name": language_name,
    "weekday": weekday,
}
