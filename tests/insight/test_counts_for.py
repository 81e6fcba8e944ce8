"""To an officer: for which line of an agreed work plan their courses, sessions and mentorships count."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from lms.mentoring.actions import agreement
from lms.programme.models import LineText, PlanVersion
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from lms.theory import actions as theory
from lms.theory.models import TheorySession
from tests.insight.test_plan_counting import SYSTEM, fulfilled, under
from tests.mentoring import pairs
from tests.programme import planned
from tests.theory.conftest import Stage

HEADING = "What counts for a line of a work plan"


def agreed(make):
    """The story of a plan of which each kind of line was fulfilled, and that the agencies have agreed."""
    story = fulfilled(make)
    version = make.session.scalars(select(PlanVersion)).one()
    version.consulted_at = version.agreed_at = make.now
    make.session.flush()
    return story


@pytest.fixture
def story(make):
    return make.scene(agreed)


@pytest.fixture
def page(app, sign_in):
    """`page(officer, "/")`: the words that somebody reads there."""

    def words(who, address="/"):
        answer = sign_in(app.test_client(), who).get(address)
        assert answer.status_code == 200, (address, answer.status)
        return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())

    return words


def told(story, line) -> str:
    """How a line is named there."""
    return f"{line.number} of the work plan of Uzbekistan, {story.year}: Line {line.number}"


def test_an_officers_home_names_the_lines_their_course_sessions_and_mentorship_count_for(story, page, client, sign_in):
    first = story.officers[0]
    home = page(first)
    day = story.make.today + timedelta(days=2)

    assert f"{HEADING} Seals in short {told(story, story.reading)}" in home
    assert f"Seals , {day.day} {day:%B} · Seals , {day.day} {day:%B} {told(story, story.live)}" in home
    assert f"Remote mentorship, 2 meetings held {told(story, story.mentored)}" in home
    assert story.by_hand.number not in home and "/plan" not in sign_in(client, first).get("/").text  # officers have no page of a plan


def test_home_names_what_the_lines_own_page_counts_and_nothing_else(story, page):
    _first, second, third = story.officers
    home = page(second)

    assert told(story, story.reading) in home and told(story, story.live) in home and story.mentored.number not in home
    assert HEADING not in page(third)  # 71 minutes are too few, and no course was made for a line
    assert HEADING not in page(story.make.outsider())


def test_a_course_that_was_withdrawn_from_counts_for_nothing(story, page):
    make, second = story.make, story.officers[1]
    [enrolment] = make.session.scalars(select(Enrolment).where(Enrolment.person_id == second.id), execution_options=SYSTEM)
    assert f"Counts for {told(story, story.reading)}" in page(second, "/courses/seals-in-short")
    progress.withdraw(enrolment, by=make.viewer(story.coordinator), at=make.now, reason="moved")

    assert story.reading.number not in page(second) + page(second, "/courses/seals-in-short")


def test_a_line_is_told_once_it_is_agreed_and_as_it_was_agreed_last(story, page):
    make, [first, _second, third] = story.make, story.officers
    draft = with_draft(story, {"en": "Seals, by oneself"})
    new = planned.line(make, draft)
    under(make, Enrolment, make.enrolled(third, by=story.coordinator).id, new)
    assert told(story, story.reading) in page(first) and "by oneself" not in page(first) and new.number not in page(third)
    assert new.number not in page(third, "/courses/seals-in-short")
    draft.consulted_at = draft.agreed_at = make.now
    make.session.flush()

    assert "Seals, by oneself" in page(first) and told(story, new) in page(third)


def with_draft(story, title) -> PlanVersion:
    """Version 2 is begun, in which the line of eLearning has another title."""
    session, first = story.make.session, story.make.session.scalars(select(PlanVersion)).one()
    first.locked_at = story.make.now
    draft = PlanVersion(plan_id=first.plan_id, no=2, made_at=story.make.now)
    session.add(draft)
    session.flush()
    text = session.get_one(LineText, (story.reading.id, first.id))
    kept = {column.name: getattr(text, column.name) for column in LineText.__table__.columns}
    session.add(LineText(**{**kept, "version_id": draft.id, "title": title}))
    session.flush()
    return draft


def test_a_session_ahead_counts_for_its_line_to_who_holds_a_seat_until_it_is_cancelled(story, page):
    make, third = story.make, story.officers[2]
    stage = Stage(make, story.trainer)
    session = stage.session()
    under(make, TheorySession, session.id, story.live)
    assert told(story, story.live) in page(third, f"/sessions/{session.key}") and HEADING not in page(third)
    stage.booked(third, session)
    assert told(story, story.live) in page(third)
    theory.cancel(session, "no power", by=make.viewer(story.trainer), at=make.now)

    assert HEADING not in page(third) and story.live.number not in page(third, f"/sessions/{session.key}")


def test_a_mentorship_counts_from_when_it_runs(story, page):
    make, third = story.make, story.officers[2]
    mentor = pairs.mentor(make, call_name="Second M.")
    engagement = pairs.accepted(make, story.coordinator, third, mentor)
    engagement.plan_line_id = story.mentored.id
    make.session.flush()
    assert HEADING not in page(third), "the agency has not agreed yet"
    agreement.agree(engagement.key, by=make.viewer(make.focal_point()), at=make.now)

    assert f"{HEADING} Remote mentorship {told(story, story.mentored)}" in page(third) and "meetings held" not in page(third)


def test_a_line_is_told_in_the_readers_language(story, page):
    first = story.officers[0]
    first.lang = "ru"
    story.make.session.execute(update(LineText).values(title={"en": "Seals", "ru": "Пломбы"}))

    assert story.reading.number in page(first) and f"Узбекистан, {story.year}: Пломбы" in page(first).replace(")", "")
