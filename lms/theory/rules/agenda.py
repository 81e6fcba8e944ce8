"""The lines of an agenda: 11:05 Three classes of seals."""

import re

DAY = 24 * 60  # minutes
_LINE = re.compile(r"(?:(\d{1,2})[:.](\d\d)\s+)?(.*)", re.DOTALL)


def agenda_line(line: str) -> tuple[int | None, str]:
    """(the minute of the day at its beginning, the rest). A line without a time of day has none."""
    hour, minute, text = _LINE.fullmatch(line.strip()).groups()  # type: ignore[union-attr]
    if hour is None or int(hour) > 23 or int(minute) > 59 or not text:
        return None, line.strip()
    return int(hour) * 60 + int(minute), text
