"""What each constraint of the plans and meetings says when it is broken (house, rule 9)."""

from flask_babel import lazy_gettext as _l

_AGAIN = _l("This has just been written by somebody else. Look at the page again.")
_TWICE = _l("This was saved already; the form was sent twice.")
_OWNER = _l("It belongs to a country or to a network.")
_BOTH_DAYS = _l("It ends on the day it begins or later.")
_LETTER = _l("A letter has a number and a day.")

_TABLES = (
    "donor_grant", "work_plan", "plan_version", "plan_line", "plan_line_version", "plan_line_node", "plan_line_network",
    "plan_line_course", "plan_line_funding", "plan_line_held", "plan_line_reason", "plan_comment", "plan_consent",
    "coordination_meeting", "meeting_party", "agenda_item", "minutes", "decision", "decision_line", "action_item", "progress_pack",
)  # fmt: skip
_KEYED = (
    "work_plan", "plan_version", "plan_line", "plan_comment", "coordination_meeting", "decision", "action_item", "progress_pack",
)  # fmt: skip

SENTENCES = {
    **{f"pk_{table}": _AGAIN for table in _TABLES},
    **{f"uq_{table}_key": _TWICE for table in _KEYED},
    "uq_donor_grant_code": _l("There is a grant with this code already."),
    "ck_donor_grant_order": _BOTH_DAYS,
    "uq_work_plan_node_id_year": _l("This country has a plan for that year already."),
    "uq_work_plan_network_id_year": _l("This network has a plan for that year already."),
    "ck_work_plan_one_owner": _OWNER,
    "ck_work_plan_year": _l("A plan is for a year from 2000 to 2100."),
    "uq_plan_version_plan_id_no": _l("Somebody else began this version in the same moment. Look at the page again."),
    "uq_plan_version_open": _l("There is an open version of this plan already: go on with that one."),
    "ck_plan_version_locked_after_agreed": _l("A version locks after every agency has agreed, or somebody on its behalf."),
    "uq_plan_line_plan_id_number": _l("Somebody else made a line with this number in the same moment. Send it once more."),
    "ck_plan_line_version_type": _l("This is not one of the types of a line."),
    "ck_plan_line_version_mode": _l("A line is held online at one's own pace, online and live, on site, or both."),
    "ck_plan_line_version_status": _l("A line is planned, postponed or cancelled."),
    "ck_plan_line_version_with_reason": _l("A line is postponed or cancelled with a reason."),
    "ck_plan_line_version_order": _BOTH_DAYS,
    "ck_plan_line_version_both_days": _l("Dates are a first and a last day; for one day write it twice."),
    "ck_plan_line_version_days_or_quarter": _l("A line has days or a quarter, not both."),
    "ck_plan_line_version_quarter": _l("A quarter is 1, 2, 3 or 4."),
    "ck_plan_line_version_seats": _l("Seats are a number from 0 to 100,000."),
    "ck_plan_line_version_events": _l("A line has 1 to 400 days, sessions or visits."),
    "ck_plan_line_version_minutes": _l("The length is a number of minutes from 1 to 60,000."),
    "ck_plan_line_version_replaces_another": _l("A line cannot replace itself."),
    "ck_plan_line_funding_share": _l("A share is a whole number of percent from 1 to 100."),
    "uq_plan_line_held_current": _l("This line was marked as held already. Undo that first."),
    "ck_plan_line_held_order": _BOTH_DAYS,
    "ck_plan_line_held_people": _l("How many took part is a number from 0 to 100,000."),
    "ck_plan_line_held_with_note": _l("A line is marked as held with a note: where that is written down."),
    "ck_plan_line_reason_said": _l("A reason has words."),
    "ck_plan_comment_said": _l("A comment has words."),
    "uq_plan_consent_current": _l("This agency gave its word from another window in the same moment. Look at the page again."),
    "ck_plan_consent_kind": _l("An agency agrees, reserves its position, or somebody agrees on its behalf."),
    "ck_plan_consent_reserved_with_words": _l("A reservation says what against."),
    "ck_plan_consent_on_behalf_by_letter": _l("On behalf of an agency needs who signs, and the letter's number and day."),
    "ck_plan_consent_letter": _LETTER,
    "ck_coordination_meeting_one_owner": _OWNER,
    "ck_coordination_meeting_minutes": _l("A meeting lasts 5 to 6,000 minutes."),
    "ck_coordination_meeting_fold": _l("Say which of the two equal times is meant."),
    "ck_coordination_meeting_mode": _l("A meeting is held online, on site, or both."),
    "ck_coordination_meeting_cancelled_with_reason": _l("A meeting is cancelled with a reason."),
    "ck_coordination_meeting_final": _l("Final minutes are one of the versions, from a moment on."),
    "uq_meeting_party_meeting_id_agency_id_body": _l("This party is in the list already."),
    "ck_meeting_party_agency_or_body": _l("A party is an agency of ours, or an organisation in words."),
    "ck_meeting_party_part": _l("A party is a beneficiary, the secretariat or an observer."),
    "ck_meeting_party_presence": _l("A party was present, excused or absent."),
    "uq_agenda_item_meeting_id_pos": _AGAIN,
    "ck_agenda_item_said": _l("A point of the agenda has words."),
    "uq_minutes_meeting_id_no": _l("The minutes were saved from another window in the same moment."),
    "uq_decision_meeting_id_no": _l("Somebody else wrote a decision in the same moment. Send it once more."),
    "ck_decision_effect": _l("A decision makes, changes, postpones or cancels lines, or does something else."),
    "ck_decision_said": _l("A decision has words."),
    "uq_action_item_node_id_no": _l("Somebody else wrote an action in the same moment. Send it once more."),
    "uq_action_item_network_id_no": _l("Somebody else wrote an action in the same moment. Send it once more."),
    "ck_action_item_one_owner": _OWNER,
    "ck_action_item_owned": _l("An action has an owner: an agency or an office."),
    "ck_action_item_said": _l("An action has words."),
    "ck_action_item_done_or_dropped": _l("An action is done or dropped, not both."),
    "ck_action_item_dropped_with_reason": _l("An action is dropped with a reason."),
    "uq_progress_pack_meeting_id_no": _l("The figures were frozen from another window in the same moment."),
}
