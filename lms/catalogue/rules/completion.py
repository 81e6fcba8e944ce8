"""What completes a course, as its author wrote it."""

from typing import Any

from lms.catalogue.rules.matter import Matter
from lms.catalogue.rules.problems import Problems, nearest
from lms.catalogue.rules.source import ModuleSource

HOW = (
    "write `complete: {all: [reading, practice]}`, `{any: […]}` or `{of: 2, from: […]}` with ids of modules and activities, "
    "or leave the line out"
)


class CompletionRule:
    """`complete:` of a course, over the ids of modules and activities; by default every activity."""

    def __init__(self, matter: Matter, modules: tuple[ModuleSource, ...], problems: Problems) -> None:
        self._matter, self._problems = matter, problems
        self._modules = {module.slug: [activity.slug for activity in module.activities] for module in modules}
        self._activities = {slug for slugs in self._modules.values() for slug in slugs}

    def read(self, tree: Any) -> dict[str, Any]:
        """The rule over activity ids."""
        if tree is None:
            return {"all": [slug for slugs in self._modules.values() for slug in slugs]}
        made = self._node(tree, 0)
        return made if isinstance(made, dict) else {"all": [made]}

    def _wrong(self, wrong: str) -> dict[str, Any]:
        self._problems.add(self._matter.file, self._matter.line_of("complete"), wrong, HOW)
        return {"all": []}

    def _node(self, node: Any, depth: int) -> Any:
        if isinstance(node, str):
            return self._leaf(node)
        if depth > 5 or not isinstance(node, dict):
            return self._wrong("`complete` cannot be read")
        keys = set(node)
        parts = node.get("from" if keys == {"of", "from"} else next(iter(keys), ""), None)
        if keys not in ({"all"}, {"any"}, {"of", "from"}) or not isinstance(parts, list) or not parts:
            return self._wrong("`complete` cannot be read")
        made = [self._node(part, depth + 1) for part in parts]
        if keys == {"all"}:
            flat = [leaf for each in made for leaf in (each["all"] if isinstance(each, dict) and set(each) == {"all"} else [each])]
            return {"all": flat}
        if keys == {"any"}:
            return {"any": made}
        count = node["of"]
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= len(parts):
            return self._wrong("`of` is not a number of the parts behind it")
        return {"of": count, "from": made}

    def _leaf(self, name: str) -> Any:
        if name in self._modules:
            return {"all": list(self._modules[name])}
        if name in self._activities:
            return name
        self._wrong(f"`complete` names `{name}`, which is no module or activity; {nearest(name, {*self._modules, *self._activities})}")
        return {"all": []}
