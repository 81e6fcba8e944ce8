"""Reading lessons and quizzes, each with its translations."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from lms.catalogue.rules.asking import Asker, Written
from lms.catalogue.rules.blocks import Block, Line, part
from lms.catalogue.rules.heads import HEADS, KINDS, NEEDS, ActivityHead, AssignmentHead, LessonHead, QuizHead
from lms.catalogue.rules.matter import Matter, check_head
from lms.catalogue.rules.outline import Words
from lms.catalogue.rules.problems import Problems, nearest
from lms.catalogue.rules.rendering import CHECK_CLOSE, CHECK_OPEN, Place, Renderer
from lms.catalogue.rules.source import ActivitySource, QuestionSource, TextSource, Translation

if TYPE_CHECKING:
    from lms.catalogue.rules.reading import Files

NAMED = re.compile(r"(?P<no>\d+)[-_]")
MOST_POINTS = 1000


@dataclass(frozen=True)
class Parted:
    """A file in one language: its text with marks where questions stand, and these questions."""

    place: Place
    matter: Matter
    text: list[str]
    blocks: dict[str, Block]


class ActivityReader:
    """Reads the activities of a course, folder by folder."""

    def __init__(self, files: "Files", language: str, pillar: str, renderer: Renderer, problems: Problems) -> None:
        self._files, self._language, self._pillar, self._renderer, self._problems = files, language, pillar, renderer, problems
        self._heads: dict[str, ActivityHead] = {}
        self._paths: dict[str, list[str]] = {}
        self._ids: frozenset[str] = frozenset()
        self._lessons: frozenset[str] = frozenset()

    def collect(self, folders: list[str], take_id: Callable[[str, Matter], None]) -> None:
        """Read the front matter of all activities first: texts may link to any of them."""
        for folder in folders:
            inside = [path for path in self._files.sources if path.startswith(f"{folder}/") and not path.endswith("/module.md")]
            self._paths[folder] = sorted(inside, key=lambda path: (int(re.match(r"\d+", path.split("/")[1])[0]), path))  # type: ignore[index]
            for path in self._paths[folder]:
                matter = self._files.sources[path]
                kind = self._kind(matter)
                self._check_pillar(kind, matter)
                if head := check_head(matter, HEADS[kind], self._problems):
                    take_id(head.id, matter)
                    self._heads[path] = head
        # As they are written: a file with another mistake has its id all the same.
        matters = [self._files.sources[path] for folder in folders for path in self._paths[folder]]
        self._ids = frozenset(matter.ident for matter in matters if matter.ident)
        self._lessons = frozenset(matter.ident for matter in matters if matter.ident and self._kind(matter) == "lesson")

    def _check_pillar(self, kind: str, matter: Matter) -> None:
        """Only theory needs a trainer and only mentorship a mentor."""
        pillar = NEEDS.get(kind, self._pillar)
        if pillar != self._pillar:
            who = "a trainer" if kind == "session" else "a mentor"
            wrong = f"`kind: {kind}` needs {who}, and this course is of the pillar {self._pillar}"
            self._problems.add(matter.file, matter.line_of("kind"), wrong, f"move it into a course with `pillar: {pillar}`")

    def has_files(self, folder: str) -> bool:
        """Whether there is any activity, sound or not."""
        return bool(self._paths.get(folder))

    def read(self, folder: str) -> tuple[ActivitySource, ...]:
        """The sound activities of a module."""
        return tuple(made for path in self._paths[folder] if (made := self._activity(path)))

    @staticmethod
    def _kind(matter: Matter) -> str:
        """A misspelt kind is read as the nearest, so that the rest of the file is not called wrong too; only a quiz is passed."""
        otherwise = "quiz" if "pass" in matter.values else "lesson"
        near = get_close_matches(str(matter.values.get("kind", otherwise)).lower(), KINDS, n=1)
        return near[0] if near else otherwise

    def _activity(self, path: str) -> ActivitySource | None:
        matter, head = self._files.sources[path], self._heads.get(path)
        kind = self._kind(matter)
        source = self._part(matter, self._language, kind)
        others = [self._part(other, lang, kind) for lang, other in sorted(self._files.translations.get(path, {}).items())]
        asker = Asker(self._renderer, self._problems)
        questions = [made for slug in source.blocks if (made := self._question(slug, source, others, asker))]
        for other in others:
            if matter.has_end and other.matter.has_end:
                self._same_questions(source, other)
        texts = {each.place.lang: self._text(each, kind) for each in (source, *others)}
        if head is None:
            return None
        title: Words = {self._language: head.title}
        title |= {each.place.lang: " ".join(said.split()) for each in others if isinstance(said := each.matter.values.get("title"), str)}
        if not isinstance(head, QuizHead):
            if not matter.body.strip():
                self._problems.add(path, matter.first, f"the {kind} has no text", "write it under the front matter")
            if not isinstance(head, LessonHead):
                self._no_checks(source, *others)
            steps = self._steps(head, others) if isinstance(head, AssignmentHead) else {}
            return ActivitySource(head.id, kind, title, texts, tuple(questions), head.minutes, steps=steps)
        points = self._points(head, matter, source, questions)
        return ActivitySource(
            head.id, "quiz", title, texts, tuple(questions), head.minutes, points, head.attempts, head.per_page, head.shuffle
        )

    def _no_checks(self, *parted: Parted) -> None:
        """Self-checks are answered in a lesson; elsewhere nothing would take the answer."""
        for each in parted:
            for block in each.blocks.values():
                self._problems.add(each.place.file, block.line, "a self-check stands in a lesson only", "take the `?` and the answers away")

    def _steps(self, head: AssignmentHead, others: list[Parted]) -> Words:
        """What the ordered list is of, in each language."""
        if head.steps is None:
            return {}
        said = {each.place.lang: each.matter.values.get("steps") for each in others}
        return {self._language: head.steps} | {lang: " ".join(text.split()) for lang, text in said.items() if isinstance(text, str)}

    def _part(self, matter: Matter, lang: str, kind: str) -> Parted:
        place = Place(matter.file, lang, title=str(matter.values.get("title", "")))
        text: list[str] = []
        blocks: dict[str, Block] = {}
        for piece in part(matter.file, matter.lines, matter.first, "quiz" if kind == "quiz" else "lesson", self._problems):
            if not isinstance(piece, Block):
                text += _filled(text, piece, matter.first)
                continue
            if piece.slug in blocks:
                self._problems.add(
                    matter.file,
                    piece.line,
                    f"the question id `{piece.slug}` stands here twice (first in line {blocks[piece.slug].line})",
                    "give the second another id",
                )
                continue
            blocks[piece.slug] = piece
            if kind != "quiz":
                text += (
                    ["", f"{CHECK_OPEN}{piece.slug}{CHECK_CLOSE}", ""]
                    if text and text[-1].strip()
                    else [f"{CHECK_OPEN}{piece.slug}{CHECK_CLOSE}", ""]
                )
            elif piece.is_check:
                self._problems.add(matter.file, piece.line, "a question of a quiz needs no `?`", "take it out of the braces")
        return Parted(place, matter, text, blocks)

    def _question(self, slug: str, source: Parted, others: list[Parted], asker: Asker) -> QuestionSource | None:
        block = source.blocks[slug]
        if block.lesson and block.lesson not in self._lessons:
            self._problems.add(
                source.place.file, block.line, f"there is no lesson with the id `{block.lesson}`", nearest(block.lesson, self._lessons)
            )
        theirs = [Written(other.place, other.blocks[slug]) for other in others if slug in other.blocks]
        return asker.ask(Written(source.place, block), theirs)

    def _same_questions(self, source: Parted, other: Parted) -> None:
        """A translation asks what its source asks, in any order."""
        for slug, block in other.blocks.items():
            if slug not in source.blocks:
                mend = nearest(slug, source.blocks) if source.blocks else "take it out, or write it in the source first"
                self._problems.add(other.place.file, block.line, f"the source ({source.place.file}) has no question `{slug}`", mend)
        for slug, block in source.blocks.items():
            if slug not in other.blocks:
                self._problems.add(
                    other.place.file,
                    1,
                    f"the question `{slug}` ({source.place.file}:{block.line}) is not translated",
                    "translate it, with the same id",
                )

    def _text(self, parted: Parted, kind: str) -> TextSource:
        place = replace(parted.place, activities=self._ids) if kind != "quiz" else parted.place
        made = self._renderer.render(parted.text, parted.matter.first, place)
        stamp = self._stamp(parted.matter.file)
        if stamp is None:
            return TextSource(made.html, made.text, tuple(dict.fromkeys(made.pictures)))
        return TextSource(
            made.html, made.text, tuple(dict.fromkeys(made.pictures)), stamp.is_stale, bool(stamp.reviewed_by), stamp.reviewed_by
        )

    def _stamp(self, file: str) -> Translation | None:
        return next((stamp for stamp in self._files.stamps if stamp.file == file), None)

    def _points(self, head: QuizHead, matter: Matter, source: Parted, questions: list[QuestionSource]) -> int:
        """From how many points the quiz is passed."""
        if not source.blocks:
            self._problems.add(
                matter.file, matter.first, "the quiz has no questions", "write `## Which …? {#short-name}` and answers under it"
            )
            return 0
        points = sum(question.points for question in questions)
        wanted = _pass_points(head.pass_, points)
        line = matter.line_of("pass")
        if wanted is None:
            self._problems.add(
                matter.file, line, f"`pass: {head.pass_}` is neither a share nor a number of points", "write `pass: 80%` or `pass: 8`"
            )
        elif wanted > points and len(questions) == len(source.blocks):
            self._problems.add(
                matter.file,
                line,
                f"`pass: {head.pass_}` is more than the {points} points there are",
                f"write at most {points}, or `pass: 80%`",
            )
        return wanted or 0


def _filled(text: list[str], piece: list[Line], first: int) -> list[str]:
    """Lines of text with empty ones where a question was taken out, so that every line keeps its number."""
    if not piece:
        return []
    gap = piece[0].no - first - len(text)
    return [""] * max(gap, 0) + [line.text for line in piece]


def _pass_points(wanted: str | int, points: int) -> int | None:
    if isinstance(wanted, int):
        return wanted if wanted > 0 else None
    found = re.fullmatch(r"(\d{1,3})\s*%", wanted.strip())
    if not found or not 1 <= int(found[1]) <= 100:
        return None
    return -(-points * int(found[1]) // 100)  # rounded up: 80 % of 6 is 5
