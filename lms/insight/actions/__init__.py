"""Every change of this room. None of these commits."""

from lms.insight.actions.asking import Reminded, Thing, answer, ask, once, remind
from lms.insight.actions.packs import pack
from lms.insight.actions.planning import put_under

__all__ = ["Reminded", "Thing", "answer", "ask", "once", "pack", "put_under", "remind"]
