"""What is done to a plan. Each verb takes the plan as its reader found it, who does it and when; none commits."""

from lms.programme.actions.agreeing import Word, comment, consult, give_consent, lock, refuse_ended, reopen
from lms.programme.actions.grants import add_grant
from lms.programme.actions.held import HeldSaid, explain, mark_held, undo_held
from lms.programme.actions.lines import Done, add_line, change_line, move_line, replace_line, set_status
from lms.programme.actions.plans import begin_plan, next_version
from lms.programme.rules.said import LineSaid

__all__ = [
    "Done",
    "HeldSaid",
    "LineSaid",
    "Word",
    "add_grant",
    "add_line",
    "begin_plan",
    "change_line",
    "comment",
    "consult",
    "explain",
    "give_consent",
    "lock",
    "mark_held",
    "move_line",
    "next_version",
    "refuse_ended",
    "reopen",
    "replace_line",
    "set_status",
    "undo_held",
]
