"""How far an empty programme has come. Numbers only: no names are shown here, and of the only person there is the ref, to lead to them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from lms.catalogue.models import Course
from lms.ext import db
from lms.people.access import Viewer, answers_for
from lms.people.models import Holiday, OrgEdge, OrgNode, Person, Role, RoleGrant
from lms.progress.models import Enrolment
from lms.progress.queries import serving


@dataclass(frozen=True)
class Steps:
    """What is here already; people, staff and enrolments as far as this administrator's countries go."""

    countries: int
    agencies: int
    units: int
    holidays: int
    holiday_years: int
    courses: int
    people: int  # whoever is here, whether they learn or not, but administrators
    only_ref: str | None  # of the one who is here, where that is one
    officers: int
    staff: int
    enrolments: int
    begun_at: datetime | None

    @property
    def here(self) -> int:
        """Which of the four steps is to be done now; 5 when all are. Somebody who does not learn may be given the role first."""
        has_somebody = self.officers > 0 or (self.people > 0 and self.staff == 0)
        done = (self.units > 0, has_somebody, self.staff > 0, self.enrolments > 0)
        return next((number for number, is_done in enumerate(done, 1) if not is_done), 5)

    @property
    def are_done(self) -> bool:
        """Whether none of the four is missing."""
        return self.here == 5


def steps(viewer: Viewer, day: date) -> Steps:
    """All of it in two statements."""
    in_force = (RoleGrant.ended_at.is_(None), RoleGrant.from_day <= day, RoleGrant.to_day >= day)
    holders = (
        select(func.count(RoleGrant.person_id.distinct()))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(*in_force, answers_for(viewer))
    )
    enrolled = select(func.count(Enrolment.id)).join(Person, Person.id == Enrolment.person_id).where(answers_for(viewer))
    begun = select(func.min(Enrolment.last_at)).join(Person, Person.id == Enrolment.person_id).where(answers_for(viewer))
    admins = select(RoleGrant.person_id).where(*in_force, RoleGrant.role == Role.ADMIN)
    somebody = (answers_for(viewer), serving(day), Person.id.not_in(admins))
    row = db.session.execute(
        select(
            select(func.count(Person.id)).where(*somebody).scalar_subquery().label("people"),
            select(func.min(Person.ref)).where(*somebody).scalar_subquery().label("first_ref"),
            holders.where(RoleGrant.role == Role.TRAINEE).scalar_subquery().label("officers"),
            holders.where(RoleGrant.role.in_((Role.FOCAL_POINT, Role.COORDINATOR))).scalar_subquery().label("staff"),
            enrolled.scalar_subquery().label("enrolments"),
            begun.scalar_subquery().label("begun_at"),
            select(func.count(Course.id)).scalar_subquery().label("courses"),
            select(func.count()).select_from(Holiday).scalar_subquery().label("holidays"),
            select(func.count(func.extract("year", Holiday.day).distinct())).scalar_subquery().label("holiday_years"),
        ),
        execution_options={"seen_by": viewer.id},
    ).one()
    # Of the tree: a network's members elsewhere are nodes too, and stand under nothing.
    in_tree = OrgNode.id.in_(select(OrgEdge.child_id).where(OrgEdge.to_day.is_(None)))
    kinds: dict[str, Any] = dict(db.session.execute(select(OrgNode.kind, func.count()).where(in_tree).group_by(OrgNode.kind)).all())
    return Steps(kinds.get("country", 0), kinds.get("agency", 0), kinds.get("unit", 0), row.holidays, row.holiday_years, row.courses,
                 row.people, row.first_ref if row.people == 1 else None, row.officers, row.staff, row.enrolments, row.begun_at)  # fmt: skip
