"""Minutes that are final read as they were: the version, the words of agencies and the names of then."""

import pytest
from sqlalchemy import select

from lms.people.models import OrgName
from lms.programme import actions
from lms.programme.actions.decisions import decide, link_decision
from lms.programme.actions.meetings import add_agencies
from lms.programme.actions.minutes import make_final, save_minutes
from tests.programme import met
from tests.programme.conftest import open_desk
from tests.programme.test_meeting_pages import read


@pytest.fixture
def browser(client, sign_in, make):
    return sign_in(client, make.coordinator())


def made_final(make, desk):
    """A meeting of yesterday on whose one decision version 1 was locked, the first agency's word by letter; its minutes are final."""
    row, line, by = met.meeting(make, -1), desk.add("meeting"), desk.by
    decision = decide(row.key, "The day stays.", "changes", [(line.id, desk.plan.newest.id)], by=by, at=make.now)
    own = met.agencies(make)
    add_agencies(row.key, own, by=by, at=make.now)
    desk.do(actions.consult)
    letter = {"signed_by": "The Board", "letter_no": "07-11", "letter_day": make.today}
    for agency in own:
        desk.do(actions.give_consent, actions.Word(agency, "on_behalf", **letter))
    desk.do(actions.lock)
    save_minutes(row.key, "All agreed.", seen=0, by=by, at=make.now)
    make_final(row.key, 1, by=by, at=make.now)
    make.session.commit()
    return row, decision, line


def test_final_minutes_show_the_version_words_and_names_of_then_whatever_the_plan_becomes(browser, make, db):
    desk = open_desk(make)
    row, decision, line = made_final(make, desk)
    before = read(browser, f"/coordination/{row.key}/paper").partition("The agenda")[2]
    desk.do(actions.next_version)
    later = desk.add("meeting")
    for one in (line, later):
        link_decision(decision.key, one.id, desk.plan.newest.id, by=desk.by, at=make.now)
    desk.agreed()
    for name in db.session.scalars(select(OrgName).where(OrgName.node_id.in_(met.agencies(make)))):
        name.txt = {"en": "Backdated Agency"}
    db.session.commit()

    assert "consent to version 1" in before and "The Board: letter 07-11" in before
    assert read(browser, f"/coordination/{row.key}/paper").partition("The agenda")[2] == before
    assert f"put under it since: {later.number}" in read(browser, f"/coordination/{row.key}")
