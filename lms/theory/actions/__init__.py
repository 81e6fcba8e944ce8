"""Every change of sessions, places in them and registers, one function a business verb. None of them commits."""

from lms.theory.actions.booking import Place, book, join_call, promote, withdraw, withdraw_all
from lms.theory.actions.crediting import credit
from lms.theory.actions.handing import hand_over
from lms.theory.actions.moving import Meant, Moved, move, settle
from lms.theory.actions.objecting import LONGEST_WORD, answer, object_to
from lms.theory.actions.planned import LINES, put_under
from lms.theory.actions.registers import add, break_off, clear, confirm, correct, mark
from lms.theory.actions.setting import Edited, Plan, Wall, as_it_stands, cancel, create, edit

__all__ = [
    "LINES", "LONGEST_WORD", "Edited", "Meant", "Moved", "Place", "Plan", "Wall", "add", "answer", "as_it_stands", "book",
    "break_off", "cancel",
    "clear", "confirm", "correct", "create", "credit", "edit", "hand_over",
    "join_call", "mark", "move", "object_to", "promote", "put_under",
    "settle", "withdraw", "withdraw_all",
]  # fmt: skip
