"""What the product says when it does not do what was asked. Raised anywhere, answered in one place (errors.py).

A sentence says what happened; `kept` what was kept; `todo` what to do next. `own_text` is the reader's own text, given back;
`field` the field of a form that it is about, for a door that shows its form again. `way` is where to go on, (address, words); a door
sets it.
"""

from typing import ClassVar


class Refused(Exception):
    """Somebody asked for what cannot be done."""

    status: ClassVar[int] = 400

    def __init__(self, sentence: object = "", *, kept: object = "", todo: object = "", own_text: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.kept = kept
        self.todo = todo
        self.own_text = own_text
        self.field = field
        self.way: tuple[str, str] | None = None


class BadInput(Refused):
    """What was sent cannot be read."""

    status = 400


class NotAllowed(Refused):
    """It may be seen, but not done, by this person."""

    status = 403


class NotThere(Refused):
    """It is not there, or not this person's to see; which of the two is never said."""

    status = 404


class Conflict(Refused):
    """It was possible a moment ago, or it is done already."""

    status = 409


class TooMany(Refused):
    """Too many tries; `retry_after` in seconds."""

    status = 429

    def __init__(self, sentence: object = "", *, retry_after: int, kept: object = "", todo: object = "") -> None:
        super().__init__(sentence, kept=kept, todo=todo)
        self.retry_after = retry_after
