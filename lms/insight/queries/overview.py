"""Completion by country in one statement, by the same conditions as the completion page's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, distinct, func, null, select, union_all

from lms.ext import db
from lms.people.access import Viewer
from lms.progress.models import Enrolment
from lms.progress.queries import COMPLETED, STATE, counted, overdue


@dataclass(frozen=True)
class OfCountry:
    """Enrolments of people who served in a country when enrolled; people are counted once."""

    enrolled: int = 0
    completed: int = 0
    overdue: int = 0
    people: int = 0
    late_people: int = 0

    @property
    def share(self) -> float | None:
        """Completed of all."""
        return self.completed / self.enrolled if self.enrolled else None


def by_country(viewer: Viewer, at: datetime) -> dict[str | None, OfCountry]:
    """{country: its enrolments}; None is all of them."""
    late = overdue(at)
    numbers = (
        func.count(), func.count(case((STATE == COMPLETED, 1))), func.count(case((late, 1))), func.count(distinct(Enrolment.person_id)),
        func.count(distinct(case((late, Enrolment.person_id)))),
    )  # fmt: skip
    each = select(Enrolment.cc, *numbers).where(counted(viewer), Enrolment.cc.is_not(None)).group_by(Enrolment.cc)
    found: Any = union_all(each, select(null(), *numbers).where(counted(viewer)))
    return {row[0]: OfCountry(*row[1:]) for row in db.session.execute(found, execution_options={"seen_by": viewer.id})}
