"""A course folder as it lies on the disk: names and bytes, and nothing from outside the folder.

Everything later works on this value alone, so a path in a course can never open a file: it is only looked up here.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lms.catalogue.rules.problems import Problem, Problems

TEXT_KB = 200  # a lesson of 200 KB is a book
PICTURE_KB = 80  # pictures load after the text, over slow lines
MOST_FILES = 2000
PICTURES = {".svg": "image/svg+xml", ".webp": "image/webp", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
NOTES = "NOTES.md"
ID_FORM = r"[a-z0-9]+(-[a-z0-9]+)*"  # of a course, of what is in it, of a heading
TRACKS = "tracks"  # the folder beside the courses that holds lists of them


@dataclass(frozen=True)
class Folder:
    """The files of one course: {path with slashes: bytes}. `name` is the folder's own; problems are of reading alone."""

    name: str
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    too_big: Mapping[str, int] = field(default_factory=dict)


def course_folders(root: Path) -> list[Path]:
    """The course folders under `root`, or `root` itself if it is one, be it one whose course.md is missing."""
    holds_modules = any(root.glob("*/module.md")) and not any(root.glob("*/course.md"))
    if (root / "course.md").exists() or holds_modules:
        return [root]
    return sorted(path for path in root.iterdir() if path.is_dir() and path.name != TRACKS and not path.name.startswith("."))


def read_folder(path: Path) -> Folder:
    """Read the course folder `path`. Links, strange files and files that are too big are problems, and are not read."""
    files: dict[str, bytes] = {}
    too_big: dict[str, int] = {}
    problems = Problems()
    if path.is_symlink():
        problems.add(path.name, 1, "the course folder is a link", "copy the folder itself to this place")
        return Folder(path.name, files, tuple(problems))
    for name in _names(path, path, problems):
        entry = path / name
        limit = PICTURE_KB if entry.suffix.lower() in PICTURES else TEXT_KB
        size = entry.stat().st_size
        if size > limit * 1024:
            too_big[name] = size
            kind = "make the picture smaller (SVG, or WebP at lower quality)" if limit == PICTURE_KB else "split it into several lessons"
            problems.add(name, 1, f"the file has {size / 1024:.0f} KB, more than {limit} KB", kind)
            continue
        try:
            files[name] = entry.read_bytes()
        except OSError as error:
            problems.add(name, 1, f"the file cannot be read ({error.strerror})", "give yourself the right to read it")
    return Folder(path.name, files, tuple(problems), too_big)


def _names(root: Path, folder: Path, problems: Problems) -> list[str]:
    """Paths of the ordinary files under `folder`, relative to `root`; hidden ones and the notes are left out."""
    found: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError as error:
        problems.add(
            folder.relative_to(root).as_posix(), 1, f"the folder cannot be read ({error.strerror})", "give yourself the right to read it"
        )
        return found
    for entry in entries:
        name = Path(entry.path).relative_to(root).as_posix()
        if entry.name.startswith(".") or entry.name.endswith("~") or entry.name == NOTES:
            continue
        if not name.isprintable():
            problems.add(ascii(name), 1, "the name of this file cannot be shown", "give it another name")
            continue
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            found += _names(root, Path(entry.path), problems)
        elif stat.S_ISREG(mode):
            found.append(name)
        elif stat.S_ISLNK(mode):
            problems.add(name, 1, "this is a link", "copy the file itself to this place; nothing outside the folder is read")
        else:
            problems.add(name, 1, "this is not an ordinary file", "take it away")
        if len(found) > MOST_FILES:
            problems.add(name, 1, f"there are more than {MOST_FILES} files here", "is this the folder of one course?")
            return found[:MOST_FILES]
    return found
