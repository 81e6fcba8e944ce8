"""Reading tracks: `tracks/NAME.md` beside the courses, each a list of courses for an audience, with its translations."""

from collections.abc import Collection, Mapping

from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.heads import TrackHead, TranslationHead
from lms.catalogue.rules.matter import Matter, check_head, decode, split
from lms.catalogue.rules.outline import Words
from lms.catalogue.rules.pictures import Gallery
from lms.catalogue.rules.problems import Problem, Problems, nearest
from lms.catalogue.rules.rendering import Place, Renderer
from lms.catalogue.rules.source import TrackSource, Translation
from lms.catalogue.rules.stamping import TRANSLATED, digest_of_source


def read_tracks(folder: Folder, courses: Collection[str], label: str = "") -> tuple[list[TrackSource], tuple[Problem, ...]]:
    """The tracks of a folder that are in order, and every problem. `courses`: the ids of all courses a track may name."""
    problems = Problems()
    problems.extend(folder.problems)
    reader = _Reader(folder, courses, problems)
    tracks = [track for path in reader.sources if (track := reader.read(path))]
    found = tuple(Problem(f"{label}/{each.file}", each.line, each.wrong, each.mend) if label else each for each in problems)
    bad = {each.file for each in problems}
    return [track for track in tracks if not bad & reader.files_of(track.file)], found


class _Reader:
    def __init__(self, folder: Folder, courses: Collection[str], problems: Problems) -> None:
        self._courses, self._problems = courses, problems
        self._renderer = Renderer(Gallery(folder, problems), problems)
        self._taken: dict[str, str] = {}
        self.sources: dict[str, Matter] = {}
        self._others: dict[str, dict[str, Matter]] = {}
        for path in sorted(folder.files):
            self._sort(path, folder.files)

    def files_of(self, path: str) -> set[str]:
        """The file of a track and those of its translations."""
        return {path, *(matter.file for matter in self._others.get(path, {}).values())}

    def _sort(self, path: str, files: Mapping[str, bytes]) -> None:
        if "/" in path or not path.endswith(".md"):
            self._problems.add(path, 1, "this file is no track", "a track is one file here: `NAME.md`, and `NAME.ru.md` beside it")
            return
        text = decode(path, files[path], self._problems)
        if text is None:
            return
        matter = split(path, text, self._problems)
        named = TRANSLATED.fullmatch(path)
        if named is None:
            self.sources[path] = matter
        elif f"{named['stem']}.md" not in files:
            self._problems.add(path, 1, f"there is no `{named['stem']}.md` that this translates", "write the source, or mend the name")
        else:
            self._others.setdefault(f"{named['stem']}.md", {})[named["lang"]] = matter

    def read(self, path: str) -> TrackSource | None:
        """One track; None where its front matter is not sound."""
        matter = self.sources[path]
        head = check_head(matter, TrackHead, self._problems)
        if head is None:
            return None
        first = self._taken.setdefault(head.id, path)
        if first != path:
            self._problems.add(
                path, matter.line_of("id"), f"the id `{head.id}` is already that of {first}", "give this track an id of its own"
            )
        self._check_courses(head, matter)
        others = self._others.get(path, {})
        stamps = [stamp for lang, other in sorted(others.items()) if (stamp := self._translation(matter, lang, other))]

        def words(key: str) -> Words:
            said = {head.language: getattr(head, key)} | {lang: other.values.get(key) for lang, other in sorted(others.items())}
            return {lang: " ".join(text.split()) for lang, text in said.items() if isinstance(text, str)}

        return TrackSource(
            head.id, words("title"), words("summary"), self._bodies(head, matter, others), tuple(head.audience), tuple(head.courses),
            head.language, head.reviewed_by or "", tuple(stamps), path,
        )  # fmt: skip

    def _check_courses(self, head: TrackHead, matter: Matter) -> None:
        for course in dict.fromkeys(head.courses):
            if course not in self._courses:
                wrong = f"there is no course with the id `{course}`"
                self._problems.add(matter.file, matter.line_of("courses", course), wrong, nearest(course, self._courses))
            if head.courses.count(course) > 1:
                wrong = f"the course `{course}` stands here twice"
                self._problems.add(matter.file, matter.line_of("courses", course), wrong, "take one of the two out")

    def _translation(self, source: Matter, lang: str, other: Matter) -> Translation | None:
        head = check_head(other, TranslationHead, self._problems)
        if head is None:
            return None
        digest = digest_of_source(source)
        if head.made_from is None:
            mend = f'write `made_from: "{digest}"` once this says what {source.file} says (`flask courses status --stamp` does it)'
            self._problems.add(other.file, 1, "`made_from` is missing", mend)
        return Translation(other.file, lang, digest, head.made_from or "", head.reviewed_by or "")

    def _bodies(self, head: TrackHead, matter: Matter, others: Mapping[str, Matter]) -> Words:
        each = {head.language: matter} | dict(sorted(others.items()))
        made = {
            lang: self._renderer.render(one.lines, one.first, Place(one.file, lang, title=head.title), with_ids=False).html
            for lang, one in each.items()
            if one.body.strip()
        }
        return {lang: html for lang, html in made.items() if html}
