"""A mended sentence reaches also those on an older base: which words of an editorial release are put into an earlier one.

Words go over where the older base reads the very words that were mended. Where it has others, it keeps them: nobody has said
that those are wrong. Structure, rule and questions stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from lms.catalogue.rules.outline import ActivityOutline, ModuleOutline, Outline, Words

Kept = TypeVar("Kept", Outline, ModuleOutline, ActivityOutline)
Where = tuple[int, str]  # activity, language


@dataclass(frozen=True)
class Reading:
    """Which text stands somewhere, and what is known of it."""

    digest: str
    is_stale: bool = False
    reviewed_by: str = ""


@dataclass(frozen=True)
class Edition:
    """The words of a release: its outline and its texts."""

    outline: Outline
    texts: Mapping[Where, Reading]


@dataclass(frozen=True)
class Carried:
    """An older base's words with the mended ones in their places. `is_behind`: it keeps others where something was mended."""

    edition: Edition
    is_behind: bool


def carry(own: Edition, before: Edition, after: Edition) -> Carried:
    """The words of `own`, mended as `before` became `after`."""
    return _Carrier(own, before, after).carried()


class _Carrier:
    def __init__(self, own: Edition, before: Edition, after: Edition) -> None:
        self._own, self._before, self._after = own, before, after
        self._source = own.outline.langs[0]
        self._is_behind = False

    def carried(self) -> Carried:
        texts = {where: self._reading(where, mine) for where, mine in self._own.texts.items()}
        here = {activity.id for activity in self._own.outline.activities}
        for where, new in self._after.texts.items():
            if where[0] in here and self._is_mended(where) and (where not in texts or texts[where].digest != new.digest):
                self._is_behind = True
        outline = self._words(self._own.outline, self._before.outline, self._after.outline, ("title", "summary", "able"))
        outline = replace(outline, modules=tuple(self._module(each, texts) for each in outline.modules))
        return Carried(Edition(outline, texts), self._is_behind)

    def _is_mended(self, where: Where) -> bool:
        """The release says something else there, or for the first time."""
        old, new = self._before.texts.get(where), self._after.texts.get(where)
        return new is not None and (old is None or old.digest != new.digest)

    def _is_shared(self, where: Where) -> bool:
        """The base reads what everybody read before the mending."""
        mine, old = self._own.texts.get(where), self._before.texts.get(where)
        return mine is not None and old is not None and mine.digest == old.digest

    def _reading(self, where: Where, mine: Reading) -> Reading:
        source = (where[0], self._source)
        new = self._after.texts.get(where)
        if new is not None and self._is_shared(where):
            if self._is_mended(where):
                return new
            # The same words: what is known of them goes over if it was said of the same source.
            return new if new != self._before.texts[where] and self._is_shared(source) else mine
        if where != source and self._is_shared(source) and self._is_mended(source):
            return replace(mine, is_stale=True)  # its source changes here, it does not
        return mine

    def _module(self, own: ModuleOutline, texts: Mapping[Where, Reading]) -> ModuleOutline:
        before = next((each for each in self._before.outline.modules if each.slug == own.slug), None)
        after = next((each for each in self._after.outline.modules if each.slug == own.slug), None)
        module = self._words(own, before, after, ("title", "summary", "text"))
        return replace(module, activities=tuple(self._activity(each, texts) for each in own.activities))

    def _activity(self, own: ActivityOutline, texts: Mapping[Where, Reading]) -> ActivityOutline:
        before, after = self._before.outline.find(own.slug), self._after.outline.find(own.slug)
        if before is None or after is None:
            return own
        source = (own.id, self._source)
        changed = {lang for lang in own.langs if texts.get((own.id, lang)) != self._own.texts.get((own.id, lang))}
        taken = {lang for lang in changed if texts[own.id, lang] == self._after.texts.get((own.id, lang))}
        return replace(
            self._words(own, before, after, ("title",)),
            kb=after.kb if self._is_shared(source) and self._is_mended(source) else own.kb,
            stale=tuple(x for x in own.langs if (texts[own.id, x].is_stale if x in changed else x in own.stale)),
            unreviewed=tuple(x for x in own.langs if x in (after.unreviewed if x in taken else own.unreviewed)),
        )

    def _words(self, own: Kept, before: Kept | None, after: Kept | None, names: tuple[str, ...]) -> Kept:
        if before is None or after is None:
            return own
        mended: dict[str, Any] = {name: self._mended(getattr(own, name), getattr(before, name), getattr(after, name)) for name in names}
        return replace(own, **mended)

    def _mended(self, own: Words, before: Words, after: Words) -> Words:
        changed = {lang: text for lang, text in after.items() if before.get(lang) != text}
        shared = {lang: text for lang, text in changed.items() if lang in own and own[lang] == before.get(lang)}
        if any(lang not in shared and own.get(lang) != text for lang, text in changed.items()):
            self._is_behind = True
        return {**own, **shared}
