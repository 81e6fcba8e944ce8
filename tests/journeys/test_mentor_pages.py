"""The pages between officer and mentor, in every state, asked by axe at two widths and in both themes."""

from datetime import timedelta

import pytest

from lms.lib.types import uuid7
from lms.mentoring.actions import posts
from lms.mentoring.actions import work as actions
from lms.mentoring.queries import threads as conversations
from lms.mentoring.queries import work as queries
from lms.mentoring.rules.drafts import Words
from lms.mentoring.rules.threads import Outcome
from tests.journeys.usable import can_be_used
from tests.mentoring import pairs
from tests.mentoring.works import ASK, ASSIGNMENT, FILES

WORDS = Words("Look behind the first row.\n\nStop when the gas is high.", ("Papers", "Seal", "Doors"), "Seal or outside first?")
PAGES = {
    "officer": (ASSIGNMENT, f"{ASSIGNMENT}?whole=1", f"{ASSIGNMENT}/drafts", ASK, "/mentor", "/conversations/{question}"),
    "beginner": (ASSIGNMENT, "/mentor"),
    "mentor": ("/desk", "/conversations/{plan}", "/conversations/{plan}?whole=1", "/conversations/{question}"),
    "coordinator": ("/waiting", "/waiting?list=over"),
}


def hand_in(make, officer, *, ago=timedelta()):
    """Handed in so long ago; its conversation."""
    viewer, at = make.viewer(officer), make.now - ago
    step = queries.step(viewer, "plans", "plan")
    last = queries.iterations(viewer, step.enrolment_id, step.activity.id, with_draft=True)[-1:]
    number, version = (last[0].number, last[0].version) if last else (1, 0)
    actions.save(step, WORDS, iteration=number, drawn=version, page="first page", by=viewer, at=at)
    actions.hand_in(step, iteration=number, by=viewer, at=at)
    return conversations.of_step(viewer, step.enrolment_id, step.activity.id)


@pytest.fixture
def people(site):
    """A conversation of two versions with two drafts of the third, a late question, somebody without a mentor, a beginner."""
    make = site.make
    course = make.course("plans", files={name: text.encode() for name, text in FILES.items()})
    officer, beginner, keeper = make.trainee(call_name="Gulbahor Y."), make.trainee(), make.focal_point()
    alone = make.trainee(agency="UZ-NCDC", call_name="Officer 21")
    for whom, by in ((officer, keeper), (beginner, keeper), (alone, make.focal_point("UZ-NCDC"))):
        make.enrolled(whom, course, by=by)
    coordinator, mentor, other = make.coordinator(), pairs.mentor(make), pairs.mentor(make, call_name="Ingrid S.")
    pairs.opened(make, coordinator, "UZ-CHUKURSAY", mentor, keeper)
    pairs.opened(make, coordinator, beginner, other, keeper)
    viewer, step = make.viewer(officer), queries.step(make.viewer(officer), "plans", "read")
    question = posts.ask(step, "Why is the seal the last thing?", key=uuid7(), by=viewer, at=make.now - timedelta(days=20)).key
    hand_in(make, alone)
    plan = hand_in(make, officer, ago=timedelta(days=3))
    posts.review(plan, Outcome.REVISE, "Outside first.", iteration=1, key=uuid7(), by=make.viewer(mentor), at=make.now)
    step = queries.step(viewer, "plans", "plan")
    for page in ("one page", "other pg"):
        actions.save(step, Words(f"From {page}."), iteration=2, drawn=0, page=page, by=viewer, at=make.now)
    site.db.session.commit()
    return {"officer": officer, "beginner": beginner, "mentor": mentor, "coordinator": coordinator}, {
        "plan": plan.key,
        "question": question,
    }


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", PAGES)
def test_every_page_between_officer_and_mentor_can_be_used_by_everybody(site, people, role):
    who, known = people
    can_be_used(site, who[role], [address.format(**known) for address in PAGES[role]])
