"""What is told of promises, places and placements: why not, or the facts of it; by the command's word."""

import re
from datetime import date, timedelta
from typing import Any

from domain.vocabulary import Form, Phase, Reply, TargetGroup, Unit
from tests.domain.reference.guards import Said, not_in, over, when
from tests.domain.reference.page import At, Page, fact
from tests.domain.reference.reading import (
    accepted_for,
    all_placed,
    awaiting,
    counts_as_kept,
    left,
    open_places,
    phase,
    running,
)

OPEN_TO_PROMISES = (Phase.COMMITMENT, Phase.DELIVERY)


def _cannot_promise(p: Page, promise: dict[str, Any]) -> Said:
    ends_on, last = promise["ends_on"], p.details["ends_on"] if p.details else None
    by_places = promise["unit"] is Unit.PLACES
    return when(
        {
            "period_backwards": ends_on < promise["starts_on"],
            "before_signing": p.signed_on and ends_on < p.signed_on,
            "beyond_contract": last and ends_on > last,
            "quantity_missing": not by_places and promise["quantity"] is None,
            "quantity_of_places": by_places and promise["quantity"] not in (None, promise["places"]),
        }
    )


def _promise(p: Page, form: Form, **promise: Any) -> Said:
    no = not_in(p, *OPEN_TO_PROMISES) or when({"delivery_concluded": p.no_more_places})
    agreed = fact("commitment_agreed", commitment=p.last_promise + 1, form=form, **promise)
    return no or _cannot_promise(p, promise) or [agreed]


def agree_commitment(p: Page, it: Any, told: At) -> Said:
    asked = ("places", "quantity", "unit", "starts_on", "ends_on", "target_group")
    return _promise(p, it.form, **{name: getattr(it, name) for name in asked})


def plan_workplace_education(p: Page, it: Any, told: At) -> Said:
    return _promise(
        p,
        Form.WORKPLACE_EDUCATION,
        places=it.places,
        quantity=it.places * it.weeks,
        unit=Unit.WEEKS,
        starts_on=it.starts_on,
        ends_on=it.starts_on + timedelta(days=7 * it.weeks - 1),
        target_group=TargetGroup.ANY,
    )


def conclude_commitments(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.COMMITMENT)
    no = no or when({"nothing_possible_needs_reason": not p.promises and it.reason is None})
    return no or [fact("commitments_concluded")]


def _cannot_change(p: Page, it: Any) -> Said:
    """What was promised can be changed while the contract rests, too."""
    return over(p) or when(
        {
            "no_commitment": not p.promises,
            "commitments_settled": phase(p) not in OPEN_TO_PROMISES,
            "unknown_commitment": it.commitment not in p.promises,
        }
    )


def _taken(p: Page, commitment: int) -> int:
    return int(p.promises[commitment]["places"]) - left(p, commitment)


def withdraw_commitment(p: Page, it: Any, told: At) -> Said:
    no = _cannot_change(p, it) or when({"commitment_in_use": _taken(p, it.commitment)})
    return no or [fact("commitment_withdrawn", commitment=it.commitment)]


def revise_commitment(p: Page, it: Any, told: At) -> Said:
    if no := _cannot_change(p, it):
        return no
    before = p.promises[it.commitment]
    changes = {name: value for name, value in it if name in before and value is not None}
    if it.unit is Unit.PLACES:
        changes.setdefault("quantity", None)
    changes = {name: value for name, value in changes.items() if value != before[name]}
    after = {**before, **changes}
    no = _cannot_promise(p, after)
    no = no or when({"fewer_than_started": after["places"] < _taken(p, it.commitment)})
    if no or not changes:
        return no
    return [fact("commitment_revised", commitment=it.commitment, **changes)]


def match_need(p: Page, it: Any, told: At) -> Said:
    no = _cannot_change(p, it)
    if no or p.matches.get(it.commitment) == it.need:
        return no
    return [fact("need_matched", commitment=it.commitment, need=it.need)]


def _no_room(p: Page, commitment: int) -> Said:
    return not_in(p, Phase.DELIVERY) or when(
        {
            "delivery_concluded": p.no_more_places,
            "no_place_left": all(left(p, each) <= 0 for each in p.promises),
            "unknown_commitment": commitment not in p.promises,
        }
    )


def _outside(p: Page, starts_on: date) -> Said:
    last = p.details["ends_on"] if p.details else None
    return when(
        {
            "started_before_signing": p.signed_on and starts_on < p.signed_on,
            "started_after_end": last and starts_on > last,
        }
    )


