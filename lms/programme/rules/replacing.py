"""Which line stands in for which: no line in the end for itself."""

from collections.abc import Iterable, Mapping

from lms.programme.rules.line import Line


def makes_circle(line: int, replaces: int | None, known: Mapping[int, int | None]) -> bool:
    """Whether `line` standing in for `replaces` would close a circle. `known`: {line: the line it stands in for} of all others."""
    seen = {line}
    while replaces is not None:
        if replaces in seen:
            return True
        seen.add(replaces)
        replaces = known.get(replaces)
    return False


def replaced_by(lines: Iterable[Line]) -> dict[int, tuple[Line, ...]]:
    """{line: those that replace it, in their order}."""
    found: dict[int, tuple[Line, ...]] = {}
    for line in lines:
        if line.replaces_id is not None:
            found[line.replaces_id] = (*found.get(line.replaces_id, ()), line)
    return found
