"""Access opens agency by agency, and its end takes it away on the next request."""

from datetime import timedelta

import pytest

from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.mentoring import jobs
from lms.mentoring.actions import agreement, ending
from lms.mentoring.queries import engagements, mentor_of
from lms.people import actions as people
from lms.people import queries as people_queries
from tests.mentoring import pairs

UNIT = "UZ-CHUKURSAY"


@pytest.fixture
def coordinator(make):
    return make.coordinator(call_name="Coordinator")


@pytest.fixture
def officer(make):
    return make.trainee(call_name="Gulbahor Y.", lang="ru")


@pytest.fixture
def mentor(make, officer):
    return pairs.mentor(make)


@pytest.fixture
def keeper(make):
    return make.focal_point()


def sees(make, mentor, *whom):
    viewer = make.viewer(mentor)
    return [one.id in viewer.assigned_people or (one.unit_id, one.agency_id) in viewer.assigned_units for one in whom]


def test_access_to_a_trainee_opens_when_the_mentor_has_accepted_and_the_agency_agrees(app, db, make, coordinator, officer, mentor, keeper):
    row = pairs.accepted(make, coordinator, officer, mentor)
    assert (row.state, sees(make, mentor, officer), mentor_of([officer.id], make.today)) == ("accepted", [False], {})

    assert agreement.agree(row.key, by=make.viewer(keeper), at=make.now) == [officer.agency_id]

    assert (row.state, sees(make, mentor, officer)) == ("open", [True])
    found = mentor_of([officer.id], make.today)[officer.id]
    assert (found.mentor_id, found.via, found.engagement_key, found.zone) == (mentor.id, "person", row.key, "Europe/Brussels")
    with pytest.raises(Conflict, match="agreed already"):
        agreement.agree(row.key, by=make.viewer(keeper), at=make.now)


def test_no_agency_agrees_before_the_mentor_has_accepted(app, make, coordinator, officer, mentor, keeper):
    row = pairs.offered(make, coordinator, officer, mentor)
    with pytest.raises(Conflict, match="not accepted yet"):
        agreement.agree(row.key, by=make.viewer(keeper), at=make.now)
    with pytest.raises(Conflict, match="not accepted yet"):
        agreement.enter_letter(row.key, officer.agency_id, number="1", day=make.today, by=make.viewer(coordinator), at=make.now)


def test_of_a_joint_unit_the_mentor_sees_the_people_of_the_agencies_that_agreed(app, db, make, coordinator, officer, mentor, keeper):
    other, other_keeper = make.trainee(agency="UZ-NCDC"), make.focal_point("UZ-NCDC")
    row = pairs.opened(make, coordinator, UNIT, mentor, keeper)
    assert sees(make, mentor, officer, other) == [True, False]
    assert set(mentor_of([officer.id, other.id], make.today)) == {officer.id}

    agreement.agree(row.key, by=make.viewer(other_keeper), at=make.now)

    assert sees(make, mentor, officer, other) == [True, True]
    assert mentor_of([other.id], make.today)[other.id].via == "unit"


def test_one_agency_of_a_joint_unit_takes_its_word_back_and_the_other_goes_on(app, db, make, coordinator, officer, mentor, keeper):
    other, other_keeper = make.trainee(agency="UZ-NCDC"), make.focal_point("UZ-NCDC")
    row = pairs.opened(make, coordinator, UNIT, mentor, keeper, other_keeper)
    ending.end(row.key, why="Until the audit is over", by=make.viewer(other_keeper), at=make.now)

    assert (row.state, sees(make, mentor, officer, other), pairs.places(db, mentor)) == ("open", [True, False], (1, 0))
    ending.end(row.key, why="And ours", by=make.viewer(keeper), at=make.now)
    assert (row.state, sees(make, mentor, officer, other), pairs.places(db, mentor)) == ("ended", [False, False], (0, 0))


def test_a_letter_opens_access_as_well_and_a_wrong_one_opens_nothing(app, db, make, coordinator, officer, mentor):
    row = pairs.accepted(make, coordinator, officer, mentor)
    viewer, ours = make.viewer(coordinator), officer.agency_id

    def enter(number, day, agency=ours, by=viewer):
        agreement.enter_letter(row.key, agency, number=number, day=day, by=by, at=make.now)

    for number, day in (("", make.today), ("14/2-118", None), ("9" * 61, make.today), ("14/2-118", make.today + timedelta(days=2))):
        with pytest.raises(BadInput):
            enter(number, day)
    with pytest.raises(BadInput, match="nobody here"):
        enter("14/2-118", make.today, agency=make.node("UZ-NCDC").id)
    with pytest.raises(NotAllowed):
        enter("14/2-118", make.today, by=make.viewer(make.coordinator("KZ")))
    assert row.state == "accepted"
    enter(" 14/2-118 ", make.today)
    assert (row.state, sees(make, mentor, officer)) == ("open", [True])


