"""What facts add up to: any order and any duplication of the same facts gives the same answer."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalogue.rules.outline import ActivityOutline, ModuleOutline, Outline
from lms.progress.rules import KINDS, Fact, Fate, derive, earned, fate, next_step

DAWN = datetime(2020, 6, 26, 4, tzinfo=UTC)


def outline(rule: dict | None = None) -> Outline:
    """Two modules: two lessons and a quiz, then one lesson."""
    lessons = [ActivityOutline(id=n, slug=f"a{n}", kind="quiz" if n == 3 else "lesson", title={"en": f"A{n}"}) for n in (1, 2, 3, 4)]
    modules = (
        ModuleOutline("one", {"en": "One"}, activities=tuple(lessons[:3])),
        ModuleOutline("two", {"en": "Two"}, activities=(lessons[3],)),
    )
    return Outline(1, "c", {"en": "C"}, {}, {}, 1, "basic", (), ("en",), True, modules, rule or {"all": [1, 2, 3, 4]})


def fact(n: int, kind: str, activity: int | None = None, minutes: int = 0, **more) -> Fact:
    return Fact(UUID(int=n), kind, DAWN + timedelta(minutes=minutes), activity, **more)


WHOLE = [fact(1, "read", 1, 10), fact(2, "read", 2, 20), fact(3, "passed", 3, 50, body={"percent": 90}, lang="ru"), fact(4, "read", 4, 40)]


def test_a_course_is_completed_when_its_last_necessary_fact_happened():
    found = derive(outline(), WHOLE)

    assert (found.status, found.percent) == ("completed", 100)
    assert found.completed_at == DAWN + timedelta(minutes=50)
    assert found.award is not None and found.award.lang == "ru"
    assert found.modules == {"one": DAWN + timedelta(minutes=50), "two": DAWN + timedelta(minutes=40)}


def test_nothing_done_is_not_started_and_something_done_is_in_progress():
    assert derive(outline(), []).status == "not_started"
    halfway = derive(outline(), WHOLE[:2])
    assert (halfway.status, halfway.percent, halfway.award) == ("in_progress", 50, None)


def test_a_browser_that_claims_to_have_read_a_quiz_has_not_passed_it():
    found = derive(outline(), [*WHOLE[:2], WHOLE[3], fact(9, "read", 3, 60)])

    assert found.status == "in_progress"
    assert found.states[3].status == "begun"


def test_a_failed_attempt_leaves_its_score_and_nothing_else():
    found = derive(outline(), [fact(5, "submitted", 3, 5, body={"percent": 40}), fact(6, "submitted", 3, 9, body={"percent": 30})])

    assert (found.states[3].status, found.states[3].score) == ("begun", 40)


def test_a_void_ends_the_award_and_says_when():
    void = fact(7, "voided", None, 90, voids_id=UUID(int=4))
    found = derive(outline(), [*WHOLE, void])

    assert found.status == "in_progress"
    assert found.award is not None
    assert (found.award.earned_at, found.award.ended_at, found.award.ended_why) == (
        DAWN + timedelta(minutes=50),
        void.happened_at,
        "voided",
    )


def test_an_award_ends_with_the_void_that_held_it_up_and_not_with_another():
    opened, early = fact(20, "opened", 1, 1), fact(21, "voided", None, 5, voids_id=UUID(int=20))
    late = fact(22, "voided", None, 90, voids_id=UUID(int=3))
    found = derive(outline(), [*WHOLE, opened, early, late])

    assert found.award is not None and found.award.ended_at == late.happened_at


def test_what_was_voided_can_be_earned_again():
    found = derive(outline(), [*WHOLE, fact(7, "voided", None, 90, voids_id=UUID(int=4)), fact(8, "read", 4, 120)])

    assert (found.status, found.completed_at) == ("completed", DAWN + timedelta(minutes=120))


def test_a_revoked_award_is_kept_with_its_dates_and_the_course_is_open_again():
    found = derive(outline(), [*WHOLE, fact(7, "revoked", None, 90)])

    assert found.award is not None and found.award.ended_why == "revoked"
    assert (found.status, found.completed_at) == ("in_progress", None)


def test_a_revocation_that_was_a_mistake_is_voided():
    mistake = fact(7, "revoked", None, 90)
    found = derive(outline(), [*WHOLE, mistake, fact(8, "voided", None, 95, voids_id=mistake.event_id)])

    assert found.status == "completed"


@pytest.mark.parametrize(
    ("rule", "when"),
    [({"all": [1, 2]}, 20), ({"any": [1, 2]}, 10), ({"of": 2, "from": [1, 2, 4]}, 20), ({"all": [1, {"any": [3, 4]}]}, 40)],
)
def test_a_rule_is_satisfied_at_the_time_of_its_last_necessary_fact(rule, when):
    found = derive(outline(rule), WHOLE)

    assert found.completed_at == DAWN + timedelta(minutes=when)


def test_an_empty_rule_is_never_satisfied():
    assert earned({"all": []}, {1: DAWN}) is None


def three_pillars() -> Outline:
    """A session, a meeting and an assignment, each a module's only step."""
    kinds = ("session", "meeting", "assignment")
    steps = [ActivityOutline(id=n, slug=f"a{n}", kind=kind, title={"en": f"A{n}"}) for n, kind in enumerate(kinds, 1)]
    modules = tuple(ModuleOutline(step.kind, {"en": step.kind}, activities=(step,)) for step in steps)
    return Outline(1, "c", {"en": "C"}, {}, {}, 1, "basic", (), ("en",), True, modules, {"all": [1, 2, 3]})