def open_place(p: Page, it: Any, told: At) -> Said:
    if no := _no_room(p, it.commitment):
        return no
    opened = [each for each in open_places(p) if p.places[each]["commitment"] == it.commitment]
    if len(opened) >= left(p, it.commitment):
        return ["places_opened"]
    if no := _outside(p, it.starts_on):
        return no
    return [fact("place_opened", place=max(p.places, default=0) + 1, commitment=it.commitment)]


def _cannot_fill(p: Page, place: int) -> Said:
    return not_in(p, Phase.DELIVERY) or when(
        {"no_open_place": not open_places(p), "place_not_open": place not in open_places(p)}
    )


def close_place(p: Page, it: Any, told: At) -> Said:
    return _cannot_fill(p, it.place) or [fact("place_closed", place=it.place)]


def propose_candidate(p: Page, it: Any, told: At) -> Said:
    """Two to four letters, a dash, four to twelve letters and digits: both, and no six digits in a row."""
    opaque = re.fullmatch(r"[A-Z]{2,4}-([A-Z0-9]{4,12})", it.reference)
    secret = opaque[1] if opaque else ""
    mixed = re.search("[A-Z]", secret) and re.search("[0-9]", secret) and not re.search("[0-9]{6}", secret)
    no = _cannot_fill(p, it.place) or when({"reference_not_opaque": not mixed})
    proposed = {"place": it.place, "reference": it.reference}
    if no or any(proposed.items() <= each.items() for each in p.candidates.values()):
        return no
    return [fact("candidate_proposed", candidate=max(p.candidates, default=0) + 1, **proposed)]


def answer_candidate(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.DELIVERY) or when(
        {"nobody_proposed": not awaiting(p), "not_awaiting_answer": it.candidate not in awaiting(p)}
    )
    if no or it.answer is Reply.DECLINED:
        return no or [fact("candidate_declined", candidate=it.candidate)]
    if accepted_for(p, p.candidates[it.candidate]["place"]):
        return ["somebody_accepted"]
    return [fact("candidate_accepted", candidate=it.candidate)]


def start_placement(p: Page, it: Any, told: At) -> Said:
    no = _no_room(p, it.commitment) or when({"commitment_full": left(p, it.commitment) <= 0})
    no = no or _outside(p, it.started_on)
    if it.place and not no:
        no = when({"place_not_open": it.place not in open_places(p)}) or when(
            {
                "place_of_another_commitment": p.places[it.place]["commitment"] != it.commitment,
                "nobody_accepted": not accepted_for(p, it.place),
            }
        )
    if no:
        return no
    started = {name: getattr(it, name) for name in ("commitment", "started_on", "percent", "place")}
    number, form = max(p.placements, default=0) + 1, p.promises[it.commitment]["form"]
    return [fact("placement_started", placement=number, form=form, **started)]


def _cannot_end(p: Page, number: int, on: date) -> Said:
    no = not_in(p, Phase.DELIVERY) or when(
        {"nothing_running": not running(p), "unknown_placement": number not in p.placements}
    )
    return no or when(
        {
            "already_interrupted": p.placements[number]["freed"],
            "completed_before_start": on < p.placements[number]["started_on"],
        }
    )


def complete_placement(p: Page, it: Any, told: At) -> Said:
    if no := _cannot_end(p, it.placement, it.completed_on):
        return no
    ended_on = p.placements[it.placement]["ended_on"]
    if ended_on:
        return when({"already_completed": ended_on != it.completed_on})
    return [fact("placement_completed", placement=it.placement, on=it.completed_on)]


def interrupt_placement(p: Page, it: Any, told: At) -> Said:
    if no := _cannot_end(p, it.placement, it.interrupted_on):
        return no
    placement = p.placements[it.placement]
    if placement["ended_on"]:
        return ["already_completed"]
    promise, per_cent = p.promises.get(placement["commitment"]), told.policy.counting.counts_as_fulfilled
    # It may be withdrawn: where what had freed its place is struck afterwards.
    kept = promise is not None and counts_as_kept(promise, placement, it.interrupted_on, per_cent)
    return [fact("placement_interrupted", placement=it.placement, on=it.interrupted_on, counts=kept)]


def name_host(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.DELIVERY) or when(
        {"nothing_running": not running(p), "placement_not_running": it.placement not in running(p)}
    )
    if no or p.hosts.get(it.placement) == it.host:
        return no
    return [fact("host_named", placement=it.placement, host=it.host)]


def conclude_delivery(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.DELIVERY) or when(
        {
            "delivery_concluded": p.no_more_places,
            "all_placed": all_placed(p),
            "placements_running": running(p),
        }
    )
    return no or [fact("delivery_concluded")]
