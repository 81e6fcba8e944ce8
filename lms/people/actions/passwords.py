"""Passwords: hashed with Argon2id (RFC 9106), slow on purpose, so never while a transaction is open."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import delete

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import NotAllowed
from lms.lib.text import fold
from lms.people import queries
from lms.people.access import Viewer
from lms.people.actions import slips
from lms.people.actions.logins import end_all
from lms.people.actions.tries import begin_anew, claim_try, forget_tries
from lms.people.models import Account, Person, Secret
from lms.people.queries import Credentials, credentials, credentials_of

SLIP_LASTS = timedelta(days=7)


@lru_cache(maxsize=2)
def _hasher(fast: bool) -> tuple[PasswordHasher, str]:
    """The hasher and a hash of nothing, checked in place of a name that does not exist, so that time tells nothing.

    19 MiB and two passes (OWASP's first choice): a small machine signs in a whole class at once.
    """
    hasher = PasswordHasher(1, 8, 1) if fast else PasswordHasher(2, 19_456, 1)
    return hasher, hasher.hash(slips.a_first_password())


def hash_of(password: str) -> str:
    """The hash that is kept of a password."""
    return _hasher(current_app.config["SETTINGS"].argon_fast)[0].hash(password)


class Verdict(Enum):
    """What came of a try to sign in."""

    RIGHT = "right"
    WRONG = "wrong"
    SLIP_ENDED = "slip_ended"  # said only to who holds the right slip


@dataclass(frozen=True)
class Proof:
    """The verdict, and whose account it is; `new_hash` when the kept one is of older parameters."""

    verdict: Verdict
    person_id: int = 0
    kind: str = ""
    new_hash: str | None = None

    @property
    def is_right(self) -> bool:
        """Whether the password opens the account now."""
        return self.verdict is Verdict.RIGHT


def prove(user_name: str, password: str, *, address: str, at: datetime) -> Proof:
    """Whether these belong together. Counts the try first and raises TooMany after five in ten minutes (tries.py).

    Whatever the session holds is rolled back: counting writes on a connection of its own, and hashing is slow.
    """
    db.session.rollback()
    tries = (bucket("name", fold(user_name)), bucket("address", address))
    claim_try(db.engine, name=tries[0], address=tries[1], at=at)
    found = credentials(user_name)
    db.session.rollback()
    proof = _check(found, password, at)
    if proof.is_right:
        forget_tries(db.engine, name=tries[0], address=tries[1], at=at)
    return proof


def prove_again(viewer: Viewer, password: str, *, at: datetime) -> Proof:
    """The same for somebody who is signed in and changes the password; counted by person, so that an open PC is no way in."""
    db.session.rollback()
    tries = bucket("person", str(viewer.id))
    claim_try(db.engine, name=tries, address=None, at=at)
    found = credentials_of(viewer.id)
    db.session.rollback()
    proof = _check(found, password, at)
    if proof.is_right:
        forget_tries(db.engine, name=tries, address=None, at=at)
    return proof


def bucket(kind: str, value: str) -> str:
    """A digest that counts and does not tell: keyed, since addresses are few enough to be tried one by one."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), f"{kind}:{value}".encode(), sha256).hexdigest()


def _check(found: Credentials | None, password: str, at: datetime) -> Proof:
    hasher, nothing = _hasher(current_app.config["SETTINGS"].argon_fast)
    kind, (kept, ends_at) = next(iter(found.hashes.items()), ("", (nothing, None))) if found else ("", (nothing, None))
    try:
        hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return Proof(Verdict.WRONG)
    if found is None or not kind or found.is_closed:
        return Proof(Verdict.WRONG)
    if ends_at is not None and ends_at <= at:
        return Proof(Verdict.SLIP_ENDED, found.person_id, kind)
    return Proof(Verdict.RIGHT, found.person_id, kind, hasher.hash(password) if hasher.check_needs_rehash(kept) else None)


def renew_hash(proof: Proof) -> None:
    """Keep the hash of today's parameters in place of an older one."""
    if proof.new_hash and (secret := db.session.get(Secret, (proof.person_id, proof.kind), execution_options={"as_system": "sign-in"})):
        secret.hash = proof.new_hash


def set_own_password(hashed: str, *, by: Viewer, at: datetime) -> int:
    """Keep one's own password: the slip's stops to work, and all other sign-ins end. The number of those is returned."""
    _replace_secret(by.id, Secret(person_id=by.id, kind="password", hash=hashed, made_at=at))
    audit.note("set password", by=by.id, at=at, table="secret", person_id=by.id, cc=by.cc)
    return end_all(by.id, at=at, but=by.login_id)


@dataclass(frozen=True)
class Slip:
    """What is printed once and handed over; the password is kept nowhere."""

    person: Person
    user_name: str
    password: str
    ends_at: datetime
    signed_out: int


def hand_slip(person: Person, password: str, hashed: str, *, by: Viewer | None, at: datetime) -> Slip:
    """Give a first password (`slips.a_first_password()` and its hash, made before): it works until an own one is set, seven
    days at most. The old password stops to work, every sign-in ends, and whoever waits after wrong tries may try at once.
    `at` is the real time. `by` None is the command line.
    """
    queries.refuse_unless_keeps(by, person)
    held = {"as_system": "slip", "populate_existing": True}
    account = db.session.get_one(Account, person.id, with_for_update=True, execution_options=held)  # two slips at once: one after the other
    if person.left_on is not None or account.closed_at is not None:
        raise NotAllowed()
    _replace_secret(person.id, Secret(person_id=person.id, kind="first", hash=hashed, made_at=at, ends_at=at + SLIP_LASTS))
    begin_anew(bucket("name", fold(account.name)), bucket("person", str(person.id)))
    ended = end_all(person.id, at=at)
    audit.note("handed slip", by=by.id if by else None, at=at, table="secret", person_id=person.id, cc=person.cc)
    return Slip(person, account.name, password, at + SLIP_LASTS, ended)


def _replace_secret(person_id: int, secret: Secret) -> None:
    """One account has one way in at a time."""
    db.session.execute(delete(Secret).where(Secret.person_id == person_id), execution_options={"as_system": "one way in"})
    db.session.add(secret)
    db.session.flush()
