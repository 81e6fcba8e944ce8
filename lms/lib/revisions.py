"""Which revision of the tables this code needs, and which a database has. A server asks both, and does not carry Alembic for it."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MARK = "alembic_version"  # a table that every database of ours has
FOLDER = Path(__file__).resolve().parents[2] / "migrations" / "versions"
_SAID = re.compile(r"""^(down_)?revision(?:: [^=]+)? = (.+)$""", re.MULTILINE)
_NAME = re.compile(r"""["'](\w+)["']""")


@cache
def newest(folder: Path = FOLDER) -> str:
    """The one that no other comes after. Raises ValueError where there is none, or several."""
    said = [(bool(down), name) for file in sorted(folder.glob("*.py")) for down, names in _SAID.findall(file.read_text())
            for name in _NAME.findall(names)]  # fmt: skip
    (last,) = {name for down, name in said if not down} - {name for down, name in said if down}
    return last


def present(connection: Connection) -> str | None:
    """The one that a database is of; None where nothing was prepared."""
    if not inspect(connection).has_table(MARK):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {MARK}")).scalar()  # noqa: S608 - our own name
    return found
