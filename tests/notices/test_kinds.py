"""Every kind of notice can be read, whatever its values, in every complete language."""

from datetime import UTC, datetime

import pytest

from lms.lib.text import COMPLETE
from lms.lib.types import uuid7
from lms.notices.kinds import KINDS
from lms.notices.models import Notice
from lms.notices.words import PLACEHOLDER, line, reading

AT = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
VALUES = {
    "words": {"en": "Seals", "ru": "Пломбы"}, "a moment": AT.isoformat(), "a number": 21, "a text": "100 % sure <b>", "nothing": "",
}  # fmt: skip


def names_in(kind) -> set[str]:
    """The values that a kind asks for; of a sentence that is a function, those that all of them use."""
    said = [piece for piece in (kind.says, *kind.more) if not callable(piece)]
    return {name for piece in said for name in PLACEHOLDER.findall(str(piece))}


@pytest.mark.parametrize("lang", COMPLETE)
@pytest.mark.parametrize("value", VALUES)
def test_every_kind_is_a_sentence_whatever_fills_it(app, lang, value):
    with app.app_context(), reading(lang, "Asia/Almaty"):
        for name, kind in KINDS.items():
            params = dict.fromkeys({*names_in(kind), "people"}, VALUES[value])
            for about in (None, AT):
                notice = Notice(key=uuid7(), kind=name, params=params, path="", about_at=about, made_at=AT, read_at=None)
                made = line(notice)
                assert made.says and made.leads
                assert not any("%(" in part for part in (made.says, *made.more)), (name, made)
                assert "" not in made.more, name


def test_what_is_not_given_leaves_its_sentence_out_and_a_gap_in_the_first(app):
    with app.app_context(), reading("en", "Asia/Almaty"):
        made = line(Notice(key=uuid7(), kind="session_moved", params={"was": None}, path="", made_at=AT))
    assert (made.says, made.more) == ("Moved: …, to …", ())
