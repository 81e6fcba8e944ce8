"""From a question as written, in its source and its translations, to its value: what is shown, and the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.catalogue.rules import numbers
from lms.catalogue.rules.blocks import RULE_ROW, Block, Line
from lms.catalogue.rules.marking import plain
from lms.catalogue.rules.problems import Problems
from lms.catalogue.rules.questions import mixed
from lms.catalogue.rules.rendering import Place, Renderer
from lms.catalogue.rules.source import QuestionSource

MOST_ANSWERS = 20


@dataclass(frozen=True)
class Written:
    """A question in one language and where it stands."""

    place: Place
    block: Block


class Asker:
    """Makes questions. Mistakes of form are noted once, in the language where they stand."""

    def __init__(self, renderer: Renderer, problems: Problems) -> None:
        self._renderer, self._problems = renderer, problems
        self.pictures: list[str] = []

    def ask(self, source: Written, others: Sequence[Written]) -> QuestionSource | None:
        """The question in all languages; None when it cannot be asked."""
        kind = self._type(source)
        if not kind:
            return None
        block = source.block
        shown: dict[str, Any] = {}
        key: dict[str, Any] = self._key(source, kind)
        if block.lesson:
            key["lesson"] = block.lesson
        for written in (source, *others):
            if written is source or self._same_form(source, written, kind):
                shown[written.place.lang] = self._shown(written, kind, source)
                self._said(written, kind, key)
        return QuestionSource(block.slug, kind, block.points, block.topic, shown, key, source.place.file, block.line)

    def _wrong(self, written: Written, line: int, wrong: str, mend: str) -> None:
        self._problems.add(written.place.file, line, wrong, mend)

    def _type(self, written: Written) -> str:
        """The type, or nothing with the reason noted."""
        block = written.block
        if block.choices:
            return self._choice_type(written)
        if block.typed:
            return self._typed_type(written, block.typed)
        if block.items:
            return self._enough(written, [item.text for item in block.items], "sequence", "write at least two steps, all different")
        if block.pairs:
            if len(block.pairs) < 2 or not RULE_ROW.fullmatch(block.pairs[1][0].text.strip()):
                self._wrong(
                    written,
                    block.pairs[0][0].no,
                    "the matching table has no heading",
                    "write `| Code | Box |` and under it `|------|-----|`",
                )
                return ""
            rows = block.pairs[2:]
            if any(not left or not right for _, left, right in rows):
                self._wrong(
                    written,
                    next(line.no for line, left, right in rows if not left or not right),
                    "a cell of the matching table is empty",
                    "fill it, or take the row out",
                )
                return ""
            if len({right for _, _, right in rows}) < 2:
                self._wrong(
                    written,
                    block.line,
                    f"there is nothing to choose between in `{block.slug}`",
                    "write at least two rows with different second cells",
                )
                return ""
            return self._enough(written, [left for _, left, _ in rows], "matching", "write at least two rows with different first cells")
        return ""

    def _choice_type(self, written: Written) -> str:
        block = written.block
        right = sum(choice.is_right for choice in block.choices)
        if not right:
            self._wrong(written, block.line, f"the question `{block.slug}` has no right answer", "mark it with `- [x] `")
            return ""
        if right == len(block.choices):
            self._wrong(written, block.line, f"every answer to `{block.slug}` is right", "add wrong ones with `- [ ] `")
            return ""
        kind = "single" if right == 1 else "multiple"
        return self._enough(written, [choice.text for choice in block.choices], kind, "write at least two answers, all different")

    def _typed_type(self, written: Written, typed: Line) -> str:
        if expected := numbers.written(typed.text):
            if expected.low > expected.high:
                self._wrong(written, typed.no, f"the range `{typed.text}` runs backwards", "write the smaller number first: `= 42..51 t`")
                return ""
            return "number"
        if not _alternatives(typed.text):
            self._wrong(
                written, typed.no, "there is nothing behind `=`", "write the right answer, and others it may be: `= shipper | consignor`"
            )
            return ""
        if ".." in typed.text and any(char.isdigit() for char in typed.text):
            self._wrong(
                written, typed.no, f"`{typed.text}` is not a range", 'write `= 42..51 t`; a text with dots stands in quotes: `= "a..b"`'
            )
            return ""
        return "text"

    def _enough(self, written: Written, texts: list[str], kind: str, mend: str) -> str:
        line = written.block.line
        if len(texts) < 2:
            self._wrong(written, line, f"the question `{written.block.slug}` has only one answer to choose from", mend)
            return ""
        if len(texts) > MOST_ANSWERS:
            self._wrong(written, line, f"the question `{written.block.slug}` has {len(texts)} answers", f"write at most {MOST_ANSWERS}")
            return ""
        if len({text.casefold() for text in texts}) < len(texts):
            self._wrong(written, line, f"two answers to `{written.block.slug}` are the same", mend)
            return ""
        return kind

    def _same_form(self, source: Written, other: Written, kind: str) -> bool:
        """A translation asks the same: its type, the number of its answers, and its numbers."""
        ours, theirs = source.block, other.block
        where = f"`{ours.slug}` in {source.place.file}:{ours.line}"
        self._same_braces(ours, other, where)
        if found := _difference(ours, theirs, kind, where):
            self._wrong(other, *found)
            return False
        if theirs.typed:
            return self._typed_type(other, theirs.typed) != ""
        texts = [c.text for c in theirs.choices] or [i.text for i in theirs.items] or [left for _, left, _ in theirs.pairs[2:]]
        return bool(self._enough(other, texts, "same", "translate them so that they can be told apart"))

    def _same_braces(self, ours: Block, other: Written, where: str) -> None:
        theirs = other.block
        for name, empty in (("points", 1), ("topic", ""), ("lesson", "")):
            if getattr(theirs, name) not in (empty, getattr(ours, name)):
                self._wrong(other, theirs.line, f"`{name}` is another than for {where}", "leave it to the source: write the id alone")

    def _html(self, written: Written, lines: list[Line]) -> str:
        if not any(line.text.strip() for line in lines):
            return ""
        made = self._renderer.render([line.text for line in lines], lines[0].no, written.place, with_ids=False)
        self.pictures += made.pictures
        return made.html.strip()

    def _line(self, written: Written, text: str, line: int) -> str:
        return self._renderer.inline(text, line, written.place)

    def _shown(self, written: Written, kind: str, source: Written) -> dict[str, Any]:
        block = written.block
        shown: dict[str, Any] = {"prompt": self._line(written, block.prompt, block.line)}
        if more := self._html(written, block.more):
            shown["more"] = more
        if block.choices:
            shown["choices"] = [self._line(written, choice.text, choice.line) for choice in block.choices]
        elif kind == "number" and block.typed and (expected := numbers.written(block.typed.text)):
            shown["unit"] = expected.unit
        elif kind == "sequence":
            items = [self._line(written, item.text, item.no) for item in block.items]
            shown["items"] = [items[i] for i in mixed(0, block.slug, len(items))]
        elif kind == "matching":
            left, right = block.pairs[0][1:]
            shown["heads"] = [self._line(written, head, block.pairs[0][0].no) for head in (left, right)]
            shown["left"] = [self._line(written, each, line.no) for line, each, _ in block.pairs[2:]]
            rights = [self._line(written, each, line.no) for line, _, each in block.pairs[2:]]
            shown["right"] = [rights[i] for i in _partners(source.block)[0]]
        return shown

    def _key(self, source: Written, kind: str) -> dict[str, Any]:
        """What the source alone says."""
        block = source.block
        if kind in ("single", "multiple"):
            return {"right": [i for i, choice in enumerate(block.choices) if choice.is_right], "count": len(block.choices)}
        if kind == "number" and block.typed and (expected := numbers.written(block.typed.text)):
            return {"low": str(expected.low), "high": str(expected.high), "units": [], "said": {}}
        if kind == "sequence":
            order = mixed(0, block.slug, len(block.items))
            return {"places": [i + 1 for i in order]}
        if kind == "matching":
            return {"pairs": _partners(block)[1]}
        return {"accepted": {}}

    def _said(self, written: Written, kind: str, key: dict[str, Any]) -> None:
        """What each language adds to the key: its words for units, for typed answers, and what is said after marking."""
        block, lang = written.block, written.place.lang
        if any(choice.feedback for choice in block.choices):
            key.setdefault("feedback", {})[lang] = [self._html(written, choice.feedback) for choice in block.choices]
        if explanation := self._html(written, block.explanation):
            key.setdefault("explanation", {})[lang] = explanation
        if kind == "number" and block.typed and (expected := numbers.written(block.typed.text)):
            key["units"] = sorted({*key["units"], expected.unit} - {""})
            key["said"][lang] = expected.said
        if kind == "text" and block.typed:
            key["accepted"][lang] = _alternatives(block.typed.text)


def _difference(ours: Block, theirs: Block, kind: str, where: str) -> tuple[int, str, str] | None:
    """(line, what is wrong, how to mend it) of the first thing in a translation that asks something else."""
    line = theirs.line
    if theirs.type_name != ours.type_name or (theirs.typed and (numbers.written(theirs.typed.text) is None) != (kind == "text")):
        return line, f"this question is of another type than {where}", "write the same kind of answers as there"
    for name in ("choices", "items", "pairs"):
        if len(getattr(theirs, name)) != len(getattr(ours, name)):
            wrong = f"this question has {_rows(theirs, name)} answers, {where} has {_rows(ours, name)}"
            return line, wrong, "write them all, in the same order"
    marks = [choice.is_right for choice in theirs.choices]
    if any(marks) and marks != [choice.is_right for choice in ours.choices]:
        wrong = f"other answers are marked right than for {where}"
        return line, wrong, "mark the same ones, or none: the key is read from the source"
    if kind == "number" and theirs.typed and ours.typed and _bounds(theirs.typed) != _bounds(ours.typed):
        wrong = f"the number is another than for {where}"
        return theirs.typed.no, wrong, f"write `= {ours.typed.text}` (the unit may be translated)"
    if kind == "matching" and len({theirs.pairs[2:][i][2] for i in _partners(ours)[0]}) < len(_partners(ours)[0]):
        wrong = f"two second cells are the same here and different for {where}"
        return line, wrong, "translate them so that they can be told apart"
    return None


def _alternatives(text: str) -> list[str]:
    """The answers on a line behind `=`; in quotes they are taken as they are, digits too."""
    each = [part.strip() for part in text.split("|")]
    stripped = [part[1:-1].strip() if len(part) > 1 and part[0] == part[-1] == '"' else part for part in each]
    return [part for part in stripped if plain(part)]


def _partners(source: Block) -> tuple[list[int], list[int]]:
    """(rows whose second cell is offered, mixed; for each row which of these is right). Equal cells are offered once."""
    cells = [right for _, _, right in source.pairs[2:]]
    distinct = [i for i, cell in enumerate(cells) if cells.index(cell) == i]
    offered = [distinct[i] for i in mixed(0, f"{source.slug}:right", len(distinct))]
    return offered, [next(n for n, i in enumerate(offered) if cells[i] == cell) for cell in cells]


def _bounds(typed: Line) -> tuple[Any, Any] | None:
    expected = numbers.written(typed.text)
    return (expected.low, expected.high) if expected else None


def _rows(block: Block, name: str) -> int:
    return len(getattr(block, name)) - (2 if name == "pairs" else 0)
