"""What completes a course, as its author wrote it."""

from collections.abc import Iterable
from typing import Any

from lms.catalogue.rules.matter import Matter
from lms.catalogue.rules.problems import Problems, listed, nearest
from lms.catalogue.rules.source import ModuleSource

HOW = (
    "write `complete: {all: [reading, practice]}`, `{any: […]}` or `{of: 2, from: […]}` with ids of modules and activities, "
    "or leave the line out"
)
MOST_DEPTH = 5


class CompletionRule:
    """`complete:` of a course, over the ids of modules and activities; by default every activity.

    `written` are all ids that stand in files of the course, also in those with mistakes of their own: they are said there.
    """

    def __init__(self, matter: Matter, modules: tuple[ModuleSource, ...], written: Iterable[str], problems: Problems) -> None:
        self._matter, self._problems = matter, problems
        self._modules = {module.slug: [activity.slug for activity in module.activities] for module in modules}
        self._activities = {slug for slugs in self._modules.values() for slug in slugs}
        self._written = list(dict.fromkeys(written))

    def read(self, tree: Any) -> dict[str, Any]:
        """The rule over activity ids."""
        if tree is None:
            return {"all": [slug for slugs in self._modules.values() for slug in slugs]}
        made = self._node(tree, 0)
        return made if isinstance(made, dict) else {"all": [made]}

    def _wrong(self, word: Any, wrong: str, mend: str = HOW) -> dict[str, Any]:
        self._problems.add(self._matter.file, self._matter.line_of("complete", str(word)), wrong, mend)
        return {"all": []}

    def _node(self, node: Any, depth: int) -> Any:
        if isinstance(node, str):
            return self._leaf(node)
        if isinstance(node, list):
            return self._wrong("", "`complete` has a list that does not say how much of it is enough")
        if not isinstance(node, dict):
            return self._wrong(node, f"`complete` has `{node}` where an id belongs")
        if depth > MOST_DEPTH:
            return self._wrong("", "`complete` has too many lists inside each other")
        words = [str(word) for word in node]
        if set(words) not in ({"all"}, {"any"}, {"of", "from"}):
            has = listed(words) or "nothing"
            return self._wrong(words[0] if words else "", f"`complete` has {has}, and not `all` alone, `any` alone or `of` with `from`")
        return self._some(node, "from" if "of" in node else words[0], depth)

    def _some(self, node: dict[str, Any], word: str, depth: int) -> dict[str, Any]:
        """All, any, or some of a list. All within all is one list."""
        parts = node[word]
        if not isinstance(parts, list) or not parts:
            return self._wrong(word, f"`{word}` in `complete` has no list of ids behind it")
        made = [self._node(part, depth + 1) for part in parts]
        if word == "all":
            return {"all": [leaf for each in made for leaf in (each["all"] if isinstance(each, dict) and set(each) == {"all"} else [each])]}
        if word == "any":
            return {"any": made}
        count = node["of"]
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= len(parts):
            return self._wrong("of", f"`of: {count}` in `complete` is not a number from 1 to {len(parts)}, as many as stand in `from`")
        return {"of": count, "from": made}

    def _leaf(self, name: str) -> Any:
        if name in self._modules:
            return {"all": list(self._modules[name])}
        if name in self._activities:
            return name
        if name in self._written:
            return {"all": []}
        return self._wrong(name, f"`complete` names `{name}`, which is no module, lesson or quiz of this course", self._which(name))

    def _which(self, name: str) -> str:
        mend = nearest(name, self._written)
        return f"{mend} There are {listed(self._written)}" if mend.endswith("?") else mend
