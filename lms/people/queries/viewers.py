"""Who is asking: the person behind a sign-in, with the roles in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.people.access import Grant, Viewer
from lms.people.models import Login, NodeKind, OrgEdge, OrgNode, Person, Role, RoleGrant, ScopeGrant, Secret


@dataclass(frozen=True)
class FoundLogin:
    """A sign-in as it is kept, and who it is."""

    viewer: Viewer
    started_at: datetime
    seen_at: datetime
    idle_minutes: int | None
    is_demo: bool
    ended_why: str | None


_below = aliased(OrgNode)
_password = aliased(Secret)
# Built once: building a select costs as much as running it (house, Conventions).
_WHO = (
    Person.id, Person.ref, Person.call_name, Person.lang, Person.tz, Person.cc, Person.agency_id, Person.unit_id,
    _password.kind.label("password"), RoleGrant.role, RoleGrant.node_id, OrgNode.kind.label("node_kind"),
    func.coalesce(OrgNode.cc, _below.cc).label("node_cc"),
)  # fmt: skip
_VIEWER = (
    select(Login.id.label("login_id"), Login.started_at, Login.seen_at, Login.idle_minutes, Login.is_demo, Login.ended_why, *_WHO)
    .join(Person, Person.id == Login.person_id)
    .where(Login.token_hash == bindparam("token_hash"))
)
_ACTING = select(*_WHO).where(Person.id == bindparam("person_id"))


def _with_roles(statement: Any) -> Any:
    """The same, joined to the password and to the roles in force, with the countries under a region."""
    return (
        statement.outerjoin(_password, and_(_password.person_id == Person.id, _password.kind == "password"))
        .outerjoin(
            RoleGrant,
            and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None),
                 RoleGrant.from_day <= bindparam("day"), RoleGrant.to_day >= bindparam("day")),
        )
        .outerjoin(OrgNode, OrgNode.id == RoleGrant.node_id)
        .outerjoin(OrgEdge, and_(OrgEdge.parent_id == OrgNode.id, OrgNode.kind == NodeKind.REGION, OrgEdge.to_day.is_(None)))
        .outerjoin(_below, _below.id == OrgEdge.child_id)
        .where(or_(Person.left_on.is_(None), Person.left_on > bindparam("day")))
    )  # fmt: skip


_ACTING = _with_roles(_ACTING)
_SIGNED_IN = {"viewer": _with_roles(_VIEWER)}  # `carry_unread` adds a column
_ASSIGNED = select(ScopeGrant.person_id, ScopeGrant.unit_id, ScopeGrant.agency_id).where(
    ScopeGrant.grantee_id == bindparam("grantee"),
    ScopeGrant.ended_at.is_(None),
    or_(ScopeGrant.to_day.is_(None), ScopeGrant.to_day >= bindparam("day")),
)


def carry_unread(count: ScalarSelect[int]) -> None:
    """Read one number more with each sign-in, for the thin line of every page, which so asks for nothing itself. `count` is of the
    room above that knows: a scalar subquery correlated with Person."""
    if "unread" not in _SIGNED_IN["viewer"].selected_columns:
        _SIGNED_IN["viewer"] = _SIGNED_IN["viewer"].add_columns(count.label("unread"))


def viewer(token_hash: str, day: date) -> FoundLogin | None:
    """The person behind a sign-in's token with the roles in force on that day, in one statement; for a mentor one more says who is
    assigned to them now."""
    rows = db.session.execute(
        _SIGNED_IN["viewer"], {"token_hash": token_hash, "day": day}, execution_options={"as_system": "sign-in"}
    ).all()
    if not rows:
        return None
    first = rows[0]
    who = _viewer(
        rows, login_id=first.login_id, idle_minutes=first.idle_minutes, is_demo=first.is_demo, day=day, unread=getattr(first, "unread", 0)
    )
    return FoundLogin(who, first.started_at, first.seen_at, first.idle_minutes, first.is_demo, first.ended_why)


def acting(person_id: int, day: date) -> Viewer:
    """Somebody as they act without a browser: in a command, or when the demo is replayed. LookupError once they have left."""
    rows = db.session.execute(_ACTING, {"person_id": person_id, "day": day}, execution_options={"as_system": "acting"}).all()
    if not rows:
        raise LookupError(person_id)
    return _viewer(rows, login_id=0, idle_minutes=None, is_demo=True, day=day)


def _viewer(rows: Sequence[Any], *, login_id: int, idle_minutes: int | None, is_demo: bool, day: date, unread: int = 0) -> Viewer:
    """One row a role and a country under it."""
    first = rows[0]
    ccs: dict[tuple[str, int, str], set[str]] = {}
    for row in rows:
        if row.role:
            ccs.setdefault((row.role, row.node_id, row.node_kind), set()).update([row.node_cc] if row.node_cc else [])
    grants = tuple(Grant(Role(role), node, kind, tuple(sorted(under))) for (role, node, kind), under in ccs.items())
    persons, units = _assigned(first.id, day) if any(grant.role is Role.MENTOR for grant in grants) else (frozenset(), frozenset())
    return Viewer(
        id=first.id, ref=first.ref, call_name=first.call_name, lang=first.lang, tz=first.tz, cc=first.cc, agency_id=first.agency_id,
        unit_id=first.unit_id, login_id=login_id, idle_minutes=idle_minutes, grants=grants, day=day,
        must_change_password=first.password is None and not is_demo, assigned_people=persons, assigned_units=units, unread=unread,
    )  # fmt: skip


def _assigned(mentor_id: int, day: date) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    rows = db.session.execute(_ASSIGNED, {"grantee": mentor_id, "day": day}, execution_options={"as_system": "sign-in"}).all()
    return frozenset(row.person_id for row in rows if row.person_id), frozenset((row.unit_id, row.agency_id) for row in rows if row.unit_id)
