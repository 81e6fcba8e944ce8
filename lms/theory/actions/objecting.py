"""A word against a confirmed mark: the officer says it once, the trainer corrects the mark or answers."""

from datetime import datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.notices import actions as notices
from lms.people.access import Viewer
from lms.people.models import Person, Role
from lms.theory import queries
from lms.theory.actions.telling import moment, path_of, tell
from lms.theory.models import TheorySession

LONGEST_WORD = 500


def object_to(session_id: int, text: str, *, by: Viewer, at: datetime) -> None:
    """The officer whose mark it is says what is wrong with it; the trainer is told. Raises Conflict the second time, with the text."""
    session = queries.lock(session_id)
    row = queries.latest(session, by.id)
    if row is None or session.broke_off_at:
        raise NotThere()
    said = _fitting(text)
    if row.objection:
        raise Conflict(
            _("You have objected to this mark already."), kept=_("What you said first is kept; this was not added."), own_text=said
        )
    row.objection, row.objected_at = said, at
    db.session.flush()
    audit.note("objected to a mark", by=by.id, at=at, table="theory_session", row=session.id, person_id=by.id, cc=row.cc)
    notices.tell(
        [session.trainer_id], "mark_objected", at=at, once=f"session {session.key} objected {by.id} {row.no}",
        path=f"{path_of(session)}/register", params={"topic": dict(session.title), "starts": moment(session.starts_at)},
        about_at=session.starts_at,
    )  # fmt: skip


def answer(session: TheorySession, person: Person, text: str, *, by: Viewer, at: datetime) -> None:
    """Its trainer leaves the mark as it is and says why; the officer is told. Raises Conflict where nothing waits for an answer."""
    if session.trainer_id != by.id or not by.has(Role.TRAINER):
        raise NotAllowed()
    now = queries.lock(session.id)
    row = queries.latest(now, person.id)
    said = _fitting(text)
    if row is None or not row.objection or row.answer:
        raise Conflict(_("No objection waits for an answer here."), kept=_("Nothing was changed."), own_text=said)
    row.answer, row.answered_at = said, at
    db.session.flush()
    tell([person.id], "mark_answered", now, at=at, once=f"answered {row.no}", why=said)
    audit.note("answered an objection", by=by.id, at=at, table="theory_session", row=now.id, person_id=person.id, cc=person.cc)


def _fitting(text: str) -> str:
    said = text.strip()
    if not said:
        raise BadInput(_("Nothing was written."), kept=_("Nothing was changed."), todo=_("Go back and write it in a few words."))
    if len(said) > LONGEST_WORD:
        over = _("At most %(most)s letters; it has %(letters)s.", most=LONGEST_WORD, letters=len(said))
        raise BadInput(over, kept=_("Nothing was changed."), todo=_("Go back and shorten it."), own_text=said)
    return said
