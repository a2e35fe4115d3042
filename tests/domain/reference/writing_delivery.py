"""What each fact about promises, placements and their follow-up changes on the page."""

from datetime import date
from typing import Any

from domain.vocabulary import Measure
from tests.domain.reference.page import Page


def commitment_agreed(p: Page, commitment: int, **told: Any) -> None:
    p.promises[commitment] = told
    p.last_promise = commitment


def commitment_revised(p: Page, commitment: int, **told: Any) -> None:
    if commitment in p.promises:
        p.promises[commitment] = {**p.promises[commitment], **told}


def commitment_withdrawn(p: Page, commitment: int) -> None:
    p.promises.pop(commitment, None)


def commitments_concluded(p: Page) -> None:
    p.promises_over = True


def need_matched(p: Page, commitment: int, need: Any) -> None:
    p.matches[commitment] = need


def place_opened(p: Page, place: int, commitment: int) -> None:
    p.places[place] = {"commitment": commitment, "open": True}


def place_closed(p: Page, place: int) -> None:
    if place in p.places:
        p.places[place]["open"] = False


def candidate_proposed(p: Page, candidate: int, place: int, reference: str) -> None:
    p.candidates[candidate] = {"place": place, "reference": reference, "accepted": None}


def candidate_accepted(p: Page, candidate: int) -> None:
    if candidate in p.candidates:
        p.candidates[candidate]["accepted"] = True


def candidate_declined(p: Page, candidate: int) -> None:
    if candidate in p.candidates:
        p.candidates[candidate]["accepted"] = False


def placement_started(p: Page, placement: int, place: int | None, **told: Any) -> None:
    p.placements[placement] = {**told, "ended_on": None, "freed": False}
    if place:
        place_closed(p, place)


def placement_completed(p: Page, placement: int, on: date) -> None:
    if placement in p.placements:
        p.placements[placement].update(ended_on=on, freed=False)


def placement_interrupted(p: Page, placement: int, on: date, counts: bool) -> None:
    if placement in p.placements:
        p.placements[placement].update(ended_on=on if counts else None, freed=not counts)


def host_named(p: Page, placement: int, host: Any) -> None:
    p.hosts[placement] = host


def support_promised(p: Page, support: int, commitment: int) -> None:
    p.support[support] = False


def support_given(p: Page, support: int) -> None:
    if support in p.support:
        p.support[support] = True


def delivery_concluded(p: Page) -> None:
    p.no_more_places = True


def follow_up_planned(p: Page, days: tuple[date, ...]) -> None:
    p.reports_wanted = p.reports_approved + len(days)
    p.plan, p.plan_is_current = (p.reports_approved, days), True


def follow_up_reported(p: Page) -> None:
    p.report_waits = True


nothing_to_report = follow_up_reported


def follow_up_approved(p: Page) -> None:
    p.report_waits = False
    p.reports_approved += 1


def follow_up_rejected(p: Page) -> None:
    p.report_waits = False


def evidence_submitted(p: Page, evidence: int) -> None:
    p.evidence[evidence] = None


def evidence_approved(p: Page, evidence: int) -> None:
    p.evidence[evidence] = True


def evidence_rejected(p: Page, evidence: int) -> None:
    p.evidence[evidence] = False


def outcome_recorded(p: Page, months: int) -> None:
    p.outcomes.add(months)


def outcomes_concluded(p: Page) -> None:
    p.outcomes_over = True


def deficiency_found(p: Page, by: date) -> None:
    p.deficient, p.rectify_by, p.rectified_on = True, by, None
    p.times_to_rectify += 1
    p.clock_before = p.clocks.get("rectify")


def deficiency_rectified(p: Page, on: date) -> None:
    p.rectified_on = on


def deficiency_decided(p: Page, measure: Measure, by: date | None) -> None:
    if measure is Measure.MORE_TIME and by:
        deficiency_found(p, by)
    else:
        p.deficient, p.rectify_by, p.rectified_on = False, None, None
