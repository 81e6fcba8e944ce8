"""What pays for lines: the grants of donors, entered once for all plans."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import LANGUAGES
from lms.people.access import Viewer
from lms.programme.models import DonorGrant
from lms.programme.queries import rows
from lms.programme.queries.plans import coordinates_region

LONGEST_CODE, LONGEST_NAME, LONGEST_SOURCE = 40, 200, 2000


def add_grant(
    code: str, donor: Mapping[str, str], from_day: date, to_day: date | None = None, source: str = "", *, by: Viewer, at: datetime
) -> DonorGrant:
    """A coordinator at the region enters a grant: its code, its donor's name {language: words}, and from when to when it pays."""
    if not coordinates_region(by):
        raise NotAllowed(_("A coordinator of the region enters grants."))
    code, kept = code.strip(), _("All you typed is kept.")
    names = {lang: words.strip() for lang, words in donor.items() if lang in LANGUAGES and words.strip()}
    if not 0 < len(code) <= LONGEST_CODE:
        raise BadInput(_("A grant has a code of 1 to %(max)d signs.", max=LONGEST_CODE), kept=kept, field="code")
    if not names or any(len(words) > LONGEST_NAME for words in names.values()):
        raise BadInput(_("Write the donor’s name, at most %(max)d characters.", max=LONGEST_NAME), kept=kept, field="donor_en")
    if to_day is not None and to_day < from_day:
        raise BadInput(_("It ends on the day it begins or later."), kept=kept, field="to_day")
    if len(source) > LONGEST_SOURCE:
        raise BadInput(_("At most %(max)d characters.", max=LONGEST_SOURCE), kept=kept, field="source")
    if rows.grant_with(code) is not None:
        raise Conflict(_("There is a grant with this code already."), kept=kept, field="code")
    row = DonorGrant(code=code, donor=names, from_day=from_day, to_day=to_day, source=source.strip())
    db.session.add(row)
    db.session.flush()
    audit.note("grant entered", by=by.id, at=at, table="donor_grant", row=row.id)
    return row
