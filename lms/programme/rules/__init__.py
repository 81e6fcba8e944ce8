"""What a plan is by itself: its lines as plain values, their numbers, and what changes between two versions."""

from lms.programme.rules.comparing import Change, Comparison, Field, compare, differences
from lms.programme.rules.line import COUNTED, Line, Size
from lms.programme.rules.numbering import child_number, in_order, names, next_number, written_short
from lms.programme.rules.replacing import makes_circle, replaced_by
from lms.programme.rules.shares import Fault, fault, faults

__all__ = [
    "COUNTED",
    "Change",
    "Comparison",
    "Fault",
    "Field",
    "Line",
    "Size",
    "child_number",
    "compare",
    "differences",
    "fault",
    "faults",
    "in_order",
    "makes_circle",
    "names",
    "next_number",
    "replaced_by",
    "written_short",
]
