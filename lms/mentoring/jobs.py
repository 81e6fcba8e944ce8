"""What is done without anybody clicking: offers lapse, engagements end by their date, conversations follow who moves."""

from datetime import datetime, timedelta

from flask import current_app

from lms.ext import db
from lms.jobs.clockwork import Job
from lms.lib.time import today
from lms.mentoring.actions import ending, pairing, threads
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries import routing


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


JOBS = (
    Job("mentoring.lapse_offers", timedelta(minutes=10), lapse_offers),
    Job("mentoring.end_engagements", timedelta(minutes=1), end_engagements),
    Job("mentoring.follow_moves", timedelta(minutes=1), follow_moves),  # one statement where nobody has moved
)
