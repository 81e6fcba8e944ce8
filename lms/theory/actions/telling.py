"""What people with a place in a session are told, and in which words' shape."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lms.notices import actions as notices
from lms.theory.models import TheorySession


def path_of(session: TheorySession) -> str:
    """Its page."""
    return f"/sessions/{session.key}"


def moment(at: datetime) -> str:
    """A moment as a notice keeps it: it is shown at the reader's place."""
    return at.isoformat(timespec="seconds")


def tell(people: Iterable[int], kind: str, session: TheorySession, *, at: datetime, once: str, **params: Any) -> int:
    """Tell these people something of a session, once. `once` names the event within the session."""
    said = {"topic": dict(session.title), "starts": moment(session.starts_at), **params}
    return notices.tell(
        people, kind, at=at, once=f"session {session.key} {once}", path=path_of(session), params=said, about_at=session.starts_at
    )
