"""A coordinator offers a trainee or a unit to a mentor, who accepts or declines; places are counted by the database."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.mentoring import jobs
from lms.mentoring.actions import pairing
from lms.mentoring.models import Engagement
from lms.mentoring.queries import mentor_of
from lms.mentoring.queries import pairing as queries
from lms.mentoring.rules.pairing import Bar
from lms.notices.models import Notice
from lms.people import queries as people
from tests.mentoring import pairs

UNIT = "UZ-CHUKURSAY"


def text(answer):
    assert answer.status_code == 200, answer.status
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())


@pytest.fixture
def coordinator(make):
    return make.coordinator(call_name="Coordinator")


@pytest.fixture
def officer(make):
    return make.trainee(call_name="Gulbahor Y.", lang="ru")


def told(db, person):
    kinds = select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(kinds, execution_options=pairs.SYSTEM))


def test_an_offer_holds_a_place_until_the_mentor_declines_and_then_gives_it_back(app, db, make, coordinator, officer):
    mentor = pairs.mentor(make)
    row = pairs.offered(make, coordinator, UNIT, mentor)
    assert (row.state, pairs.places(db, mentor), told(db, mentor)) == ("offered", (1, 0), ["mentor_offered"])
    assert row.reasons["place"] == 1 and row.reasons["lang"] == "ru" and row.topics == {"codes": ["seals"]}

    with pytest.raises(BadInput):
        pairing.decline(row.key, why=" ", by=make.viewer(mentor), at=make.now)
    pairing.decline(row.key, why="Two missions in August", by=make.viewer(mentor), at=make.now)

    assert (row.state, row.ended_why, pairs.places(db, mentor)) == ("declined", "Two missions in August", (0, 0))
    assert told(db, coordinator) == ["mentor_declined"]
    assert pairs.offered(make, coordinator, UNIT, mentor).state == "offered"


def test_offered_twice_is_one_offer_and_a_sentence(app, db, make, coordinator, officer):
    mentor = pairs.mentor(make)
    pairs.offered(make, coordinator, officer, mentor)
    with pytest.raises(Conflict, match=r"was offered to Lieven M\. already"):
        pairs.offered(make, make.coordinator("UZ"), officer, mentor)

    assert pairs.places(db, mentor) == (0, 1)
    assert told(db, mentor) == ["mentor_offered"]


def test_who_is_full_paused_or_speaks_nothing_shared_cannot_be_offered_and_the_list_says_why(app, make, coordinator, officer):
    full = pairs.mentor(make, units=0, call_name="Full F.")
    mute = pairs.mentor(make, languages={"en": "C2", "ru": "A2"}, call_name="Mute M.")
    busy = pairs.mentor(make, windows=(), call_name="Busy B.")
    silent, colleague = make.mentor(unit=None, agency=None, call_name="New N."), make.mentor(call_name="Near N.", lang="ru")
    found = pairs.subject(make, coordinator, UNIT)
    listed = queries.candidates(make.viewer(coordinator), found, [], set(), make.now)

    assert {one.mentor.id: one.fit.bar for one in listed} == {
        full.id: Bar.FULL, mute.id: Bar.LANGUAGE, busy.id: Bar.HOURS,
        silent.id: Bar.NO_PROFILE, colleague.id: Bar.COLLEAGUE,
    }  # fmt: skip
    with pytest.raises(Conflict, match="cannot be offered"):
        pairs.offered(make, coordinator, UNIT, mute)


def test_a_mentor_who_is_a_trainee_is_never_their_own_mentor_nor_of_their_own_unit(app, db, make, coordinator, officer):
    both = make.trainee(call_name="Both B.")
    make.grant(both, pairs.Role.MENTOR, "CA")
    pairs.profiles.save_profile(pairs.profiles.Said({"ru": "C2"}, ["seals"], pairs.ALL_DAY, 5, 5, None), by=make.viewer(both), at=make.now)
    bars = {}
    for whom in (both, officer, UNIT, "UZ-ALAT"):
        listed = queries.candidates(make.viewer(coordinator), pairs.subject(make, coordinator, whom), [], set(), make.now)
        bars[whom if isinstance(whom, str) else whom.ref] = next(one.fit.bar for one in listed if one.mentor.id == both.id)

    assert bars == {both.ref: Bar.ONESELF, officer.ref: Bar.COLLEAGUE, UNIT: Bar.COLLEAGUE, "UZ-ALAT": None}


def test_another_than_the_first_is_chosen_with_a_reason_that_stays(app, make, coordinator, officer):
    first, second = pairs.mentor(make, call_name="First F."), pairs.mentor(make, topics=(), call_name="Second S.")
    with pytest.raises(pairing.NotTheFirst):
        pairs.offered(make, coordinator, officer, second, why="  ")

    assert pairs.offered(make, coordinator, officer, second, why="Worked with her at Alat").why_not_first == "Worked with her at Alat"
    assert pairs.offered(make, coordinator, UNIT, first, why="not needed").why_not_first == ""


def test_an_offer_that_nobody_answers_lapses_once_and_gives_its_place_back(app, db, make, coordinator, officer):
    mentor = pairs.mentor(make)
    row = pairs.offered(make, coordinator, officer, mentor, expires_at=make.now + timedelta(hours=1))
    late = make.now + timedelta(hours=2)
    with pytest.raises(Conflict, match="lapsed"):
        pairing.accept(row.key, by=make.viewer(mentor), at=late)

    assert (jobs.lapse_offers(make.now), jobs.lapse_offers(late), jobs.lapse_offers(late)) == (0, 1, 0)
    assert (row.state, pairs.places(db, mentor)) == ("lapsed", (0, 0))
    assert told(db, mentor) == ["mentor_offered", "offer_lapsed"] and told(db, coordinator) == ["mentor_lapsed"]


def test_nobody_but_the_mentor_answers_and_nobody_answers_twice(app, make, coordinator, officer):
    mentor, other = pairs.mentor(make), pairs.mentor(make, call_name="Other O.")
    row = pairs.offered(make, coordinator, officer, mentor)
    for who in (other, coordinator, officer):
        with pytest.raises(NotAllowed):
            pairing.accept(row.key, by=make.viewer(who), at=make.now)
    with pytest.raises(NotAllowed):
        pairing.take_back(row.key, by=make.viewer(make.coordinator("KZ")), at=make.now)
    pairing.accept(row.key, by=make.viewer(mentor), at=make.now)
    with pytest.raises(Conflict):
        pairing.decline(row.key, why="No", by=make.viewer(mentor), at=make.now)
    with pytest.raises(Conflict):
        pairing.take_back(row.key, by=make.viewer(coordinator), at=make.now)


def test_an_offer_is_taken_back_while_it_is_not_answered(app, db, make, coordinator, officer):
    mentor = pairs.mentor(make)
    row = pairs.offered(make, coordinator, officer, mentor)
    pairing.take_back(row.key, by=make.viewer(coordinator), at=make.now)

    assert (row.state, pairs.places(db, mentor), told(db, mentor)) == ("taken_back", (0, 0), ["mentor_offered", "mentor_taken_back"])
    assert mentor_of([officer.id], make.today) == {}


def test_a_coordinator_pairs_only_in_their_own_countries(app, make, officer):
    abroad = make.coordinator("KZ")
    for whom in (officer, UNIT):
        with pytest.raises(NotThere):
            pairs.subject(make, abroad, whom)
    found = pairs.subject(make, make.coordinator("UZ"), officer)
    with pytest.raises(NotAllowed):
        pairing.offer(found, [], "x", pairing.Terms((), "", make.today), why_not_first="", by=make.viewer(abroad), at=make.now,
                      expires_at=make.now)  # fmt: skip


def test_who_needs_a_mentor_are_units_with_people_in_a_mentorship_course_and_nobody_in_hand(app, make, coordinator, officer):
    course = pairs.course(make)
    alone = make.person((pairs.Role.TRAINEE, "UZ-SCC"), agency="UZ-SCC", call_name="Alone A.")
    for whom in (officer, alone, make.outsider()):
        make.enrolled(whom, course, by=coordinator)
    nodes = people.nodes(make.now, "en")

    def needs(who):
        return {(need.code, need.enrolled) for need in queries.needs(make.viewer(who), nodes)}

    assert needs(coordinator) == {(UNIT, 1), (alone.ref, 1), ("KZ-ALTYNKOL", 1)}
    assert needs(make.coordinator("UZ")) == {(UNIT, 1), (alone.ref, 1)}
    pairs.offered(make, coordinator, UNIT, pairs.mentor(make))
    assert needs(make.coordinator("UZ")) == {(alone.ref, 1)}


def test_two_coordinators_who_offer_the_last_place_at_once_make_one_offer(app, db, make, coordinator, officer):
    mentor = pairs.mentor(make, units=1)
    make.trainee("UZ-ALAT"), make.trainee("UZ-YALLAMA")
    others = [coordinator, make.coordinator("UZ")]
    db.session.commit()

    def try_it(who, unit):
        with app.app_context():
            try:
                pairs.offered(make, who, unit, mentor)
                db.session.commit()
                return "offered"
            except Conflict as wrong:
                db.session.rollback()
                return str(wrong.sentence)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(try_it, others, ["UZ-ALAT", "UZ-YALLAMA"]))
    assert said[1] == "offered" and ("no free place" in said[0] or "cannot be offered" in said[0])
    assert pairs.places(db, mentor) == (1, 0)
    assert len(db.session.scalars(select(Engagement), execution_options=pairs.SYSTEM).all()) == 1


def test_two_tabs_that_offer_the_same_unit_at_once_make_one_offer(app, db, make, coordinator, officer):
    mentors = [pairs.mentor(make, call_name="One O."), pairs.mentor(make, call_name="Two T.")]
    db.session.commit()

    def try_it(mentor):
        with app.app_context():
            try:
                pairs.offered(make, coordinator, UNIT, mentor)
                db.session.commit()
                return "offered"
            except Conflict as wrong:
                db.session.rollback()
                return str(wrong.sentence)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(try_it, mentors), key=len)
    assert said[0] == "offered" and "already" in said[1]
    assert sum(pairs.places(db, mentor)[0] for mentor in mentors) == 1
