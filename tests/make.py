"""People to act in tests, by role. Three are remembered: one who may, one who may less, and the outsider who may nothing.

They stand where the published rows put them: in Uzbekistan, at the joint unit of Chukursay, and the outsider in Kazakhstan.
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from lms.lib.text import fold
from lms.people import queries
from lms.people.access import Viewer
from lms.people.actions.logins import begin_login
from lms.people.actions.passwords import hash_of
from lms.people.models import Account, Membership, OrgNode, Person, PersonIdentity, Role, RoleGrant, Secret

HOME_UNIT, HOME_AGENCY, HOME = "UZ-CHUKURSAY", "UZ-SCC", "UZ"
ABROAD_UNIT, ABROAD_AGENCY = "KZ-ALTYNKOL", "KZ-SRC"
REGION = "CA"
PASSWORD = "a long enough word"
LONG_AGO, LONG_HENCE = date(2019, 1, 1), date(2099, 12, 31)


@cache
def _hash_of(password: str) -> str:
    """Even a cheap hash is made once a run only."""
    return hash_of(password)


class Make:
    """Makes rows and flushes them; a request through `client` finds them."""

    def __init__(self, db: SQLAlchemy) -> None:
        self.session = db.session
        self.count = itertools.count(1)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def node(self, code: str) -> OrgNode:
        """A published region, country, agency or unit by its code."""
        return self.session.scalars(select(OrgNode).where(OrgNode.code == code)).one()

    def person(self, *roles: tuple[Role, str], unit: str | None = None, agency: str | None = None, **more: Any) -> Person:
        """Somebody who serves at a unit of an agency and holds roles at nodes, with an account whose password is PASSWORD."""
        number = next(self.count)
        post = self.node(unit or agency or REGION)
        call_name = more.pop("call_name", f"Officer {number}")
        person = Person(
            ref=f"{post.cc or 'XX'}-{number:04d}", cc=post.cc, call_name=call_name, fold=fold(call_name), tz=post.tz, created_at=self.now,
            unit_id=post.id if unit else None, agency_id=self.node(agency).id if agency else None, **more,
        )  # fmt: skip
        self._add(person)
        if agency:
            self._add(Membership(person_id=person.id, unit_id=person.unit_id, agency_id=person.agency_id, from_day=LONG_AGO))
        for role, code in roles:
            self.grant(person, role, code)
        self._add(Account(person_id=person.id, name=f"anor-{number}"))
        self._add(Secret(person_id=person.id, kind="password", hash=_hash_of(PASSWORD), made_at=self.now))
        return person

    def grant(self, person: Person, role: Role, code: str, *, to_day: date = LONG_HENCE) -> RoleGrant:
        """A role at a node, in force until `to_day`."""
        return self._add(RoleGrant(person_id=person.id, role=role, node_id=self.node(code).id, from_day=LONG_AGO, to_day=to_day))

    def trainee(self, unit: str = HOME_UNIT, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.TRAINEE, unit), unit=unit, agency=agency, **more)

    def mentor(self, unit: str = HOME_UNIT, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.MENTOR, HOME), unit=unit, agency=agency, **more)

    def trainer(self, unit: str = HOME_UNIT, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.TRAINER, HOME), unit=unit, agency=agency, **more)

    def focal_point(self, agency: str = HOME_AGENCY, **more: Any) -> Person:
        return self.person((Role.FOCAL_POINT, agency), agency=agency, **more)

    def coordinator(self, node: str = REGION, **more: Any) -> Person:
        return self.person((Role.COORDINATOR, node), **more)

    def donor(self, node: str = REGION, **more: Any) -> Person:
        return self.person((Role.DONOR, node), **more)

    def admin(self, node: str = REGION, **more: Any) -> Person:
        return self.person((Role.ADMIN, node), **more)

    def outsider(self, **more: Any) -> Person:
        """A trainee of another country, who must never see or be seen."""
        return self.trainee(ABROAD_UNIT, ABROAD_AGENCY, call_name=more.pop("call_name", "Outsider"), **more)

    def outside_focal_point(self, **more: Any) -> Person:
        """The focal point of an agency in another country."""
        return self.focal_point(ABROAD_AGENCY, call_name=more.pop("call_name", "Outside Focal Point"), **more)

    def identity(self, person: Person, name: str, **more: Any) -> PersonIdentity:
        """The full name of somebody, kept apart."""
        words = " ".join([name, *(str(value) for value in more.values() if value)])
        return self._add(PersonIdentity(person_id=person.id, agency_id=person.agency_id, name=name, fold=fold(words), **more))

    def viewer(self, person: Person) -> Viewer:
        """The person as a door sees them, for calling queries and actions."""
        return queries.acting(person.id, self.now.date())

    def sign_in(self, client: FlaskClient, person: Person, *, idle_minutes: int | None = None, ago: timedelta = timedelta()) -> FlaskClient:
        """This browser is that person's from now on. `ago`: how long it has been quiet since."""
        token = begin_login(person.id, at=self.now - ago, device="a test", idle_minutes=idle_minutes)
        self.session.commit()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return client

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row
