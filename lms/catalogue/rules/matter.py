"""Splitting a file into front matter and body, with the line of everything, and checking the front matter."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from lms.catalogue.rules.folder import ID_FORM
from lms.catalogue.rules.heads import EXAMPLES, KINDS, NOT_YET
from lms.catalogue.rules.problems import Problems, listed, nearest

HeadType = TypeVar("HeadType", bound=BaseModel)
MOST_HEAD = 8_000  # characters of front matter
MOST_DEPTH = 20
MOST_LINE = 5_000  # characters; Markdown takes its time over brackets that never close
# What a front matter that cannot be read seems to say: enough to call nothing else in the course wrong because of it.
_GUESSED = re.compile(r"""^\s*(id|kind|language|pass)\s*:\s*["']?([a-z0-9-]+)["']?%?\s*$""", re.M)
_STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ue000-\uf8ff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Matter:
    """A file in two parts. `lines` are the body's, the first of them standing on line `first` of the file.

    `values` are guessed where the front matter is not sound: `id` and the like, if they can be seen.
    """

    file: str
    values: dict[str, Any] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)  # {key: line, "key\nword": line of a word behind it}
    lines: tuple[str, ...] = ()
    first: int = 1
    is_sound: bool = False  # whether the front matter could be read

    @property
    def ident(self) -> str | None:
        """The id that is written here, also beside other mistakes; None if there is none in the form of one."""
        written = str(self.values.get("id"))
        return written if "id" in self.values and re.fullmatch(ID_FORM, written) else None

    @property
    def body(self) -> str:
        """The body as one text."""
        return "\n".join(self.lines)

    @property
    def has_end(self) -> bool:
        """Whether it is known where the body begins."""
        return self.is_sound or bool(self.lines)

    def line_of(self, key: str, word: str = "") -> int:
        """Where a key stands, or a word behind it; the first line if it does not."""
        return self.at.get(f"{key}\n{word}", self.at.get(key, 1))


def decode(file: str, data: bytes, problems: Problems) -> str | None:
    """The text of a file, or None with a problem noted."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(file, line, "the file is not UTF-8", "save it in the editor with the encoding UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > MOST_LINE:
            problems.add(file, number, f"the line is longer than {MOST_LINE} characters", "break it into several lines or paragraphs")
            return None
        if strange := _STRANGE.search(line_text):
            name = unicodedata.name(strange[0], f"U+{ord(strange[0]):04X}")
            problems.add(file, number, f"there is a character that cannot be shown ({name})", "delete it and type the place again")
            return None
    return text


def split(file: str, text: str, problems: Problems) -> Matter:
    """Part a file. Whatever is wrong with the front matter is noted, never raised."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        problems.add(file, 1, "the front matter is missing", "begin the file with a line `---`, the keys, and another `---`")
        return Matter(file, _guess(text), lines=tuple(lines))
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        problems.add(file, 1, "the front matter does not end", "write a line `---` after its last key")
        return Matter(file, _guess(text))
    values, at, is_sound = _read_yaml(file, "\n".join(lines[1:end]), problems)
    return Matter(file, values if is_sound else _guess(text), at, tuple(lines[end + 1 :]), end + 2, is_sound)


def _guess(text: str) -> dict[str, Any]:
    head = text.removeprefix("---").partition("\n---")[0][:MOST_HEAD]
    return dict(_GUESSED.findall(head))


def _read_yaml(file: str, text: str, problems: Problems) -> tuple[dict[str, Any], dict[str, int], bool]:
    if len(text) > MOST_HEAD:
        problems.add(file, 2, f"the front matter is longer than {MOST_HEAD} characters", "move the text below the second `---`")
        return {}, {}, False
    try:
        if found := _too_much(text):
            problems.add(file, found[0] + 2, *found[1:])
            return {}, {}, False
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        values = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line, text.count("\n")) + 2 if mark else 2
        said = getattr(error, "problem", None) or "not YAML"
        mend = 'write `key: value`; a value with `: ` or `#` in it stands in "quotes"'
        if r"'\t'" in said:
            said, mend = "there is a tab", "write spaces in place of the tab"
        problems.add(file, line, f"the front matter cannot be read ({said})", mend)
        return {}, {}, False
    except (RecursionError, ValueError, OverflowError):
        problems.add(file, 2, "the front matter cannot be read", "write one `key: value` a line")
        return {}, {}, False
    if values is None and node is None:
        return {}, {}, True
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        problems.add(file, 2, "the front matter is not a list of keys", "write one `key: value` a line")
        return {}, {}, False
    return {str(key): value for key, value in values.items()}, _lines_of(file, node, problems), True


