"""Every change of people's rows, one function a business verb. None of them commits."""

from lms.people.actions.days import add_day_off, keeps_days_of, take_out_day_off
from lms.people.actions.logins import begin_login, discard, end_all, end_apart, end_login, keep, mark_seen, settle_sent
from lms.people.actions.moves import may_take_back, move_place, take_back_move
from lms.people.actions.networks import add_member, add_outside, end_member, undo_member
from lms.people.actions.passwords import Proof, Slip, Verdict, hand_slip, hash_of, prove, prove_again, renew_hash, set_own_password
from lms.people.actions.persons import Description, add_person, describe, describe_oneself, name_person, speak, unname_person
from lms.people.actions.places import add_agency, add_country, end_place, rename_place, reopen_place
from lms.people.actions.policies import decide_policy
from lms.people.actions.roles import end_role, grant_role
from lms.people.actions.service import come_back, leave, transfer
from lms.people.actions.sight import end_sight, give_sight
from lms.people.actions.slips import a_first_password
from lms.people.actions.units import UNIT_TYPES, add_unit

__all__ = [
    "UNIT_TYPES",
    "Description",
    "Proof",
    "Slip",
    "Verdict",
    "a_first_password",
    "add_agency",
    "add_country",
    "add_day_off",
    "add_member",
    "add_outside",
    "add_person",
    "add_unit",
    "begin_login",
    "come_back",
    "decide_policy",
    "describe",
    "describe_oneself",
    "discard",
    "end_all",
    "end_apart",
    "end_login",
    "end_member",
    "end_place",
    "end_role",
    "end_sight",
    "give_sight",
    "grant_role",
    "hand_slip",
    "hash_of",
    "keep",
    "keeps_days_of",
    "leave",
    "mark_seen",
    "may_take_back",
    "move_place",
    "name_person",
    "prove",
    "prove_again",
    "rename_place",
    "renew_hash",
    "reopen_place",
    "set_own_password",
    "settle_sent",
    "speak",
    "take_back_move",
    "take_out_day_off",
    "transfer",
    "undo_member",
    "unname_person",
]
