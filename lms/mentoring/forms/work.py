"""What the pages of assignments and conversations send."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.lib.refusals import BadInput
from lms.lib.types import uuid7
from lms.mentoring.rules.drafts import LONGEST, LONGEST_STEP, MOST_STEPS, Words, cleaned, moved, written
from lms.mentoring.rules.threads import Outcome
from lms.mentoring.rules.work import too_long
from lms.pages import number

PAGE = 8  # letters of the token of a page


def token() -> str:
    """The token of a page that a draft is written on."""
    return uuid7().hex[-PAGE:]


@dataclass(frozen=True)
class DraftForm:
    """An assignment as it was sent. `do` is the button: save, hand_in, add, up-3, down-3; `agreed` the numbers said to be invented."""

    words: Words
    do: str
    iteration: int
    drawn: int
    page: str
    agreed: frozenset[str]

    @classmethod
    def read(cls, form: Any) -> "DraftForm":
        """Out of a form with `get` and `getlist`; steps are in the order of the page, moved as the button says."""
        do = form.get("do", "save")
        items = moved([cleaned(step) for step in form.getlist("step")], do)
        words = written(form.get("text", ""), items, form.get("word", ""))
        return cls(words, do, _number(form, "iteration", 1), _number(form, "version", 0), _token(form), _agreed(form))

    @property
    def is_handing_in(self) -> bool:
        """Whether it is to be sent to the mentor."""
        return self.do in ("hand_in", "invented")

    @property
    def anchor(self) -> str:
        """Where the page goes on after a button without a script: at the step that was moved, or at the new one."""
        way, _, place = self.do.partition("-")
        if way in ("up", "down") and place.isascii() and place.isdigit() and len(place) < 4:
            return f"s{int(place) + (1 if way == 'down' else -1)}"
        return f"s{len(self.words.items) + 1}" if self.do == "add" else "draft"


@dataclass(frozen=True)
class PostForm:
    """Something written into a conversation. `do` is the button: save, send; `outcome` what a mentor chose, if anything, and `heard`
    when the officer had said the last that the page showed."""

    text: str
    do: str
    key: UUID
    outcome: Outcome | None
    iteration: int
    drawn: int
    page: str
    agreed: frozenset[str]
    heard: datetime | None = None

    @classmethod
    def read(cls, form: Any) -> "PostForm":
        """Out of a form."""
        said = form.get("outcome", "")
        outcome = Outcome(said) if said in set(Outcome) else None
        number = _number(form, "iteration", 0)
        return cls(
            cleaned(form.get("text", "")), form.get("do", "save"), _key(form), outcome, number, _number(form, "version", 0), _token(form),
            _agreed(form), _moment(form, "heard"),
        )  # fmt: skip

    @property
    def is_sending(self) -> bool:
        """Whether it is to be sent to the other side."""
        return self.do in ("send", "invented")


def long_sentence(words: Words) -> str | None:
    """What is said of a text that is too long; None where it is not."""
    over = too_long(words)
    if over == "all":
        kb = number(round(len(words.said.encode()) / 1024))
        sentence = _("About %(kb)s KB of text, %(letters)s letters; at most %(most)s letters go to a mentor.",
                     kb=kb, letters=number(words.length), most=number(LONGEST))  # fmt: skip
    elif over == "steps":
        sentence = _("%(number)s steps; at most %(most)s are read.", number=number(len(words.items)), most=number(MOST_STEPS))
    elif over == "step":
        sentence = _("A step is longer than %(most)s letters.", most=number(LONGEST_STEP))
    else:
        return None
    return " ".join([sentence, _("Nothing was saved or sent; all you wrote still stands here. Shorten it and send it again.")])


def _number(form: Any, name: str, otherwise: int) -> int:
    """A number that our own page put into its form."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _moment(form: Any, name: str) -> datetime | None:
    """A moment that our own page put into its form."""
    try:
        at = datetime.fromisoformat(form.get(name, ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _token(form: Any) -> str:
    text = form.get("page", "")
    return text if text.isascii() and text.isalnum() and len(text) == PAGE else token()


def _agreed(form: Any) -> frozenset[str]:
    """Numbers count as invented only by the button that says so."""
    return frozenset(form.get("numbers", "").split()) if form.get("do") == "invented" else frozenset()


def _key(form: Any) -> UUID:
    try:
        return UUID(form.get("key", ""))
    except ValueError:
        text = cleaned(form.get("text", ""))
        raise BadInput(_("This form is not whole."), kept=_("Nothing was sent."), todo=_("Open the page again."), own_text=text) from None
