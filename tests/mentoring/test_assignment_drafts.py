"""Whatever devices save in whatever order, nothing is written over by a page that has not seen it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lms.mentoring.rules.drafts import MOST_ASIDE, Fate, Words, chosen, marks_of, moved, settle, written

AT = datetime(2020, 6, 26, tzinfo=UTC)
steps = st.lists(
    st.tuples(st.sampled_from(["send", "send", "send", "reload", "choose"]), st.integers(0, 7), st.text("abc", max_size=3)), max_size=40
)


class Desk:
    """A draft, and eight pages on which it is written."""

    def __init__(self) -> None:
        self.words, self.version, self.aside = Words(), 0, {}
        self.drawn = dict.fromkeys(range(8), 0)

    def texts(self) -> set[str]:
        return {self.words.text, *(doc["text"] for doc in self.aside.values())}

    def send(self, page: int, text: str) -> Fate:
        kept = settle(self.words, self.version, self.aside, Words(text), drawn=self.drawn[page], page=f"page{page}", at=AT)
        self.words, self.version, self.aside = kept.words, kept.version, dict(kept.aside)
        if kept.fate in (Fate.SAVED, Fate.SAME):
            self.drawn[page] = kept.version
        return kept.fate


@given(steps)
def test_what_is_accepted_stands_somewhere_and_only_who_has_seen_it_replaces_it(events):
    desk = Desk()
    for what, page, text in events:
        before, own, had_seen = desk.texts(), desk.aside.get(f"page{page}"), desk.drawn[page] == desk.version
        if what == "reload":
            desk.drawn[page] = desk.version
        elif what == "choose":
            which = f"page{page}"
            desk.words, desk.version = chosen(desk.words, desk.version, desk.aside, which)
            desk.aside = {}
        else:
            fate = desk.send(page, text)
            assert fate is Fate.FULL or text in desk.texts()
            gone = before - desk.texts() - ({own["text"]} if own else set())
            assert not gone or (had_seen and len(gone) == 1)
            assert len(desk.aside) <= MOST_ASIDE


@given(steps)
def test_the_version_only_counts_up_and_a_page_that_is_up_to_date_is_always_saved(events):
    desk = Desk()
    for _what, page, text in events:
        version, up_to_date = desk.version, desk.drawn[page] == desk.version
        fate = desk.send(page, text)
        assert desk.version >= version and (not up_to_date or fate in (Fate.SAVED, Fate.SAME))


@given(
    st.lists(st.text("xyz", min_size=1, max_size=2), max_size=6), st.sampled_from(["up", "down", "save", "sideways"]), st.integers(-1, 9)
)
def test_moving_a_step_keeps_all_steps_and_moves_one_by_one(items, way, place):
    found = moved(items, f"{way}-{place}")
    assert sorted(found) == sorted(items) and sum(one != other for one, other in zip(items, found, strict=True)) in (0, 2)


def test_a_form_is_read_without_blank_steps_and_with_one_kind_of_line_end():
    assert written("a\r\nb\n\n", ["1\r\n", " ", "2"], "  w ") == Words("a\nb", ("1", "2"), "w")


def test_a_choice_names_all_that_was_seen():
    aside = {"b": {"at": "2020-06-26T10:00:00+00:00"}, "a": {"at": "2020-06-26T09:00:00+00:00"}}
    assert marks_of(3, aside) == "3,a@2020-06-26T09:00:00+00:00,b@2020-06-26T10:00:00+00:00"
