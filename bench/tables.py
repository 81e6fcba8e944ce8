"""What comparing two versions of a plan costs beside reading them, and a dry run of a table beside reading its file."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from bench import stage
from lms.ext import db
from lms.lib import sheet
from lms.lib.types import uuid7
from lms.people.access import Viewer
from lms.people.models import OrgNode, Person, Role, RoleGrant
from lms.people.queries import acting
from lms.programme import queries
from lms.programme.actions import bringing
from lms.programme.models import DonorGrant, LineFunding, LineNode, LineText, PlanLine, PlanVersion, WorkPlan
from lms.programme.queries import exchange
from lms.programme.rules import compare, table

LINES, ROWS, YEAR, ROUNDS = 400, 2000, 2020, 7
AT = datetime.now(UTC)
KINDS = ("elearning", "theory", "mentorship", "in_person")


def filled(app: Flask) -> Viewer:
    """A plan of Kazakhstan in two versions that differ in every fourth line, and one of Uzbekistan of as many lines as a file may have."""
    with app.app_context():
        region = db.session.scalars(select(OrgNode).where(OrgNode.kind == "region")).one()
        boss = Person(ref="XX-BOSS", call_name="Coordinator", fold="coordinator", tz=region.tz, created_at=AT)
        grant = DonorGrant(code="JPN-2019-CA", donor={"en": "Government of Japan"}, from_day=date(2019, 1, 1))
        db.session.add_all([boss, grant])
        db.session.flush()
        first, last = AT.date() - timedelta(days=30), AT.date() + timedelta(days=30)
        db.session.add(RoleGrant(person_id=boss.id, role=Role.COORDINATOR, node_id=region.id, from_day=first, to_day=last))
        ids = count(1)
        put_plan("KZ", LINES, 2, grant.id, ids)
        put_plan("UZ", ROWS, 1, grant.id, ids)
        db.session.commit()
        return acting(boss.id, AT.date())


def put_plan(code: str, lines: int, versions: int, grant_id: int, ids: Any) -> None:
    """A plan with all its versions, of which the last is a draft."""
    node = db.session.scalars(select(OrgNode).where(OrgNode.code == code)).one()
    plan = WorkPlan(node_id=node.id, year=YEAR)
    db.session.add(plan)
    db.session.flush()
    rows = [{"id": next(ids), "key": uuid7(), "plan_id": plan.id, "number": f"{code}-{no:04}"} for no in range(1, lines + 1)]
    db.session.execute(insert(PlanLine), rows)
    for no in range(1, versions + 1):
        moment = AT if no < versions else None
        version = PlanVersion(plan_id=plan.id, no=no, made_at=AT, consulted_at=moment, agreed_at=moment, locked_at=moment)
        db.session.add(version)
        db.session.flush()
        of = [{"line_id": row["id"], "version_id": version.id} for row in rows]
        db.session.execute(insert(LineText), [{**said, **text(place, no)} for place, said in enumerate(of)])
        db.session.execute(insert(LineNode), [{**said, "node_id": node.id} for said in of])
        db.session.execute(insert(LineFunding), [{**said, "grant_id": grant_id, "share": 100} for said in of])


def text(place: int, version: int) -> dict[str, Any]:
    """What a version says of the line at a place."""
    seats = 20 + place % 30 + (version if place % 4 == 0 else 0)
    title = {"en": f"Seals and papers {place}", "ru": f"Пломбы {place}"}
    return {"pos": place + 1, "type": KINDS[place % len(KINDS)], "mode": "live", "title": title,
            "from_day": date(YEAR, 3, 2), "to_day": date(YEAR, 6, 30), "seats": seats, "events": 2, "minutes": 90,
            "langs": {"codes": ["ru", "kk"]}, "office": "Regional Office", "status": "planned",
            "reason": "", "note": "", "source": ""}  # fmt: skip


def compared(by: Viewer) -> float:
    """Reading two versions and comparing them, to reading them alone."""
    plan = queries.plan_or_404(by, "KZ", YEAR)
    ids = [version.id for version in plan.versions]

    def both() -> None:
        read = queries.lines(ids)
        assert len(compare(read[ids[0]], read[ids[1]]).of("changed")) == LINES // 4

    whole, alone = stage.compare(both, lambda: queries.lines(ids), rounds=ROUNDS, each=1)
    return whole / alone


def dry_run(by: Viewer) -> float:
    """What becomes of each row of a file against the draft in the database, to reading the file alone."""
    plan = queries.plan_or_404(by, "UZ", YEAR)
    assert plan.newest is not None
    lines = queries.lines([plan.newest.id])[plan.newest.id]
    names, codes = table.fields(lines), exchange.codes(AT)
    rows = [table.row(line, names, codes, {}) for line in lines]
    data = sheet.write("UZ", table.columns(names, is_russian=False), rows)

    def look() -> None:
        assert bringing.look(plan, data, by=by, at=AT).count("same") == ROWS

    whole, alone = stage.compare(look, lambda: sheet.read(data, most_rows=ROWS), rounds=ROUNDS, each=1)
    return whole / alone


def main() -> None:
    """Print the figures."""
    with stage.application() as app:
        by = filled(app)
        with app.app_context():
            stage.say(f"comparing two versions of {LINES} lines, to reading them", compared(by), 5, unit=" times")
            stage.say(f"a table of {ROWS:,} rows as a dry run, to reading the file", dry_run(by), 3, unit=" times")
            db.session.remove()


if __name__ == "__main__":
    main()
