"""Facts go in through `record()`: once each, by who may, and nothing into what was withdrawn."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.types import uuid7
from lms.progress import actions, queries
from lms.progress.models import Award, Enrolment, Evidence, ModuleDone, State
from lms.progress.rules import Source

SYSTEM = {"as_system": "this test"}


@pytest.fixture
def story(app, db, make):
    """An officer in the small course, their focal point, and a way to record."""
    course, officer, keeper = make.course(), make.trainee(), make.focal_point()
    enrolment = make.enrolled(officer, course, by=keeper)

    def record(kind, *, by=officer, source=Source.BROWSER, event_id=None, activity=0, **more):
        id_ = course.outline.activities[activity].id if activity is not None else None
        return actions.record(
            enrolment.id, kind, by=make.viewer(by), at=make.now, event_id=event_id or uuid7(), source=source, activity_id=id_, **more
        )

    record.enrolment, record.officer, record.keeper, record.course = enrolment, officer, keeper, course
    return record


def facts() -> int:
    return db.session.execute(select(func.count()).select_from(Evidence), execution_options=SYSTEM).scalar_one()


def test_a_replay_is_harmless_and_another_body_under_one_id_is_refused(story):
    event = uuid7()
    assert story("read", event_id=event).is_new
    assert not story("read", event_id=event).is_new
    with pytest.raises(Conflict):
        story("read", event_id=event, body={"else": 1})

    assert facts() == 1


@pytest.mark.parametrize("kind", ["passed", "reviewed", "attended", "exempted", "voided", "revoked", "dreamt"])
def test_a_browser_claims_only_what_its_person_did_in_it(story, kind):
    with pytest.raises(BadInput):
        story(kind)


def test_nobody_writes_facts_about_somebody_else(story, make):
    with pytest.raises(NotAllowed):
        story("read", by=make.outsider())
    with pytest.raises(NotAllowed):
        story("exempted", by=make.outside_focal_point(), source=Source.STAFF)

    assert story("exempted", by=story.keeper, source=Source.STAFF).is_new


def test_a_witness_says_what_they_saw_of_people_they_do_not_answer_for_and_no_more(story, make):
    trainer = make.trainer()
    with pytest.raises(NotAllowed):
        story("attended", by=trainer, source=Source.STAFF)
    with pytest.raises(NotAllowed):
        story("exempted", by=trainer, source=Source.STAFF, witness=True)
    with pytest.raises(NotAllowed):
        story("read", by=trainer, witness=True)

    assert story("attended", by=trainer, source=Source.STAFF, witness=True).is_new


def test_the_enrolment_that_has_an_activity_is_found_until_it_is_withdrawn(story, make):
    activity, abroad = story.course.outline.activities[0].id, make.outsider()
    found = queries.enrolment_for([story.officer.id, abroad.id], activity, as_system="this test")
    actions.withdraw(story.enrolment, by=make.viewer(story.keeper), at=make.now, reason="On leave")

    assert found == {story.officer.id: story.enrolment.id}
    assert queries.enrolment_for([story.officer.id], activity, as_system="this test") == {}


def test_a_withdrawal_that_came_first_keeps_facts_out(story, make):
    actions.withdraw(story.enrolment, by=make.viewer(story.keeper), at=make.now, reason="On leave")
    with pytest.raises(Conflict):
        story("read")

    assert facts() == 0


def test_enrolling_again_is_by_whoever_does_it_now(make, db):
    course, officer, keeper = make.course(), make.trainee(), make.focal_point()
    joined = actions.join(make.viewer(officer), course.id, at=make.now).enrolment
    actions.withdraw(joined, by=make.viewer(officer), at=make.now, reason="Later")
    again = actions.enrol([officer], course.id, by=make.viewer(keeper), at=make.now)[0].enrolment

    assert (again.id, again.via, again.enrolled_by_id) == (joined.id, "person", keeper.id)
    with pytest.raises(NotAllowed):
        actions.withdraw(again, by=make.viewer(officer), at=make.now, reason="No")


def snapshot(enrolment_id: int) -> tuple:
    """Everything derived of an enrolment."""
    db.session.expire_all()
    row = db.session.get_one(Enrolment, enrolment_id, execution_options=SYSTEM)
    states = db.session.scalars(select(State).where(State.enrolment_id == enrolment_id), execution_options=SYSTEM).all()
    modules = db.session.scalars(select(ModuleDone).where(ModuleDone.enrolment_id == enrolment_id), execution_options=SYSTEM).all()
    awards = db.session.scalars(select(Award).where(Award.enrolment_id == enrolment_id), execution_options=SYSTEM).all()
    return (
        (row.status, row.percent, row.completed_at, row.last_at),
        sorted((s.activity_id, s.status, s.score, s.done_at) for s in states),
        sorted((m.module_slug, m.done_at) for m in modules),
        [(a.earned_at, a.earned_on, a.ended_at, a.ended_why) for a in awards if a.ended_why is None or row.status != "completed"],
    )


ORDER = ["read 0", "read 1", "pass", "void read 1", "read 1 again", "revoke", "void revoke"]
IDS = {name: UUID(int=n) for n, name in enumerate(ORDER, 1)}
WORDS = {
    "read 0": ("read", 0, Source.BROWSER, {}), "read 1": ("read", 1, Source.BROWSER, {}),
    "pass": ("passed", 2, Source.SERVER, {"body": {"percent": 90}}), "read 1 again": ("read", 1, Source.BROWSER, {}),
    "void read 1": ("voided", None, Source.STAFF, {"voids_id": IDS["read 1"]}), "revoke": ("revoked", None, Source.STAFF, {}),
    "void revoke": ("voided", None, Source.STAFF, {"voids_id": IDS["revoke"]}),
}  # fmt: skip


def play(story, start, names) -> tuple:
    """Record these facts in this order, each with the time at which it happened; what is derived; and all is taken back."""
    for name in names:
        kind, activity, source, more = WORDS[name]
        by = story.keeper if source is Source.STAFF else story.officer
        when = start + timedelta(hours=ORDER.index(name))
        story(kind, activity=activity, source=source, by=by, event_id=IDS[name], happened_at=when, **more)
    found = snapshot(story.enrolment.id)
    db.session.rollback()
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([*ORDER, "read 0"]))
def test_any_order_of_the_same_facts_through_record_ends_in_the_same_state(story, make, order):
    db.session.commit()

    assert play(story, make.since, order) == play(story, make.since, [*ORDER, "read 0"])
