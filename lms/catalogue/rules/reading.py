"""Reading a whole course: its folder becomes a CourseSource, or a list of everything that is wrong with it."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.catalogue.rules.activities import ActivityReader
from lms.catalogue.rules.completion import CompletionRule
from lms.catalogue.rules.folder import PICTURES, TEXT_KB, Folder
from lms.catalogue.rules.heads import CourseHead, Head, ModuleHead, TranslationHead
from lms.catalogue.rules.matter import Matter, check_head, decode, split
from lms.catalogue.rules.outline import Words
from lms.catalogue.rules.pictures import Gallery
from lms.catalogue.rules.problems import Problem, Problems
from lms.catalogue.rules.rendering import Place, Renderer
from lms.catalogue.rules.source import ActivitySource, CourseSource, ModuleSource, Translation
from lms.catalogue.rules.stamping import TRANSLATED, digest_of_source
from lms.lib.text import LANGUAGES

MODULE = re.compile(r"\d+[-_].+$")
ACTIVITY = re.compile(r"\d+[-_].+\.md$")


@dataclass
class Files:
    """The Markdown of a course: each source with its translations, front matter split off."""

    name: str
    sources: dict[str, Matter] = field(default_factory=dict)  # {path: matter}
    translations: dict[str, dict[str, Matter]] = field(default_factory=dict)  # {path of the source: {lang: matter}}
    stamps: list[Translation] = field(default_factory=list)


def read_course(folder: Folder, label: str = "") -> tuple[CourseSource | None, tuple[Problem, ...]]:
    """The course in `folder`, None when a problem keeps it from being published. `label` stands before the file names in problems."""
    problems = Problems()
    problems.extend(folder.problems)
    course = _Reader(folder, problems).read()
    found = tuple(problems)
    if label:
        found = tuple(Problem(f"{label}/{each.file}", each.line, each.wrong, each.mend) for each in found)
    return (None if found else course), found


def course_ids(root: Path) -> dict[Path, tuple[str, int]]:
    """{folder: the id in its course.md, and its line} of the courses under `root`; what cannot be read has none. Links are not followed."""
    found: dict[Path, tuple[str, int]] = {}
    with suppress(OSError):
        for folder in sorted(root.iterdir()):
            with suppress(OSError):
                file = folder / "course.md"
                is_course = not folder.name.startswith(".") and not folder.is_symlink() and not file.is_symlink() and file.is_file()
                if not is_course or file.stat().st_size > TEXT_KB * 1024:
                    continue
                unheard = Problems()  # of another folder than the one that is checked
                text = decode("course.md", file.read_bytes(), unheard)
                matter = split("course.md", text, unheard) if text is not None else None
                if matter and isinstance(ident := matter.values.get("id"), str):
                    found[folder] = (ident, matter.line_of("id"))
    return found


class _Reader:
    def __init__(self, folder: Folder, problems: Problems) -> None:
        self._folder, self._problems = folder, problems
        self._gallery = Gallery(folder, problems)
        self._renderer = Renderer(self._gallery, problems)
        self._files = Files(folder.name)
        self._ids: dict[str, str] = {}  # {id: file} of course, modules and activities

    def read(self) -> CourseSource | None:
        """Read everything; the answer is complete only if no problem was noted."""
        self._sort()
        matter = self._files.sources.get("course.md")
        if matter is None:
            if "course.md" not in self._folder.too_big:
                self._problems.add(
                    "course.md", 1, "the course has no course.md", "write one with id, title, summary, hours, level, audience and pillar"
                )
            return None
        head = check_head(matter, CourseHead, self._problems)
        language = head.language if head else _language(matter)
        if head:
            self._take_id(head.id, matter)
        self._check_translations(language)
        reader = ActivityReader(self._files, language, head.pillar if head else _pillar(matter), self._renderer, self._problems)
        modules = self._modules(reader, language)
        if head is None:
            return None
        written = [each.ident for path, each in self._files.sources.items() if path != "course.md" and each.ident]
        rule = CompletionRule(matter, modules, written, self._problems).read(head.complete)
        return self._course(head, matter, modules, rule)

    def _course(self, head: CourseHead, matter: Matter, modules: tuple[ModuleSource, ...], rule: dict[str, Any]) -> CourseSource:
        words = self._words("course.md", head, head.language)
        able = self._bodies("course.md", matter, head.language, head.title)
        if not matter.body.strip():
            self._problems.add(
                "course.md",
                matter.first,
                "the course does not say what one will be able to do",
                "write `You will be able to` and a list under the front matter",
            )
        return CourseSource(
            slug=head.id,
            pillar=head.pillar,
            title=words("title"),
            summary=words("summary"),
            able=able,
            hours=head.hours,
            level=head.level,
            audience=tuple(head.audience),
            is_open=head.open,
            language=head.language,
            reviewed_by=head.reviewed_by or "",
            modules=modules,
            rule=rule,
            pictures=self._gallery.shown,
            translations=tuple(self._files.stamps),
        )

    def _sort(self) -> None:
        """Find out what each file is."""
        for path in sorted(self._folder.files):
            parts = path.split("/")
            if parts[0] == "media":
                self._media(path)
            elif not path.endswith(".md"):
                small = path.lower().endswith(".md")
                mend = "pictures stand in media/, everything else is Markdown (NOTES.md is left out)"
                self._problems.add(path, 1, "this file is not part of a course", "write its end in small letters: `.md`" if small else mend)
            elif self._is_named(parts):
                text = decode(path, self._folder.files[path], self._problems)
                if text is not None:
                    self._file(path, split(path, text, self._problems))
        for path, matters in self._files.translations.items():
            if path not in self._files.sources and path not in self._folder.too_big and path not in self._folder.files:
                for matter in matters.values():
                    self._problems.add(
                        matter.file, 1, f"there is no `{path}` that this translates", "write the source, or mend the name of this file"
                    )

    def _media(self, path: str) -> None:
        if not path.lower().endswith(tuple(PICTURES)):
            self._problems.add(path, 1, "this is not a picture that is shown", f"use {', '.join(PICTURES)}, or take it away")

    def _is_named(self, parts: list[str]) -> bool:
        path, name = "/".join(parts), parts[-1]
        stem = found["stem"] + ".md" if (found := TRANSLATED.fullmatch(name)) else name
        if len(parts) == 1 and stem == "course.md":
            return True
        if len(parts) == 2 and MODULE.fullmatch(parts[0]) and (stem == "module.md" or ACTIVITY.fullmatch(stem)):
            return True
        if stem.lower() in ("course.md", "module.md") and stem != stem.lower():
            mend = f"write its name in small letters: `{name.lower()}`"
        elif len(parts) == 2 and not MODULE.fullmatch(parts[0]):
            mend = f"number the folder: `01-{parts[0]}`"
        elif len(parts) == 2:
            mend = f"number the file: `{parts[0]}/{_numbered(name)}`"
        else:
            mend = "a course is course.md, and folders `01-module/` with module.md and `01-lesson.md`"
        self._problems.add(path, 1, "this file has no place in the course", mend)
        return False

    def _file(self, path: str, matter: Matter) -> None:
        found = TRANSLATED.fullmatch(path)
        if not found:
            self._files.sources[path] = matter
        elif found["lang"] not in LANGUAGES:
            self._problems.add(
                path,
                1,
                f"`{found['lang']}` is not a language of the programme",
                f"name the file `….ru.md` with one of {', '.join(LANGUAGES)}",
            )
        else:
            self._files.translations.setdefault(found["stem"] + ".md", {})[found["lang"]] = matter

    def _check_translations(self, language: str) -> None:
        for path, matters in sorted(self._files.translations.items()):
            source = self._files.sources.get(path)
            if source is None:
                continue
            digest = digest_of_source(source)
            for lang, matter in sorted(matters.items()):
                if lang == language:
                    self._problems.add(
                        matter.file,
                        1,
                        f"the course itself is written in `{lang}`",
                        f"take this file away, or rename it; the text stands in {path}",
                    )
                    del matters[lang]
                    continue
                head = check_head(matter, TranslationHead, self._problems)
                if head is None:
                    continue
                if head.made_from is None:
                    self._problems.add(
                        matter.file,
                        1,
                        "`made_from` is missing",
                        f'write `made_from: "{digest}"` once this says what {path} says (`flask courses status --stamp` does it)',
                    )
                stamp = Translation(matter.file, lang, digest, head.made_from or "", head.reviewed_by or "")
                self._files.stamps.append(stamp)

    def _modules(self, reader: ActivityReader, language: str) -> tuple[ModuleSource, ...]:
        folders = sorted({path.split("/")[0] for path in self._files.sources if "/" in path}, key=_in_order)
        if not folders:
            self._problems.add(
                "course.md", 1, "the course has no modules", "make a folder `01-name/` with module.md and a lesson `01-name.md`"
            )
        reader.collect(folders, self._take_id)
        return tuple(module for folder in folders if (module := self._module(folder, reader, language)))

    def _module(self, folder: str, reader: ActivityReader, language: str) -> ModuleSource | None:
        path = f"{folder}/module.md"
        matter = self._files.sources.get(path)
        if matter is None:
            if path not in self._folder.files and path not in self._folder.too_big:
                self._problems.add(path, 1, "the module has no module.md", "write one with id and title")
            return None
        head = check_head(matter, ModuleHead, self._problems)
        activities: tuple[ActivitySource, ...] = reader.read(folder)
        if not activities and not reader.has_files(folder):
            self._problems.add(path, 1, "the module has no lesson", "write one: `01-name.md`")
        if head is None:
            return None
        self._take_id(head.id, matter)
        words = self._words(path, head, language)
        return ModuleSource(head.id, words("title"), words("summary"), self._bodies(path, matter, language, head.title), activities)

    def _take_id(self, ident: str, matter: Matter) -> None:
        first = self._ids.setdefault(ident, matter.file)
        if first != matter.file:
            self._problems.add(
                matter.file,
                matter.line_of("id"),
                f"the id `{ident}` is already that of {first}",
                "give this file an id of its own, and keep the older one",
            )

    def _words(self, path: str, head: Head, language: str) -> Callable[[str], Words]:
        """What a key says in each language."""
        matters = self._files.translations.get(path, {})

        def words(key: str) -> Words:
            each = {language: getattr(head, key)} | {lang: matter.values.get(key) for lang, matter in sorted(matters.items())}
            return {lang: " ".join(text.split()) for lang, text in each.items() if isinstance(text, str)}

        return words

    def _bodies(self, path: str, matter: Matter, language: str, title: str) -> Words:
        """The body in each language, rendered."""
        each = {language: matter} | dict(sorted(self._files.translations.get(path, {}).items()))
        made = {
            lang: self._renderer.render(part.lines, part.first, Place(part.file, lang, title=title), with_ids=False).html
            for lang, part in each.items()
            if part.body.strip()
        }
        return {lang: html for lang, html in made.items() if html}


def _numbered(name: str) -> str:
    """How a file could be named: 01-name.md for name.md, 02-name.md for `02 name.md`."""
    number, rest = re.fullmatch(r"(\d*)[\s.]*(.*)", name, re.S).groups()  # type: ignore[union-attr]
    return f"{number or '01'}-{rest}"


def _language(matter: Matter) -> str:
    """What a front matter with mistakes says of the language."""
    said = matter.values.get("language")
    return said if isinstance(said, str) and said in LANGUAGES else "en"


def _pillar(matter: Matter) -> str:
    """The same of the pillar."""
    said = matter.values.get("pillar")
    return said if said in ("theory", "mentorship") else "elearning"


def _in_order(name: str) -> tuple[int, str]:
    """02 before 10, and 2 before 10."""
    digits = re.match(r"\d+", name.rpartition("/")[2])
    return (int(digits[0]) if digits else 0, name)
