"""The outlines of many rows' releases, each read once a process: a list would carry the same text in every row."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from lms.catalogue.models import Release
from lms.catalogue.queries import OUTLINE
from lms.catalogue.rules.outline import Outline, from_text
from lms.ext import db

MOST_KEPT = 256
_OUTLINES = select(Release.id, Release.digest, OUTLINE).where(Release.id.in_(bindparam("ids", expanding=True)))
_kept: dict[tuple[int, str], Outline] = {}  # by release and digest: immutable, so never out of date


def outlines(rows: Iterable[Any]) -> dict[int, Outline]:
    """{release: outline} of rows with `release_id` and `digest`; a statement only where one of them is new here."""
    wanted = {(row.release_id, row.digest) for row in rows if row.release_id is not None}
    if any(key not in _kept for key in wanted):
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        new = [id_ for id_, digest in wanted if (id_, digest) not in _kept]
        for row in db.session.execute(_OUTLINES, {"ids": new}):
            _kept[row.id, row.digest] = from_text(row.outline)
    return {key[0]: _kept[key] for key in wanted}
