"""Whether a picture is what it says it is, and can do nothing but be looked at."""

import re
from difflib import get_close_matches
from hashlib import sha256
from pathlib import PurePosixPath
from xml.etree import ElementTree

from lms.catalogue.rules.folder import PICTURES, Folder
from lms.catalogue.rules.problems import Problems
from lms.catalogue.rules.source import Picture

MAGIC = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
SVG = "{http://www.w3.org/2000/svg}"
# What draws. Everything else (script, foreignObject, iframe, audio, SMIL that rewrites links …) is refused.
_NAMES = (
    "svg g defs symbol use title desc metadata style path rect circle ellipse line polyline polygon text tspan textPath marker "
    "linearGradient radialGradient stop pattern clipPath mask filter feBlend feColorMatrix feComposite feFlood feGaussianBlur "
    "feMerge feMergeNode feOffset switch view"
)
DRAWS = frozenset(_NAMES.split())
_REFERENCE = re.compile(r"""url\(\s*['"]?\s*(?!#)|@import|javascript:|expression\s*\(|image-set|\\""", re.I)


class Gallery:
    """The pictures of a course, each checked once; those that are shown are kept."""

    def __init__(self, folder: Folder, problems: Problems) -> None:
        self._folder = folder
        self._problems = problems
        self._known: dict[str, Picture | None] = {}
        self.shown: dict[str, Picture] = {}

    def find(self, src: str, lang: str, file: str, line: int) -> Picture | None:
        """The picture a text names, in the reader's language if there is such a file; None with a problem noted."""
        path = PurePosixPath(src)
        if src.startswith(("/", "\\")) or ".." in path.parts or "\\" in src or ":" in src:
            self._problems.add(
                file, line, f"the picture `{src}` is outside the course", "write a path inside the course folder: `media/box.svg`"
            )
            return None
        if path.suffix.lower() not in PICTURES:
            self._problems.add(file, line, f"`{src}` is not a picture that is shown here", f"use {', '.join(PICTURES)}")
            return None
        own = str(path.with_suffix(f".{lang}{path.suffix}"))
        name = own if own in self._folder.files or own in self._folder.too_big else str(path)
        if name in self._folder.too_big:
            self._problems.add(file, line, f"the picture `{name}` is larger than 80 KB", "make it smaller (SVG, or WebP at lower quality)")
            return None
        if name not in self._folder.files:
            self._problems.add(file, line, f"there is no picture `{src}` in the course folder", self._near(src))
            return None
        if name not in self._known:
            self._known[name] = self._check(name)
        if picture := self._known[name]:
            self.shown[picture.digest] = picture
        return self._known[name]

    def _near(self, src: str) -> str:
        near = get_close_matches(src, [name for name in self._folder.files if PurePosixPath(name).suffix in PICTURES], n=1)
        return f"did you mean `{near[0]}`?" if near else "put the file there, or mend the path (it begins at the course folder)"

    def _check(self, name: str) -> Picture | None:
        data, extension = self._folder.files[name], PurePosixPath(name).suffix.lower()
        if extension == ".svg":
            if found := svg_mistake(data):
                self._problems.add(name, found[0], *found[1:])
                return None
        elif not _is_raster(data, extension):
            self._problems.add(
                name, 1, f"the file is not {extension.removeprefix('.').upper()}", "save it again in that format from a picture editor"
            )
            return None
        return Picture(sha256(data).hexdigest(), PICTURES[extension], extension, data)


def _is_raster(data: bytes, extension: str) -> bool:
    if extension == ".webp":
        return data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return data.startswith(MAGIC[extension])


def svg_mistake(data: bytes) -> tuple[int, str, str] | None:
    """(line, what is wrong, how to mend it) of the first thing in a drawing that is more than a drawing."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return 1, "the drawing is not UTF-8", "save it as UTF-8"
    for pattern, what in ((r"<!DOCTYPE|<!ENTITY", "a document type"), (r"<\?(?!xml\s)", "a processing instruction")):
        if found := re.search(pattern, text, re.I):
            return text.count("\n", 0, found.start()) + 1, f"the drawing has {what}", "take that line out"
    if re.search(r"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8)", text, re.I):
        return 1, "the drawing names another encoding than UTF-8", 'write encoding="UTF-8"'
    try:
        root = ElementTree.fromstring(text.removeprefix("\ufeff").encode())  # noqa: S314 - no document type, so no entities
    except ElementTree.ParseError as error:
        return error.position[0], "the drawing is not well-formed SVG", "export it again"
    except (ValueError, RecursionError):
        return 1, "the drawing cannot be read", "export it again"
    if root.tag != f"{SVG}svg":
        return 1, "the file is not SVG", 'begin it with <svg xmlns="http://www.w3.org/2000/svg">'
    wrong = next((said for element in root.iter() if (said := _element_mistake(element))), None)
    return (_line_of(text, wrong[0]), wrong[1], wrong[2]) if wrong else None


def _element_mistake(element: ElementTree.Element) -> tuple[str, str, str] | None:
    """(what to look for, what is wrong, how to mend it)"""
    space, _, tag = element.tag.rpartition("}")
    if f"{space}}}" == SVG and tag not in DRAWS:
        return (
            f"<{tag}",
            f"the drawing contains <{tag}>, which is not a plain drawing",
            "take it out; shapes, text, gradients and <style> are allowed",
        )
    if (
        f"{space}}}" != SVG
        and "inkscape" not in space
        and "sodipodi" not in space
        and "w3.org/1999/02/22-rdf" not in space
        and space not in _META
    ):
        return tag, f"the drawing contains <{tag}> of another language", "export it as plain SVG"
    if tag == "style" and _REFERENCE.search(element.text or ""):
        return "<style", "the drawing's style loads something", "write the style without url(…), @import and backslashes"
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2].lower()
        if short.startswith("on"):
            return short, f"the drawing has an event handler ({short})", "take it out"
        if short in ("href", "src") and not value.strip().startswith("#"):
            return value[:40], "the drawing refers to something outside itself", "draw it inside, or refer to `#name`"
        if _REFERENCE.search(value):
            return value[:40], "the drawing refers to something outside itself", "draw it inside, or refer to `#name`"
    return None


# Descriptions that drawing programs leave behind; browsers do nothing with them.
_META = frozenset({"{http://creativecommons.org/ns#", "{http://purl.org/dc/elements/1.1/"})


def _line_of(text: str, word: str) -> int:
    at = text.lower().find(word.lower())
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
