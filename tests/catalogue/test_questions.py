"""What a page may hold of a question, and what comes back from its form. A lesson and a quiz call the same functions."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from lms.catalogue.rules.folder import read_folder
from lms.catalogue.rules.marking import mark_asked, review, right_answer
from lms.catalogue.rules.questions import Asked, Given, Presented, filled, present, read_back
from lms.catalogue.rules.reading import read_course
from tests.catalogue.conftest import Written

ROOT = Path(__file__).parents[2]
KINDS = ["class", "signs", "load", "who", "order", "match"]


def form_of(page: Presented) -> dict[str, list[str]]:
    """What a browser sends for what stands on the page."""
    if page.rows:
        return {f"q.{row.field}": [row.chosen] for row in page.rows}
    return {"q": [page.text] if page.text else [option.token for option in page.options if option.is_chosen]}


def come_back(asked: Asked, seed: int, form: dict[str, list[str]]) -> Given:
    return read_back(asked, seed, "q", lambda name: form.get(name, []))


def test_an_answer_goes_to_the_page_and_comes_back_the_same(asked: dict[str, Asked]):
    for slug in KINDS:
        page = present(asked[slug], 7, ["ru", "en"], right_answer(asked[slug]))
        assert page.lang == "ru" and page.is_complete
        assert come_back(asked[slug], 7, form_of(page)) == right_answer(asked[slug]), slug


@examples(seed=st.integers(0, 2**62), other=st.integers(0, 2**62))
def test_mixing_never_changes_what_an_answer_is_worth(seed: int, other: int):
    for question in _asked().values():
        for seeded in (seed, other):
            given = come_back(question, seeded, form_of(present(question, seeded, ["en"], right_answer(question))))
            assert mark_asked(question, given) == question.points


@examples(seed=st.integers(0, 2**62))
def test_the_tokens_are_the_same_in_every_language(seed: int):
    for question in _asked().values():
        english, russian = (present(question, seed, [lang], right_answer(question)) for lang in ("en", "ru"))
        assert form_of(english) == form_of(russian) or question.type in ("number", "text")


def test_in_one_form_a_language_may_be_changed_between_the_page_and_the_answer(asked: dict[str, Asked]):
    english, russian = (present(asked["class"], 3, [lang]) for lang in ("en", "ru"))
    place = next(option.token for option in english.options if option.html == "H")
    assert next(option.html for option in russian.options if option.token == place) == "H"


def test_the_key_is_in_no_byte_of_what_is_shown(seals: Written):
    """Whatever stands in the key and not in the question is looked for in every page that can be made of it."""
    for question in _asked().values():
        for seed in range(20):
            for lang in ("en", "ru"):
                page = json.dumps(asdict(present(question, seed, [lang], None)), ensure_ascii=False)
                assert not [said for said in _secrets(question) if said in page], question.slug


def _secrets(question: Asked) -> list[str]:
    """What only the key says: feedback, explanations, accepted answers, bounds, and the names of its fields."""
    key = question.answer_key
    texts = [each for said in key.get("feedback", {}).values() for each in said if each] + list(key.get("explanation", {}).values())
    texts += [each for some in key.get("accepted", {}).values() for each in some] + [key[name] for name in ("low", "high") if name in key]
    return [*texts, "right_answer", "answer_key", "pairs", "places", "accepted", "feedback", "lesson", "is_right"]


@pytest.mark.parametrize("slug", ["class", "signs"])
def test_no_place_on_the_page_is_likelier_to_be_right(asked: dict[str, Asked], slug: str):
    """Over many seeds the first written, which is right, stands everywhere equally often."""
    question, places = asked[slug], [0] * len(asked[slug].shown["en"]["choices"])
    first = question.shown["en"]["choices"][0]
    for seed in range(2000):
        places[[option.html for option in present(question, seed, ["en"]).options].index(first)] += 1
    assert all(abs(count - 2000 / len(places)) < 120 for count in places), places


def test_the_written_order_of_a_sequence_is_not_even_in_what_is_kept_to_show(asked: dict[str, Asked]):
    question = asked["order"]
    assert sorted(question.shown["en"]["items"]) == ["Tug", "Twist", "Verify", "View"] != question.shown["en"]["items"]
    orders = {tuple(row.html for row in present(question, seed, ["en"]).rows) for seed in range(400)}
    assert len(orders) == 24, "every order occurs"


def test_partners_are_mixed_apart_from_what_they_belong_to(asked: dict[str, Asked]):
    question = asked["match"]
    together = 0
    for seed in range(600):
        page = present(question, seed, ["en"])
        right = question.shown["en"]["right"][question.answer_key["pairs"][question.shown["en"]["left"].index(page.rows[0].html)]]
        together += page.options[0].html == right
    assert 130 < together < 270, "the first partner belongs to the first row a third of the time"


def test_equal_partners_are_offered_once(lesson):
    table = "## Which? {#which ?}\n| A | B |\n|---|---|\n| x | same |\n| y | same |\n| z | other |\n"
    made = lesson(table).read().activities[0].questions[0]
    question = Asked(1, made.slug, made.type, made.points, made.topic, made.shown, made.key)
    assert sorted(option.html for option in present(question, 1, ["en"]).options) == ["other", "same"]
    assert mark_asked(question, right_answer(question)) == question.points


@examples(
    seed=st.integers(), form=st.dictionaries(st.sampled_from(["q", "q.1", "q.2", "q.3", "q.9", "q.x"]), st.lists(st.text(max_size=5)))
)
def test_whatever_a_form_says_is_read_without_a_traceback(seed: int, form: dict[str, list[str]]):
    for question in _asked().values():
        given = come_back(question, seed, form)
        assert 0 <= mark_asked(question, given) <= question.points
        present(question, seed, ["en"], given)


def test_a_reader_without_their_language_gets_the_next_of_their_chain(asked: dict[str, Asked]):
    assert present(asked["class"], 1, ["kk", "ru", "en"]).lang == "ru"
    assert present(asked["class"], 1, ["tg"]).lang in ("en", "ru")


def test_what_is_half_answered_says_so(asked: dict[str, Asked]):
    assert filled(asked["match"], {"value": [0, None, None]}) == (1, 3)
    assert filled(asked["order"], {}) == (0, 4)
    assert filled(asked["class"], {"value": 0}) == (1, 1)
    page = present(asked["match"], 1, ["en"], {"value": [0, None, None]})
    assert page.is_begun and not page.is_complete


def test_after_marking_everything_is_said(asked: dict[str, Asked]):
    told = review(asked["class"], 5, ["en"], {"value": 0})
    assert told.is_right and told.feedback == ("<p>High security.</p>",) and told.lesson == "parts"
    assert told.explanation == "<p>ISO 17712 names three classes.</p>"
    assert [option.is_right for option in told.options].count(True) == 1
    assert review(asked["load"], 5, ["ru"], {"value": "3"}).right == "10..12 кН"
    assert review(asked["who"], 5, ["ru"], {}).right == "отправитель"
    order = review(asked["order"], 5, ["en"], {"value": [None] * 4})
    assert {row.html: row.right for row in order.rows} == {"View": "1", "Verify": "2", "Tug": "3", "Twist": "4"}


def _asked(known: dict[str, Any] = {}) -> dict[str, Asked]:  # noqa: B006 - read once
    if not known:
        from tests.catalogue.conftest import FILES

        for activity in Written(dict(FILES)).stamped.read().activities:
            known |= {q.slug: Asked(1, q.slug, q.type, q.points, q.topic, q.shown, q.key) for q in activity.questions}
    return known


@pytest.mark.architecture
@pytest.mark.parametrize("name", ["container-marking", "programme-welcome"])
def test_the_programmes_own_questions_keep_their_key_and_can_be_answered(name: str):
    course, problems = read_course(read_folder(ROOT / "courses" / name))
    assert course is not None, problems
    for made in (question for activity in course.activities for question in activity.questions):
        question = Asked(1, made.slug, made.type, made.points, made.topic, made.shown, made.key)
        said = [text for part in ("feedback", "explanation") for text in made.key.get(part, {}).values()]
        secrets = [text for each in said for text in ([each] if isinstance(each, str) else each) if text]
        for lang in ("en", "ru"):
            page = json.dumps(asdict(present(question, 2**40 + 7, [lang])), ensure_ascii=False)
            assert not [text for text in secrets if json.dumps(text, ensure_ascii=False)[1:-1] in page], made.slug
            given = come_back(question, 7, form_of(present(question, 7, [lang], right_answer(question))))
            assert mark_asked(question, given) == question.points, made.slug
