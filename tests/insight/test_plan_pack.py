"""The progress pack: what a meeting saw, frozen by its coordinator and read by its country's offices as it was."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from lms.programme.models import CoordinationMeeting
from lms.programme.queries.meetings import packs
from lms.programme.rules.meeting import in_short
from tests.insight.test_plan_counting import Fulfilled, fulfilled
from tests.programme import met, planned


@pytest.fixture
def story(make) -> Fulfilled:
    return make.scene(fulfilled)


@pytest.fixture
def read(client):
    def words(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status)
        return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())

    return words


def frozen(story, client, sign_in) -> str:
    meeting = met.meeting(story.make, 0)
    sign_in(client, story.coordinator)
    assert client.post(f"/coordination/{meeting.key}/pack").headers["Location"] == f"/coordination/{meeting.key}#pack"
    return f"/coordination/{meeting.key}/pack/1"


def test_the_pack_has_the_figures_of_completion_and_of_the_plan_in_both_languages(story, client, sign_in, read):
    address = frozen(story, client, sign_in)
    page = read(address)

    assert "Chukursay Tekhkontora 2 2 1 0 1 0 50 0 1" in page
    assert "UZ-02 Line UZ-02 Was held Online theory 4 4 3 0 1" in page and "5 lines 20 20 8 0 12" in page
    assert "A seat is one person in one course or at one event." in page and "Work plan, Uzbekistan" in page
    [pack] = packs(story.make.session.scalars(select(CoordinationMeeting.id)).one())
    assert f"Fingerprint {in_short(pack.digest)}." in page and address in client.get(address.removesuffix("/pack/1")).text
    assert set(pack.rule) == {"en", "ru"} and all(set(table["title"]) == {"en", "ru"} for table in pack.doc["tables"])


def test_it_reads_as_it_was_when_the_live_figures_have_moved_on(story, client, sign_in, read):
    address = frozen(story, client, sign_in)
    planned.line(story.make, planned.plan(story.make, "UZ", story.year + 1))
    story.make.completed(story.officers[2], story.make.course("other"), by=story.coordinator)

    assert "Chukursay Tekhkontora 2 2 1 0 1 0 50 0 1" in read(address)
    for _press in range(2):
        assert client.post(address.removesuffix("/1"), data={"seen": 1}).status_code == 302
    assert "Chukursay Tekhkontora 3 3" in read(address.replace("/1", "/2")) and client.get(address.replace("/1", "/3")).status_code == 404
    meeting = client.get(address.removesuffix("/pack/1")).text
    assert address in meeting and address.replace("/1", "/2") in meeting


def test_only_the_countrys_coordinator_freezes_and_its_offices_read(story, client, sign_in, read):
    address = frozen(story, client, sign_in)
    sign_in(client, story.make.focal_point())
    assert "Was held Online theory 4 4 3 0 1" in read(address)
    assert client.post(address.removesuffix("/1")).status_code == 403

    sign_in(client, story.make.coordinator("KZ"))
    assert [client.get(address).status_code, client.post(address.removesuffix("/1")).status_code] == [404, 404]
