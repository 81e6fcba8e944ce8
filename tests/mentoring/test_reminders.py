"""Who takes part in a mentor's meeting is told a day and an hour before, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.mentoring import jobs
from lms.notices.models import Notice
from tests.mentoring import pairs

HOUR, TEST = timedelta(hours=1), {"as_system": "test"}


@pytest.fixture
def meeting(make):
    """Of an officer and their mentor, in three days."""
    officer, mentor = make.trainee(), pairs.mentor(make)
    row = pairs.opened(make, make.coordinator(), officer, mentor, make.focal_point())
    return pairs.met(make, row, mentor, ago=timedelta(days=-3)), officer, mentor


def told(db, kind) -> list[tuple[int, str]]:
    rows = db.session.execute(select(Notice.person_id, Notice.path).where(Notice.kind == kind), execution_options=TEST)
    return sorted((person, path.split("/")[1]) for person, path in rows)


@pytest.mark.parametrize(
    ("job", "kind", "before"), [(jobs.remind_day, "meeting_tomorrow", 24 * HOUR), (jobs.remind_hour, "meeting_soon", HOUR)]
)
def test_both_sides_are_told_once_and_each_is_led_to_their_own_page(db, meeting, job, kind, before):
    row, officer, mentor = meeting
    assert job(row.starts_at - before - HOUR / 2) == 0
    job(row.starts_at - before + HOUR / 4)
    job(row.starts_at - before + HOUR / 3)
    assert told(db, kind) == sorted([(officer.id, "engagements"), (mentor.id, "meetings")])


def test_a_meeting_that_was_cancelled_or_set_a_moment_ago_reminds_nobody(db, meeting):
    row, _officer, _mentor = meeting
    row.planned_at = row.starts_at - HOUR / 2
    assert (jobs.remind_day(row.starts_at - 2 * HOUR), jobs.remind_hour(row.starts_at - HOUR / 3)) == (0, 0)
    row.planned_at, row.outcome, row.noted_at = row.starts_at - 9 * HOUR, "cancelled", row.starts_at - HOUR
    assert jobs.remind_hour(row.starts_at - HOUR / 3) == 0
