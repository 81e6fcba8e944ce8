"""The filters of the list of people, as they stand in its address, and what is asked when somebody leaves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Length, Optional

from lms.lib.fields import DateField, LineField

STATES = ("overdue", "not_started", "in_progress", "completed", "withdrawn", "none", "new", "left")
SORTS = ("name", "done", "due", "last")
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Filters:
    """What is looked for. Whatever the address says that is none of the choices counts as not said."""

    q: str = ""
    unit: str = ""
    agency: str = ""
    course: str = ""
    state: str = ""
    sort: str = "name"
    down: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """From the address."""
        said = {
            name: str(args.get(name, "")).strip()[:LONGEST_SEARCH] for name in ("q", "unit", "agency", "course", "state", "sort", "down")
        }
        said["state"] = said["state"] if said["state"] in STATES else ""
        said["sort"] = said["sort"] if said["sort"] in SORTS else "name"
        return cls(**said)

    def address(self, **changes: Any) -> dict[str, Any]:
        """For url_for: what is said, and no more."""
        said = asdict(replace(self, **changes))
        return {name: value for name, value in said.items() if value and (name, value) != ("sort", "name")}

    @property
    def asks_progress(self) -> bool:
        """Whether the answer would tell how far somebody is: only of those whose progress the viewer follows."""
        return bool(self.course) or self.state in STATES[:6] or self.sort != "name"

    def without_progress(self) -> "Filters":
        """The same, of somebody who follows nobody: a colleague's link says what they cannot ask."""
        return replace(self, course="", state="" if self.state in STATES[:6] else self.state, sort="name", down="")

    @property
    def is_narrow(self) -> bool:
        """Whether anything is looked for at all."""
        return any((self.q, self.unit, self.agency, self.course, self.state))

    def sorted_by(self, sort: str) -> dict[str, Any]:
        """The address of the same list sorted by this column; by the one in force the other way round."""
        return self.address(sort=sort, down="1" if self.sort == sort and not self.down else "")


class LeaveForm(FlaskForm):
    """Left the service."""

    day = DateField(_l("Last day"), validators=[InputRequired(_l("Write a day."))])
    reason = LineField(_l("Why"), description=_l("Written into the log book; no names, please."), validators=[Optional(), Length(max=200)])
