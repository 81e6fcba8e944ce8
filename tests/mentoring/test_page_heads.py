"""The heads of pages about mentors: tabs and history tell two of them apart, and an address that leads into a page leads to one place."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape

import pytest

from tests.mentoring import pairs
from tests.mentoring.works import TEXT, work  # noqa: F401


def title(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status)
    return unescape(re.search(r"<title>(.*?) · Container", answer.text, re.S)[1])


def twice(client, path: str) -> list[str]:
    """The ids that stand on a page more than once."""
    found = Counter(re.findall(r'\sid="([^"]*)"', client.get(path).text))
    return [name for name, times in found.items() if times > 1]


@pytest.fixture
def two(work, make):  # noqa: F811
    """A mentor with two trainees: (mentor, trainee and engagement of each)."""
    mentor, row = work.paired()
    colleague = make.trainee(call_name="Bobur A.")
    return mentor, [(work.officer, row), (colleague, pairs.opened(make, work.coordinator, colleague, mentor, work.keeper))]


def test_the_pages_of_two_trainees_have_titles_that_name_them(work, make, two):  # noqa: F811
    mentor, both = two
    for officer, row in both:
        coming, past = pairs.met(make, row, mentor, ago=timedelta(hours=-30)), pairs.met(make, row, mentor)
        theirs = [f"/engagements/{row.key}{end}" for end in ("", "/end", "/meetings/new")]
        theirs += [f"/meetings/{coming.key}", f"/meetings/{coming.key}/change", f"/meetings/{past.key}"]
        said = [title(work.browser(mentor), path) for path in theirs]
        assert all(f"{officer.call_name} {officer.ref}" in each for each in said) and len({*said}) == len(said), said
        assert "Lieven M." in title(work.browser(officer), f"/meetings/{coming.key}")
        assert officer.ref in title(work.browser(work.coordinator), f"/engagements/{row.key}/letter")


def test_a_conversation_is_called_by_what_it_is_about_and_with_whom(work, two):  # noqa: F811
    mentor, _both = two
    work.hand_in()
    path = f"/conversations/{work.thread().key}"
    assert title(work.browser(mentor), path) == f"Search plan: {work.officer.call_name} {work.officer.ref}"
    work.ask(TEXT)
    assert title(work.browser(work.officer), "/courses/plans/read/question") == "Ask your mentor: What a plan is"


def test_no_id_stands_twice_on_a_page_about_mentors(work, make, two):  # noqa: F811
    mentor, both = two
    work.hand_in()
    meeting = pairs.met(make, both[0][1], mentor)
    pages = {
        work.coordinator: ["/pairing", "/waiting", f"/pairing/person/{both[0][0].ref}", f"/engagements/{both[0][1].key}/letter"],
        work.keeper: ["/mentors", f"/engagements/{both[0][1].key}"],
        mentor: ["/desk", f"/meetings/{meeting.key}", f"/conversations/{work.thread().key}"],
        work.officer: ["/mentor", "/courses/plans/plan/assignment"],
    }
    assert {path: ids for who, paths in pages.items() for path in paths if (ids := twice(work.browser(who), path))} == {}
