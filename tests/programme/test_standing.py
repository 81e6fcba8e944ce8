"""Who has to agree to a version and who has, what was said to it, and what each version said of a line."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput
from lms.programme import actions, queries
from lms.programme.actions import Word
from lms.programme.models import PlanConsent
from lms.programme.queries import consents
from tests.programme import met
from tests.programme.conftest import a_line


def standing(desk, no=None):
    plan = desk.plan
    return consents.standing(plan, queries.version_or_404(plan, no), desk.by.day)


def test_each_agency_is_awaited_until_it_or_somebody_for_it_agrees_and_ended_words_stay_readable(desk, make):
    line = desk.add("meeting")
    desk.do(actions.consult)
    own, *others = queries.asked(desk.plan, desk.by.day)
    assert [party.agency_id for party in standing(desk).awaited] == [own, *others]
    desk.do(actions.give_consent, Word(own, "reserved", words="Not in August"), by=make.focal_point())
    assert standing(desk).of(own).word.words == "Not in August" and not standing(desk).agreed
    desk.do(actions.change_line, line.key, a_line(seats=1))
    assert standing(desk).of(own).word is None and [word.kind for word in standing(desk).of(own).ended] == ["reserved"]
    desk.agreed()
    assert not standing(desk).awaited


def test_a_locked_version_was_agreed_by_those_who_were_there_then(desk, make):
    desk.add("meeting")
    desk.locked()
    asked = len(standing(desk).asked)
    make.node("UZ-SCC").closed_on = desk.by.day + timedelta(days=1)
    make.session.flush()
    later = consents.standing(desk.plan, desk.plan.newest, desk.by.day + timedelta(days=30))
    assert len(later.agreed) == asked and queries.asked(desk.plan, desk.by.day + timedelta(days=30)) != queries.asked(
        desk.plan, desk.by.day
    )


def test_it_says_in_which_meeting_it_was_agreed_and_another_countrys_or_one_to_come_is_none(desk, make):
    desk.add("meeting")
    desk.do(actions.consult)
    here, abroad, later = met.meeting(make, days=-1), met.meeting(make, days=-1, code="KZ"), met.meeting(make, days=9)
    with pytest.raises(BadInput, match="still to come"):
        desk.do(actions.give_consent, Word(queries.asked(desk.plan, desk.by.day)[0], "agreed", meeting_id=later.id))
    for agency in queries.asked(desk.plan, desk.by.day):
        desk.do(actions.give_consent, Word(agency, "agreed", meeting_id=here.id))
    assert standing(desk).meeting.id == here.id and desk.plan.newest.agreed_meeting_id == here.id
    assert [row.id for row in consents.meetings_of(desk.plan, make.now)] == [here.id] and abroad.id != here.id


def test_a_line_is_read_as_each_version_said_it(desk):
    line = desk.add("meeting", seats=16)
    desk.locked()
    desk.do(actions.next_version)
    desk.do(actions.change_line, line.key, a_line(seats=12))
    desk.do(actions.comment, "Fewer seats, as asked", line_key=line.key)
    assert [(version.no, said.seats) for version, said in consents.history(desk.plan, line.id)] == [(1, 16), (2, 12)]
    assert [(one.number, one.row.text) for one in consents.comments(desk.plan.newest.id)] == [("UZ-01", "Fewer seats, as asked")]


def test_only_ones_own_agencies_are_spoken_for_and_an_outsiders_are_none(desk, make):
    keeper, outside, coordinator = make.focal_point(), make.outside_focal_point(), make.coordinator("KZ")
    assert consents.speaks_for(make.viewer(keeper), desk.plan) == [make.node("UZ-SCC").id]
    assert consents.speaks_for(make.viewer(outside), desk.plan) == consents.speaks_for(make.viewer(coordinator), desk.plan) == []


def test_a_meeting_that_is_to_come_or_another_plans_is_said_beside_a_letter_too(client, sign_in, desk, make):
    desk.add("meeting")
    desk.do(actions.consult)
    make.session.commit()
    sign_in(client, desk.coordinator)
    letter = {"kind": "agreed", "letter_no": "7", "letter_day": desk.by.day.isoformat(), "agency": "UZ-SCC", "seen": desk.plan.newest.edits}
    coming, abroad = met.meeting(make, 7).key, met.meeting(make, -1, code="KZ").key
    make.session.commit()
    said = {coming: "That meeting is still to come", abroad: "not one of this plan’s", "nonsense": "not one of this plan’s"}
    for key, sentence in said.items():
        page = client.post("/plan/UZ/2026/versions/1/consent", data={**letter, "meeting": str(key)})
        assert page.status_code == 200 and sentence in page.text and 'value="7"' in page.text
    assert make.session.scalars(select(PlanConsent)).all() == []

    assert client.post("/plan/UZ/2026/versions/1/consent", data={**letter, "meeting": ""}).status_code == 302
