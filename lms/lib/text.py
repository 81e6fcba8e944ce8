"""Words: folding for search, titles in several languages, and the order in which languages are tried."""

import unicodedata
from collections.abc import Mapping, Sequence

Words = Mapping[str, str]  # {language: text}

# The languages of the programme, by their own names (brief 3.1). The switch offers those whose pages are complete.
LANGUAGES = {
    "en": "English",
    "ru": "Русский",
    "kk": "Қазақша",
    "ky": "Кыргызча",
    "tg": "Тоҷикӣ",
    "tk": "Türkmençe",
    "uz": "Oʻzbekcha",
}
COMPLETE = ("en", "ru")

_DROPPED = dict.fromkeys(map(ord, "ʻʼ’‘`'ʹ\u0301"))
# The region's letters and their Russian neighbours: who types without the national keyboard finds the name all the same.
_NEIGHBOURS = str.maketrans("әғқңөұүһіӣӯҳҷё", "агкноуухииухче")


# What takes no room on the screen though Unicode counts it among letters and signs: joiners, fillers, variation selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    *map(chr, range(0x180B, 0x1810)),
    *map(chr, range(0xFE00, 0xFE10)),
}


def visible(text: str) -> str:
    """The text without what nobody sees: zero-width characters, marks of direction and order, controls; any space stays one."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign for sign in text if sign.isspace() or not (sign in _UNSEEN or unicodedata.category(sign) in ("Cf", "Cc", "Cs", "Co"))
    )


def one_line(text: str) -> str:
    """A name or a few words as somebody means them: what comes along when they are pasted is dropped, runs of space are one."""
    return " ".join(visible(text).split())


def fold(text: str) -> str:
    """The key under which a text is found: NFKC, case folded, apostrophes and what nobody sees dropped, regional letters as their
    neighbours.

    SQLite's LIKE and lower() know only ASCII, so both databases search this column instead (house, rule 13).
    """
    folded = unicodedata.normalize("NFKC", visible(text)).casefold().translate(_DROPPED)
    return " ".join(folded.translate(_NEIGHBOURS).split())


def chain(lang: str, native: Sequence[str] = ()) -> tuple[str, ...]:
    """The languages to try for a reader, best first: their own, those of their country, Russian, English."""
    order = [lang, *native, "ru", "en"] if lang != "en" else ["en", "ru"]
    return tuple(dict.fromkeys(order))


def pick(words: Words, lang: str) -> str:
    """The text in the reader's language, else along the chain, else whatever there is."""
    for code in chain(lang):
        if words.get(code):
            return words[code]
    return next((text for text in words.values() if text), "")
