"""From Markdown to clean HTML in the shapes of our stylesheet, with every mistake noted under its line.

Python-Markdown makes a tree; we mend the tree, note what an author cannot mean, and nh3 keeps only what is allowed, so that what
we overlook is harmless all the same. Pages get no id, class or link that was not made here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import unescape

import markdown
import nh3
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.preprocessors import Preprocessor

from lms.catalogue.rules.pictures import Gallery
from lms.catalogue.rules.problems import Problems
from lms.catalogue.rules.tree import Mend

# Where a self-check stands in a text: private characters, which the reader refuses in files, so nobody else writes them.
CHECK_OPEN, CHECK_CLOSE = "\ue000", "\ue001"
_CHECK = re.compile(rf"<p[^>]*>\s*{CHECK_OPEN}([a-z0-9-]+){CHECK_CLOSE}\s*</p>")
_PLAIN = re.compile(r"[^\W\d_][^\W_]*(?:,? [^\W_]+)*[.?]?")  # words alone: nothing in it means anything to Markdown
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_LIST = re.compile(r"(?:[-*+]|1[.)])\s")
_IN_LIST = re.compile(r"(?:[-*+]|\d+[.)])\s|\s")

_TAGS = (
    "p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong b i sub sup hr br a img figure figcaption div span "
    "table thead tbody tr th td abbr del"
)
TAGS = frozenset(_TAGS.split())
ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "span": {"aria-hidden"},
    "div": {"tabindex", "role", "aria-label"},
    "th": {"scope"},
    "abbr": {"title"},
}
CLASSES = {
    "div": {"callout", "attention", "frame", "footnote"},
    "span": {"mark", "here", "wait"},
    "ul": {"keys"},
    "li": {"skips"},
    "dl": {"note"},
    "th": {"num"},
    "td": {"num"},
}


@dataclass(frozen=True)
class Place:
    """Where a text stands and what its links may name. Only the text of a lesson links to lessons; pages resolve it there."""

    file: str
    lang: str
    activities: frozenset[str] | None = None
    title: str = ""  # names a table that stands under no heading


@dataclass
class Rendered:
    """Clean HTML, its words, and the digests of its pictures."""

    html: str = ""
    text: str = ""
    pictures: list[str] = field(default_factory=list)


class _Loosen(Preprocessor):
    """CommonMark manners: a list, a table and attributes interrupt a paragraph, a quote at column 0 leaves the list."""

    def run(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        fence = ""
        for line in lines:
            before = out[-1] if out else ""
            if found := _FENCE.match(line):
                fence = "" if fence and found[1].startswith(fence) else fence or found[1]
                out.append(line)
                continue
            if not fence and before.strip() and _interrupts(line, before):
                out.append("")
            out.append(line)
            if not fence and line.startswith("{:"):
                out.append("")
        return out


def _interrupts(line: str, before: str) -> bool:
    if line.startswith("{:"):
        return True
    if line.startswith(">"):
        return not before.startswith(">")
    if line.startswith("|"):
        return not before.lstrip().startswith("|")
    return bool(_LIST.match(line)) and not _IN_LIST.match(before)


class _Admonition(AdmonitionProcessor):
    """As it is, but a note without a title stays without one: "Note" would be English in a Russian text."""

    def get_class_and_title(self, match: "re.Match[str]") -> tuple[str, str | None]:
        klass, title = match.group(1).lower(), match.group(2)
        return re.sub(r"\s+", " ", klass), title or None


class _Ours(Extension):
    def __init__(self, mend: Mend) -> None:
        super().__init__()
        self._mend = mend

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")  # raw HTML stays text, and is noted by Mend
        md.preprocessors.register(_Loosen(md), "loosen", 28)  # before fences are taken out, at 25
        admonition: BlockProcessor = _Admonition(md.parser)
        md.parser.blockprocessors.register(admonition, "admonition", 105)
        self._mend.md = md
        md.treeprocessors.register(self._mend, "mend", 5)  # after attributes (8), before the tree becomes text


class Renderer:
    """Renders the texts of one course, one after the other. Setting Markdown up costs more than most texts."""

    def __init__(self, gallery: Gallery, problems: Problems) -> None:
        self._problems = problems
        self._mend = Mend(gallery, problems)
        extensions: list[str | Extension] = ["attr_list", "tables", "footnotes", "def_list", "fenced_code", "sane_lists", _Ours(self._mend)]
        titles = {"footnotes": {"BACKLINK_TITLE": "{}"}}
        self._markdown = markdown.Markdown(extensions=extensions, extension_configs=titles, output_format="html")

    def render(self, lines: Sequence[str], first: int, place: Place, *, with_ids: bool = True) -> Rendered:
        """Render the lines of a text, the first of which stands on line `first` of the file.

        `with_ids`: give each block a place to return to.
        """
        self._markdown.reset()
        self._mend.begin(lines, first, place, with_ids)
        try:
            html = self._markdown.convert("\n".join(lines))
        except RecursionError:
            self._problems.add(place.file, first, "the text is nested too deeply", "use fewer lists and quotes inside each other")
            return Rendered()
        html = _CHECK.sub(r"<!--check:\1-->", clean(html))
        return Rendered(html, words(html), self._mend.pictures)

    def inline(self, text: str, line: int, place: Place) -> str:
        """One paragraph without its <p>: a prompt or a choice. Most of them are words alone, and need no Markdown."""
        if _PLAIN.fullmatch(text):
            return text
        html = self.render([text], line, place, with_ids=False).html.strip()
        inner = html.removeprefix("<p>").removesuffix("</p>")
        if html.count("<p>") == 1 and html == f"<p>{inner}</p>":
            return inner
        self._problems.add(place.file, line, "a heading, a list or a table cannot stand here", "write one line of plain text")
        return ""


def clean(html: str) -> str:
    """Only what is allowed; external links open without telling the other side where from."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"https", "mailto", "lesson"},
        link_rel="noopener noreferrer",
    )


def words(html: str) -> str:
    """The plain text of clean HTML, for searching and for counting words."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).replace("↩", " ").split())


def count_words(texts: Iterable[str]) -> int:
    """How many words there are."""
    return sum(len(text.split()) for text in texts)