_SUSPECT = re.compile(r"[&*!{\[]|^ {4}|\?\s", re.M)  # without any of these it is a plain list of keys


def _too_much(text: str) -> tuple[int, str, str] | None:
    """What YAML can do and a front matter may not: names for values, types, and lists deep inside each other."""
    if not _SUSPECT.search(text):
        return None
    depth = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        line = token.start_mark.line
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
            return line, "`&`, `*` and `!` at the start of a value mean something else in YAML", "put the text in quotes"
        depth += isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken | yaml.BlockMappingStartToken)
        depth -= isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken)
        if depth > MOST_DEPTH:
            return line, "the front matter is nested too deeply", "write one `key: value` a line"
    return None


def _lines_of(file: str, node: yaml.MappingNode, problems: Problems) -> dict[str, int]:
    at: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 2
        if name in at:
            problems.add(file, line, f"`{name}` stands here a second time (first in line {at[name]})", "keep one of the two")
        at.setdefault(name, line)
        for word in _words_in(value):
            at.setdefault(f"{name}\n{word.value}", word.start_mark.line + 2)
    return at


def _words_in(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Every key and value below a list or mapping; nothing of a plain value."""
    below = [each for pair in node.value for each in pair] if isinstance(node, yaml.MappingNode) else node.value
    for each in below if isinstance(node, yaml.CollectionNode) else ():
        if isinstance(each, yaml.ScalarNode):
            yield each
        yield from _words_in(each)


def check_head(matter: Matter, model: type[HeadType], problems: Problems) -> HeadType | None:
    """The front matter in its shape, or None with every mistake noted."""
    if not matter.is_sound:
        return None
    if not matter.values:
        needed = [field.alias or name for name, field in model.model_fields.items() if field.is_required()]
        problems.add(matter.file, 1, "the front matter is empty", f"write {listed(needed)} between the two lines `---`")
        return None
    try:
        return model.model_validate(matter.values)
    except ValidationError as error:
        known = [field.alias or name for name, field in model.model_fields.items()]
        for each in error.errors(include_url=False, include_context=True, include_input=False):
            key = str(each["loc"][0]) if each["loc"] else ""
            wrong, mend = _say(key, each["type"], each.get("ctx", {}), known, matter.values)
            problems.add(matter.file, matter.line_of(key), wrong, mend)
        return None


def _say(key: str, kind: str, context: dict[str, Any], known: list[str], values: dict[str, Any]) -> tuple[str, str]:
    """A mistake of the front matter in words."""
    example = f"write `{EXAMPLES[key]}`" if key in EXAMPLES else "see docs/authoring.md"
    if kind == "extra_forbidden":
        if key in NOT_YET:
            return f"`{key}` is not read: {NOT_YET[key]}", "take the line out"
        return f"`{key}` is not a key of this file", nearest(key, known)
    if kind == "missing":
        return f"`{key}` is missing", example
    if kind == "string_pattern_mismatch" and key == "id":
        return (
            f"the id `{values.get('id')}` is not in the form of an id",
            "write small Latin letters, digits and single hyphens: `id: check-digit`",
        )
    if kind in ("string_too_long", "too_long"):
        return f"`{key}` is too long (at most {context.get('max_length')})", "shorten it"
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        limit = next((context[name] for name in ("gt", "ge", "lt", "le") if name in context), "")
        side = "more than" if kind == "greater_than" else "at least" if kind.startswith("greater") else "at most"
        return f"`{key}` must be {side} {limit:g}", example
    value = values.get(key)
    if value in (None, "", [], {}):
        return f"`{key}` is empty", example
    if kind == "string_type" and key != "pass" and isinstance(value, int | float):
        return f"`{key}` is a number here", f'put it in quotes: `{key}: "{value}"`'
    if kind == "string_type" and key != "pass" and not isinstance(value, str | dict | list):
        return f"`{key}` is read as a date or a truth value here", f'put it in quotes: `{key}: "…"`'
    if kind == "literal_error" and isinstance(value, str):
        allowed = KINDS if key == "kind" else re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = get_close_matches(value.lower(), allowed, n=1)
        wrong = f"`{key}: {value}` is not possible; `{key}` is {' or '.join(f'`{each}`' for each in allowed)}"
        return wrong, f"did you mean `{near[0]}`?" if near else example
    if isinstance(value, dict | list):
        return f"`{key}` has a value that cannot be used", example
    shown = " ".join(str(value).split())[:40]
    return f"`{key}: {shown.lower() if isinstance(value, bool) else shown}` cannot be used", example
