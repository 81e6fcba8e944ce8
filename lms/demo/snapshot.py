"""The told story on a file, so that `make demo` starts again in seconds. It belongs to one state of code and courses."""

from hashlib import sha256
from pathlib import Path

from config import ROOT, Settings
from lms.lib import backup

TOLD_BY = ("lms/**/*.py", "courses/**/*", "migrations/**/*.py")


def place(settings: Settings) -> Path | None:
    """Where the told story of this code and these courses lies, or would lie. SQLite only."""
    if not settings.is_sqlite:
        return None
    digest = sha256()
    for path in sorted(path for pattern in TOLD_BY for path in ROOT.glob(pattern) if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return settings.data / f"demo-{digest.hexdigest()[:16]}.told"


def take(settings: Settings) -> bool:
    """Put the told story into the database, if there is one."""
    told = place(settings)
    if told is None or not told.exists():
        return False
    backup.restore(settings.database_url, told)
    return True


def keep(settings: Settings) -> None:
    """Keep the story that was just told, and let go of those of older code."""
    told = place(settings)
    if told is None:
        return
    for older in settings.data.glob("demo-*.told"):
        older.unlink()
    backup.backup(settings.database_url, told)
