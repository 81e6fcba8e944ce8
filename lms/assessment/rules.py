"""What an attempt adds up to and how an answer stands, on plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.catalogue.rules.marking import Reviewed, is_readable, mark_asked
from lms.catalogue.rules.questions import Asked, Given, Presented, mixed, present, read_back


@dataclass(frozen=True)
class Item:
    """A question of an attempt on its page. `state` is open (nothing given), part, no (cannot be read) or done."""

    pos: int
    asked: Presented
    state: str
    saved_at: datetime | None
    twice: tuple[str, ...] = ()  # places that two steps share

    @property
    def field(self) -> str:
        """The name of its fields; a page says places, never ids."""
        return field_of(self.pos)

    @property
    def shown(self) -> str:
        """The answer as this page was drawn with it: what is sent back tells who changed it meanwhile."""
        return shown(self.asked)


def field_of(pos: int) -> str:
    """The name of the fields of the question at that place."""
    return f"q{pos}"


def item(pos: int, asked: Asked, seed: int, langs: Sequence[str], given: Given | None, saved_at: datetime | None) -> Item:
    """A question as its page shows it, with the answer so far."""
    page = present(asked, seed, langs, given)
    chosen = [row.chosen for row in page.rows if row.chosen] if page.type == "sequence" else []
    twice = tuple(dict.fromkeys(place for place in chosen if chosen.count(place) > 1))
    if not page.is_begun:
        state = "open"
    elif not is_readable(asked, given):
        state = "no"
    else:
        state = "done" if page.is_complete and not twice else "part"
    return Item(pos, page, state, saved_at, twice)


def shown(asked: Presented) -> str:
    """An answer in tokens: the same string for the same answer, in any language."""
    if asked.rows:
        return ",".join(row.chosen for row in asked.rows) if asked.is_begun else ""
    return asked.text or ",".join(option.token for option in asked.options if option.is_chosen)


@dataclass(frozen=True)
class Sent:
    """An answer as a page sent it: what is given, and what the page had been drawn with."""

    pos: int
    given: Given
    had: str
    now: str

    @property
    def is_touched(self) -> bool:
        """The reader changed it on this page. What they did not touch is not sent over a later answer."""
        return self.now != self.had


def sent(pos: int, asked: Asked, seed: int, langs: Sequence[str], form: Any) -> Sent:
    """Read one question's fields out of a form (with `get` and `getlist`)."""
    given = read_back(asked, seed, field_of(pos), form.getlist)
    return Sent(pos, given, form.get(f"had-{field_of(pos)}", ""), shown(present(asked, seed, langs, given)))


@dataclass(frozen=True)
class Marked:
    """An attempt after marking. `points` by question version."""

    points: Mapping[int, int]
    score: int
    out_of: int
    is_passed: bool

    @property
    def body(self) -> dict[str, Any]:
        """What the fact says."""
        return {"percent": self.score * 100 // self.out_of if self.out_of else 0, "score": self.score, "out_of": self.out_of}


def marked(answers: Iterable[tuple[Asked, Given]], pass_points: int) -> Marked:
    """Mark all answers of an attempt."""
    every = [(asked, mark_asked(asked, given)) for asked, given in answers]
    score, out_of = sum(points for _, points in every), sum(asked.points for asked, _ in every)
    return Marked({asked.id: points for asked, points in every}, score, out_of, score >= pass_points)


def order_of(seed: int, count: int, *, is_shuffled: bool) -> list[int]:
    """Which question of the file stands at each place of an attempt."""
    return mixed(seed, "questions", count) if is_shuffled else list(range(count))


def pages_of(items: Sequence[Any], per_page: int) -> list[Sequence[Any]]:
    """Parted into pages."""
    return [items[start : start + per_page] for start in range(0, len(items), per_page)] or [[]]


def may_show_key(*, is_passed: bool, used: int, allowed: int | None) -> bool:
    """Whether the right answers are said: once the quiz is passed, or when no attempt is left (docs/decisions/right-answers.md)."""
    return is_passed or (allowed is not None and used >= allowed)


@dataclass(frozen=True)
class Part:
    """Points of the questions that one lesson answers, or of those that name no lesson (`lesson` is empty)."""

    lesson: str
    points: int
    out_of: int
    wrong: tuple[int, ...]  # the numbers of the questions that were not right


def by_lesson(reviews: Sequence[Reviewed]) -> list[Part]:
    """The points by lesson, in the order of the questions."""
    found: dict[str, list[tuple[int, Reviewed]]] = {}
    for number, review in enumerate(reviews, 1):
        found.setdefault(review.lesson, []).append((number, review))
    return [
        Part(
            lesson=lesson,
            points=sum(review.points for _, review in every),
            out_of=sum(review.out_of for _, review in every),
            wrong=tuple(number for number, review in every if not review.is_right),
        )
        for lesson, every in found.items()
    ]
