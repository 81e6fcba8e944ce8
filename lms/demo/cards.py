"""Who can be entered with one click, and how each is found. A card that has nothing to land on yet is not here (demo.md)."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.demo.abroad import BRUSSELS, TRAINER
from lms.ext import db
from lms.people.models import OrgNode, Person, Role, RoleGrant


@dataclass(frozen=True)
class Card:
    """A card: `role` at `node` (a code), and the call name where several hold it there."""

    slug: str
    title: Any
    state: Any
    lands: Any
    zone: str
    place: Any
    role: Role
    node: str
    call_name: str | None = None


LEARNER, NEWCOMER = "Aigerim S.", "Kamola T."
CARDS = (
    Card(
        "altynkol", _l("Officer at Altynkol zhol"), _l("In the middle of a lesson, one quiz answer wrong"),
        _l("Lands on: Continue, exactly there"), "Asia/Almaty", _l("Altynkol"), Role.TRAINEE, "KZ-ALTYNKOL", LEARNER,
    ),
    Card(
        "chukursay", _l("New officer at Chukursay"), _l("Joined this week, nothing begun, a mentor already paired"),
        _l("Lands on: the first module"), "Asia/Tashkent", _l("Chukursay"), Role.TRAINEE, "UZ-CHUKURSAY", NEWCOMER,
    ),
    Card(
        "mentor", _l("Mentor in Brussels"), _l("Three reviews waiting, one overdue"),
        _l("Lands on: the desk, oldest first"), "Europe/Brussels", _l("Brussels"), Role.MENTOR, "CA", BRUSSELS,
    ),
    Card(
        "trainer", _l("Trainer of theory sessions, Vienna"), _l("A session in a quarter of an hour, yesterday’s register open"),
        _l("Lands on: today’s and coming sessions"), "Europe/Vienna", _l("Vienna"), Role.TRAINER, "CA", TRAINER,
    ),
    Card(
        "focal-point", _l("National focal point, Uzbekistan"), _l("The people of one agency, by name"),
        _l("Lands on: People"), "Asia/Tashkent", _l("Tashkent"), Role.FOCAL_POINT, "UZ-SCC",
    ),
    Card(
        "coordinator", _l("Regional coordinator"), _l("Five countries, seven agencies"),
        _l("Lands on: completion, and what needs a person"), "Asia/Tashkent", _l("Tashkent"), Role.COORDINATOR, "CA",
    ),
)  # fmt: skip


def person_of(card: Card) -> Person | None:
    """Who stands behind a card."""
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .where(RoleGrant.role == card.role, OrgNode.code == card.node, RoleGrant.ended_at.is_(None))
        .order_by(Person.id)
        .limit(1)
    )
    if card.call_name:
        statement = statement.where(Person.call_name == card.call_name)
    return db.session.scalar(statement, execution_options={"as_system": "demo card"})
