"""Writing what a version says of a line: its text, and its places, networks, courses and grants."""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from lms.ext import db
from lms.programme.actions.said import LineSaid
from lms.programme.models import LineCourse, LineFunding, LineNetwork, LineNode, LineText
from lms.programme.rules import Line

COLUMNS = (
    "type", "mode", "from_day", "to_day", "quarter", "seats", "events", "minutes", "office", "office_id", "note", "source", "replaces_id",
)  # fmt: skip
PARTS = (LineNode, LineNetwork, LineCourse, LineFunding)


def as_line(line: Line, said: LineSaid) -> Line:
    """The line as it would be with that."""
    parts: dict[str, Any] = {name: getattr(said, name) for name in COLUMNS}
    for name in ("langs", "nodes", "networks", "courses", "funding"):
        parts[name] = tuple(getattr(said, name))
    return replace(line, title=said.title, **parts)


def write_text(text: LineText, said: LineSaid) -> None:
    """The row itself."""
    for name in COLUMNS:
        setattr(text, name, getattr(said, name))
    text.title, text.langs = dict(said.title), {"codes": list(said.langs)}


def write_parts(line_id: int, version_id: int, said: LineSaid, *, is_new: bool = False) -> None:
    """Its places, networks, courses and grants, anew."""
    for table in () if is_new else PARTS:
        db.session.execute(delete(table).where(table.line_id == line_id, table.version_id == version_id))
    parts = ((LineNode, "node_id", said.nodes), (LineNetwork, "network_id", said.networks), (LineCourse, "course_id", said.courses))
    for table, column, ids in parts:
        db.session.add_all(table(line_id=line_id, version_id=version_id, **{column: id_}) for id_ in ids)
    funding = (LineFunding(line_id=line_id, version_id=version_id, grant_id=grant, share=share) for grant, share in said.funding)
    db.session.add_all(funding)
    db.session.flush()
