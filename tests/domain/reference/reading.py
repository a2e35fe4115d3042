"""From the facts that stand to the page, and from the page to what everybody asks of it."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from domain.vocabulary import Form, Phase, Unit
from tests.domain.reference import writing_award, writing_delivery, writing_published, writing_running
from tests.domain.reference.page import Fact, Page

WRITES = {
    **vars(writing_award),
    **vars(writing_delivery),
    **vars(writing_published),
    **vars(writing_running),
}
WHILE_IT_RUNS = (Phase.DIALOGUE, Phase.COMMITMENT, Phase.DELIVERY, Phase.EVALUATION)


def read(facts: Iterable[Fact]) -> Page:
    page = Page()
    for kind, told in facts:
        if write := WRITES.get(kind):
            write(page, **told)
    return page


def phase(p: Page) -> Phase:
    if p.closed:
        return Phase.CLOSED
    if p.clause is None:
        return Phase.TRIAGE
    if p.signed_on is None:
        return Phase.AWARD
    if p.terminated:
        return Phase.EVALUATION
    if p.held_on is None or len(p.confirmed) < 2:
        return Phase.DIALOGUE
    if not p.promises_over:
        return Phase.COMMITMENT
    return Phase.EVALUATION if all_placed(p) and followed_up(p) else Phase.DELIVERY


def steps(p: Page) -> set[str]:  # noqa: C901 - a line a step
    """Those open now."""
    if p.details is None or p.rests:
        return set()
    now, found = phase(p), set()
    if now is Phase.TRIAGE:
        found.add("triage")
    if now is Phase.AWARD:
        found.add("sign" if p.standstill_over else "standstill")
    if now is Phase.DIALOGUE:
        found |= {"confirm"} if p.held_on else {"hold"} if p.invited else {"invite", "hold"}
    if now is Phase.COMMITMENT:
        found.add("agree")
    if now is Phase.DELIVERY:
        found |= {"plan"} if p.promises and not p.plan_is_current else set()
        found |= set() if all_placed(p) else {"place"}
        found |= set() if followed_up(p) else {"follow_up"}
    if now is Phase.EVALUATION:
        found.add("outcome" if outcomes_asked(p) else "evaluate")
    if p.option and not p.terminated and now in WHILE_IT_RUNS:
        found.add("prolong")
    if p.deficient and now in WHILE_IT_RUNS:
        found |= set() if p.rectified_on else {"rectify"}
        found |= {"decide"} if p.rectified_on or _ran_out(p) else set()
    return found


def _ran_out(p: Page) -> bool:
    """The time to rectify that was given last, not one before it."""
    clock = p.clocks.get("rectify")
    return clock is not None and clock is not p.clock_before and clock["missed"]


def rounds(p: Page) -> dict[str, int]:
    """Steps that come again: the how manieth time this is."""
    again = {
        "rectify": p.times_to_rectify,
        "follow_up": p.reports_approved,
        "outcome": len(p.outcomes),
    }
    return {step: again.get(step, 0) for step in steps(p)}


def left(p: Page, commitment: int) -> int:
    taken = [each for each in p.placements.values() if each["commitment"] == commitment and not each["freed"]]
    return int(p.promises[commitment]["places"]) - len(taken)


def running(p: Page) -> set[int]:
    return {n for n, each in p.placements.items() if each["ended_on"] is None and not each["freed"]}


def all_placed(p: Page) -> bool:
    return not running(p) and (p.no_more_places or all(left(p, each) <= 0 for each in p.promises))


def followed_up(p: Page) -> bool:
    return not p.promises or p.reports_approved >= p.reports_wanted


def open_places(p: Page) -> set[int]:
    return {number for number, place in p.places.items() if place["open"]}


def awaiting(p: Page) -> set[int]:
    """Proposals that the supplier has not answered."""
    return {n for n, c in p.candidates.items() if c["accepted"] is None and c["place"] in open_places(p)}


def accepted_for(p: Page, place: int) -> bool:
    return any(c["place"] == place and c["accepted"] for c in p.candidates.values())


def leading_somewhere(p: Page) -> list[date]:
    """When placements ended of which an outcome can be asked: not study visits."""
    return [
        each["ended_on"]
        for each in p.placements.values()
        if each["ended_on"] and not each["freed"] and each["form"] is not Form.STUDY_VISIT
    ]


def outcomes_asked(p: Page) -> list[int]:
    if p.terminated or p.outcomes_over or not leading_somewhere(p):
        return []
    return [months for months in (3, 6, 12) if months not in p.outcomes]


def counts_as_kept(promise: dict[str, Any], placement: dict[str, Any], until: date, per_cent: int) -> bool:
    """Whether enough of a placement's share was served; day by day, each a part of its week or month."""
    first = placement["started_on"]
    by_amount = promise["unit"] is not Unit.PLACES and promise["quantity"]
    until_agreed = Fraction(max((promise["ends_on"] - first).days + 1, 0), 7)
    share = Fraction(promise["quantity"], promise["places"]) if by_amount else until_agreed
    days = [date.fromordinal(n) for n in range(first.toordinal(), until.toordinal() + 1)]
    if promise["unit"] is Unit.FULL_TIME_MONTHS:
        months = sum((Fraction(1, _length_of_month(day)) for day in days), Fraction(0))
        served = months * placement["percent"] / 100
    else:
        served = Fraction(len(days), 7)
    return share > 0 and served * 100 >= share * per_cent


def _length_of_month(day: date) -> int:
    later = day.replace(day=28)
    while date.fromordinal(later.toordinal() + 1).month == day.month:
        later = date.fromordinal(later.toordinal() + 1)
    return later.day
