"""A version that is not the newest: what it does not count, and how it names what was renamed since."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from lms.people.models import OrgName
from lms.programme.models import LineText, PlanConsent, PlanVersion
from tests.insight.test_plan_counting import Fulfilled, fulfilled
from tests.insight.test_plan_pages import read  # noqa: F401
from tests.programme import met, planned
from tests.test_budget import MOST


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


@pytest.fixture
def renamed(story, make):
    """Both agencies agreed to the first version, one by a letter; the other has another name since today. It is locked yesterday."""
    customs, center = make.node("UZ-SCC"), make.node("UZ-NCDC")
    first = make.session.scalars(select(PlanVersion).where(PlanVersion.no == 1)).one()
    first.consulted_at, first.agreed_meeting_id = first.locked_at, met.meeting(make, -2).id
    letter = {"signed_by": "The ministry", "letter_no": "14-03/218", "letter_day": date(make.today.year, 1, 4)}
    agreed = [(customs, "agreed", {}), (center, "on_behalf", letter)]
    make.session.add_all(PlanConsent(version_id=first.id, agency_id=n.id, kind=kind, at=make.now, **by) for n, kind, by in agreed)
    old = make.session.scalars(select(OrgName).where(OrgName.node_id == customs.id, OrgName.to_day.is_(None))).one()
    old.to_day = make.today - timedelta(days=1)
    make.session.flush()
    make.session.add(OrgName(node_id=customs.id, txt={"en": "Tax Service", "ru": "Налоговая"}, from_day=make.today))
    make.session.flush()
    return old.txt["en"]


def test_a_locked_version_names_an_agency_as_on_the_day_it_was_locked(story, renamed, client, sign_in, read):  # noqa: F811
    sign_in(client, story.make.coordinator())
    plan, region = f"/plan/UZ/{story.year}", f"/plan/region/{story.year}"

    for address in (f"{plan}?version=1", f"{plan}/paper?version=1", f"{region}?of=agreed"):
        page = read(address)
        assert f"{renamed} agreed" in page and "Tax Service" not in page, address
    assert "Tax Service" in read(region) and renamed not in read(region)
    assert "Tax Service" in read(f"{plan}/paper?version=2")


def test_the_paper_of_an_agreed_version_says_how_it_was_agreed(story, renamed, client, sign_in, read):  # noqa: F811
    sign_in(client, story.make.coordinator())
    page, draft = (read(f"/plan/UZ/{story.year}/paper?version={no}") for no in (1, 2))

    assert "Agreed on " in page and "Meeting of " in page and "14-03/218" in page
    assert "The ministry agreed on behalf of" in page and "letter 14-03/218 of 4 January" in page and "письмо 14-03/218 от 4 января" in page
    assert "Agreed on" not in draft and "Meeting of" not in draft


@pytest.mark.architecture
def test_names_of_then_and_lines_left_out_keep_the_region_within_its_statements(story, renamed, client, sign_in, caplog):
    sign_in(client, story.make.coordinator())
    caplog.set_level(logging.INFO, logger="lms.request")
    logging.getLogger("lms").propagate = True
    for address in (f"/plan/region/{story.year}?of=agreed", f"/plan/UZ/{story.year}?version=1", f"/plan/UZ/{story.year}/paper?version=1"):
        client.get(address)
    assert [line["queries"] <= MOST for line in (r.line for r in caplog.records if hasattr(r, "line"))] == [True] * 3


def test_a_plan_is_begun_from_the_year_before_only_where_there_is_one(make, client, sign_in, read):  # noqa: F811
    planned.plan(make, "UZ", 2030)
    sign_in(client, make.coordinator("UZ"))

    assert "Begin from 2030" in read("/plan/UZ/2031")
    page = read("/plan/UZ/2033")
    assert "Begin from 2032" not in page and "Begin with an empty page" in page


def test_no_page_of_a_locked_version_says_that_it_is_with_the_agencies(story, renamed, make, client, sign_in):
    second = make.session.scalars(select(PlanVersion).where(PlanVersion.no == 2)).one()
    second.consulted_at = second.agreed_at = second.locked_at = make.now
    make.session.flush()
    sign_in(client, make.coordinator())
    line, version = f"/plan/lines/{story.live.key}", f"/plan/UZ/{story.year}/versions/2"

    for address in (f"/plan/UZ/{story.year}", line, f"{line}/edit", f"{line}/status", f"{version}/consent", f"{version}/comment"):
        assert "is with the agencies" not in client.get(address).text, address
