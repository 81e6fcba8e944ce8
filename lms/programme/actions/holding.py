"""The version that is worked on: held while it is changed, and what a change of it does to the words that agencies have given."""

from datetime import datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import Conflict, NotAllowed
from lms.people.access import Viewer
from lms.programme import queries
from lms.programme.actions.telling import tell_offices
from lms.programme.models import PlanVersion
from lms.programme.queries import rows
from lms.programme.queries.plans import Plan


def refuse_unless_may_change(plan: Plan, by: Viewer) -> None:
    """Only the country's coordinator changes its plan; that of a network, the region's. Raises NotAllowed."""
    if not queries.may_change(by, plan.cc):
        raise NotAllowed(_("Only a coordinator of this plan changes it."))


def open_version(plan: Plan, *, seen: int | None = None) -> PlanVersion:
    """The version that is worked on, held until the end of the transaction. `seen`: the edits that a page showed. Raises Conflict."""
    version = rows.open_version(plan.id)
    if version is None:
        raise locked(plan)
    refuse_unless_seen(version, seen)
    return version


def locked(plan: Plan) -> Conflict:
    """What is said to whoever would change a plan of which no version is open."""
    last = plan.newest
    if last is None:
        return Conflict(_("This plan has no version yet."), kept=_("Nothing was changed."))
    return Conflict(
        _("Version %(no)s is locked, and a locked version does not change.", no=last.no), kept=_("Nothing was changed."),
        todo=_("Begin version %(no)s from it, and change that.", no=last.no + 1),
    )  # fmt: skip


def refuse_unless_seen(version: PlanVersion, seen: int | None) -> None:
    """Raises Conflict where the version was changed since the page was made."""
    if seen is not None and version.edits != seen:
        raise Conflict(
            _("Version %(no)s was changed while you read it.", no=version.no), kept=_("Nothing was changed."),
            todo=_("Read what it says now, then do it again."),
        )  # fmt: skip


def touch(version: PlanVersion, plan: Plan, why: str, *, by: Viewer, at: datetime) -> tuple[int, ...]:
    """The version says something else from now on: words given to what it said before end, and those agencies are told.

    `why` is the number of the line that was changed. Returns the agencies whose word has ended.
    """
    version.edits += 1
    ended = end_words(version, why, at=at)
    if ended:
        tell_offices(ended, "plan_word_ended", plan, by=by, at=at, once=f"v{version.no} e{version.edits} ended", line=why)
        audit.note("plan consents ended", by=by.id, at=at, table="plan_version", row=version.id, cc=plan.cc, reason=why)
    return ended


def end_words(version: PlanVersion, why: str, *, at: datetime) -> tuple[int, ...]:
    """End every word that stands; the version is agreed no more."""
    consents = rows.current_consents(version.id)
    for consent in consents:
        consent.ended_at, consent.ended_why = at, why
    version.agreed_at = version.agreed_meeting_id = version.names = None
    db.session.flush()
    return tuple(consent.agency_id for consent in consents)
