"""What is asked of a focal point about the people behind a number."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL


class FocalRequest(Model):
    """A coordinator asks the focal point of an agency to do something about some people. `about` names the number they stand behind."""

    __tablename__ = "focal_request"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    agency_id: Mapped[int] = fk("org_node.id")
    about: Mapped[dict[str, Any]]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id")
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = fk("person.id")
    answer: Mapped[str] = mapped_column(String(400), default="")
    __table_args__ = (CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text"), {"info": NOMINAL})


class FocalRequestPerson(Model):
    """One of the people it is about."""

    __tablename__ = "focal_request_person"
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("focal_request.id", ondelete="RESTRICT"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True, index=True)
    __table_args__ = ({"info": NOMINAL},)
