"""Writing what a version says of a line: its text, and its places, networks, courses and grants."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from lms.ext import db
from lms.programme.models import LineCourse, LineFunding, LineNetwork, LineNode, LineText
from lms.programme.rules import Line
from lms.programme.rules.said import LineSaid

COLUMNS = (
    "type", "mode", "from_day", "to_day", "quarter", "seats", "events", "minutes", "office", "office_id", "note", "source", "replaces_id",
)  # fmt: skip
AT_ONCE = 400  # lines in one statement
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


def write_parts(version_id: int, said_of: Mapping[int, LineSaid]) -> None:
    """The places, networks, courses and grants of these lines, anew: {line: what is said of it}, in a few statements for many."""
    ids = list(said_of)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        for table in PARTS:
            db.session.execute(delete(table).where(table.version_id == version_id, table.line_id.in_(some)))
    for line_id, said in said_of.items():
        at = {"line_id": line_id, "version_id": version_id}
        db.session.add_all(LineNode(**at, node_id=id_) for id_ in said.nodes)
        db.session.add_all(LineNetwork(**at, network_id=id_) for id_ in said.networks)
        db.session.add_all(LineCourse(**at, course_id=id_) for id_ in said.courses)
        db.session.add_all(LineFunding(**at, grant_id=grant, share=share) for grant, share in said.funding)
    db.session.flush()
