"""A version is put to the agencies; each gives its word or somebody on its behalf; with the last it is agreed, and then it is locked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.lib.types import uuid7
from lms.programme import actions, queries
from lms.programme.actions import Word
from lms.programme.models import PlanComment, PlanConsent
from lms.programme.queries import consents
from tests.programme.conftest import a_line, open_desk


@pytest.fixture
def agencies(desk):
    """The beneficiary agencies of the country."""
    return queries.asked(desk.plan, desk.by.day)


@pytest.fixture
def customs(make):
    return make.focal_point()


@pytest.fixture
def put(desk):
    """A plan of one line that the agencies were asked about."""
    desk.add("meeting")
    desk.do(actions.consult)
    return desk


def letter(agency, day, kind="agreed", **more):
    return Word(agency, kind, letter_no="12-4", letter_day=day, **more)


def test_the_version_is_agreed_with_the_last_word_and_locks(desk, customs, agencies, make):
    desk.add("meeting")
    assert desk.do(actions.consult) == 1 and desk.told(customs) == ["plan_consulted"]
    own, *others = agencies
    assert own == make.node("UZ-SCC").id and others
    desk.do(actions.give_consent, Word(own, "agreed"), by=customs)
    for agency in others[:-1]:
        desk.do(actions.give_consent, letter(agency, desk.by.day))
    assert desk.plan.newest.state == "consulted"
    with pytest.raises(Conflict, match="not agreed yet"):
        desk.do(actions.lock)
    desk.do(actions.give_consent, letter(others[-1], desk.by.day, "on_behalf", signed_by="Cabinet of Ministers"))
    assert desk.plan.newest.state == "agreed"
    desk.do(actions.lock)
    assert desk.plan.newest.state == "locked" and desk.told(desk.coordinator) == ["plan_agreed"]
    assert desk.told(customs) == ["plan_consulted", "plan_locked"]


def test_a_change_ends_the_words_given_before_it_and_those_agencies_are_told(put, customs, agencies):
    put.do(actions.give_consent, Word(agencies[0], "agreed"), by=customs)
    done = put.do(actions.change_line, put.lines[0].key, a_line(seats=3))

    assert done.ended == (agencies[0],) and put.told(customs)[-1] == "plan_word_ended"
    (word,) = put.make.session.scalars(select(PlanConsent)).all()
    assert word.ended_at and word.ended_why == "UZ-01" and put.plan.newest.state == "consulted"
    put.agreed()
    put.do(actions.add_line, a_line())
    assert put.plan.newest.state == "consulted"


def test_another_order_of_the_lines_ends_nobodys_word(put, agencies):
    put.add("meeting")
    put.agreed()
    put.do(actions.move_line, put.lines[1].key, 1)
    assert put.plan.newest.state == "agreed"


def test_a_reservation_has_words_and_keeps_the_version_from_being_agreed(put, customs, agencies):
    with pytest.raises(BadInput, match="what against"):
        put.do(actions.give_consent, Word(agencies[0], "reserved"), by=customs)
    put.agreed()
    put.do(actions.give_consent, Word(agencies[0], "reserved", words="Not in August"), by=customs)
    assert put.plan.newest.state == "consulted" and put.told(put.coordinator)[-1] == "plan_reserved"
    put.do(actions.give_consent, Word(agencies[0], "agreed"), by=customs)
    assert put.plan.newest.state == "agreed"
    with pytest.raises(Conflict, match="the same word"):
        put.do(actions.give_consent, Word(agencies[0], "agreed"), by=customs)


def test_only_the_agencys_own_office_or_a_coordinator_by_letter_gives_its_word(put, agencies, make):
    day = put.by.day
    for person in (make.focal_point("UZ-NCDC"), make.outside_focal_point(), make.coordinator("KZ"), make.outsider()):
        with pytest.raises(NotAllowed):
            put.do(actions.give_consent, letter(agencies[0], day), by=person)
    with pytest.raises(NotAllowed):
        put.do(actions.give_consent, letter(agencies[0], day, "on_behalf", signed_by="We"), by=make.focal_point())
    for word, fault in (
        (Word(agencies[0], "agreed"), "number and the day"), (letter(agencies[0], day + timedelta(days=2)), "still to come"),
        (letter(agencies[0], day, "on_behalf"), "who signs"), (Word(agencies[0], "agreed", letter_no="1"), "number and a day"),
        (letter(agencies[0], day, "nodded"), "agrees, reserves"), (Word(agencies[0], "agreed", meeting_id=987654), "meeting"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=fault):
            put.do(actions.give_consent, word)
    with pytest.raises(NotThere):
        put.do(actions.give_consent, letter(make.node("KZ-SRC").id, day))


def test_the_word_of_an_office_that_has_ended_is_not_awaited(put, agencies, make):
    put.do(actions.give_consent, letter(agencies[0], put.by.day))
    ended = make.node("UZ-SCC")
    ended.closed_on = put.by.day - timedelta(days=1)
    make.session.flush()
    with pytest.raises(BadInput, match=r"ended on .*: its word is not awaited"):
        put.do(actions.give_consent, letter(agencies[0], put.by.day, "reserved", words="No"))
    for agency in agencies[1:]:
        put.do(actions.give_consent, letter(agency, put.by.day))
    assert put.plan.newest.state == "agreed"


def test_no_word_on_a_draft_and_none_on_what_was_changed_while_it_was_read(desk, customs, agencies):
    line = desk.add("meeting")
    with pytest.raises(Conflict, match="still a draft"):
        desk.do(actions.give_consent, Word(agencies[0], "agreed"), by=customs)
    desk.do(actions.consult)
    seen = desk.plan.newest.edits
    desk.do(actions.change_line, line.key, a_line(seats=1))
    with pytest.raises(Conflict, match="changed while you read"):
        desk.do(actions.give_consent, Word(agencies[0], "agreed"), by=customs, seen=seen)


def test_an_empty_version_is_not_put_to_anybody_and_one_only_once(desk):
    with pytest.raises(BadInput, match="no line yet"):
        desk.do(actions.consult)
    desk.add("meeting")
    desk.do(actions.consult)
    with pytest.raises(Conflict, match="already"):
        desk.do(actions.consult)


def test_a_consulted_version_goes_back_to_a_draft_with_a_reason(put, customs):
    put.agreed()
    with pytest.raises(BadInput):
        put.do(actions.reopen, " ")
    assert put.do(actions.reopen, "Two lines are missing")
    assert put.plan.newest.state == "draft" and put.told(customs)[-1] == "plan_reopened"


def test_a_focal_point_comments_once_and_the_programme_answers(put, customs, agencies, db):
    key = uuid7()
    for _click in range(2):
        put.do(actions.comment, "In May?", by=customs, agency_id=agencies[0], line_key=put.lines[0].key, key=key)
    put.do(actions.comment, "In June.")
    rows = db.session.scalars(select(PlanComment).order_by(PlanComment.id)).all()
    assert [(row.text, row.agency_id) for row in rows] == [("In May?", agencies[0]), ("In June.", None)]
    assert put.told(put.coordinator) == ["plan_comment"] and put.told(customs)[-1] == "plan_answer"


def test_nobody_comments_for_another_agency_and_not_on_a_draft(desk, customs, agencies, make):
    desk.add("meeting")
    with pytest.raises(Conflict, match="still a draft"):
        desk.do(actions.comment, "In May?", by=customs, agency_id=agencies[0])
    desk.do(actions.consult)
    for person, agency in ((customs, agencies[1]), (make.outside_focal_point(), agencies[0]), (customs, None), (make.outsider(), None)):
        with pytest.raises(NotAllowed):
            desk.do(actions.comment, "In May?", by=person, agency_id=agency)


def test_the_networks_plan_is_agreed_by_its_members_also_those_without_people(make):
    network = open_desk(make, "IREN", node="CA")
    network.add("network", nodes=[make.node("AZ").id], funding=((network.grant().id, 100),))
    asked = queries.asked(network.plan, network.by.day)
    assert {make.node("AZ").id, make.node("UZ-SCC").id} <= set(asked)
    network.locked()
    assert network.plan.newest.state == "locked"


def test_a_letter_that_was_entered_wrong_is_entered_anew(desk):
    desk.add()
    desk.do(actions.consult)
    agency = consents.standing(desk.plan, desk.plan.newest, desk.by.day).asked[0].agency_id
    for number in ("14/1", "14/2"):
        word = actions.Word(agency, "on_behalf", signed_by="The department", letter_no=number, letter_day=desk.make.today)
        desk.do(actions.give_consent, word)

    assert consents.standing(desk.plan, desk.plan.newest, desk.by.day).of(agency).word.letter_no == "14/2"
