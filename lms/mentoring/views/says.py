"""What the pages of pairing say: of a candidate, of hours, of how an engagement went."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.lib.time import city, local
from lms.lib.zones import zone_label
from lms.mentoring.forms.words import language_name, short_weekday, topics
from lms.mentoring.models import Engagement, EngagementAgreement
from lms.mentoring.queries.engagements import Pair
from lms.mentoring.queries.pairing import Candidate, Subject
from lms.mentoring.rules.hours import OFFICE, Span, Together, longest, on_wall, shift_now
from lms.mentoring.rules.pairing import LEAST_HOURS, Bar
from lms.mentoring.rules.profile import as_clock
from lms.pages import language, number, short_day, weekday_short
from lms.people.queries import NodeName

OVER_WORDS = {
    "date": _l("The last day has passed."),
    "left": _l("The trainee has left the service."),
    "mentor": _l("The mentor is no mentor any more."),
}
AXIS = (480, 1140)  # the strip shows 08:00 to 19:00 at the place


def place_of(tz: str, at: datetime) -> str:
    """Brussels, UTC+2."""
    return f"{city(tz, language())}, {zone_label(tz, at)}"


def hours(value: float) -> str:
    """10, or 9.6."""
    rounded = round(value, 1)
    return number(int(rounded) if rounded == int(rounded) else rounded)


def week_words(days: Sequence[Sequence[Sequence[int]]]) -> str:
    """Mon–Fri 11:00–13:00, 14:00–15:00; Sat 10:00–12:00. Days that are alike stand together."""
    runs = [
        (spans, [day for day, _spans in run])
        for spans, run in groupby(enumerate(days), key=lambda pair: tuple(map(tuple, pair[1])))
        if spans
    ]
    parts: list[str] = []
    for spans in dict.fromkeys(spans for spans, _run in runs):
        alike = [_run_words(run) for other, run in runs if other == spans]
        parts.append(f"{', '.join(alike)} {', '.join(f'{as_clock(start)}–{as_clock(end)}' for start, end in spans)}")
    return "; ".join(parts)


def _run_words(run: Sequence[int]) -> str:
    if len(run) < 3:
        return ", ".join(short_weekday(day) for day in run)
    return f"{short_weekday(run[0])}–{short_weekday(run[-1])}"


def office_words() -> str:
    """Mon–Fri 09:00–13:00, 14:00–18:00."""
    return week_words([OFFICE] * 5 + [()] * 2)


def spell_words(found: Together) -> list[str]:
    """The usual week there; where a change of clocks moves it, each stretch with its last or first day."""
    said = [(spell, week_words(spell.days) or _("no hours")) for spell in found.spells]
    if len(said) < 2:
        return [words for _spell, words in said]
    return [
        _("%(hours)s until %(day)s", hours=words, day=short_day(spell.until))
        if spell.until
        else _("%(hours)s from %(day)s", hours=words, day=short_day(spell.since))
        for spell, words in said
    ]


@dataclass(frozen=True)
class Strip:
    """A usual working day at the place, in per cent of the axis: (left, width) of office hours, of the mentor's windows, of both."""

    office: list[tuple[float, float]]
    windows: list[tuple[float, float]]
    both: list[tuple[float, float]]
    ticks: list[tuple[str, float]]


def strip(candidate: Candidate, subject: Subject) -> Strip:
    """What the picture beside a candidate is drawn from."""
    spell = candidate.hours.spells[0]
    there = on_wall(candidate.mentor.windows, shift_now(candidate.mentor.tz, subject.tz, spell.since))
    ends = sorted({minute for span in OFFICE for minute in span})
    return Strip(
        [_share(span) for span in OFFICE],
        [_share(span) for span in dict.fromkeys(span for day in there[:5] for span in day) if span[0] < AXIS[1] and span[1] > AXIS[0]],
        [_share(span) for span in dict.fromkeys(span for day in spell.days for span in day)],
        [(as_clock(minute), _share((minute, minute))[0]) for minute in ends],
    )


