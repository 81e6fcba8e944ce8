"""Who sees a session, and whose register. Decided here and not by grants: see docs/decisions/theory-and-sight.md.

an officer the sessions to which a place of theirs is invited, and those they have or had a place in · a trainer their own ·
a coordinator those with a country of theirs among the invited. The register: its own trainer, and, to read, who coordinates
every invited country.
"""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from lms.people.access import Viewer
from lms.people.models import NodeKind, OrgNode, Role
from lms.theory.models import Attendance, RegistrationStep, SessionInvited, TheorySession


def sees_session(viewer: Viewer) -> ColumnElement[bool]:
    """Whether this viewer sees a session, as a condition on a statement that has `theory_session` in it."""
    either: list[ColumnElement[bool]] = []
    if viewer.has(Role.TRAINER):
        either.append(TheorySession.trainer_id == viewer.id)
    if viewer.has(Role.TRAINEE):
        either += [is_invited(viewer), has_part(viewer)]
    if viewer.coordinated:
        either.append(invites_one_of(viewer.coordinated))
    return or_(*either) if either else false()


def is_invited(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the unit, agency or country where this officer serves now is invited."""
    country = select(OrgNode.id).where(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc == viewer.cc)
    nodes = or_(SessionInvited.node_id.in_([id_ for id_ in (viewer.unit_id, viewer.agency_id) if id_]), SessionInvited.node_id.in_(country))
    return exists().where(SessionInvited.session_id == TheorySession.id, nodes)


def has_part(viewer: Viewer) -> ColumnElement[bool]:
    """Whether this officer ever had a place in it, or stands in its confirmed register."""
    stepped = exists().where(RegistrationStep.session_id == TheorySession.id, RegistrationStep.person_id == viewer.id)
    stands = exists().where(Attendance.session_id == TheorySession.id, Attendance.person_id == viewer.id)
    return or_(stepped, stands)


def invites_one_of(ccs: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether some place in these countries is invited."""
    return _invited_where(OrgNode.cc.in_(ccs))


def reads_register(viewer: Viewer) -> ColumnElement[bool]:
    """Whether this coordinator looks after every country that is invited: only then the register names nobody of another's."""
    if not viewer.coordinated:
        return false()
    return and_(invites_one_of(viewer.coordinated), ~_invited_where(OrgNode.cc.not_in(viewer.coordinated)))


def _invited_where(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(SessionInvited.session_id == TheorySession.id, SessionInvited.node_id == OrgNode.id, condition)
        .correlate(TheorySession)
    )
