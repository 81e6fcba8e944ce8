"""Tables of the log book. Rows are added and never changed."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId
from lms.lib.wall import NOMINAL


class DeploymentKind(StrEnum):
    """What this installation is; it never changes (demo.md, lock c)."""

    DEMO = "demo"
    PRODUCTION = "production"


class Deployment(Model):
    """The one row that says whether this database is a demo, written before anything else."""

    __tablename__ = "deployment"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    clock_offset: Mapped[int] = mapped_column(BigInteger, default=0)  # seconds to add to the real time
    created_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("kind IN ('demo', 'production')", name="kind"),
    )

    @property
    def offset(self) -> timedelta:
        """How far the programme's clock stands from the real one."""
        return timedelta(seconds=self.clock_offset)


class Audit(Model):
    """Who changed what, when and why. `row` is the id of the row in `table`."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    verb: Mapped[str] = mapped_column(String(40))
    table: Mapped[str] = mapped_column(String(40))
    row: Mapped[int | None] = mapped_column(BigId)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"))
    cc: Mapped[str | None] = mapped_column(String(2))
    reason: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (Index("ix_audit_person_id_at", "person_id", "at"), {"info": NOMINAL})


class ViewLog(Model):
    """Who looked at a person's name or took a list of people away. The person can read their own."""

    __tablename__ = "view_log"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"))
    what: Mapped[str] = mapped_column(String(200))
    __table_args__ = (Index("ix_view_log_person_id_at", "person_id", "at"), {"info": NOMINAL})
