"""Whether the worker reaches its queue: one line when it no longer does, and one when it does again.

Huey tells every try with a traceback: a Redis that is off for a night would fill a disk.
"""

import logging
from collections.abc import Sequence
from typing import Any

log = logging.getLogger("lms.jobs")
CLIENTS = ("redis", "psycopg")  # the packages of what they raise


class Reach(logging.Handler):
    """What huey says, handed on to `handlers`; that its queue is not reached is said in one sentence."""

    def __init__(self, huey: Any, handlers: Sequence[logging.Handler]) -> None:
        super().__init__()
        self.huey, self.handlers, self.is_lost = huey, handlers, False
        self.dequeue, huey.storage.dequeue = huey.storage.dequeue, self._dequeue

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or type(error).__module__.partition(".")[0] not in CLIENTS:
            for handler in self.handlers:
                handler.handle(record)
        elif not self.is_lost:
            self.is_lost = True
            said = str(error).strip().partition("\n")[0].rstrip(".")
            log.error("the worker does not reach its queue: %s. It tries until it does; nothing is lost", said)

    def _dequeue(self) -> bytes | None:
        found: bytes | None = self.dequeue()
        if self.is_lost:
            self.huey.pending_count()  # one that hangs looks empty: this is answered, or it raises as well
            with self.lock:  # type: ignore[union-attr]
                was_lost, self.is_lost = self.is_lost, False
            if was_lost:
                log.warning("the worker reaches its queue again")
        return found
