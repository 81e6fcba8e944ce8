"""Small courses, as a trainer would write them, for tests that need something to learn."""

from __future__ import annotations

from functools import cache

from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.stamping import stamp, translations_of

SMALL: dict[str, str] = {
    "course.md": """---
id: {slug}
title: Seals in short
summary: What a seal says.
hours: 1
level: basic
audience: [customs]
pillar: elearning
open: {is_open}
---
You will be able to:

- tell a whole seal from a broken one
""",
    "01-basics/module.md": "---\nid: basics\ntitle: Basics\n---\n",
    "01-basics/01-seals.md": "---\nid: seals\ntitle: Seals\n---\nA seal is closed once.\n\n## Its parts\nPin and body.\n",
    "01-basics/01-seals.ru.md": "---\ntitle: Пломбы\n---\nПломбу закрывают один раз.\n\n## Её части\nШтифт и корпус.\n",
    "01-basics/02-numbers.md": "---\nid: numbers\ntitle: Numbers\n---\nEvery seal has its own number.\n",
    "02-check/module.md": "---\nid: check\ntitle: Check\n---\n",
    "02-check/01-quiz.md": """---
id: quiz
title: Quiz on seals
kind: quiz
pass: 50%
---
Two questions.

## How often is a seal closed? {{#once lesson=seals}}
- [x] Once
- [ ] Each day
> Once.

## How many numbers has a seal? {{#number lesson=numbers}}
= 1
> One.
""",
}


def small(slug: str, *, is_open: bool = True) -> dict[str, bytes]:
    """The files of a course of two modules: two lessons, of which one is in Russian too, and a quiz of two questions."""
    return dict(_small(slug, is_open))


@cache
def _small(slug: str, is_open: bool) -> dict[str, bytes]:
    said = {"slug": slug, "is_open": "true" if is_open else "false"}
    files = {name: text.format(**said) for name, text in SMALL.items()}
    folder = Folder(slug, {name: text.encode() for name, text in files.items()})
    stamps = {each.file: each.source_digest for each in translations_of(folder)}
    return {name: (stamp(text, stamps[name]) if name in stamps else text).encode() for name, text in files.items()}


def two_lessons(slug: str = "two-lessons") -> dict[str, bytes]:
    """The smallest course: two lessons, so that two facts are all that is needed."""
    return {name: text for name, text in small(slug).items() if not name.startswith("02-check")}


COURSE = """---
id: {slug}
title: {title}
summary: What is done with others.
hours: 4
level: basic
audience: [customs]
pillar: {pillar}
open: false
---
You will be able to:

- do it with others
"""


def with_others(slug: str, pillar: str, title: str, steps: dict[str, str]) -> dict[str, bytes]:
    """The files of a course of theory or mentorship: one module of steps {id: kind}."""
    files = {"course.md": COURSE.format(slug=slug, title=title, pillar=pillar), "01-all/module.md": "---\nid: all\ntitle: All of it\n---\n"}
    for number, (step, kind) in enumerate(steps.items(), 1):
        head = f"id: {step}\ntitle: {step.replace('-', ' ').capitalize()}\nkind: {kind}\nminutes: 60"
        files[f"01-all/{number:02}-{step}.md"] = f"---\n{head}\n---\nWhat it is about.\n"
    return {name: text.encode() for name, text in files.items()}


def sessions(slug: str = "theory-in-short", title: str = "Theory in short") -> dict[str, bytes]:
    """A course of three live sessions."""
    return with_others(slug, "theory", title, {"documents": "session", "tampering": "session", "search": "session"})


def mentorship(slug: str = "mentorship-in-short", title: str = "Mentorship in short") -> dict[str, bytes]:
    """A course of a meeting, an assignment and a meeting."""
    return with_others(slug, "mentorship", title, {"first-meeting": "meeting", "search-plan": "assignment", "closing-meeting": "meeting"})
