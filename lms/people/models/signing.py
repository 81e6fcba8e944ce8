"""Signing in: accounts, passwords, sign-ins, and what was sent after one had lapsed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL


class Account(Model):
    """A name to sign in with. Made by us, it says nothing about the person."""

    __tablename__ = "account"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    closed_at: Mapped[datetime | None]
    __table_args__ = ({"info": NOMINAL},)


class Secret(Model):
    """What somebody proves to be themselves with. A `first` password works until an own one is set or it ends."""

    __tablename__ = "secret"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    __table_args__ = (CheckConstraint("kind IN ('password', 'first')", name="kind"), {"info": NOMINAL})


class Login(Model):
    """A sign-in on one device. It can be ended one by one and acts on the next request (house, rule 12)."""

    __tablename__ = "login"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = fk("person.id")
    device: Mapped[str] = mapped_column(String(120), default="")
    idle_minutes: Mapped[int | None] = mapped_column(Integer)  # this PC is shared: quiet minutes that end it
    is_demo: Mapped[bool] = mapped_column(default=False)  # a process outside the demo rejects it (demo.md, lock d)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(12))
    __table_args__ = (
        CheckConstraint("ended_why IN ('signed_out', 'idle', 'taken_back', 'old')", name="ended_why"),
        {"info": NOMINAL},
    )


class Kept(Model):
    """What somebody sent after their sign-in had lapsed by idleness, waiting for the same person (house, rule 12)."""

    __tablename__ = "kept"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    person_id: Mapped[int] = fk("person.id")
    endpoint: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(400))
    form: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[str | None] = mapped_column(String(10))
    __table_args__ = (CheckConstraint("settled_how IN ('sent', 'discarded')", name="settled_how"), {"info": NOMINAL})


class Throttle(Model):
    """How often something failed in a minute. `bucket` is a digest: it names neither a person nor an address."""

    __tablename__ = "throttle"
    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    minute: Mapped[int] = mapped_column(Integer, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, default=0)
