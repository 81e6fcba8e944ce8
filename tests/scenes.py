"""Scenes: what several tests begin with, built once and put back as it was for each of them.

A test that needs an officer with a course, a mentor and a letter waits for its database far longer than for its question.
`make.scene(build)` calls `build(make)` once a worker, remembers the rows and what it returned, and from then on gives
both back. It comes first in a test: what stood in the database before it is gone.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy

from tests.databases import Databases

Let = Callable[[Flask], None]
SAME = "%d %H"  # a scene serves for an hour: what it says of today is true until then


class Scenes:
    """The scenes of one worker: {what builds it: what it returned, with a row as its class and key}."""

    def __init__(self, databases: Databases, let_go: Let) -> None:
        self.databases, self.let_go, self.kept = databases, let_go, dict[str, bytes]()

    def play(self, name: str, build: Callable[[], Any], known: dict[str, Any], db: SQLAlchemy, now: datetime) -> Any:
        """What `build()` returns, on the rows that it made. `known`: objects of this very test, {name: object}."""
        assert not [row for row in db.session.identity_map.values() if type(row).__name__ != "OrgNode"], "a scene comes first"
        name = f"{name} {now:{SAME}}"
        if name not in self.kept:
            made = build()
            db.session.commit()
            self.let_go(current_app._get_current_object())
            self.databases.remember(name)
            self.kept[name] = _packed(made, known, db)
            return made
        self.let_go(current_app._get_current_object())
        self.databases.recall(name)
        return _unpacked(self.kept[name], known, db)


def _packed(made: Any, known: dict[str, Any], db: SQLAlchemy) -> bytes:
    class Pack(pickle.Pickler):
        def persistent_id(self, thing: Any) -> Any:
            if isinstance(thing, db.Model):
                return type(thing), db.inspect(thing).identity
            return next((name for name, it in known.items() if it is thing), None)

    file = io.BytesIO()
    Pack(file).dump(made)
    return file.getvalue()


def _unpacked(packed: bytes, known: dict[str, Any], db: SQLAlchemy) -> Any:
    class Unpack(pickle.Unpickler):
        def persistent_load(self, said: Any) -> Any:
            if isinstance(said, str):
                return known[said]
            model, key = said
            return db.session.get_one(model, key, execution_options={"as_system": "a scene begins"})

    return Unpack(io.BytesIO(packed)).load()
