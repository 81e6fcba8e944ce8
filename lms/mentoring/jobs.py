"""What is done without anybody clicking: offers lapse, engagements end by their date, conversations follow who moves."""

from datetime import datetime, timedelta

from flask import current_app

from lms.ext import db
from lms.jobs.clockwork import Job
from lms.lib.time import today
from lms.mentoring.actions import ending, pairing, reminding, threads
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries import meetings as queries_of_meetings
from lms.mentoring.queries import routing

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def lapse_offers(at: datetime) -> int:
    """Offers that nobody answered in time give their place back."""
    done = 0
    for key in queries.lapsed(at):
        done += pairing.lapse(key, at=at)
        db.session.commit()
    return done


def end_engagements(at: datetime) -> int:
    """Those past their last day, of trainees who have left, and of mentors who are none any more."""
    done = 0
    day = today(at, current_app.config["HOME_ZONE"])
    for found in queries.over(day):
        done += ending.over(found, at=at, day=day)
        db.session.commit()
    return done


def follow_moves(at: datetime) -> int:
    """What waits for a mentor to whom the officer is not assigned any more goes to whoever is the mentor now."""
    done = 0
    for person_id in sorted({each.person_id for each in routing.unheld()}):
        done += threads.reroute([person_id], at=at)
        db.session.commit()
    return done


def remind_day(at: datetime) -> int:
    """Tell who takes part in a meeting a day before, once. Of one that was set later than that they have just read."""
    return _remind("meeting_tomorrow", at + HOUR, at + DAY, DAY, at)


def remind_hour(at: datetime) -> int:
    """The same an hour before."""
    return _remind("meeting_soon", at, at + HOUR, HOUR, at)


def _remind(kind: str, since: datetime, until: datetime, before: timedelta, at: datetime) -> int:
    told, day = 0, today(at, current_app.config["HOME_ZONE"])
    for meeting in queries_of_meetings.future(since, until):
        if meeting.planned_at <= meeting.starts_at - before:
            told += reminding.remind(meeting, kind, day=day, at=at)
            db.session.commit()
    return told


JOBS = (
    Job("mentoring.remind_day", timedelta(minutes=5), remind_day),
    Job("mentoring.remind_hour", timedelta(minutes=5), remind_hour),
    Job("mentoring.lapse_offers", timedelta(minutes=10), lapse_offers),
    Job("mentoring.end_engagements", timedelta(minutes=1), end_engagements),
    Job("mentoring.follow_moves", timedelta(minutes=1), follow_moves),  # one statement where nobody has moved
)
