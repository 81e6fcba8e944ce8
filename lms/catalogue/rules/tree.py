"""Mending the tree that Python-Markdown made: figures, frames, callouts, places to return to, links; and noting mistakes."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.treeprocessors import Treeprocessor

from lms.catalogue.rules.folder import ID_FORM
from lms.catalogue.rules.pictures import Gallery
from lms.catalogue.rules.problems import Problems, nearest

if TYPE_CHECKING:
    from lms.catalogue.rules.rendering import Place

_RAW = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>|<!--|<!\w")
_LOST_BRACES = re.compile(r"\{[:#.][^}]*\}")
_BLOCK_BRACES = re.compile(r"\{:\s*([^}]*)\}$")
_STASH = "\x02wzxhzdk"  # Python-Markdown's mark for what is put in later (fenced code)
# {class: what it stands on}. `note` and `warning` come from !!!.
CLASSES = {"keys": "ul", "skips": "li", "note": "dl"}
NOTES = {"note": ("callout", "here"), "warning": ("callout attention", "wait")}
ROOMY = frozenset({"code", "pre"})  # text in here is shown as written
FROM_AUTHOR = frozenset({"id", "lang", "width", "height", "class"})  # other attributes in braces are mistakes
FROM_MARKDOWN = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "abbr": {"title"},
    "th": {"style"},
    "td": {"style"},
}


class Mend(Treeprocessor):
    """One text's tree. Each mistake is noted under the line where its words stand."""

    md: markdown.Markdown

    def __init__(self, gallery: Gallery, problems: Problems) -> None:
        self._gallery, self._problems = gallery, problems

    def begin(self, lines: Sequence[str], first: int, place: "Place", with_ids: bool) -> None:
        """The text that is rendered next."""
        self._lines, self._first, self._place, self._with_ids = lines, first, place, with_ids
        self._ids: set[str] = set()
        self._targets: list[str] = []
        self._heading = place.title
        self._frames: Counter[str] = Counter()
        self.pictures: list[str] = []

    def run(self, root: Element) -> None:
        """Mend in place."""
        self._block_attributes(root)
        self._item_attributes(root)
        for element in root.iter():
            self._attributes(element)
            self._plain(element)
            if element.tag == "a":
                self._link(element)
            elif element.tag == "img":
                self._picture(element)
            elif re.fullmatch(r"h[1-6]", element.tag):
                self._check_heading(element)
        for wanted in self._targets:
            if f"t-{wanted}" not in self._ids:
                self._wrong(f"#{wanted}", f"there is no heading `{{#{wanted}}}` in this text", "link to a heading that has that id")
        self._shapes(root)
        if self._with_ids:
            self._places(root)

    def _wrong(self, word: str, wrong: str, mend: str) -> None:
        at = next((n for n, line in enumerate(self._lines) if word in line), None)
        if at is None:
            at = next((n for n, line in enumerate(self._lines) if line.strip()), 0)
        self._problems.add(self._place.file, self._first + at, wrong, mend)

    def _block_attributes(self, root: Element) -> None:
        """`{: .keys }` on a line of its own belongs to the block before it, or at the very start to the one after."""
        for element in list(root):
            found = _BLOCK_BRACES.fullmatch((element.text or "").strip()) if element.tag == "p" and not len(element) else None
            if not found:
                continue
            blocks = list(root)
            at = blocks.index(element)
            target = blocks[at - 1] if at else blocks[1] if len(blocks) > 1 else None
            root.remove(element)
            for token in found[1].split() if target is not None else ():
                self._give(target, token, found[0])  # type: ignore[arg-type]

    def _item_attributes(self, root: Element) -> None:
        """`{: .skips }` at the end of a line of a list."""
        for item in root.iter("li"):
            last = item[-1] if len(item) else None
            text = (last.tail if last is not None else item.text) or ""
            if found := re.search(r"\s*\{:\s*([^}]*)\}\s*$", text):
                if last is not None:
                    last.tail = text[: found.start()]
                else:
                    item.text = text[: found.start()]
                for token in found[1].split():
                    self._give(item, token, found[0].strip())

    def _give(self, target: Element, token: str, braces: str) -> None:
        name, _, value = token.partition("=")
        if token.startswith("."):
            target.set("class", f"{target.get('class', '')} {token[1:]}".strip())
        elif token.startswith("#"):
            target.set("id", token[1:])
        elif value:
            target.set(name, value.strip("\"'"))
        else:
            self._wrong(braces, f"`{token}` means nothing in braces", "write `{: .keys }`, `{: .note }` or `{#id}`")

    def _attributes(self, element: Element) -> None:
        for name in list(element.attrib):
            if name in FROM_MARKDOWN.get(element.tag, ()) or element.get("class", "").startswith(("admonition", "footnote")):
                continue
            if name not in FROM_AUTHOR:
                self._wrong(name, f"`{name}` cannot be set in a text", "take it out of the braces")
                del element.attrib[name]
        ident = element.get("id", "")
        if ident and not ident.startswith(("fn:", "fnref")):
            if not re.fullmatch(ID_FORM, ident):
                self._wrong(ident, f"the id `{ident}` is not in the form of an id", "write small Latin letters, digits and single hyphens")
            elif f"t-{ident}" in self._ids:
                self._wrong(f"#{ident}", f"the id `{ident}` stands here twice", "give the second another id")
            self._ids.add(f"t-{ident}")
            element.set("id", f"t-{ident}")  # an author's id never meets one of the page
        for name in element.get("class", "").split():
            if name.startswith(("admonition", "footnote")) or (element.get("class", "").startswith("admonition")):
                continue
            if CLASSES.get(name) != element.tag:
                on = {"ul": "list", "li": "line of a list", "dl": "list of terms"}.get(CLASSES.get(name, ""))
                mend = f"put it under a {on}" if on else nearest(name, CLASSES)
                self._wrong(f".{name}", f"`.{name}` means nothing here", mend)

    def _plain(self, element: Element) -> None:
        """Raw HTML and braces that belong to nothing."""
        texts = [] if element.tag in ROOMY else [element.text or ""]
        for text in [*texts, *(child.tail or "" for child in element if element.tag not in ROOMY)]:
            for raw in _RAW.findall(str(text)):
                self._wrong(
                    raw.split("\n")[0],
                    f"`{raw.split()[0]}` is HTML, which is not read",
                    "write Markdown, or put it in `backticks` to show it",
                )
            for braces in _LOST_BRACES.findall(str(text)):
                self._wrong(
                    braces,
                    f"`{braces}` belongs to nothing",
                    "put it behind a heading, a picture or a line of a list, or under a list as `{: .keys }`",
                )

    def _link(self, element: Element) -> None:
        href = element.get("href", "")
        if href.startswith(("#fn:", "#fnref")):
            return
        if href.startswith("#"):
            self._targets.append(href[1:])
            element.set("href", f"#t-{href[1:]}")
        elif href.startswith("lesson:"):
            self._lesson_link(href.removeprefix("lesson:"))
        elif not href.startswith("mailto:") and not (href.startswith("https://") and _has_host(href)):
            mend = (
                f"write `https://{href.removeprefix('http://')}`"
                if href.startswith("http://")
                else "write `https://…`, `mailto:…`, `lesson:id` or `#id`"
            )
            self._wrong(href or "](", f"the link `{href}` leads nowhere safe", mend)

    def _lesson_link(self, ident: str) -> None:
        known = self._place.activities
        if known is None:
            mend = "name the lesson of a question in its braces, `lesson=id`; elsewhere write its title"
            self._wrong(f"lesson:{ident}", "a link to a lesson can stand in the text of a lesson only", mend)
        elif ident not in known:
            self._wrong(f"lesson:{ident}", f"there is no lesson with the id `{ident}`", nearest(ident, known))

    def _picture(self, element: Element) -> None:
        src = element.get("src", "")
        line = self._first + next((n for n, line in enumerate(self._lines) if src and src in line), 0)
        if not element.get("alt", "").strip():
            self._wrong(src, f"the picture `{src}` has no text alternative", f"say what it shows: `![A box seen from its door end]({src})`")
        for side in ("width", "height"):
            if not re.fullmatch(r"[1-9]\d{0,3}", element.get(side, "")):
                self._wrong(src, f"the picture `{src}` has no {side}", f"write its size behind it: `![…]({src}){{width=640 height=360}}`")
        picture = self._gallery.find(src, self._place.lang, self._place.file, line)
        if picture:
            element.set("src", picture.href)
            self.pictures.append(picture.digest)
        element.set("loading", "lazy")
        element.set("decoding", "async")

    def _check_heading(self, element: Element) -> None:
        if element.tag == "h1":
            words = "".join(element.itertext())
            self._wrong(f"# {words}", "the title of the page stands in the front matter", f"write `## {words}` for a heading in the text")

    def _shapes(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if re.fullmatch(r"h[1-6]", child.tag):
                    self._heading = "".join(child.itertext()).strip()
                elif (
                    child.tag == "p"
                    and len(child) == 1
                    and child[0].tag == "img"
                    and not (child.text or "").strip() + (child[0].tail or "").strip()
                ):
                    _make_figure(child)
                elif child.tag == "table":
                    self._frames[self._heading] += 1
                    number = self._frames[self._heading]
                    parent[place] = _framed(child, self._heading if number == 1 else f"{self._heading} ({number})")
                elif child.get("class", "").startswith("admonition"):
                    self._make_callout(child)
            if parent.tag == "img":
                parent.attrib.pop("title", None)

    def _make_callout(self, element: Element) -> None:
        kind = element.get("class", "").split()[1:]
        if len(kind) != 1 or kind[0] not in NOTES:
            said = " ".join(kind)
            self._wrong(f"!!! {said}", f"`!!! {said}` is not a kind of note", nearest(said, NOTES))
            kind = ["note"]
        classes, state = NOTES[kind[0]]
        inner = list(element)
        for child in inner:
            element.remove(child)
        element.set("class", classes)
        SubElement(element, "span", {"class": f"mark {state}", "aria-hidden": "true"})
        body = SubElement(element, "div")
        for child in inner:
            if child.get("class") == "admonition-title":
                del child.attrib["class"]
                bold = Element("b")
                bold.text, child.text = child.text, None
                bold.extend(list(child))
                for each in list(child):
                    child.remove(each)
                child.append(bold)
            body.append(child)

    def _places(self, root: Element) -> None:
        """Each block can be returned to. Blocks are counted, so that a translation with as many keeps the place."""
        for number, element in enumerate(root, 1):
            if not (element.text or "").startswith(_STASH) and not element.get("id"):
                element.set("id", f"b{number}")


def _has_host(href: str) -> bool:
    try:
        return "." in (urlsplit(href).hostname or "")
    except ValueError:
        return False


def _make_figure(paragraph: Element) -> None:
    image = paragraph[0]
    image.tail = None
    paragraph.tag, paragraph.text = "figure", None
    if caption := image.attrib.pop("title", ""):
        SubElement(paragraph, "figcaption").text = caption


def _framed(table: Element, label: str) -> Element:
    """A table that is too wide scrolls inside its frame, by keyboard too."""
    frame = Element("div", {"class": "frame", "tabindex": "0", "role": "region", "aria-label": label})
    frame.tail, table.tail = table.tail, None
    for cell in table.iter():
        if cell.tag == "th":
            cell.set("scope", "col")
        if cell.attrib.pop("style", "").replace(" ", "").startswith("text-align:right"):
            cell.set("class", "num")
    frame.append(table)
    return frame
