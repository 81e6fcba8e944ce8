"""What counts add up to."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lms.insight.rules import Began, Counts, Finished, InTrack, Joined, Known, People, add_up

PLACES = [("UZ", 1), ("UZ", 2), ("KZ", 3), ("KZ", None)]
MODULES = {10: [(1, "basics"), (1, "check")], 11: [(1, "basics")], 20: [(2, "check")]}
KNOWN = Known(MODULES, {10: "elearning", 11: "elearning", 20: "theory"})

counts = st.builds(Counts, *[st.integers(0, 9)] * 5)
began = st.lists(st.builds(Began, st.sampled_from(PLACES), st.sampled_from(sorted(MODULES)), counts), max_size=12)
finished = st.lists(
    st.builds(Finished, st.sampled_from(PLACES), st.sampled_from([(1, "basics"), (1, "check"), (2, "check")]), st.integers(0, 9)),
    max_size=8,
)
awards = st.dictionaries(st.sampled_from(PLACES), st.integers(1, 9))


def test_a_module_is_a_share_of_those_whose_release_has_it_and_who_did_not_withdraw():
    parts = [Began(("UZ", 1), 10, Counts(not_started=3, withdrawn=1)), Began(("UZ", 1), 11, Counts(in_progress=5))]
    line = add_up(parts, [], [Finished(("UZ", 1), (1, "basics"), 2)], {}, {}, KNOWN).lines["UZ", 1]
    assert (line.finished[1, "basics"], line.enrolled[1, "basics"], line.enrolled[1, "check"]) == (2, 8, 3)


def test_a_place_with_an_award_and_no_enrolment_in_the_period_has_a_line():
    tally = add_up([], [], [], {("UZ", 1): 2}, {date(2020, 6, 1): 2}, KNOWN)
    assert (tally.lines["UZ", 1].awards, tally.total.awards, tally.is_empty) == (2, 2, False)


def test_where_nothing_was_counted_there_is_no_share():
    tally = add_up([], [], [], {}, {}, Known())
    assert (tally.is_empty, tally.total.share) == (True, None)


@given(began, finished, awards)
def test_the_lines_add_up_to_the_total(parts, shares, given_awards):
    tally = add_up(parts, [], shares, given_awards, {}, KNOWN)
    assert sum((line.counts for line in tally.lines.values()), Counts()) == tally.total.counts
    assert sum(line.awards for line in tally.lines.values()) == tally.total.awards
    for module, enrolled in tally.total.enrolled.items():
        assert sum(line.enrolled.get(module, 0) for line in tally.lines.values()) == enrolled


@given(began)
def test_the_four_states_add_up_to_the_enrolled(parts):
    total = add_up(parts, [], [], {}, {}, KNOWN).total.counts
    assert total.enrolled == total.not_started + total.in_progress + total.completed + total.withdrawn
    assert total.open + total.completed == total.standing


@given(st.lists(st.builds(People, st.sampled_from(PLACES), st.integers(0, 9), st.integers(0, 9)), unique_by=lambda p: p.place))
def test_people_of_all_are_counted_and_not_added(people):
    parts = [Began(place, 10, Counts(in_progress=1)) for place in PLACES]
    total = add_up(parts, [*people, People(None, 3, 1)], [], {}, {}, KNOWN).total
    assert (total.people, total.late_people) == (3, 1)


@given(began)
def test_the_pillars_add_up_to_all_enrolments(parts):
    tally = add_up(parts, [], [], {}, {}, KNOWN)
    assert sum(tally.pillars.values(), Counts()) == tally.total.counts


joined = st.lists(
    st.builds(Joined, st.sampled_from(PLACES), st.sampled_from([1, 2]), st.builds(InTrack, st.integers(0, 9), st.integers(0, 9))),
    max_size=8,
)


@given(began, joined)
def test_those_in_a_track_add_up_over_places_to_the_number_of_the_track(parts, in_tracks):
    tally = add_up(parts, [], [], {}, {}, KNOWN, in_tracks, 1)
    assert sum((line.programme for line in tally.lines.values()), InTrack()) == tally.total.programme == tally.tracks.get(1, InTrack())
