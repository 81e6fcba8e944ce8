"""A small, complete course in two languages, as a trainer would write it, for the tests to read and to spoil."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.questions import Asked
from lms.catalogue.rules.reading import read_course
from lms.catalogue.rules.source import CourseSource
from lms.catalogue.rules.stamping import stamp, translations_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><title>Seal</title><path d="M0 0h40v20H0z"/></svg>'

COURSE = """---
id: seals
title: Seals
summary: Look at a seal and believe it or not.
hours: 1
level: basic
audience: [customs]
pillar: elearning
---
You will be able to

- say what a seal tells
"""

LESSON = """---
id: parts
title: The parts of a seal
---
A bolt seal has a pin and a body. See [the parts](#parts) and [the quiz](lesson:seal-quiz).

## The parts {#parts}

![A bolt seal: pin and body](media/seal.svg "A bolt seal"){width=400 height=200}

| Part | Holds |
|------|-------|
| Pin  | the door |

!!! warning "Do not cut"
    Ask first.

## Where is the number? {#where ?}
- [x] On the body
  > It is *moulded* in.
- [ ] On the pin
> Both halves carry it on good seals.

After the check the text goes on.
"""

QUIZ = """---
id: seal-quiz
title: Seals, asked
kind: quiz
pass: 80%
attempts: 3
---
Take your time.

## Which class is a bolt seal? {#class topic=classes lesson=parts}
- [x] H
  > High security.
- [ ] S
- [ ] I
> ISO 17712 names three classes.

## Which of these say that a seal was opened? {#signs points=2}
- [x] The pin turns
- [x] The number differs
- [ ] The seal is dirty
- [ ] The seal is new

## What does a bolt seal carry at least, in kN? {#load points=2}
= 10..12 kN

## The seal is put on by the ___. {#who}
= shipper | the shipper

## Put the check in order. {#order points=2}
1. View
2. Verify
3. Tug
4. Twist

## Match the sign to its meaning. {#match points=3}
| Sign | Meaning |
|------|---------|
| H | high security |
| S | security |
| I | indicative |
> From the standard.
"""

COURSE_RU = """---
title: Пломбы
summary: Посмотреть на пломбу и поверить ей или нет.
reviewed_by: А. Каримова
---
Вы сможете

- сказать, о чём говорит пломба
"""

LESSON_RU = """---
title: Части пломбы
---
У болтовой пломбы есть штырь и корпус. См. [части](#parts) и [тест](lesson:seal-quiz).

## Части {#parts}

![Болтовая пломба: штырь и корпус](media/seal.svg "Болтовая пломба"){width=400 height=200}

| Часть | Держит |
|-------|--------|
| Штырь | дверь  |

!!! warning "Не срезайте"
    Сначала спросите.

## Где номер? {#where ?}
- [ ] На корпусе
  > Он *отлит* в корпусе.
- [ ] На штыре
> У хороших пломб он на обеих частях.

После вопроса текст продолжается.
"""

QUIZ_RU = """---
title: Пломбы, вопросы
---
Не спешите.

## К какому классу относится болтовая пломба? {#class}
- [ ] H
  > Высокая защита.
- [ ] S
- [ ] I
> ISO 17712 называет три класса.

## Что говорит о том, что пломбу вскрывали? {#signs}
- [ ] Штырь вращается
- [ ] Номер другой
- [ ] Пломба грязная
- [ ] Пломба новая

## Сколько держит болтовая пломба, в кН? {#load}
= 10..12 кН

## Пломбу ставит ___. {#who}
= отправитель | грузоотправитель

## Расположите проверку по порядку. {#order}
1. Осмотреть
2. Сверить
3. Потянуть
4. Повернуть

## Соедините знак и значение. {#match}
| Знак | Значение |
|------|----------|
| H | высокая защита |
| S | защита |
| I | индикация |
> Из стандарта.
"""

FILES = {
    "course.md": COURSE,
    "course.ru.md": COURSE_RU,
    "01-seals/module.md": "---\nid: seals-module\ntitle: Seals in the hand\n---\n",
    "01-seals/01-parts.md": LESSON,
    "01-seals/01-parts.ru.md": LESSON_RU,
    "01-seals/02-quiz.md": QUIZ,
    "01-seals/02-quiz.ru.md": QUIZ_RU,
    "media/seal.svg": SVG,
}


@dataclass(frozen=True)
class Written:
    """A course on paper: its files as text. Every change gives a new one."""

    files: dict[str, str | bytes]

    def with_file(self, name: str, content: str | bytes) -> Written:
        """Another file, or one written anew."""
        return replace(self, files={**self.files, name: content})

    def without(self, *names: str) -> Written:
        """Files taken away."""
        return replace(self, files={name: content for name, content in self.files.items() if name not in names})

    def changed(self, name: str, old: str, new: str) -> Written:
        """A place in a file written otherwise."""
        content = self.files[name]
        assert isinstance(content, str) and old in content, f"{name} does not say {old!r}"
        return self.with_file(name, content.replace(old, new))

    @property
    def folder(self) -> Folder:
        """As it is read from the disk."""
        return Folder("seals", {name: content.encode() if isinstance(content, str) else content for name, content in self.files.items()})

    @property
    def stamped(self) -> Written:
        """Every translation says that it is up to date."""
        new = {each.file: stamp(str(self.files[each.file]), each.source_digest) for each in translations_of(self.folder)}
        return replace(self, files={**self.files, **new})

    def read(self) -> CourseSource:
        """The course; it has no problem."""
        course, problems = read_course(self.folder)
        assert course is not None, "\n".join(map(str, problems))
        return course

    def problems(self) -> list[str]:
        """What is wrong, as it is printed."""
        return [str(problem) for problem in read_course(self.folder)[1]]

    def put(self, root: Path) -> Path:
        """On the disk, in the folder `seals` under `root`."""
        for name, content in self.files.items():
            file = root / "seals" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return root / "seals"


@pytest.fixture
def seals() -> Written:
    """The course on seals, in English and Russian, in order."""
    return Written(dict(FILES)).stamped


@pytest.fixture
def asked(seals: Written) -> dict[str, Asked]:
    """Its questions, by id."""
    return {
        question.slug: Asked(number, question.slug, question.type, question.points, question.topic, question.shown, question.key)
        for activity in seals.read().activities
        for number, question in enumerate(activity.questions, 1)
    }


@pytest.fixture
def lesson(seals: Written) -> Callable[[str], Written]:
    """The course in English with another body of its lesson: `lesson("## A heading")`."""
    english = seals.without(*(name for name in seals.files if name.endswith(".ru.md")))
    return lambda body: english.with_file("01-seals/01-parts.md", f"---\nid: parts\ntitle: Parts\n---\n{body}\n")
