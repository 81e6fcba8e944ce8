"""A coordinator sets a meeting, writes down who takes part and what was said, and nothing of it changes once its minutes are final."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.notices.models import Notice
from lms.programme.actions import meetings as actions
from lms.programme.actions.minutes import freeze, make_final, save_minutes
from lms.programme.models import ProgressPack
from lms.programme.queries import meetings as queries
from lms.programme.rules.meeting import Point, fingerprint
from tests.programme import met

DOC = {"tables": [{"title": "Units", "columns": ["Unit", "People"], "rows": [["Chukursay", 9]], "totals": ["1 unit", 9]}]}
RULE = {"en": "An enrolment is one person in one course."}


@pytest.fixture
def boss(make):
    return make.viewer(make.coordinator())


def told(make, kind):
    return make.session.scalars(select(Notice.person_id).where(Notice.kind == kind), execution_options={"as_system": "test"}).all()


def test_everybody_reads_the_meetings_of_their_own_country_and_the_networks(make):
    keys = {code: met.meeting(make, code=code).key for code in ("UZ", "KZ", "IREN")}

    def read(person):
        viewer = make.viewer(person)
        return [found.owner.code for found in queries.meetings(queries.owners(viewer))]

    assert sorted(read(make.coordinator())) == ["IREN", "KZ", "UZ"]
    assert sorted(read(make.coordinator("KZ"))) == ["IREN", "KZ"]
    assert sorted(read(make.focal_point())) == ["IREN", "UZ"]
    assert read(make.outsider()) == read(make.mentor()) == []
    with pytest.raises(NotThere):
        queries.meeting_or_404(make.viewer(make.outside_focal_point()), keys["UZ"])


def test_only_the_countrys_coordinator_sets_and_changes_a_meeting_and_only_the_regions_that_of_a_network(make):
    with pytest.raises(NotAllowed):
        met.meeting(make, code="IREN", by=make.coordinator("UZ"))
    of_network = met.meeting(make, code="IREN")
    with pytest.raises(NotAllowed):
        actions.cancel_meeting(of_network.key, "x", by=make.viewer(make.coordinator("UZ")), at=make.now)
    own = met.meeting(make, by=make.coordinator("UZ"))
    for person, refused in ((make.focal_point(), NotAllowed), (make.coordinator("KZ"), NotThere)):
        with pytest.raises(refused):
            actions.set_agenda(own.key, [Point("", "x", "")], by=make.viewer(person), at=make.now)


def test_the_focal_points_of_the_country_are_told_of_a_meeting_to_come_of_its_move_and_its_end(make, boss):
    keeper, abroad = make.focal_point(), make.outside_focal_point()
    row = met.meeting(make)
    wall = actions.Wall(met.day(make, 8), "11:00", met.ZONE, 60)
    said = actions.Said("on_site", {"en": "Steering Committee"}, "Tashkent")
    actions.change_meeting(row.key, wall, said, seen=0, by=boss, at=make.now)
    actions.cancel_meeting(row.key, "Elections", by=boss, at=make.now)

    assert (row.sequence, row.label, row.place) == (2, {"en": "Steering Committee"}, "Tashkent")
    for kind in ("coordination_set", "coordination_moved", "coordination_cancelled"):
        assert keeper.id in told(make, kind) and abroad.id not in told(make, kind)
    met.meeting(make, -3)
    assert len(told(make, "coordination_set")) == 1  # one that was held already is told to nobody


def test_of_two_windows_one_changes_a_meeting_and_none_does_once_it_has_begun(make, boss):
    row, wall = met.meeting(make), actions.Wall(met.day(make, 9), "11:00", met.ZONE, 60)
    said = actions.Said("live", {})
    actions.change_meeting(row.key, wall, said, seen=0, by=boss, at=make.now)
    for seen, at, words in ((0, make.now, "another window"), (1, make.now + timedelta(days=30), "has begun")):
        with pytest.raises(Conflict, match=words):
            actions.change_meeting(row.key, wall, said, seen=seen, by=boss, at=at)
    assert row.label == actions.LABEL


def test_a_meeting_that_wrote_something_down_was_held_and_is_not_cancelled(make, boss):
    empty, row = met.meeting(make, -2), met.meeting(make, -1)
    save_minutes(row.key, "It was said.", seen=0, by=boss, at=make.now)
    actions.cancel_meeting(empty.key, "Nobody came", by=boss, at=make.now)

    with pytest.raises(Conflict, match="was held"):
        actions.cancel_meeting(row.key, "so", by=boss, at=make.now)
    with pytest.raises(Conflict, match="cancelled"):
        save_minutes(empty.key, "x", seen=0, by=boss, at=make.now)


def test_parties_are_the_agencies_of_the_country_and_organisations_in_words_never_an_agency_abroad(make, boss):
    row = met.meeting(make, -1)
    own = queries.agencies_of(queries.meeting_or_404(boss, row.key).owner, row.wall_day)

    assert make.node("UZ-SCC").id in own and make.node("KZ-SRC").id not in own
    assert actions.add_agencies(row.key, own, by=boss, at=make.now) == len(own)
    assert actions.add_agencies(row.key, own, by=boss, at=make.now) == 0
    actions.add_body(row.key, "World Customs Organization", "", "observer", by=boss, at=make.now)
    with pytest.raises(Conflict, match="in the list already"):
        actions.add_body(row.key, "world customs organization", "", "observer", by=boss, at=make.now)
    with pytest.raises(BadInput, match="another country"):
        actions.add_agencies(row.key, [make.node("KZ-SRC").id], by=boss, at=make.now)
    first, *_rest, last = queries.parties(row.id)
    actions.change_party(row.key, first.id, "Department of international cooperation", "beneficiary", by=boss, at=make.now)
    actions.note_presence(row.key, last.id, "excused", by=boss, at=make.now)
    assert (first.office, last.body, last.presence) == ("Department of international cooperation", "World Customs Organization", "excused")


def test_of_a_network_its_members_of_that_day_are_offered(make, boss):
    row = met.meeting(make, code="IREN")

    assert make.node("UZ-SCC").id in queries.agencies_of(queries.meeting_or_404(boss, row.key).owner, row.wall_day)


def test_who_was_there_is_noted_once_it_has_begun_and_who_is_excused_says_so_before(make, boss):
    row = met.meeting(make, 3)
    party = actions.add_body(row.key, "WCO", "", "observer", by=boss, at=make.now)
    actions.note_presence(row.key, party.id, "excused", by=boss, at=make.now)

    with pytest.raises(Conflict, match="once the meeting has begun"):
        actions.note_presence(row.key, party.id, "present", by=boss, at=make.now)
    with pytest.raises(NotThere):
        actions.note_presence(met.meeting(make, -1).key, party.id, "excused", by=boss, at=make.now)


def test_minutes_are_saved_as_versions_and_the_same_text_once_more_makes_none(make, boss):
    row = met.meeting(make, -1)

    assert [save_minutes(row.key, text, seen=seen, by=boss, at=make.now) for text, seen in (("a", 0), ("a", 0), ("b", 1))] == [1, 1, 2]
    with pytest.raises(Conflict, match="Version 2 of the minutes was saved from another window"):
        save_minutes(row.key, "c", seen=1, by=boss, at=make.now)
    with pytest.raises(BadInput):
        save_minutes(row.key, " \n ", seen=2, by=boss, at=make.now)
    assert [queries.minutes_text(row.id, no) for no, _at in queries.minutes(row.id)] == ["a", "b"]


def test_once_final_nothing_of_a_meeting_changes_and_it_is_made_final_once(make, boss):
    row, keeper = met.meeting(make, -1), make.focal_point()
    party = actions.add_body(row.key, "WCO", "", "observer", by=boss, at=make.now)
    actions.add_agencies(row.key, [make.node("UZ-SCC").id], by=boss, at=make.now)
    save_minutes(row.key, "a", seen=0, by=boss, at=make.now)
    make_final(row.key, 1, by=boss, at=make.now)
    assert (row.final_no, told(make, "minutes_final")) == (1, [keeper.id])

    for change in (
        lambda: make_final(row.key, 1, by=boss, at=make.now),
        lambda: save_minutes(row.key, "b", seen=1, by=boss, at=make.now),
        lambda: actions.set_agenda(row.key, [], by=boss, at=make.now),
        lambda: actions.note_presence(row.key, party.id, "present", by=boss, at=make.now),
        lambda: actions.remove_party(row.key, party.id, by=boss, at=make.now),
        lambda: freeze(row.key, DOC, RULE, make.now, boss, make.now),
    ):
        with pytest.raises(Conflict, match="final"):
            change()


def test_minutes_are_made_final_in_the_version_that_was_read_after_the_meeting_has_begun(make, boss):
    ahead, held = met.meeting(make, 2), met.meeting(make, -2)
    for row in (ahead, held):
        save_minutes(row.key, "a", seen=0, by=boss, at=make.now)
    save_minutes(held.key, "b", seen=1, by=boss, at=make.now)

    for row, no, words in ((ahead, 1, "once the meeting has begun"), (held, 1, "another window"), (met.meeting(make, -1), 1, "no minutes")):
        with pytest.raises(Conflict, match=words):
            make_final(row.key, no, by=boss, at=make.now)


def test_frozen_figures_stay_as_they_were_and_newer_ones_are_the_next_number(make, boss, db):
    row, at = met.meeting(make, 1), make.now
    freeze(row.key, DOC, RULE, at, boss, at)
    freeze(row.key, {"tables": []}, RULE, at, boss, at)
    db.session.expire_all()
    newest, first = queries.packs(row.id)

    assert (first.no, first.doc, first.rule, first.as_of, first.digest) == (1, DOC, RULE, at, fingerprint(DOC, RULE, at))
    assert (newest.no, newest.doc) == (2, {"tables": []})
    with pytest.raises(NotAllowed):
        freeze(row.key, DOC, RULE, at, make.viewer(make.focal_point()), at)
    assert len(db.session.scalars(select(ProgressPack)).all()) == 2


def test_an_agenda_changed_elsewhere_is_not_written_over(make, boss):
    row, points = met.meeting(make), [Point("10:00", "Open actions", ""), Point("", "Next meeting", "in autumn")]
    actions.set_agenda(row.key, points, seen=[], by=boss, at=make.now)
    actions.set_agenda(row.key, points, seen=[], by=boss, at=make.now)  # a double click

    with pytest.raises(Conflict, match="another window"):
        actions.set_agenda(row.key, points[:1], seen=[], by=boss, at=make.now)
    assert [(item.clock, item.text, item.note) for item in queries.agenda(row.id)] == [tuple(point) for point in points]
