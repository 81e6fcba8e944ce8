"""Tables of who there is. Organisation is a dated tree; a role is held at a node of it (house, rule 6)."""

from lms.people.models.persons import Membership, Person, PersonIdentity, Role, RoleGrant, ScopeGrant
from lms.people.models.places import CountryPolicy, Holiday, Network, NetworkMember, NodeKind, OrgEdge, OrgName, OrgNode, UnitAgency
from lms.people.models.signing import Account, Kept, Login, Secret, Throttle

__all__ = [
    "Account",
    "CountryPolicy",
    "Holiday",
    "Kept",
    "Login",
    "Membership",
    "Network",
    "NetworkMember",
    "NodeKind",
    "OrgEdge",
    "OrgName",
    "OrgNode",
    "Person",
    "PersonIdentity",
    "Role",
    "RoleGrant",
    "ScopeGrant",
    "Secret",
    "Throttle",
    "UnitAgency",
]
