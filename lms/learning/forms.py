"""The shape of what a lesson sends: since when it was open, and where the reader stopped."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from flask_babel import gettext as _
from itsdangerous import BadSignature, Signer

from lms.learning.rules import BLOCK, Opening
from lms.lib.refusals import BadInput

KEPT = timedelta(hours=1)  # for so long the browser's word holds since when its last lesson is open


@lru_cache(maxsize=4)
def _signer(secret: str) -> Signer:
    return Signer(secret, salt="lesson opened")


def signed(opening: Opening, secret: str) -> str:
    """An opening as it stands in the form."""
    said = f"{opening.person_id} {opening.activity_id} {int(opening.at.timestamp())} {opening.lang}"
    return _signer(secret).sign(said).decode()


def read_opening(token: str, secret: str, *, person_id: int, activity_id: int) -> Opening:
    """What the page of this person and this lesson signed. Raises BadInput for anything else."""
    try:
        whose, what, when, lang = _signer(secret).unsign(token).decode().split(" ")
    except BadSignature as error:
        raise _stranger() from error
    if (int(whose), int(what)) != (person_id, activity_id):
        raise _stranger()
    return Opening(person_id, activity_id, datetime.fromtimestamp(int(when), UTC), lang)


def carried(token: str, kept: object, secret: str, *, person_id: int, activity_id: int, since: datetime, at: datetime) -> datetime:
    """Since when a lesson whose page is drawn anew is open, and `at` if it was not: its first opening, out of the form that came
    along (a self-check's) or kept by the browser as [activity, seconds of the epoch], which holds for a time (KEPT).

    Neither is believed from before the enrolment (`since`) or from the future.
    """
    since, found = since.replace(microsecond=0), [at]  # seconds are what a browser is given
    if token:
        with suppress(BadInput):
            found.append(read_opening(token, secret, person_id=person_id, activity_id=activity_id).at)
    if isinstance(kept, list) and len(kept) == 2 and kept[0] == activity_id and isinstance(kept[1], int):
        opened_at = datetime.fromtimestamp(kept[1], UTC)
        found += [opened_at] if at - opened_at <= KEPT else []
    return min((moment for moment in found if since <= moment <= at), default=at)


def _stranger() -> BadInput:
    return BadInput(
        _("This button belongs to another page."),
        kept=_("Nothing was changed."),
        todo=_("Open the lesson again and press it there."),
    )


def read_place(block: str, percent: str) -> tuple[str, int] | None:
    """Where the reader stopped, or None when it is not the name of a block."""
    if not BLOCK.fullmatch(block) or not (percent.isascii() and percent.isdigit() and len(percent) < 4):
        return None
    return block, min(100, int(percent))


def credit(before: object, activity_id: int, at: datetime) -> datetime:
    """Since when a lesson counts as open: who was sent back to it keeps the seconds already spent there."""
    if isinstance(before, list) and len(before) == 2 and before[0] == activity_id and isinstance(before[1], int):
        return at - timedelta(seconds=max(0, min(600, before[1])))
    return at