def test_attendance_a_held_meeting_and_a_review_that_meets_finish_what_they_are_about():
    seen = [fact(1, "attended", 1, 10), fact(2, "held", 2, 20), fact(3, "submitted", 3, 25)]
    revise, meets = fact(4, "reviewed", 3, 30, body={"outcome": "revise"}), fact(5, "reviewed", 3, 40, body={"outcome": "meets"})

    assert derive(three_pillars(), [*seen, revise]).states[3].status == "begun"
    assert derive(three_pillars(), [*seen, revise, meets]).completed_at == DAWN + timedelta(minutes=40)


@pytest.mark.parametrize(
    ("kind", "activity"), [("read", 1), ("held", 1), ("attended", 2), ("submitted", 3), ("passed", 3), ("reviewed", 1)]
)
def test_a_fact_of_another_kind_finishes_no_session_meeting_or_assignment(kind, activity):
    assert derive(three_pillars(), [fact(1, kind, activity, body={"outcome": "meets"})]).states[activity].status == "begun"


def body_of(kind: str, percent: int) -> dict:
    """What such a fact says besides: a score, or an outcome."""
    if kind == "reviewed":
        return {"outcome": "meets" if percent > 50 else "revise"}
    return {"percent": percent} if kind in ("passed", "submitted") else {}


outlines = st.sampled_from([outline(), three_pillars()])
facts = st.lists(
    st.builds(
        lambda n, kind, activity, minutes, target, percent: Fact(
            UUID(int=n), kind, DAWN + timedelta(minutes=minutes), None if kind in ("voided", "revoked") else activity,
            voids_id=UUID(int=target) if kind == "voided" else None, body=body_of(kind, percent),
        ),
        st.integers(1, 40),
        st.sampled_from([kind for kind in KINDS if kind != "recognised"]),
        st.integers(1, 4), st.integers(0, 500), st.integers(1, 40), st.integers(0, 100),
    ),
    max_size=25, unique_by=lambda fact: fact.event_id,
)  # fmt: skip


@given(outlines, facts, st.randoms(use_true_random=False))
def test_order_and_repetition_of_the_same_facts_change_nothing(course, given_facts, random):
    shuffled = given_facts + random.sample(given_facts, len(given_facts) // 2)
    random.shuffle(shuffled)

    assert derive(course, shuffled) == derive(course, given_facts)


@given(outlines, facts)
def test_a_percentage_is_100_exactly_when_the_course_is_completed(course, given_facts):
    found = derive(course, given_facts)

    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (found.status == "completed") == (found.completed_at is not None)


@given(outlines, facts)
def test_an_award_never_ends_before_it_was_earned(course, given_facts):
    award = derive(course, given_facts).award

    assert award is None or award.ended_at is None or award.ended_at >= award.earned_at


@given(outlines, facts, st.integers(1, 3))
def test_one_more_thing_done_never_lowers_a_percentage(course, given_facts, activity):
    before = derive(course, given_facts)
    after = derive(course, [*given_facts, Fact(UUID(int=999), "exempted", DAWN, activity)])

    assert after.percent >= before.percent
    assert set(before.modules) <= set(after.modules)


def test_continue_opens_the_first_thing_that_is_not_done():
    step = next_step(outline(), {1, 4})

    assert step is not None and step.slug == "a2"
    assert next_step(outline(), {1, 2, 3, 4}) is None


@pytest.mark.parametrize(
    ("status", "withdrawn", "expected"),
    [(None, False, Fate.NEW), ("not_started", False, Fate.HAS_IT), ("in_progress", True, Fate.AGAIN), ("completed", False, Fate.DONE)],
)
def test_enrolling_somebody_twice_does_nothing_twice(status, withdrawn, expected):
    assert fate(status, withdrawn) is expected
