"""Every change of people's rows, one function a business verb. None of them commits."""

from lms.people.actions.logins import end_idle, keep, mark_seen

__all__ = ["end_idle", "keep", "mark_seen"]