def _share(span: Span) -> tuple[float, float]:
    start, end = max(span[0], AXIS[0]), min(span[1], AXIS[1])
    whole = AXIS[1] - AXIS[0]
    return round(100 * (start - AXIS[0]) / whole, 2), round(100 * max(end - start, 0) / whole, 2)


NAMED = 4  # topics by name where none were asked for


def sentence(candidate: Candidate, kind: str, asked: Sequence[str], most: float) -> str:
    """What speaks for a candidate and what is missing: topics, hours, language, load. `kind`: person or unit; `most`: the most hours
    of those with a place."""
    said = [_topics_said(candidate, asked), _hours_said(candidate)]
    if candidate.fit.lang:
        said.append(_("Writes %(language)s, %(level)s.", language=language_name(candidate.fit.lang), level=candidate.fit.level))
    if kind == "unit":
        load = ngettext("%(taken)s of %(num)s unit taken.", "%(taken)s of %(num)s units taken.", candidate.places, taken=candidate.taken)
    else:
        load = ngettext(
            "%(taken)s of %(num)s trainee taken.", "%(taken)s of %(num)s trainees taken.", candidate.places, taken=candidate.taken
        )
    said.append(load)
    if candidate.offered.is_known:
        said.append(_("Has been their mentor before."))
    if candidate.fit.bar is Bar.FULL:
        said.append(_("Is full: ending or handing over one makes a place."))
    elif candidate.hours.a_week == most:
        said.append(_("Most hours together of those with a place."))
    return " ".join(said)


def _topics_said(candidate: Candidate, asked: Sequence[str]) -> str:
    """Which of the topics asked for are covered, and which are not; asked for none, those there are."""
    known, missing = topics(candidate.fit.topics), topics(set(asked) - set(candidate.fit.topics))
    if not asked:
        own = topics(candidate.mentor.topics)
        names, more = ", ".join(own[:NAMED]), len(own) - NAMED
        if more > 0:
            return ngettext("Helps with %(topics)s, and %(num)d more.", "Helps with %(topics)s, and %(num)d more.", more, topics=names)
        return _("Helps with %(topics)s.", topics=names) if own else _("Has named no topics.")
    if not missing:
        return _("Covers all that is asked for: %(topics)s.", topics=", ".join(known))
    if known:
        return _("Covers %(topics)s; not covered: %(missing)s.", topics=", ".join(known), missing=", ".join(missing))
    return _("Covers nothing of what is asked for: %(missing)s.", missing=", ".join(missing))


def _hours_said(candidate: Candidate) -> str:
    """How many hours a week together, and the longest spell of the usual week."""
    a_week, best = hours(candidate.hours.a_week), longest(candidate.hours.spells[0].days)
    if not any(best):
        return _("%(hours)s h a week together.", hours=a_week)
    return _("%(hours)s h a week together, the longest spell %(spell)s there.", hours=a_week, spell=week_words(best))


def bar_words(candidate: Candidate, langs: Sequence[str]) -> str:
    """Why a mentor cannot be paired."""
    hours_there = hours(candidate.hours.a_week)
    until = candidate.mentor.paused_until
    return {
        Bar.ONESELF: lambda: _("Nobody is their own mentor."),
        Bar.COLLEAGUE: lambda: _("Serves in the same unit: a mentor comes from outside it."),
        Bar.NO_PROFILE: lambda: _("Has not said yet what they offer."),
        Bar.PAUSED: lambda: _("Paused until %(day)s.", day=short_day(until) if until else ""),
        Bar.LANGUAGE: lambda: _("Writes none of the languages written there at B1 or better: %(langs)s.", langs=language_words(langs)),
        Bar.HOURS: lambda: _("%(hours)s h a week together; fewer than %(least)s are too few.", hours=hours_there, least=hours(LEAST_HOURS)),
        Bar.FULL: lambda: _("Is full: ending or handing over one makes a place."),
    }[candidate.fit.bar or Bar.FULL]()


def language_words(codes: Sequence[str]) -> str:
    """Tajik, Russian."""
    return ", ".join(language_name(code) for code in codes)


