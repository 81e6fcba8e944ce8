"""Parting a body into text and questions, line by line, before any Markdown is made of it.

A question is a heading with an id in braces; what follows decides its type. Fenced code is text, whatever it looks like.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lms.catalogue.rules.folder import ID_FORM
from lms.catalogue.rules.problems import Problems, nearest


class Line(NamedTuple):
    """A line of a file and its number."""

    no: int
    text: str


@dataclass
class Choice:
    """A line to tick, and what is said to whoever ticked it."""

    line: int
    text: str
    is_right: bool
    feedback: list[Line] = field(default_factory=list)


@dataclass
class Block:
    """A question as written. One of `choices`, `typed`, `items`, `pairs` is filled."""

    line: int
    slug: str
    prompt: str
    is_check: bool = False
    points: int = 1
    topic: str = ""
    lesson: str = ""
    more: list[Line] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    typed: Line | None = None
    items: list[Line] = field(default_factory=list)
    pairs: list[tuple[Line, str, str]] = field(default_factory=list)
    explanation: list[Line] = field(default_factory=list)

    @property
    def type_name(self) -> str:
        """What kind of answer is asked, as far as the form tells."""
        if self.choices:
            return "choice"
        return "typed" if self.typed else "sequence" if self.items else "matching" if self.pairs else "none"


HEADING = re.compile(r"##\s+(?P<prompt>.*?)\s*\{:?\s*(?P<braces>#[^}]*)\}\s*#*\s*$")
ANY_HEADING = re.compile(r"#{1,6}\s")
FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
CHOICE = re.compile(r"[-*+] \[(?P<mark>[ xX])\](?:\s+(?P<text>.*))?$")
NEARLY_CHOICE = re.compile(r"[-*+]\s*\[(?P<mark>\s*[xXхХvV✓]?\s*)\](?!\()")
ITEM = re.compile(r"(?P<no>\d+)[.)]\s+(?P<text>.*)$")
ROW = re.compile(r"\|(.*)$")
RULE_ROW = re.compile(r"\|?[\s:|-]+\|?$")
BRACE_KEYS = ("topic", "points", "lesson")


def fenced(lines: Sequence[Line]) -> list[bool]:
    """Which lines stand in fenced code (the fences too)."""
    inside, out = "", []
    for line in lines:
        found = FENCE.match(line.text)
        if found and not inside:
            inside = found[1]
            out.append(True)
        elif found and found[1].startswith(inside) and line.text.strip() == found[1]:
            inside = ""
            out.append(True)
        else:
            out.append(bool(inside))
    return out


def part(file: str, body: Sequence[str], first: int, kind: str, problems: Problems) -> Iterator[list[Line] | Block]:
    """Texts and questions in their order. In a lesson only a heading with `?` is a question; in a quiz every heading is one."""
    lines = [Line(first + n, text) for n, text in enumerate(body)]
    masked = fenced(lines)
    text: list[Line] = []
    at = 0
    while at < len(lines):
        block = None if masked[at] else _heading(file, lines[at], kind, problems)
        if block is None:
            text.append(lines[at])
            at += 1
            continue
        yield text
        text = []
        end = next((n for n in range(at + 1, len(lines)) if not masked[n] and ANY_HEADING.match(lines[n].text)), len(lines))
        used = _Answers(file, block, kind, problems).read(lines[at + 1 : end], masked[at + 1 : end])
        yield block
        at += 1 + used
    yield text


def _heading(file: str, line: Line, kind: str, problems: Problems) -> Block | None:
    found = HEADING.match(line.text)
    tokens = found["braces"].split() if found else []
    if kind == "lesson" and "?" not in tokens:
        return None
    if not found:
        if kind == "quiz" and re.match(r"##\s", line.text):
            problems.add(file, line.no, "a question has no id", f"write `{line.text.rstrip()} {{#short-name}}`")
        return None
    block = Block(line.no, tokens[0][1:], found["prompt"], is_check="?" in tokens)
    if not re.fullmatch(ID_FORM, block.slug) or len(block.slug) > 60:
        problems.add(
            file,
            line.no,
            f"the id `{block.slug}` is not in the form of an id",
            "write small Latin letters, digits and single hyphens: `{#owner-code}`",
        )
    if not block.prompt:
        problems.add(file, line.no, "the question asks nothing", f"write `## What …? {{#{block.slug}}}`")
    for word in tokens[1:]:
        if word != "?":
            _brace(file, block, word, problems)
    return block


def _brace(file: str, block: Block, word: str, problems: Problems) -> None:
    key, has_value, value = word.partition("=")
    if not has_value or key not in BRACE_KEYS:
        problems.add(file, block.line, f"`{word}` means nothing in the braces of a question", nearest(key, [*BRACE_KEYS, "?"]))
    elif key == "points":
        if re.fullmatch(r"[1-9]\d?", value):
            block.points = int(value)
        else:
            problems.add(file, block.line, f"`points={value}` is not a number of points", "write a whole number from 1 to 99: `points=2`")
    elif not re.fullmatch(ID_FORM, value):
        problems.add(file, block.line, f"`{word}` is not a word", f"write small Latin letters, digits and hyphens: `{key}=check-digit`")
    elif key == "topic":
        block.topic = value
    else:
        block.lesson = value


class _Answers:
    """Reads what stands under a question's heading: more of the prompt, the answers, the explanation."""

    def __init__(self, file: str, block: Block, kind: str, problems: Problems) -> None:
        self._file, self._block, self._kind, self._problems = file, block, kind, problems

    def _wrong(self, line: int, wrong: str, mend: str) -> None:
        self._problems.add(self._file, line, wrong, mend)

    def read(self, lines: Sequence[Line], masked: Sequence[bool]) -> int:
        """Fill the block; how many lines belong to it."""
        start = self._start(lines, masked)
        self._block.more = list(lines[:start])
        at = start
        while at < len(lines):
            line = lines[at]
            if line.text.strip() and not masked[at] and line.text.startswith(">"):
                break
            if line.text.strip() and (masked[at] or not self._answer(line)):
                break
            at += 1
        while at < len(lines) and lines[at].text.startswith(">"):
            self._block.explanation.append(Line(lines[at].no, lines[at].text[1:].removeprefix(" ")))
            at += 1
        self._after(lines[at:])
        return at if self._kind == "lesson" else len(lines)

    def _start(self, lines: Sequence[Line], masked: Sequence[bool]) -> int:
        """Where the answers begin. Ticks come before typed answers, those before an order, that before a table."""
        free = [n for n in range(len(lines)) if not masked[n]]
        for pattern in (NEARLY_CHOICE, re.compile(r"=\s*\S|=$"), ITEM, ROW):
            found = [n for n in free if pattern.match(lines[n].text)]
            if not found:
                continue
            if pattern is ROW:  # the last table: one before it belongs to the prompt
                while found[-1] - 1 in found:
                    found.pop()
                return found[-1]
            return found[0]
        self._wrong(
            self._block.line,
            f"the question `{self._block.slug}` has no answers",
            "write `- [x] …` and `- [ ] …`, `= …`, an ordered list or a table under it",
        )
        return len(lines)

    def _answer(self, line: Line) -> bool:
        """Take one line of the answers in; False when it is none."""
        block = self._block
        if block.choices and line.text[:1].isspace():
            return self._under_choice(line)
        if found := CHOICE.match(line.text):
            if not (found["text"] or "").strip():
                self._wrong(line.no, "the answer is empty", "write what one can choose: `- [ ] The seal`")
            block.choices.append(Choice(line.no, (found["text"] or "").strip(), found["mark"] != " "))
            return True
        if NEARLY_CHOICE.match(line.text):
            self._wrong(
                line.no,
                "the mark of this answer cannot be read",
                "write `- [x] ` for a right answer and `- [ ] ` for a wrong one (Latin x, one space in the brackets)",
            )
            block.choices.append(
                Choice(line.no, line.text.partition("]")[2].strip() or "?", "[ ]" not in line.text and "[]" not in line.text)
            )
            return True
        if block.choices:
            return False
        if line.text.startswith("="):
            if block.typed:
                self._wrong(line.no, "there is a second `=`", "write alternatives on one line: `= shipper | consignor`")
            block.typed = block.typed or Line(line.no, line.text[1:].strip())
            return True
        if block.typed:
            return line.text[:1].isspace() and self._explains(line)
        return self._listed(line)

    def _explains(self, line: Line) -> bool:
        text = line.text.strip()
        if text.startswith(">"):
            self._block.explanation.append(Line(line.no, text[1:].removeprefix(" ")))
        return text.startswith(">")

    def _listed(self, line: Line) -> bool:
        block = self._block
        if (found := ITEM.match(line.text)) and not block.pairs:
            block.items.append(Line(line.no, found["text"].strip()))
            return True
        if block.items:
            if line.text[:1].isspace() and not line.text.strip().startswith(">"):
                last = block.items[-1]
                block.items[-1] = Line(last.no, f"{last.text} {line.text.strip()}")
                return True
            return line.text[:1].isspace() and self._explains(line)
        if ROW.match(line.text):
            self._row(line)
            return True
        return False

    def _row(self, line: Line) -> None:
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.text.strip().removeprefix("|").removesuffix("|"))]
        if len(cells) != 2:
            self._wrong(line.no, f"a matching table has two columns, this row has {len(cells)}", "write `| Code | Box |`")
            cells = [*cells, "", ""][:2]
        self._block.pairs.append((line, cells[0], cells[1]))

    def _under_choice(self, line: Line) -> bool:
        """An indented line under a choice: its feedback, or the rest of its text."""
        choice, text = self._block.choices[-1], line.text.strip()
        if text.startswith(">"):
            choice.feedback.append(Line(line.no, text[1:].removeprefix(" ")))
        elif choice.feedback:
            choice.feedback.append(Line(line.no, text))
        elif CHOICE.match(text):
            self._wrong(line.no, "this answer is indented", "begin it at the start of the line")
            self._block.choices.append(Choice(line.no, CHOICE.match(text)["text"] or "?", text[3] != " "))  # type: ignore[index]
        else:
            choice.text = f"{choice.text} {text}"
        return True

    def _after(self, rest: Sequence[Line]) -> None:
        """In a quiz nothing follows the answers; in a lesson the text goes on."""
        line = next((line for line in rest if line.text.strip()), None)
        if line is None:
            return
        if NEARLY_CHOICE.match(line.text):
            self._wrong(
                line.no,
                "an answer stands after the explanation",
                "put the explanation at the end; feedback to one answer is indented by two spaces: `  > …`",
            )
        elif self._kind == "quiz" and self._block.type_name != "none":
            self._wrong(line.no, "there is text behind the answers", "put it before them, or quote it as the explanation: `> …`")
