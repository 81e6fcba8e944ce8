"""What became of a meeting: the form says which step it completes and for whom, and what was noted before stays readable."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from lms.mentoring.actions import meetings as actions
from lms.mentoring.queries import meetings as queries
from lms.mentoring.rules.meetings import Outcome
from tests.mentoring import pairs
from tests.mentoring.pairs import text

HELD = Outcome.HELD
FILES = {
    **{name: said.replace("id: meetings", "id: guided") for name, said in pairs.MEETINGS.items()},
    "01-talks/02-last.md": "---\nid: plan\ntitle: Search plan\nkind: assignment\n---\nWrite.\n",
    "01-talks/03-last.md": pairs.MEETINGS["01-talks/02-last.md"],
}


@dataclass
class Noting:
    """Two officers of a unit in a course of a meeting, a plan and a meeting; their mentor, and a meeting that has begun."""

    officer: Any
    colleague: Any
    mentor: Any
    row: Any
    met: Any
    course: Any
    enrolments: Any

    @property
    def first(self) -> int:
        return self.course.outline.activities[0].id

    @property
    def last(self) -> int:
        return self.course.outline.activities[-1].id

    def sent(self, **more: Any) -> dict[str, Any]:
        wall = {"day": f"{self.met.wall_day:%d.%m.%Y}", "clock": self.met.wall_time, "zone": "UTC", "minutes": "45"}
        return {**wall, "outcome": "held", "present": [self.officer.id], "step": self.first, **more}


def begun(make) -> Noting:
    keeper, officer, colleague = make.focal_point(), make.trainee(call_name="Gulbahor Y."), make.trainee(call_name="Bobur A.")
    course, mentor = make.course("guided", files={name: said.encode() for name, said in FILES.items()}), pairs.mentor(make)
    enrolments = [make.enrolled(each, course, by=keeper) for each in (officer, colleague)]
    row = pairs.opened(make, make.coordinator(), "UZ-CHUKURSAY", mentor, keeper)
    return Noting(officer, colleague, mentor, row, pairs.met(make, row, mentor), course, enrolments)


@pytest.fixture
def it(make) -> Noting:
    return make.scene(begun)


def chosen(page) -> str:
    return next(part for part in page.text.split("<input")[1:] if 'name="step"' in part and " checked" in part)


def test_the_form_says_which_step_it_completes_for_whom_and_what_comes_before_is_not_skipped_unasked(client, sign_in, make, it):
    sign_in(client, it.mentor)
    at = f"/meetings/{it.met.key}"
    assert f'value="{it.first}"' in chosen(client.get(at))
    assert "First meeting: completes it for Bobur A., Gulbahor Y." in text(client.get(at))
    page = client.post(at, data=it.sent(present=[it.officer.id, it.colleague.id]), follow_redirects=True)
    assert "Noted. “First meeting” is done for 2 people." in text(page)

    again = client.get(f"/meetings/{pairs.met(make, it.row, it.mentor).key}")
    assert 'value="0"' in chosen(again) and "First meeting:" not in text(again)
    assert "Closing meeting: completes it for Bobur A., Gulbahor Y. · what comes before it is still open for Bobur A." in text(again)


def test_the_mentor_may_choose_the_closing_meeting_all_the_same_or_no_step(client, sign_in, make, it):
    sign_in(client, it.mentor)
    assert client.post(f"/meetings/{it.met.key}", data=it.sent(step=it.last)).status_code == 302
    assert {person: step.id for person, step in queries.completed(it.met.id).items()} == {it.officer.id: it.last}
    other = pairs.met(make, it.row, it.mentor)
    page = text(client.post(f"/meetings/{other.key}", data=it.sent(step=0), follow_redirects=True))
    assert queries.completed(other.id) == {} and "Gulbahor Y." in page and "no step" in page
    sign_in(client, it.officer)
    assert "“Closing meeting” is done" in text(client.get(f"/meetings/{it.met.key}"))
    assert "It completes no step of your course." in text(client.get(f"/meetings/{other.key}"))


def test_a_correction_chooses_the_step_anew_and_undoes_the_other_by_a_fact(client, sign_in, make, it):
    sign_in(client, it.mentor)
    client.post(f"/meetings/{it.met.key}", data=it.sent(step=it.last))
    at = f"/meetings/{it.met.key}/correct"
    page = client.get(at)
    assert f'value="{it.last}"' in chosen(page) and "First meeting: completes it for" in text(page)
    sent = {"outcome": "held", "present": [it.officer.id, it.colleague.id], "step": it.first, "why": "It was the first"}
    assert "“First meeting” is done for 2 people." in text(client.post(at, data=sent, follow_redirects=True))
    assert {step.id for step in queries.completed(it.met.id).values()} == {it.first}
    client.post(at, data={**sent, "step": 0, "why": "A talk only"})
    assert queries.completed(it.met.id) == {} and len(queries.present(make.viewer(it.mentor), [it.met.id])[it.met.id]) == 2


def test_what_was_corrected_in_another_window_meanwhile_is_not_overwritten_unread(client, sign_in, it):
    sign_in(client, it.mentor)
    client.post(f"/meetings/{it.met.key}", data=it.sent())
    at = f"/meetings/{it.met.key}/correct"
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(at).text)[1]
    assert client.post(at, data={"outcome": "missed", "why": "Another week", "seen": seen}).status_code == 302
    late = client.post(at, data={"outcome": "technical", "why": "It was the line", "seen": seen})
    assert late.status_code == 409 and "corrected from another window meanwhile" in late.text and "It was the line" in late.text
    assert "Missed" in text(client.get(f"/meetings/{it.met.key}"))


def test_all_that_was_noted_before_is_shown_the_newest_first(client, sign_in, make, it):
    sign_in(client, it.mentor)
    client.post(f"/meetings/{it.met.key}", data=it.sent())
    for outcome, why in (("missed", "Another week"), ("technical", "It was the line")):
        client.post(f"/meetings/{it.met.key}/correct", data={"outcome": outcome, "why": why})
    for who in (it.mentor, it.officer):
        sign_in(client, who)
        page = text(client.get(f"/meetings/{it.met.key}"))
        order = ["was: Missed: nobody came", "“It was the line”", "was: Held", "“Another week”"]
        assert [page.index(said) for said in order] == sorted(page.index(said) for said in order)


@pytest.mark.parametrize("outcome", ["missed", "cancelled", "technical"])
def test_nobody_was_there_and_somebody_was_is_refused_and_kept(client, sign_in, make, it, outcome):
    sign_in(client, it.mentor)
    page = client.post(f"/meetings/{it.met.key}", data=it.sent(outcome=outcome, note="kept words"))
    assert "You ticked who was there" in text(page) and "kept words" in page.text and it.met.outcome is None
    ticks = [part.split(">")[0] for part in page.text.split("<input")[1:] if 'name="present"' in part]
    assert [f'value="{it.officer.id}"' in tick for tick in ticks if "checked" in tick] == [True]


def test_a_meeting_to_come_can_be_cancelled_and_nothing_else_be_said_of_it(client, sign_in, make, it):
    coming = pairs.met(make, it.row, it.mentor, ago=timedelta(days=-2))
    sign_in(client, it.mentor)
    at = f"/meetings/{coming.key}"
    page = text(client.get(at))
    assert "Cancel the meeting" in page and "Who was there" not in page and "It was at another time" not in page
    assert "not begun yet" in text(client.post(at, data={"outcome": "held", "note": "x"})) and coming.outcome is None
    assert client.post(at, data={"outcome": "cancelled", "note": "On leave"}).status_code == 302
    assert (coming.outcome, coming.note, coming.sequence) == ("cancelled", "On leave", 1)


def test_a_page_drawn_before_it_began_cancels_it_afterwards_too(client, sign_in, make, it):
    sign_in(client, it.mentor)
    assert client.post(f"/meetings/{it.met.key}", data={"outcome": "cancelled", "note": ""}).status_code == 302
    again = client.post(f"/meetings/{it.met.key}", data=it.sent(note="typed here"))
    assert "What was noted stands. Cancelled, today" in text(again, 409) and "typed here" in again.text


def test_of_several_people_only_those_who_have_it_still_to_do_complete_the_step(app, make, it):
    by = make.viewer(it.mentor)
    actions.note_meeting(it.met.key, HELD, present=[it.officer.id], note="", by=by, at=make.now, step=it.first)
    found = queries.steps([it.officer.id, it.colleague.id])
    assert queries.suggested(found) == it.first and set(found[0].open) == {it.colleague.id}
    other = pairs.met(make, it.row, it.mentor)
    actions.note_meeting(other.key, HELD, present=[it.officer.id, it.colleague.id], note="", by=by, at=make.now, step=it.first)
    assert set(queries.completed(other.id)) == {it.colleague.id} and set(queries.presents(other.id)) == {it.officer.id, it.colleague.id}
