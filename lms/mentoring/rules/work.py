"""What an assignment needs before it is handed in, and what is said of a text. Pure."""

import re

from lms.mentoring.rules.drafts import LONGEST, LONGEST_STEP, MOST_STEPS, Words

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z]")
CYRILLIC = ("ru", "kk", "ky", "tg")  # the programme's languages that are written so


def too_long(words: Words) -> str | None:
    """Which limit a text is over, if any: all, step or steps."""
    if words.length > LONGEST:
        return "all"
    if len(words.items) > MOST_STEPS:
        return "steps"
    return "step" if any(len(item) > LONGEST_STEP for item in words.items) else None


def missing(words: Words, *, has_steps: bool) -> str | None:
    """What is not written yet, if anything: text or steps."""
    if not words.text:
        return "text"
    return "steps" if has_steps and not words.items else None


def language_of(text: str, lang: str) -> str:
    """The language of a text by its letters, for who reads it aloud: the writer's own where that is written so, else ru or en."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic == latin:
        return lang
    if cyrillic > latin:
        return lang if lang in CYRILLIC else "ru"
    return "en" if lang in CYRILLIC else lang
