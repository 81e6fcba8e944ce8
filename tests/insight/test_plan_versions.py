"""A version that is not the newest: what it does not count, and how it names what was renamed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from lms.programme.models import LineText, PlanLine, PlanVersion
from tests.insight.test_plan_counting import Fulfilled, fulfilled
from tests.insight.test_plan_pages import read  # noqa: F401
from tests.programme import planned


@pytest.fixture
def story(make) -> Fulfilled:
    """The fulfilled plan's lines of theory and mentorship are only in a second version; the first is locked."""
    made = make.scene(fulfilled)
    first = make.session.get_one(PlanVersion, next(iter(made.lines().values())).version_id)
    first.agreed_at = first.locked_at = make.now - timedelta(days=1)
    second = PlanVersion(plan_id=first.plan_id, no=2, made_at=make.now)
    make.session.add(second)
    make.session.flush()
    late = [made.live.id, made.mentored.id, made.empty.id]
    make.session.execute(update(LineText).where(LineText.line_id.in_(late)).values(version_id=second.id))
    return made


def test_what_was_delivered_under_lines_of_a_newer_version_is_said_under_the_table(story, client, sign_in, read):  # noqa: F811
    sign_in(client, story.make.coordinator())
    said = "4 seats were delivered under 2 lines that the version shown does not have: UZ-02 , UZ-03 ."

    assert story.live.number == "UZ-02" and story.mentored.number == "UZ-03"
    for address in (f"/plan/UZ/{story.year}?version=1", f"/plan/region/{story.year}?of=agreed"):
        page = client.get(address).text
        assert f'href="/plan/lines/{story.live.key}">UZ-02</a>' in page
        assert said in read(address)
    assert "does not have" not in read(f"/plan/region/{story.year}?of=") + read(f"/plan/UZ/{story.year}?version=2")
