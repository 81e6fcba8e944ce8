"""Every select on people's rows that is not a list or a page of its own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.people.access import Grant, Viewer
from lms.people.models import Login, NodeKind, OrgEdge, OrgNode, Person, Role, RoleGrant, Secret


@dataclass(frozen=True)
class FoundLogin:
    """A sign-in as it is kept, and who it is."""

    viewer: Viewer
    seen_at: datetime
    idle_minutes: int | None
    is_demo: bool
    ended_why: str | None


_below = aliased(OrgNode)
_password = aliased(Secret)
# Built once: building a select costs as much as running it (house, Conventions).
_VIEWER = (
    select(
        Login.id.label("login_id"), Login.seen_at, Login.idle_minutes, Login.is_demo, Login.ended_why,
        Person.id, Person.ref, Person.call_name, Person.lang, Person.tz, Person.cc, Person.agency_id, Person.unit_id,
        _password.kind.label("password"), RoleGrant.role, RoleGrant.node_id, OrgNode.kind.label("node_kind"),
        func.coalesce(OrgNode.cc, _below.cc).label("node_cc"),
    )
    .join(Person, Person.id == Login.person_id)
    .outerjoin(_password, and_(_password.person_id == Person.id, _password.kind == "password"))
    .outerjoin(
        RoleGrant,
        and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None),
             RoleGrant.from_day <= bindparam("day"), RoleGrant.to_day >= bindparam("day")),
    )
    .outerjoin(OrgNode, OrgNode.id == RoleGrant.node_id)
    .outerjoin(OrgEdge, and_(OrgEdge.parent_id == OrgNode.id, OrgNode.kind == NodeKind.REGION, OrgEdge.to_day.is_(None)))
    .outerjoin(_below, _below.id == OrgEdge.child_id)
    .where(Login.token_hash == bindparam("token_hash"), or_(Person.left_on.is_(None), Person.left_on > bindparam("day")))
)  # fmt: skip


def viewer(token_hash: str, day: date) -> FoundLogin | None:
    """The person behind a sign-in's token with the roles in force on that day, in one statement."""
    rows = db.session.execute(_VIEWER, {"token_hash": token_hash, "day": day}, execution_options={"as_system": "sign-in"}).all()
    if not rows:
        return None
    first = rows[0]
    ccs: dict[tuple[str, int, str], set[str]] = {}
    for row in rows:
        if row.role:
            ccs.setdefault((row.role, row.node_id, row.node_kind), set()).update([row.node_cc] if row.node_cc else [])
    grants = tuple(Grant(Role(role), node, kind, tuple(sorted(under))) for (role, node, kind), under in ccs.items())
    who = Viewer(
        id=first.id, ref=first.ref, call_name=first.call_name, lang=first.lang, tz=first.tz, cc=first.cc, agency_id=first.agency_id,
        unit_id=first.unit_id, login_id=first.login_id, idle_minutes=first.idle_minutes, grants=grants,
        must_change_password=first.password is None and not first.is_demo,
    )  # fmt: skip
    return FoundLogin(who, first.seen_at, first.idle_minutes, first.is_demo, first.ended_why)
