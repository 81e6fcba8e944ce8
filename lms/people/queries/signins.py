"""Sign-ins: what is needed to prove one, which of one's own are open, and what was kept when one lapsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.text import fold
from lms.people.access import Viewer
from lms.people.models import Account, Kept, Login, Secret


@dataclass(frozen=True)
class Credentials:
    """What an account proves itself with. `hashes` is {kind: (hash, ends_at)}."""

    person_id: int
    user_name: str
    is_closed: bool
    hashes: dict[str, tuple[str, datetime | None]]


def _credentials(*where: object) -> Credentials | None:
    statement = (
        select(Account.person_id, Account.name, Account.closed_at, Secret.kind, Secret.hash, Secret.ends_at)
        .outerjoin(Secret, Secret.person_id == Account.person_id)
        .where(*where)  # type: ignore[arg-type]
    )
    rows = db.session.execute(statement, execution_options={"as_system": "sign-in"}).all()
    if not rows:
        return None
    hashes = {row.kind: (row.hash, row.ends_at) for row in rows if row.kind}
    return Credentials(rows[0].person_id, rows[0].name, rows[0].closed_at is not None, hashes)


def credentials(user_name: str) -> Credentials | None:
    """Those of a user name, however it was typed (BAHOR-417 is bahor-417)."""
    return _credentials(Account.name == fold(user_name))


def credentials_of(person_id: int) -> Credentials | None:
    """Those of a person."""
    return _credentials(Account.person_id == person_id)


def logins_of(viewer: Viewer) -> Sequence[Login]:
    """One's own open sign-ins, last used first."""
    statement = select(Login).where(Login.person_id == viewer.id, Login.ended_at.is_(None)).order_by(Login.seen_at.desc(), Login.id.desc())
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).all()


def kept_by(person_id: int, *, seen_by: int) -> Sequence[Kept]:
    """What was kept for this person and is not settled, oldest first."""
    statement = select(Kept).where(Kept.person_id == person_id, Kept.settled_at.is_(None)).order_by(Kept.id)
    return db.session.scalars(statement, execution_options={"seen_by": seen_by}).all()


def kept_of(viewer: Viewer, key: UUID) -> Kept:
    """One of them. NotThere if it is another's, or settled."""
    statement = select(Kept).where(Kept.key == key, Kept.person_id == viewer.id, Kept.settled_at.is_(None))
    found = db.session.scalars(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if found is None:
        raise NotThere()
    return found
