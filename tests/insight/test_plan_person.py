"""From somebody behind a line's number back to the line."""

from __future__ import annotations

import logging

import pytest

from tests.insight.test_plan_counting import fulfilled
from tests.insight.test_plan_pages import read  # noqa: F401
from tests.test_budget import MOST


def test_an_officers_page_leads_back_to_the_lines_of_theory_and_mentorship(make, client, sign_in, read):  # noqa: F811
    story = make.scene(fulfilled)
    first, second, third = (f"/people/{officer.ref}" for officer in story.officers)
    sign_in(client, make.coordinator())
    page = client.get(first).text

    for line in (story.live, story.mentored, story.reading):
        assert f'href="/plan/lines/{line.key}">{line.number}</a>' in page
    assert "Attended, 90 of 90 minutes UZ-02" in read(first) and "2 meetings held UZ-03" in read(first)
    assert "Partly there, 72 of 90 minutes UZ-02" in read(second)
    assert "Attended under lines" not in read(third)  # 71 minutes are too few


def test_who_reads_no_plan_and_the_officer_find_no_lines_there(make, client, sign_in, read):  # noqa: F811
    story = make.scene(fulfilled)
    address = f"/people/{story.officers[0].ref}"
    sign_in(client, make.focal_point())
    assert "UZ-02" in read(address)
    sign_in(client, story.officers[0])

    assert "Attended under lines" not in read(address) and "/plan/lines/" not in client.get(address).text


@pytest.mark.architecture
def test_that_page_stays_within_its_statements(make, client, sign_in, caplog):
    story = make.scene(fulfilled)
    sign_in(client, make.focal_point())
    caplog.set_level(logging.INFO, logger="lms.request")
    logging.getLogger("lms").propagate = True
    client.get(f"/people/{story.officers[0].ref}")

    assert [r.line["queries"] for r in caplog.records if hasattr(r, "line")] <= [MOST]
