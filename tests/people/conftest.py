"""The real clock of sign-ins, in the test's hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest


class Clock:
    """`clock.forward(minutes=11)` lets the real time pass."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: int) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The real time stands still until it is moved."""
    from lms.people import doors
    from lms.people.views import own, persons, signing

    stands = Clock()
    for module in (doors, signing, own, persons):
        monkeypatch.setattr(module, "real_now", stands)
    return stands
