"""A country that was not there yet, walked as one story: from an empty page to the people behind a number, and back."""

import pytest

from tests.journeys.sixth_fulfils import Fulfils


@pytest.mark.timeout(300)
def test_a_sixth_country_joins_agrees_a_plan_fulfils_it_and_anyone_can_see_it(site):
    story = Fulfils(site)
    for step in (story.places, story.focal_point, story.officer):
        step()
    for step in (story.grant, story.last_years_plan, story.meeting, story.decisions, story.minutes):
        step()
    story.agreed(1)
    story.second_version()
    story.agreed(2)
    for step in (story.session, story.course, story.register):
        step()
    for step in (story.counted_everywhere, story.paper, story.chain, story.closed_to_others):
        step()
