"""Which translations there are, how they stand to their sources, and writing `made_from` into one."""

import re

from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.matter import Matter, decode, split
from lms.catalogue.rules.problems import Problems
from lms.catalogue.rules.source import Translation, source_digest
from lms.lib.text import LANGUAGES

TRANSLATED = re.compile(r"(?P<stem>.+)\.(?P<lang>[A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)\.md$")


def digest_of_source(matter: Matter) -> str:
    """What `made_from` says of a translation that is up to date."""
    summary = matter.values.get("summary")
    return source_digest(str(matter.values.get("title", "")), summary if isinstance(summary, str) else None, matter.body)


def translations_of(folder: Folder) -> list[Translation]:
    """Every translated file that can be read, whatever else is wrong with the course."""
    found: list[Translation] = []
    unheard = Problems()
    for path in sorted(folder.files):
        named = TRANSLATED.fullmatch(path)
        source = f"{named['stem']}.md" if named else ""
        if not named or named["lang"] not in LANGUAGES or source not in folder.files:
            continue
        texts = [decode(each, folder.files[each], unheard) for each in (source, path)]
        if texts[0] is None or texts[1] is None:
            continue
        digest = digest_of_source(split(source, texts[0], unheard))
        values = split(path, texts[1], unheard).values
        found.append(Translation(path, named["lang"], digest, str(values.get("made_from") or ""), str(values.get("reviewed_by") or "")))
    return found


def stamp(text: str, digest: str) -> str:
    """The file with `made_from` in its front matter; everything else stays as it is, line ends too."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    close = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), None)
    if lines[0].lstrip("\ufeff").rstrip() != "---" or close is None:
        return text
    said = f'made_from: "{digest}"'
    at = next((n for n in range(1, close) if re.match(r"made_from\s*:", lines[n])), None)
    return end.join([*lines[:at], said, *lines[at + 1 :]] if at is not None else [*lines[:close], said, *lines[close:]])