@dataclass(frozen=True)
class Moment:
    """A step of an engagement: done, waiting or still to come. `note` is said beneath."""

    state: str
    title: str
    at: datetime | None = None
    note: str = ""


def moments(
    pair: Pair,
    agreed: Sequence[EngagementAgreement],
    waiting: Collection[int],
    nodes: Mapping[int, NodeName],
    zone: str,
    refusal: Moment | None = None,
) -> list[Moment]:
    """How an engagement went: offered, accepted, each agency, open, ended; `refusal` where an agency did not agree."""
    row, name = pair.row, pair.mentor_name
    found = [Moment("done", _("Offered to %(name)s", name=name), row.offered_at)]
    if row.accepted_at:
        found.append(Moment("done", _("Accepted by %(name)s", name=name), row.accepted_at))
    elif row.ended_at is None:
        found.append(Moment("wait", _("%(name)s answers", name=name), None, _("until %(time)s", time=_short(row.expires_at, zone))))
    for each in agreed:
        by_letter = _("by letter %(number)s of %(day)s", number=each.letter_no, day=short_day(each.letter_day)) if each.letter_day else ""
        found.append(Moment("done", _("%(agency)s agrees", agency=nodes[each.agency_id].name), each.at, by_letter))
    if row.ended_at is None:
        still = "wait" if row.accepted_at else "none"
        found += [Moment(still, _("%(agency)s: its word is awaited", agency=nodes[agency].name)) for agency in sorted(waiting)]
    if row.opened_at:
        found.append(Moment("done", _("Access is open"), row.opened_at, _("until %(time)s", time=short_day(row.ends_on))))
    elif row.ended_at is None:
        found.append(Moment("none", _("Access opens"), None, _("At once, to the people of the agency that agrees")))
    return [*found, *([refusal] if refusal else _end(pair))]


def _end(pair: Pair) -> list[Moment]:
    row = pair.row
    if row.ended_at is None:
        return []
    why = OVER_WORDS[row.ended_why] if row.ended_how == "over" else row.ended_why
    return [Moment("gone", ended_words(row, pair.mentor_name), row.ended_at, str(why))]


def refusal(row: Engagement, agencies: Sequence[int], nodes: Mapping[int, NodeName], *, is_theirs: bool) -> Moment:
    """That an agency did not agree, with its reason; to another agency of a joint unit neither its name nor what it said."""
    if not is_theirs:
        return Moment("gone", _("Another agency did not agree"), row.ended_at)
    return Moment("gone", ended_words(row, "", names(agencies, nodes)), row.ended_at, row.ended_why)


def names(agencies: Sequence[int], nodes: Mapping[int, NodeName]) -> str:
    """Agencies by their names of the day."""
    return ", ".join(nodes[agency].name for agency in agencies if agency in nodes)


def ended_words(row: Engagement, name: str, agency: str = "") -> str:
    """How an engagement ended: by the mentor of that name, or because this agency did not agree."""
    if row.is_refused:
        return _("%(agency)s did not agree", agency=agency) if agency else _("The agency did not agree")
    return {
        "declined": _("%(name)s declined", name=name),
        "lapsed": _("Lapsed: %(name)s has not answered in time", name=name),
        "taken_back": _("The offer was taken back"),
        "ended": _("Ended"),
        "over": _("Its time is over"),
    }[row.ended_how or ""]


def _short(at: datetime, zone: str) -> str:
    return f"{short_day(at)}, {local(at, zone):%H:%M}"


def moment_at(at: datetime, tz: str) -> str:
    """Tuesday 30 June, 12:00 on the wall of a place."""
    there = local(at, tz)
    return f"{weekday_short(there.date())}, {there:%H:%M}"


def both_clocks(at: datetime, tz: str) -> str:
    """Altynkol time (UTC+6) · 06:00 UTC, beneath a moment that is shown on that wall."""
    return _(
        "%(place)s time (%(zone)s) · %(utc)s UTC", place=city(tz, language()), zone=zone_label(tz, at), utc=f"{local(at, 'UTC'):%H:%M}"
    )
