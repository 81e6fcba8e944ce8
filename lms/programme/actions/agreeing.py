"""A version is put to the agencies, they comment and give their word, it is locked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.people.access import Viewer
from lms.programme import queries
from lms.programme.actions.holding import end_words, open_version, refuse_unless_may_change
from lms.programme.actions.telling import name_of, place, tell_coordinators, tell_offices
from lms.programme.models import PlanComment, PlanConsent, PlanVersion
from lms.programme.models.plans import CONSENTS
from lms.programme.queries import rows
from lms.programme.queries.called import to_keep
from lms.programme.queries.plans import Plan
from lms.programme.rules import Fault, faults, written_short

LONGEST, LONGEST_LETTER = 2000, 60


@dataclass(frozen=True)
class Word:
    """What an agency says to a version. `kind`: agreed, reserved (`words`: against what), on_behalf (`signed_by`: the office that signs).
    A coordinator enters it from a letter (number and day) or from the meeting in which it was given (`meeting_id`)."""

    agency_id: int
    kind: str
    words: str = ""
    signed_by: str = ""
    letter_no: str = ""
    letter_day: date | None = None
    meeting_id: int | None = None


def consult(plan: Plan, *, by: Viewer, at: datetime, seen: int | None = None) -> int:
    """A coordinator of the plan puts the draft to the agencies, whose focal points are told. Returns how many people that are."""
    refuse_unless_may_change(plan, by)
    version = open_version(plan, seen=seen)
    if version.consulted_at is not None:
        raise Conflict(_("Version %(no)s was put to the agencies already.", no=version.no), kept=_("Nothing was changed."))
    if not rows.last_pos(version.id):
        raise BadInput(_("This version has no line yet."), kept=_("Nothing was changed."), todo=_("Add one first."))
    version.consulted_at = at
    db.session.flush()
    audit.note("plan consulted", by=by.id, at=at, table="plan_version", row=version.id, cc=plan.cc)
    once = f"v{version.no} consulted {at.isoformat()}"
    return tell_offices(rows.asked(plan, by.day), "plan_consulted", plan, by=by, at=at, once=once, no=version.no)


def reopen(plan: Plan, reason: str, *, by: Viewer, at: datetime) -> tuple[int, ...]:
    """A coordinator takes a version that is not locked back to a draft, with a reason. Words given end. Returns whose."""
    refuse_unless_may_change(plan, by)
    version, reason = open_version(plan), reason.strip()
    if version.consulted_at is None:
        raise Conflict(_("Version %(no)s is a draft already.", no=version.no), kept=_("Nothing was changed."))
    if not 0 < len(reason) <= LONGEST:
        raise BadInput(_("Say in a few words why."), kept=_("Nothing was changed."), field="reason")
    ended = end_words(version, reason, at=at)
    version.consulted_at = None
    version.edits += 1
    db.session.flush()
    audit.note("plan reopened", by=by.id, at=at, table="plan_version", row=version.id, cc=plan.cc, reason=reason)
    asked, once = rows.asked(plan, by.day), f"v{version.no} reopened {at.isoformat()}"
    tell_offices(asked, "plan_reopened", plan, by=by, at=at, once=once, no=version.no, why=reason)
    return ended


def give_consent(plan: Plan, word: Word, *, by: Viewer, at: datetime, seen: int | None = None) -> PlanConsent:
    """The focal point of an agency gives its word on the version that is put to it; a coordinator enters that of any, from a letter or
    a meeting. The next word ends the last. With the last one that was awaited the version is agreed."""
    is_own = word.agency_id in by.focal_agencies and word.kind != "on_behalf"
    if not is_own and not queries.may_change(by, plan.cc):
        raise NotAllowed(_("The agency’s own focal point gives its word, or a coordinator enters its letter."))
    version = open_version(plan, seen=seen)
    if version.consulted_at is None:
        raise Conflict(
            _("Version %(no)s is still a draft.", no=version.no), kept=_("No word was given."), todo=_("It is put to the agencies first.")
        )
    _check_word(word, plan, version, is_own=is_own, day=by.day, at=at)
    current = next((one for one in rows.current_consents(version.id) if one.agency_id == word.agency_id), None)
    letter = (word.signed_by.strip(), word.letter_no.strip() or None, word.letter_day)
    if current is not None and (current.kind, current.words, current.signed_by, current.letter_no, current.letter_day) == (
        word.kind, word.words.strip(), *letter,
    ):  # fmt: skip
        raise Conflict(_("This agency has given the same word already."), kept=_("Nothing was changed."))
    if current is not None:
        current.ended_at = at
        db.session.flush()
    consent = PlanConsent(
        version_id=version.id, agency_id=word.agency_id, kind=word.kind, words=word.words.strip(), signed_by=word.signed_by.strip(),
        letter_no=word.letter_no.strip() or None, letter_day=word.letter_day, meeting_id=word.meeting_id, at=at,
    )  # fmt: skip
    db.session.add(consent)
    db.session.flush()
    _settle(version, plan, day=by.day, at=at)
    said = {"agency": place(word.agency_id, at), "no": version.no, "why": consent.words}
    tell_coordinators(f"plan_{word.kind}", plan, by=by, at=at, once=f"v{version.no} word {consent.id}", **said)
    audit.note(f"plan {word.kind}", by=by.id, at=at, table="plan_consent", row=consent.id, cc=plan.cc, reason=consent.words)
    return consent


def _check_word(word: Word, plan: Plan, version: PlanVersion, *, is_own: bool, day: date, at: datetime) -> None:
    kept = _("No word was given; what you typed is kept.")
    if word.kind not in CONSENTS:
        raise BadInput(_("An agency agrees, reserves its position, or somebody agrees on its behalf."), kept=kept, field="kind")
    if word.agency_id not in rows.asked_for(version, plan, day):
        _refuse_office(word.agency_id, plan, day, at)
    if word.kind == "reserved" and not word.words.strip():
        raise BadInput(_("A reservation says what against."), kept=kept, field="words")
    if max(len(word.words), len(word.signed_by)) > LONGEST or len(word.letter_no.strip()) > LONGEST_LETTER:
        raise BadInput(_("At most %(max)d characters.", max=LONGEST), kept=kept, field="words")
    if bool(word.letter_no.strip()) != (word.letter_day is not None):
        raise BadInput(_("A letter has a number and a day."), kept=kept, field="letter_no" if word.letter_day else "letter_day")
    if word.letter_day and word.letter_day > day:
        raise BadInput(_("This date is still to come."), kept=kept, field="letter_day")
    if word.kind == "on_behalf" and not (word.signed_by.strip() and word.letter_day):
        said = _("On behalf of an agency needs who signs, and the letter's number and day.")
        raise BadInput(said, kept=kept, field="letter_no" if word.signed_by.strip() else "signed_by")
    _check_meeting(word, plan, at, kept)
    if not is_own and not word.letter_day and word.meeting_id is None:
        raise BadInput(_("Enter the number and the day of the agency’s letter."), kept=kept, field="letter_no")


def _check_meeting(word: Word, plan: Plan, at: datetime, kept: str) -> None:
    """A word is given in a meeting of the plan's own that has begun."""
    if word.meeting_id is None:
        return
    meeting = rows.meeting_of(plan, word.meeting_id)
    if meeting is None:
        raise BadInput(_("That meeting is not one of this plan’s."), kept=kept, field="meeting")
    if meeting.starts_at > at:
        raise BadInput(_("That meeting is still to come: nothing was said there yet."), kept=kept, field="meeting")


