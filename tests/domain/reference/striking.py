"""A wrong entry struck: with all that was decided with it, and never under what somebody has built on it."""

from typing import Any

from tests.domain.reference.guards import Said, unregistered
from tests.domain.reference.page import Fact, Page, Trail, fact

OF_ITSELF = {  # what nobody told, or what nobody can take back
    "contract_registered",
    "contract_closed",
    "standstill_ended",
    "entry_struck",
    "secrecy_marked",
    "secrecy_mark_lifted",
    "notice_undeliverable",
    "deadline_paused",
    "step_opened",
    "deadline_set",
    "deadline_met",
    "deadline_moved",
    "deadline_waived",
    "done_after_deadline",
    "step_reminded",
    "deadline_missed",
    "step_escalated",
    "ladder_rests",
    "miss_withdrawn",
}
SHOWN_BY_A_CLOCK = {"step_reminded", "deadline_missed", "step_escalated", "ladder_rests"}
BUILT_ON = {  # a fact, what it is built on, and the number that has to be the same in both
    "commitment_withdrawn": [("commitment_agreed", "commitment")],
    "commitment_revised": [("commitment_agreed", "commitment")],
    "need_matched": [("commitment_agreed", "commitment")],
    "support_promised": [("commitment_agreed", "commitment")],
    "place_opened": [("commitment_agreed", "commitment")],
    "placement_started": [("commitment_agreed", "commitment"), ("place_opened", "place")],
    "placement_completed": [("placement_started", "placement")],
    "placement_interrupted": [("placement_started", "placement")],
    "host_named": [("placement_started", "placement")],
    "place_closed": [("place_opened", "place")],
    "candidate_proposed": [("place_opened", "place")],
    "candidate_accepted": [("candidate_proposed", "candidate")],
    "candidate_declined": [("candidate_proposed", "candidate")],
    "evidence_approved": [("evidence_submitted", "evidence")],
    "evidence_rejected": [("evidence_submitted", "evidence")],
    "support_given": [("support_promised", "support")],
    "deficiency_rectified": [("deficiency_found", "")],
    "delivery_concluded": [("commitments_concluded", "")],
    "deficiency_decided": [("deficiency_found", "")],
    "supplier_contact_removed": [("supplier_contact_confirmed", "contact")],
    "standstill_ended": [("award_notified", ""), ("court_decided", "")],
}


def correctable(trail: Trail) -> list[int]:
    numbered = enumerate(trail.entries, 1)
    return [n for n, each in numbered if n not in trail.struck and each.fact.kind not in OF_ITSELF]


def strike_entry(p: Page, it: Any, trail: Trail) -> Said:
    can_be = correctable(trail)
    if no := unregistered(p) or ([] if can_be else ["nothing_to_correct"]):
        return no
    if it.entry in trail.struck:
        return []
    if it.entry not in can_be:
        return ["not_correctable"]
    decision = trail.entries[it.entry - 1].decision
    going = {number for number, each in enumerate(trail.entries, 1) if each.decision == decision}
    for number, each in enumerate(trail.entries, 1):
        if number in trail.struck | going or not _falls(each.fact, number, going, trail):
            continue
        if each.fact.kind not in OF_ITSELF:
            return ["others_rest_on_it"]
        going.add(number)
    if _its_day_was_built_on(going, trail):
        return ["others_rest_on_it"]
    going |= _noted_of_its_clock(going, trail)
    return [fact("entry_struck", strikes=tuple(sorted(going)))]


def _noted_of_its_clock(going: set[int], trail: Trail) -> set[int]:
    """A clock that goes takes with it what it showed."""
    shown, clock = set[int](), dict[str, int]()
    for number, (each, _) in enumerate(trail.entries, 1):
        step = each.told.get("step")
        if number in trail.struck or step is None:
            continue
        if each.kind == "deadline_set":
            clock[step] = number
        if each.kind in SHOWN_BY_A_CLOCK and clock.get(step) in going:
            shown.add(number)
    return shown


def _its_day_was_built_on(going: set[int], trail: Trail) -> bool:
    """Of a later last day by somebody's word: a later word still, or a rest that saved what was left of it."""
    words = [number for number in going if trail.entries[number - 1].fact.kind == "last_day_extended"]
    for word in words:
        step = trail.entries[word - 1].fact.told["step"]
        first: dict[int, str] = {}  # of each decision
        for number, (each, decision) in enumerate(trail.entries, 1):
            if number <= word or number in trail.struck | going:
                continue
            first.setdefault(decision, each.kind)
            if each.told.get("step") != step:
                continue
            if each.kind == "deadline_paused" or (
                each.kind == "deadline_set" and first[decision] in ("last_day_extended", "contract_resumed")
            ):
                return True
            if each.kind in ("step_opened", "deadline_set"):
                break
    return False


def _falls(later: Fact, number: int, going: set[int], trail: Trail) -> bool:
    below = [trail.entries[each - 1].fact for each in going if each < number]
    return any(
        earlier.kind == kind and (not same or earlier.told[same] == later.told.get(same))
        for earlier in below
        for kind, same in BUILT_ON.get(later.kind, [])
    )
