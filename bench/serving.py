"""What gunicorn serves for `bench.sessions`: the application, and beside it the least page that takes a seat."""

from typing import Any

from sqlalchemy import bindparam, update

from lms import create_app
from lms.ext import db
from lms.people.doors import signed_in
from lms.theory.models import TheorySession
from lms.web import log_to_stderr

LEAST = "/least/<int:session>"
_TABLE: Any = TheorySession.__table__
_TAKE = update(_TABLE).where(_TABLE.c.id == bindparam("session"), _TABLE.c.taken < _TABLE.c.capacity).values(taken=_TABLE.c.taken + 1)

log_to_stderr(as_json=True)
app = create_app()


@app.post(LEAST)
@signed_in
def least(session: int) -> tuple[str, int]:
    """The bare conditional UPDATE, through the whole application like any other page."""
    db.session.connection().execute(_TAKE, {"session": session}, execution_options={"as_system": "bench"})
    db.session.commit()
    return "", 204
