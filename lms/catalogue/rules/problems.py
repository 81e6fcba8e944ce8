"""What is wrong with a course file, where, and how to write it. Problems are collected, so that an author sees all of them at once."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. `file` is relative to the folder that was read; `line` counts from 1."""

    file: str
    line: int
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}; {self.mend}"


class Problems:
    """The problems found so far, each once, in the order of files and lines."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, file: str, line: int, wrong: str, mend: str) -> None:
        """Note a mistake."""
        self._found.setdefault(Problem(file, line, wrong, mend))

    def extend(self, others: Iterable[Problem]) -> None:
        """Take over what another reader found."""
        for other in others:
            self._found.setdefault(other)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found))

    def __len__(self) -> int:
        return len(self._found)


def nearest(word: str, known: Iterable[str]) -> str:
    """How to mend a word nobody knows: the nearest right one, or all of them. `known` may be empty."""
    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if not words:
        return "there is none yet that can be read: write it first, or take this out"
    return f"did you mean `{near[0]}`?" if near else f"write one of {listed(words)}"


def listed(words: Iterable[str]) -> str:
    """Words as an author types them, one after the other."""
    return ", ".join(f"`{each}`" for each in words)
