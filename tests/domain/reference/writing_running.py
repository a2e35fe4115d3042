"""What changes on the page while a contract runs: its dates, its rest, who has a step, and the clocks."""

from datetime import date, datetime
from typing import Any

from tests.domain.reference.page import Page


def option_taken(p: Page, ends_on: date) -> None:
    dates_changed(p, None, ends_on)
    p.plan_is_current, p.option = False, None


def option_noted(p: Page, prolongs_to: date, say_by: date) -> None:
    p.option = (prolongs_to, say_by)


def option_declined(p: Page) -> None:
    p.option = None


def dates_changed(p: Page, starts_on: date | None, ends_on: date) -> None:
    if p.details is not None:
        p.details.update({"ends_on": ends_on} | ({"starts_on": starts_on} if starts_on else {}))


def supplier_replaced(p: Page, replaced_on: date, suppliers: Any, anew: bool) -> None:
    if p.details is None:
        return
    p.details["suppliers"] = suppliers
    p.contacts.clear()
    if anew:
        p.replaced_on, p.held_on, p.meeting_on = replaced_on, None, None
        p.invited = p.meeting_planned = p.promises_over = p.no_more_places = False
        p.confirmed.clear()


def contract_suspended(p: Page, on: date) -> None:
    p.suspended_on = on
    p.saved_time.clear()


def contract_resumed(p: Page) -> None:
    p.suspended_on = None
    p.saved_time.clear()


def contract_terminated(p: Page) -> None:
    p.terminated, p.suspended_on = True, None


def step_assigned(p: Page, step: str, person: str) -> None:
    p.responsible[step] = {"person": person, "taken_on": False, "deputy": "", "department": ""}


def step_passed_on(p: Page, step: str, person: str, department: str) -> None:
    step_assigned(p, step, person)
    p.responsible[step]["department"] = department


def step_acknowledged(p: Page, step: str) -> None:
    if p.responsible.get(step, {}).get("person"):
        p.responsible[step]["taken_on"] = True


def deputy_named(p: Page, step: str, person: str) -> None:
    if p.responsible.get(step, {}).get("person"):
        p.responsible[step]["deputy"] = person


def step_opened(p: Page, step: str) -> None:
    """Anew: nobody has it."""
    p.responsible.pop(step, None)


def deadline_set(p: Page, step: str, **clock: Any) -> None:
    fresh = {"missed": False, "reminded": 0, "climbed": 0, "climbed_at": None}
    p.clocks[step] = {"missed_on": [], **clock, **fresh, "rests_until": None, "rested_at": 0}


def deadline_met(p: Page, step: str) -> None:
    p.clocks.pop(step, None)


deadline_moved = deadline_waived = done_after_deadline = miss_withdrawn = deadline_met


def deadline_paused(p: Page, step: str, left: tuple[int, str]) -> None:
    clock = p.clocks.pop(step, None)
    p.saved_time[step], p.saved_misses[step] = left, clock["missed_on"] if clock else []


def step_reminded(p: Page, step: str, number: int) -> None:
    if step in p.clocks:
        p.clocks[step]["reminded"] = number


def deadline_missed(p: Page, step: str) -> None:
    if step in p.clocks:
        p.clocks[step]["missed"] = True


def step_escalated(p: Page, step: str, rung: int, at: datetime) -> None:
    if step in p.clocks:
        p.clocks[step].update(climbed=rung, climbed_at=at)


def ladder_rests(p: Page, step: str, until: date) -> None:
    if step in p.clocks:
        p.clocks[step].update(rests_until=until, rested_at=p.clocks[step]["climbed"])


def contract_owner_named(p: Page, person: str) -> None:
    p.owner = person


def secrecy_marked(p: Page) -> None:
    p.secret = True


def secrecy_mark_lifted(p: Page) -> None:
    p.secret = False