def refuse_ended(plan: Plan, *, by: Viewer, at: datetime, own_text: str = "") -> None:
    """A focal point whose agency has ended says nothing to the plan any more: since when is said, and what they wrote comes back."""
    for agency in by.focal_agencies:
        node = next(iter(rows.nodes([agency])), None)
        if node is not None and plan.cc in (None, node.cc) and not node.is_open(by.day):
            try:
                _refuse_office(agency, plan, by.day, at)
            except BadInput as ended:
                raise Conflict(ended.sentence, kept=_("Nothing was written down."), todo=ended.todo, own_text=own_text) from None


def _refuse_office(agency_id: int, plan: Plan, day: date, at: datetime) -> None:
    """An agency whose word is not awaited: of another country it is not there, an ended one says since when."""
    node = next(iter(rows.nodes([agency_id])), None)
    if node is None or (plan.cc is not None and node.cc != plan.cc):
        raise NotThere()
    if not node.is_open(day):
        ended = node.closed_on.strftime("%d.%m.%Y") if node.closed_on and node.closed_on < day else "–"
        raise BadInput(
            _("%(agency)s ended on %(day)s: its word is not awaited.", agency=name_of(agency_id, at), day=ended),
            kept=_("The words of the other agencies stand."), todo=_("Ask the office that has taken over."), field="agency",
        )  # fmt: skip
    raise BadInput(_("The word of this office is not awaited."), kept=_("Nothing was changed."), field="agency")


