"""Every change of notices and of the mail about them, one function a verb. None of them commits."""

from lms.notices.actions.mailing import Letter, begin, choose_mail, gather, postpone, refused, sent, unanswered
from lms.notices.actions.reading import read, read_all
from lms.notices.actions.telling import tell

__all__ = ["Letter", "begin", "choose_mail", "gather", "postpone", "read", "read_all", "refused", "sent", "tell", "unanswered"]
