"""Mail: a digest a day at 18:00 of its reader's place, and the sending. Without a mail server, so in every demo, neither does anything."""

import logging
from datetime import datetime, timedelta

from flask import current_app

from config import ADDRESS, MailServer
from lms.ext import db
from lms.jobs.clockwork import Job
from lms.lib.time import now, real_now
from lms.notices import actions, queries
from lms.notices.letters import digest, message
from lms.notices.post import NO_LINE, NotSent, Post, Unsure
from lms.notices.rules import due_since, mail_language
from lms.notices.words import reading

log = logging.getLogger("lms.jobs")
MOST = 500  # mails a run; the next is a minute away


def mail(at: datetime) -> int:
    """Make the digests whose hour has come, and send what is due. Returns how many the server has taken."""
    server: MailServer | None = current_app.config["SETTINGS"].mail
    if server is None:
        return 0
    _gather(at)
    return _send_all(server, at)


def _gather(at: datetime) -> None:
    for zone in queries.zones_with_mail():
        since = due_since(at, zone)
        for person_id in queries.awaiting_digest(zone, since):
            db.session.rollback()
            actions.gather(person_id, since=since, at=at)
            db.session.commit()


def _send_all(server: MailServer, at: datetime) -> int:
    """One after the other, on one line."""
    left = list(queries.mail_due(at, MOST))
    db.session.rollback()
    if not left:
        return 0
    done = 0
    try:
        with Post(server) as post:
            while left:
                done += _send(post, left.pop(0))
    except NotSent as error:
        log.warning("the mail server takes no mail: %s", error.code)
        db.session.rollback()
        actions.postpone(left, error.code, at=at)
        db.session.commit()
    return done


def _send(post: Post, mail_id: int) -> bool:
    """One mail: a row, the server, a row. Raises NotSent where it is of no use to go on."""
    letter = actions.begin(mail_id, at=now())
    db.session.commit()
    if letter is None:
        return False
    if not ADDRESS.fullmatch(letter.address):  # kept before it was refused: it stops no other
        actions.refused(mail_id, "mailbox", at=now())
        db.session.commit()
        return False
    with reading(mail_language(letter.lang), letter.tz):
        said = message(digest(letter.number, letter.moments, at=now()), key=letter.key, to=letter.address, at=real_now())
    try:
        post.send(said)
    except NotSent as error:
        actions.refused(mail_id, error.code, at=now())
        db.session.commit()
        if error.code in NO_LINE:
            raise
    except Unsure:
        actions.unanswered(mail_id, at=now())
        db.session.commit()
    else:
        actions.sent(mail_id, at=now())
        db.session.commit()
        return True
    return False


JOBS = (Job("notices.mail", timedelta(minutes=1), mail),)
