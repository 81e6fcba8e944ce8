"""`flask people …`: the same actions as the pages, for whoever holds the machine."""

from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from lms.ext import db
from lms.lib.refusals import Refused
from lms.lib.time import now, real_now, shown, today
from lms.people import actions, published, queries
from lms.people.actions import Description, Slip
from lms.people.models import OrgNode, Person, Role
from lms.people.rules import years_later

cli = AppGroup("people", help="Persons, roles and the published countries, agencies and units.")


@cli.command("published")
def load_published() -> None:
    """Add the published countries, agencies, units and holidays that are missing. Changes nothing else; may run at every start."""
    published.load(real_now())
    db.session.commit()


@cli.command("admin")
@click.option("--call-name", default="Administrator", show_default=True)
def admin(call_name: str) -> None:
    """Make the first administrator and print the way in. Refuses where one is in force already."""
    if queries.admins_in_force(today(now(), current_app.config["HOME_ZONE"])):
        raise click.ClickException("There is an administrator already; that one adds others in the browser.")
    person = _done(lambda: actions.add_person(Description(call_name=call_name), agency_id=None, unit_id=None, by=None, at=now()))
    _give(person, Role.ADMIN, queries.home_node(), years_later(today(now(), current_app.config["HOME_ZONE"]), 1), "first administrator")
    _print(_slip(person))


@cli.command("add")
@click.argument("call_name")
@click.option("--agency", help="code, such as UZ-SCC; none for mentors and coordinators abroad")
@click.option("--unit", help="code, such as UZ-CHUKURSAY")
@click.option("--lang", default="en", show_default=True)
def add(call_name: str, agency: str | None, unit: str | None, lang: str) -> None:
    """Add a person and print the slip."""
    agency_id = _node(agency).id if agency else None
    unit_id = _node(unit).id if unit else None
    who = Description(call_name=call_name, lang=lang)
    person = _done(lambda: actions.add_person(who, agency_id=agency_id, unit_id=unit_id, by=None, at=now()))
    _print(_slip(person))


@cli.command("role")
@click.argument("ref")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.argument("node")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="last day, such as 2027-12-31 (default: a year)")
@click.option("--reason", default="", help="why")
def role(ref: str, role: str, node: str, until: object, reason: str) -> None:
    """Give a person a role at a node (a code, such as UZ-SCC, UZ or CA)."""
    last = date.fromisoformat(str(until)[:10]) if until else years_later(today(now(), current_app.config["HOME_ZONE"]), 1)
    _give(_person(ref), Role(role), _node(node), last, reason)
    db.session.commit()


@cli.command("password")
@click.argument("ref")
def password(ref: str) -> None:
    """Print a new slip for a person; the old password stops to work."""
    _print(_slip(_person(ref)))


@cli.command("policy")
@click.argument("cc")
@click.argument("call_names", type=click.Choice(["names", "codes"]))
@click.argument("names_kept", type=click.Choice(["here", "at_home"]))
@click.option(
    "--forget", is_flag=True, help="the names that may stand here no more go for good: full names are deleted, call names become codes"
)
def policy(cc: str, call_names: str, names_kept: str, forget: bool) -> None:
    """Write down what a country has decided: call names or codes, full names kept here or at home."""
    _done(lambda: actions.decide_policy(cc.upper(), call_names=call_names, names_kept=names_kept, at=now(), forget=forget))
    db.session.commit()


def _done(work):  # type: ignore[no-untyped-def]
    """The work's result; a refusal is a sentence on the screen."""
    try:
        return work()
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence) or "That is not allowed.") from refusal


def _give(person: Person, role: Role, node: OrgNode, last: date, reason: str) -> None:
    _done(lambda: actions.grant_role(person, role, node, to_day=last, reason=reason, by=None, at=now()))


def _person(ref: str) -> Person:
    person = queries.anybody(ref)
    if person is None:
        raise click.ClickException(f"Nobody has the ref {ref}.")
    return person


def _node(code: str) -> OrgNode:
    node = db.session.scalars(select(OrgNode).where(OrgNode.code == code.upper())).one_or_none()
    if node is None:
        raise click.ClickException(f"There is no place with the code {code}. Is `flask people published` done?")
    return node


def _slip(person: Person) -> Slip:
    password = actions.a_first_password()
    slip: Slip = _done(lambda: actions.hand_slip(person, password, actions.hash_of(password), by=None, at=real_now()))
    db.session.commit()
    return slip


def _print(slip: Slip) -> None:
    click.echo(f"{slip.person.call_name}, {slip.person.ref}")
    click.echo(f"User name       {slip.user_name}")
    click.echo(f"First password  {slip.password}   (until {shown(slip.ends_at):%d %B %Y}, or until an own one is set)")
