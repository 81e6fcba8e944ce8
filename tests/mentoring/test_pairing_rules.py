"""Who fits whom: the score, and what keeps a mentor from being paired."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.mentoring.rules.pairing import WEIGHTS, Asked, Bar, Offered, best_language, fit, order
from lms.mentoring.rules.profile import LEVELS, TOPICS, is_enough, written

TODAY = date(2020, 6, 26)
PANJ = Asked(topics=("search", "concealment", "documents"), langs=("tg", "ru"))


def mentor(**more):
    return Offered(**{"languages": {"ru": "C1", "en": "C2"}, "topics": TOPICS, "hours": 10, "taken": 0, "places": 2, **more})


def test_a_free_mentor_who_knows_all_of_it_has_all_points_but_those_for_having_been_there_before():
    assert fit(mentor(languages={"ru": "C2"}), PANJ, TODAY).score == 90
    assert fit(mentor(languages={"ru": "C2"}, is_known=True), PANJ, TODAY).score == 100
    assert sum(WEIGHTS.values()) == 100


def test_each_bar_is_said_and_the_first_that_holds_is_the_one():
    bars = {
        Bar.ONESELF: {"is_oneself": True, "taken": 2},
        Bar.COLLEAGUE: {"is_colleague": True, "paused_until": TODAY},
        Bar.NO_PROFILE: {"has_profile": False},
        Bar.PAUSED: {"paused_until": TODAY, "languages": {}},
        Bar.LANGUAGE: {"languages": {"en": "C2", "ru": "A2"}, "hours": 0},
        Bar.HOURS: {"hours": 1.9, "taken": 2},
        Bar.FULL: {"taken": 2},
    }
    assert {bar: fit(mentor(**more), PANJ, TODAY).bar for bar, more in bars.items()} == {bar: bar for bar in Bar}
    assert fit(mentor(paused_until=TODAY - timedelta(days=1)), PANJ, TODAY).is_possible


def test_the_language_is_that_in_which_the_mentor_is_best_and_at_least_b1():
    assert best_language({"ru": "B2", "tg": "B1", "en": "C2"}, PANJ.langs) == "ru"
    assert best_language({"ru": "B1", "tg": "B1"}, PANJ.langs) == "tg"
    assert best_language({"ru": "A2"}, PANJ.langs) is None
    assert written("TM", ["en", "ru", "en"]) == ("tk", "en", "ru")
    assert written(None, ["en"]) == ("en",)


levels = st.sampled_from(LEVELS)
mentors = st.builds(
    Offered,
    languages=st.dictionaries(st.sampled_from(("ru", "en", "tg", "uz")), levels),
    topics=st.frozensets(st.sampled_from(TOPICS)),
    hours=st.floats(0, 40),
    taken=st.integers(0, 5),
    places=st.integers(0, 5),
    paused_until=st.none() | st.dates(date(2020, 1, 1), date(2021, 1, 1)),
    is_known=st.booleans(),
)
asks = st.builds(
    Asked,
    topics=st.lists(st.sampled_from(TOPICS), unique=True, max_size=5).map(tuple),
    langs=st.lists(st.sampled_from(("ru", "tg", "en")), unique=True).map(tuple),
)


def changed(one, **more):
    return Offered(**{**one.__dict__, **more})


@given(mentors, asks, st.floats(0, 20), st.sampled_from(TOPICS))
def test_more_hours_more_topics_and_fewer_places_taken_never_cost_points(one, asked, hours, topic):
    score = fit(one, asked, TODAY).score

    assert 0 <= score <= 100
    assert fit(changed(one, hours=one.hours + hours), asked, TODAY).score >= score
    assert fit(changed(one, topics={*one.topics, topic}), asked, TODAY).score >= score
    assert fit(changed(one, taken=max(one.taken - 1, 0)), asked, TODAY).score >= score
    assert fit(changed(one, is_known=True), asked, TODAY).score >= score


@given(mentors, asks)
def test_whoever_can_be_offered_shares_a_written_language_has_hours_and_a_place(one, asked):
    found = fit(one, asked, TODAY)
    if found.is_possible:
        assert is_enough(found.level) and one.languages[found.lang] == found.level and found.lang in asked.langs
        assert one.hours >= 2 and one.taken < one.places
        assert one.paused_until is None or one.paused_until < TODAY
    assert set(found.topics) == set(asked.topics) & set(one.topics)


@given(st.lists(mentors, max_size=6, unique_by=id), asks, st.randoms())
def test_the_order_is_the_same_however_they_come_and_none_that_is_barred_is_before_one_that_is_not(found, asked, random):
    rows = [(one, f"XX-{n}") for n, one in enumerate(found)]
    shuffled = random.sample(rows, len(rows))

    def listed(those):
        return sorted(those, key=lambda row: order(fit(row[0], asked, TODAY), *row))

    assert [ref for _one, ref in listed(rows)] == [ref for _one, ref in listed(shuffled)]
    possible = [fit(one, asked, TODAY).is_possible for one, _ref in listed(rows)]
    assert possible == sorted(possible, reverse=True)
