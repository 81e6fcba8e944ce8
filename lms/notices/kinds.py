"""Every kind of notice, for all rooms: what it says. A room adds its own here, a line each, and calls `notices.actions.tell`.

    _kind("session_moved", _l("Moved: %(topic)s, to %(starts)s"), _l("Was %(was)s"), leads=_l("Open the session"))

The placeholders are the names of `params`. What is given there is plain JSON, and is shown so:
words {language: text} in the reader's language · a moment "2020-06-26T04:30:00+00:00" (UTC) as day and time at the reader's
place with its zone and UTC · a day "2020-08-31" as a day · a number as the reader writes it · any other text as it is.
The first sentence is the notice's line; the others stand beneath it, each only where all its values are given (not None, not "").
A sentence that depends on a number is a function:

    _kind("enrolled_many", lambda p: ngettext("%(num)s person was enrolled", "%(num)s people were enrolled", p["num_people"]))

with `num_<name>` the bare number of `params[name]`. No sentence may name an officer to anybody who does not see them; use ref
and call name, never a full name.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.notices.rules import KINDS, Kind, Said


def _kind(name: str, says: Said, *more: Said, leads: Said = "") -> None:
    KINDS[name] = Kind(says, more, leads)


# people and progress
_kind("enrolled", _l("You were enrolled in %(course)s"), _l("By %(by)s"), _l("due %(due)s"), leads=_l("Open it"))
_kind(
    "enrolled_people",
    lambda p: ngettext(
        "%(people)s of your people was enrolled in %(course)s",
        "%(people)s of your people were enrolled in %(course)s",
        p["num_people"],
        **p,
    ),
    _l("By %(by)s"),
    leads=_l("See them"),
)
_kind("reminder", _l("A reminder: %(course)s is still open"), _l("Sent by %(by)s"), leads=_l("Go on"))
_kind(
    "focal_request",
    lambda p: ngettext("%(by)s asks you about %(people)s person", "%(by)s asks you about %(people)s people", p["num_people"], **p),
    leads=_l("Request"),
)
_kind("focal_answer", _l("%(agency)s has answered your request"), _l("By %(by)s"), leads=_l("Answer"))

# theory
_kind("session_set", _l("New session: %(topic)s, %(starts)s"), leads=_l("Open the session"))
_kind("session_yours", _l("You are to hold a session: %(topic)s, %(starts)s"), _l("By %(by)s"), leads=_l("Open the session"))
_kind("session_given", _l("You hold it no more: %(topic)s, %(starts)s"), _l("Given to another trainer by %(by)s"))
_kind(
    "session_changed", _l("Changed: %(topic)s, %(starts)s"), _l("Was “%(was)s”"),
    lambda p: _l("It counts for another step now.") if "step" in p else "",
    lambda p: _l("The join link is another one now.") if "link" in p else "",
    leads=_l("Open the session"),
)  # fmt: skip
_kind("session_moved", _l("Moved: %(topic)s, to %(starts)s"), _l("Was %(was)s"), _l("“%(why)s”"), leads=_l("Open the session"))
_kind("session_cancelled", _l("Cancelled: %(topic)s, %(starts)s"), _l("“%(why)s”"), leads=_l("Open the session"))
_kind(
    "session_seat", _l("A seat came free and is yours: %(topic)s, %(starts)s"),
    _l("You cannot come? Withdraw, and the next person has it."), leads=_l("Open the session"),
)  # fmt: skip
_kind("session_tomorrow", _l("In a day: %(topic)s, %(starts)s"), leads=_l("Open the session"))
_kind("session_soon", _l("In an hour: %(topic)s, %(starts)s"), _l("The room opens 20 minutes before."), leads=_l("Open the session"))
_kind(
    "session_broke_off",
    _l("Broke off: %(topic)s, %(starts)s"),
    _l("“%(why)s”"),
    _l("Nobody is marked absent."),
    leads=_l("Open the session"),
)
_kind("attendance_corrected", _l("Your attendance was corrected: %(topic)s, %(starts)s"), _l("“%(why)s”"), leads=_l("Open the session"))

MARKS = {
    "present": _l("Present"), "partly": _l("Partly"), "absent": _l("Absent"), "excused": _l("Excused"), "technical": _l("Technical"),
}  # fmt: skip
_kind(
    "attendance_confirmed", _l("Attendance is confirmed: %(topic)s, %(starts)s"),
    lambda p: _l("Your mark: %(mark)s", mark=MARKS[p["outcome"]]),
    lambda p: _l("Not right? Say so on the session’s page.") if p["outcome"] == "absent" else "",
    leads=_l("Open the session"),
)  # fmt: skip
_kind("mark_objected", _l("An officer objects to their mark: %(topic)s, %(starts)s"), leads=_l("The register"))
_kind("mark_answered", _l("The trainer answers about your mark: %(topic)s, %(starts)s"), _l("“%(why)s”"), leads=_l("Open the session"))

# coordination meetings
_kind("coordination_set", _l("%(label)s, %(place)s: %(starts)s"), leads=_l("See the meeting"))
_kind("coordination_moved", _l("Moved: %(label)s, %(place)s, to %(starts)s"), _l("Was %(was)s"), leads=_l("See the meeting"))
_kind("coordination_cancelled", _l("Cancelled: %(label)s, %(place)s, %(starts)s"), _l("“%(why)s”"), leads=_l("See the meeting"))
_kind("minutes_final", _l("The minutes are final: %(label)s, %(place)s, %(day)s"), leads=_l("Read them"))

# assessment
_kind("attempt_opened", _l("One more attempt is open to you: %(title)s"), _l("“%(why)s”"), leads=_l("See it"))


# mentoring: pairing and meetings
def _off(p: Mapping[str, Any]) -> str:
    """The meetings that were to come when a mentorship ended: for whoever reads it they are off."""
    return ngettext(
        "%(meetings)s meeting is off, that of %(starts)s.",
        "%(meetings)s meetings are off, the first of them that of %(starts)s.",
        p["num_meetings"],
        **p,
    )


_kind("mentor_offered", _l("You are asked to be a mentor"), _l("An answer is awaited until %(until)s."), leads=_l("See the offer"))
_kind("mentor_taken_back", _l("An offer to be a mentor was taken back"))
_kind("offer_lapsed", _l("An offer to be a mentor has lapsed: it was not answered in time"))
_kind("mentor_lapsed", _l("%(mentor)s has not answered in time: the offer of %(subject)s has lapsed"), leads=_l("See it"))
_kind("mentor_accepted", _l("%(mentor)s accepts to be the mentor of %(subject)s"), leads=_l("See it"))
_kind("mentor_declined", _l("%(mentor)s declines to be the mentor of %(subject)s"), _l("“%(why)s”"), leads=_l("See it"))
_kind("agreement_asked", _l("%(mentor)s is to be the mentor of %(subject)s: your agency’s word is awaited"), leads=_l("Mentors"))
_kind("agreement_given", _l("%(agency)s agrees: %(mentor)s is the mentor of %(subject)s"), leads=_l("See it"))
_kind("agency_refused", _l("%(agency)s does not agree to %(mentor)s as the mentor of %(subject)s"), _l("“%(why)s”"), leads=_l("See it"))
_kind(
    "accepted_refused", _l("%(agency)s does not agree to a mentorship that you accepted: access stays closed"), _l("“%(why)s”"),
    _l("Your place is free again."),
)  # fmt: skip
_kind("letter_entered", _l("By letter %(letter)s of %(day)s, %(mentor)s is the mentor of %(subject)s"), leads=_l("Mentors"))
_kind("mentor_opened", _l("%(mentor)s is your mentor"), leads=_l("See it"))
_kind("engagement_opened", _l("You are the mentor of %(subject)s"), leads=_l("See it"))
_kind("mentor_ended", _l("%(mentor)s is no longer your mentor"), _off, _l("What waited there goes to whoever follows."))
_kind("engagement_ended", _l("The mentorship of %(subject)s with %(mentor)s has ended"), _off, _l("“%(why)s”"))
_kind("agency_withdrew", _l("An agency has taken its word back: %(subject)s, %(mentor)s"), _l("“%(why)s”"), leads=_l("See it"))
_kind("meeting_set", _l("A meeting with your mentor: %(starts)s"), leads=_l("See it"))
_kind("meeting_moved", _l("The meeting with your mentor is moved to %(starts)s"), _l("Was %(was)s"), leads=_l("See it"))
_kind("meeting_tomorrow", _l("In a day: a meeting of the mentorship, %(starts)s"), leads=_l("See it"))
_kind("meeting_soon", _l("In an hour: a meeting of the mentorship, %(starts)s"), leads=_l("See it"))
_kind("meeting_cancelled", _l("The meeting with your mentor is cancelled: %(starts)s"), leads=_l("See it"))
_kind("meeting_of_mentor", _l("A meeting was set for you as the mentor of %(subject)s: %(starts)s"), leads=_l("See it"))

# mentoring: assignments, questions and answers. A mentor's notice names no officer: it stays when access has ended.
_kind("handed_in", _l("%(title)s was handed in, version %(version)s"), leads=_l("Review"))
_kind("asked", _l("A question waits for you: %(title)s"), leads=_l("Answer"))
_kind("officer_wrote", _l("You have an answer in a conversation: %(title)s"), leads=_l("Read it"))
_kind("mentor_wrote", _l("%(mentor)s wrote to you: %(title)s"), leads=_l("Read it"))
_kind("meets", _l("%(title)s meets what was asked"), _l("By %(mentor)s"), leads=_l("Read it"))
_kind("revise", _l("%(mentor)s asks for a new version: %(title)s"), leads=_l("Read it"))
_kind("thread_came", _l("A conversation has come to your desk: %(title)s"), leads=_l("Read it"))
_kind("thread_taken", _l("A conversation on your desk was given to another mentor"), leads=_l("Desk"))
_kind("thread_with", _l("%(mentor)s answers you now: %(title)s"), leads=_l("Read it"))
_kind("thread_waits", _l("%(title)s waits for a mentor; a notice tells you who will read it"), leads=_l("Read it"))
_kind(
    "thread_yours", _l("%(title)s is your turn still; you have no mentor now, and a notice tells you who will read it"), leads=_l("Read it")
)

# the plan: to offices
_PLAN = _l("The plan")
_kind("plan_consulted", _l("Your agency’s word is awaited: work plan %(plan)s, version %(no)s"), leads=_PLAN)
_kind("plan_reopened", _l("Taken back to a draft: work plan %(plan)s, version %(no)s"), _l("“%(why)s”"), leads=_PLAN)
_kind("plan_locked", _l("Locked: work plan %(plan)s, version %(no)s"), leads=_PLAN)
_kind(
    "plan_word_ended", _l("Work plan %(plan)s was changed after your agency’s word: %(line)s"), _l("Its word is awaited anew."), leads=_PLAN
)  # fmt: skip
_kind("plan_table_brought", _l("A table was brought into the draft of work plan %(plan)s, rows changed: %(rows)s"), leads=_PLAN)
_kind("plan_agreed", _l("%(agency)s agrees: work plan %(plan)s, version %(no)s"), leads=_PLAN)
_kind("plan_reserved", _l("%(agency)s reserves its position: work plan %(plan)s, version %(no)s"), _l("“%(why)s”"), leads=_PLAN)
_kind("plan_on_behalf", _l("Agreed on behalf of %(agency)s: work plan %(plan)s, version %(no)s"), leads=_PLAN)
_kind("plan_comment", _l("%(agency)s comments on work plan %(plan)s"), _l("Line %(line)s"), leads=_PLAN)
_kind("plan_answer", _l("The programme answers your agency’s comment on work plan %(plan)s"), _l("Line %(line)s"), leads=_PLAN)