def _settle(version: PlanVersion, plan: Plan, *, day: date, at: datetime) -> None:
    """Whether the version is agreed with the words that stand now, and in which meeting. Its places are called as on that day for ever:
    what is signed after it reads as what was agreed."""
    consents = rows.current_consents(version.id)
    agreed = {one.agency_id for one in consents if one.kind != "reserved"}
    asked = set(rows.asked_for(version, plan, day))
    if not asked or not asked <= agreed:
        version.agreed_at = version.agreed_meeting_id = version.names = None
    elif version.agreed_at is None:
        version.agreed_at, version.names = at, to_keep(plan.cc, at)
        version.agreed_meeting_id = next((one.meeting_id for one in reversed(consents) if one.meeting_id), None)
    db.session.flush()


def lock(plan: Plan, *, by: Viewer, at: datetime, seen: int | None = None) -> PlanVersion:
    """A coordinator locks an agreed version: from then on it never changes. Raises Conflict or BadInput with what is missing."""
    refuse_unless_may_change(plan, by)
    version = open_version(plan, seen=seen)
    _settle(version, plan, day=by.day, at=at)
    if version.agreed_at is None:
        left = set(rows.asked(plan, by.day)) - {one.agency_id for one in rows.current_consents(version.id) if one.kind != "reserved"}
        raise Conflict(
            _("Version %(no)s is not agreed yet.", no=version.no), kept=_("It is as it was."),
            todo=_("Still awaited: %(agencies)s.", agencies=", ".join(name_of(one, at) for one in sorted(left)) or "–"),
        )  # fmt: skip
    _refuse_shares(version)
    version.locked_at, version.names = at, version.names or to_keep(plan.cc, version.agreed_at)
    version.edits += 1
    db.session.flush()
    audit.note("plan locked", by=by.id, at=at, table="plan_version", row=version.id, cc=plan.cc)
    tell_offices(rows.asked(plan, by.day), "plan_locked", plan, by=by, at=at, once=f"v{version.no} locked", no=version.no)
    return version


def _refuse_shares(version: PlanVersion) -> None:
    found = faults(queries.lines([version.id])[version.id])
    if not found:
        return
    lists = {kind: ", ".join(written_short(line.number for line, why in found if why is kind)) for kind in Fault}
    parts = []
    if lists[Fault.SUM]:
        parts.append(_("The shares do not add to 100%%: %(lines)s.", lines=lists[Fault.SUM]))
    if lists[Fault.NONE]:
        parts.append(_("Nobody pays for: %(lines)s.", lines=lists[Fault.NONE]))
    raise BadInput(
        " ".join(parts), kept=_("The version is as it was, agreed and open."), todo=_("Give each of them its grants, then lock.")
    )


def comment(
    plan: Plan, words: str, *, by: Viewer, at: datetime, line_key: UUID | None = None, agency_id: int | None = None, key: UUID | None = None
) -> PlanComment:
    """A focal point says something for their agency to a version that is put to it, of a line or of the whole; a coordinator answers for
    the programme (no agency). `key` is the form's own: sent twice it is one."""
    words = words.strip()
    if agency_id is None and not queries.may_change(by, plan.cc):
        raise NotAllowed(_("Say for which agency you speak."))
    if agency_id is not None and not (agency_id in by.focal_agencies and agency_id in rows.asked(plan, by.day)):
        raise NotAllowed(_("A comment is made by the agency’s own focal point."))
    if key is not None and (made := rows.comment_made_with(key)):
        return made
    try:
        version = open_version(plan)
    except Conflict as locked:
        locked.own_text = words
        raise
    if version.consulted_at is None and agency_id is not None:
        raise Conflict(_("Version %(no)s is still a draft.", no=version.no), kept=_("Your text is below."), own_text=words)
    if not 0 < len(words) <= LONGEST:
        raise BadInput(
            _("A comment has 1 to %(max)d characters.", max=LONGEST), kept=_("All you typed is kept."), own_text=words, field="words"
        )
    found = rows.line_text(version.id, line_key) if line_key else None
    if line_key and found is None:
        raise NotThere()
    if rows.is_said(version.id, found[0].id if found else None, agency_id, words):
        raise Conflict(_("This was said already."), kept=_("It stands there once."), own_text=words)
    made = PlanComment(version_id=version.id, line_id=found[0].id if found else None, agency_id=agency_id, text=words, at=at)
    if key is not None:
        made.key = key
    db.session.add(made)
    db.session.flush()
    audit.note("plan commented", by=by.id, at=at, table="plan_comment", row=made.id, cc=plan.cc)
    once, line = f"comment {made.key}", found[0].number if found else None
    if agency_id is not None:
        tell_coordinators("plan_comment", plan, by=by, at=at, once=once, agency=place(agency_id, at), line=line)
    else:
        tell_offices(rows.commenting_agencies(version.id), "plan_answer", plan, by=by, at=at, once=once, line=line)
    return made