def test_another_agency_or_country_agrees_to_nothing_and_ends_nothing(app, make, coordinator, officer, mentor, keeper):
    row = pairs.accepted(make, coordinator, officer, mentor)
    strangers = [make.focal_point("UZ-NCDC"), make.outside_focal_point(), make.coordinator("KZ"), officer, pairs.mentor(make)]
    for who in strangers:
        with pytest.raises(NotAllowed):
            agreement.agree(row.key, by=make.viewer(who), at=make.now)
        with pytest.raises(NotAllowed):
            ending.end(row.key, why="No", by=make.viewer(who), at=make.now)


def test_a_mentor_who_is_a_focal_point_does_not_open_their_own_access(app, make, coordinator, officer):
    both = make.focal_point(call_name="Both B.")
    make.grant(both, pairs.Role.MENTOR, "CA")
    pairs.profiles.save_profile(pairs.profiles.Said({"ru": "C2"}, ["seals"], pairs.ALL_DAY, 5, 5, None), by=make.viewer(both), at=make.now)
    row = pairs.accepted(make, coordinator, officer, both)
    with pytest.raises(NotAllowed):
        agreement.agree(row.key, by=make.viewer(both), at=make.now)


@pytest.mark.parametrize("who", ["coordinator", "keeper", "mentor"])
def test_each_of_the_three_ends_it_with_a_reason_and_the_place_is_free(app, db, make, request, coordinator, officer, mentor, keeper, who):
    row = pairs.opened(make, coordinator, officer, mentor, keeper)
    by = make.viewer(request.getfixturevalue(who))
    with pytest.raises(BadInput):
        ending.end(row.key, why="", by=by, at=make.now)
    ending.end(row.key, why="Moves to another post", by=by, at=make.now)

    assert (row.state, row.ended_why, pairs.places(db, mentor)) == ("ended", "Moves to another post", (0, 0))
    assert (pairs.sights(db, row), sees(make, mentor, officer), mentor_of([officer.id], make.today)) == (set(), [False], {})
    with pytest.raises(Conflict, match="ended already"):
        ending.end(row.key, why="Again", by=make.viewer(coordinator), at=make.now)


def test_it_is_over_after_its_last_day_or_when_one_of_the_two_is_there_no_more(app, db, make, coordinator, officer, mentor, keeper):
    leaver, other = make.trainee(), pairs.mentor(make, call_name="Other O.")
    rows = [
        pairs.opened(make, coordinator, officer, mentor, keeper, ends_on=make.today + timedelta(days=10)),
        pairs.opened(make, coordinator, leaver, mentor, keeper),
        pairs.opened(make, coordinator, UNIT, other, keeper),
    ]
    people.leave(leaver, make.today, by=None, at=make.now, real_at=make.now)
    people.end_role(make.session.scalars(pairs.select(people.roles.RoleGrant.id).where(people.roles.RoleGrant.person_id == other.id),
                    execution_options=pairs.SYSTEM).one(), other, reason="", by=None, at=make.now)  # fmt: skip
    assert jobs.end_engagements(make.now) == 2 and [row.state for row in rows] == ["open", "over", "over"]

    later = make.now + timedelta(days=12)
    assert (jobs.end_engagements(later), jobs.end_engagements(later)) == (1, 0)
    assert (rows[0].state, sees(make, mentor, officer), pairs.places(db, mentor)) == ("over", [False], (0, 0))


def test_the_day_after_the_last_bars_the_mentor_whether_anything_has_ended_it_or_not(make, coordinator, officer, mentor, keeper):
    row = pairs.opened(make, coordinator, officer, mentor, keeper, ends_on=make.today + timedelta(days=10))
    last, after = (people_queries.acting(mentor.id, row.ends_on + timedelta(days=n)) for n in (0, 1))

    assert officer.id in last.assigned_people and engagements.pair_or_404(last, row.key).row.id == row.id
    assert not after.assigned_people
    with pytest.raises(NotThere):
        engagements.pair_or_404(after, row.key)
    assert engagements.of_mentor(after) == [] and row.ended_at is None
    assert (set(mentor_of([officer.id], last.day)), mentor_of([officer.id], after.day)) == ({officer.id}, {}), (
        "nobody is named, or gets new work"
    )


def test_somebody_new_to_the_unit_is_seen_and_who_moves_away_is_not(app, db, make, coordinator, officer, mentor, keeper):
    pairs.opened(make, coordinator, UNIT, mentor, keeper)
    new = make.trainee()
    assert sees(make, mentor, new) == [True] and set(mentor_of([new.id], make.today)) == {new.id}
    people.transfer(new, make.node("UZ-ALAT").id, make.today, by=None, at=make.now)
    assert sees(make, mentor, new) == [False] and mentor_of([new.id], make.today) == {}


def test_ones_own_mentor_comes_before_that_of_the_unit(app, make, coordinator, officer, mentor, keeper):
    own = pairs.mentor(make, call_name="Own O.")
    pairs.opened(make, coordinator, UNIT, mentor, keeper)
    row = pairs.opened(make, coordinator, officer, own, keeper)
    assert mentor_of([officer.id], make.today)[officer.id].mentor_id == own.id
    ending.end(row.key, why="Done", by=make.viewer(own), at=make.now)
    assert mentor_of([officer.id], make.today)[officer.id].mentor_id == mentor.id
