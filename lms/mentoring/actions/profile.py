"""What a mentor says of themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.mentoring.models import MentorLanguage, MentorProfile, MentorTopic, MentorWindow
from lms.mentoring.rules.hours import Window
from lms.mentoring.rules.profile import as_clock, joined
from lms.people.access import Viewer
from lms.people.models import Role


@dataclass(frozen=True)
class Said:
    """Languages with their level, topics by code, hours of the week, places, and the last day of a pause."""

    languages: Mapping[str, str]
    topics: Collection[str]
    windows: Sequence[Window]
    units_max: int
    people_max: int
    paused_until: date | None
    about: str = ""


def save_profile(said: Said, *, by: Viewer, at: datetime) -> MentorProfile:
    """Write all of it. Raises Conflict where fewer places are given than are taken, BadInput for a pause that is over already."""
    if not by.has(Role.MENTOR):
        raise NotAllowed()
    if said.paused_until and said.paused_until < by.day:
        raise BadInput(
            _("This day has passed: a pause lasts at least until today. Leave it empty for none."), kept=_("Nothing was changed.")
        )
    statement = select(MentorProfile).where(MentorProfile.person_id == by.id).with_for_update()
    row = db.session.scalars(statement, execution_options={"seen_by": by.id, "populate_existing": True}).one_or_none()
    if row is None:
        row = MentorProfile(person_id=by.id, units_taken=0, people_taken=0)
        db.session.add(row)
    _refuse_too_few(row, said)
    row.about, row.units_max, row.people_max, row.paused_until, row.at = said.about, said.units_max, said.people_max, said.paused_until, at
    db.session.flush()
    for table in (MentorLanguage, MentorTopic, MentorWindow):
        db.session.execute(delete(table).where(table.person_id == by.id), execution_options={"seen_by": by.id})
    db.session.add_all(MentorLanguage(person_id=by.id, lang=lang, level=level) for lang, level in said.languages.items())
    db.session.add_all(MentorTopic(person_id=by.id, topic=topic) for topic in said.topics)
    db.session.add_all(
        MentorWindow(person_id=by.id, weekday=w.weekday, from_time=as_clock(w.start), to_time=as_clock(w.end)) for w in joined(said.windows)
    )
    audit.note("described mentorship", by=by.id, at=at, table="mentor_profile", row=by.id, person_id=by.id, cc=by.cc)
    db.session.flush()
    return row


def _refuse_too_few(row: MentorProfile, said: Said) -> None:
    kept = _("Nothing was changed.")
    if (asked := said.units_max) < (n := row.units_taken):
        raise Conflict(
            ngettext(
                "%(num)d unit is with you or offered to you; %(asked)s is too few.",
                "%(num)d units are with you or offered to you; %(asked)s is too few.", n, asked=asked,
            ), kept=kept,
        )  # fmt: skip
    if (asked := said.people_max) < (n := row.people_taken):
        raise Conflict(
            ngettext(
                "%(num)d trainee is with you or offered to you; %(asked)s is too few.",
                "%(num)d trainees are with you or offered to you; %(asked)s is too few.", n, asked=asked,
            ), kept=kept,
        )  # fmt: skip
