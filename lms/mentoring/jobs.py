"""What is done without anybody clicking: offers lapse, engagements end by their date."""

from datetime import datetime, timedelta

from flask import current_app

from lms.ext import db
from lms.jobs.clockwork import Job
from lms.lib.time import today
from lms.mentoring.actions import ending, pairing
from lms.mentoring.queries import engagements as queries


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


JOBS = (
    Job("mentoring.lapse_offers", timedelta(minutes=10), lapse_offers),
    Job("mentoring.end_engagements", timedelta(minutes=10), end_engagements),
)
