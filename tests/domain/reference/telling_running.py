"""What is told of the contract itself while it runs, and of who has a step: why not, or the facts of it."""

from typing import Any

from domain.vocabulary import Phase
from tests.domain.reference.climbing import rest_of
from tests.domain.reference.clocks import what_time_does
from tests.domain.reference.guards import Said, asleep, over, unregistered, when
from tests.domain.reference.page import At, Page, fact
from tests.domain.reference.reading import phase, steps


def let_time_pass(p: Page, it: Any, told: At) -> Said:
    return unregistered(p) or list(what_time_does(p, told))


def _unsigned(p: Page) -> Said:
    return over(p) or when({"unsigned": not p.signed_on})


def _first_day(p: Page) -> Any:
    return (p.details or {}).get("starts_on") or p.signed_on


def take_option(p: Page, it: Any, told: At) -> Said:
    last = (p.details or {}).get("ends_on")
    no = _unsigned(p) or when(
        {
            "option_not_longer": last and it.ends_on <= last,
            "ends_before_start": it.ends_on < _first_day(p) if _first_day(p) else False,
            "beyond_option": p.option and it.ends_on > p.option[0],
        }
    )
    return no or [fact("option_taken", ends_on=it.ends_on)]


def note_option(p: Page, it: Any, told: At) -> Said:
    last = (p.details or {}).get("ends_on")
    no = _unsigned(p) or when(
        {
            "option_not_longer": last and it.prolongs_to <= last,
            "told_after_end": last and it.say_by > last,
            "too_late_to_tell": it.say_by < told.day,
        }
    )
    if no or p.option == (it.prolongs_to, it.say_by):
        return no
    return [fact("option_noted", prolongs_to=it.prolongs_to, say_by=it.say_by)]


def decline_option(p: Page, it: Any, told: At) -> Said:
    return _unsigned(p) or when({"no_option": not p.option}) or [fact("option_declined")]


def change_dates(p: Page, it: Any, told: At) -> Said:
    first = it.starts_on or _first_day(p)
    no = _unsigned(p) or when({"ends_before_start": first and it.ends_on < first})
    return no or [fact("dates_changed", starts_on=it.starts_on, ends_on=it.ends_on)]


def replace_supplier(p: Page, it: Any, told: At) -> Said:
    no = _unsigned(p)
    no = no or when({"replaced_before_signing": p.signed_on and it.replaced_on < p.signed_on})
    replaced = {"replaced_on": it.replaced_on, "suppliers": it.suppliers, "anew": it.dialogue_anew}
    return no or [fact("supplier_replaced", **replaced)]


def name_subcontractor(p: Page, it: Any, told: At) -> Said:
    return over(p) or [fact("subcontractor_named")]


def suspend_contract(p: Page, it: Any, told: At) -> Said:
    no = over(p) or when(
        {
            "nothing_to_suspend": not p.signed_on,
            "suspended_already": p.rests,
            "suspended_before_signing": p.signed_on and it.suspended_on < p.signed_on,
        }
    )
    return no or [fact("contract_suspended", on=it.suspended_on)]


def resume_contract(p: Page, it: Any, told: At) -> Said:
    no = over(p) or when(
        {
            "not_suspended": not p.rests,
            "resumed_before_suspended": p.suspended_on and it.resumed_on < p.suspended_on,
        }
    )
    return no or [fact("contract_resumed")]


def extend_last_day(p: Page, it: Any, told: At) -> Said:
    clock = p.clocks.get(it.step)
    no = asleep(p) or when(
        {
            "no_last_day": not clock,
            "step_not_open": it.step not in steps(p),
            "statutory_time": it.step == "standstill",
            "time_is_decided": it.step == "rectify",
            "day_of_the_option": it.step == "prolong",
            "not_later": clock and it.last_day <= clock["due"],
            "passed_already": it.last_day < told.today,
        }
    )
    return no or [fact("last_day_extended", step=it.step, last_day=it.last_day)]


def strike_off(p: Page, it: Any, told: At) -> Said:
    return over(p) or [fact("contract_struck_off")]


def terminate_contract(p: Page, it: Any, told: At) -> Said:
    no = over(p) or when(
        {
            "not_signed": phase(p) in (Phase.TRIAGE, Phase.AWARD),
            "only_evaluation_left": phase(p) is Phase.EVALUATION,
            "terminated_before_signing": p.signed_on and it.terminated_on < p.signed_on,
        }
    )
    return no or [fact("contract_terminated")]


def _is_here(person: str, told: At) -> bool:
    return person in {each.id for each in told.policy.people}


def _not_given(p: Page, step: str) -> Said:
    people = {name: each for name, each in p.responsible.items() if each["person"]}
    return over(p) or when(
        {
            "nobody_responsible": not people,
            "step_not_open": step not in steps(p),
            "step_not_given": step not in people,
        }
    )


def assign_step(p: Page, it: Any, told: At) -> Said:
    no = over(p) or when(
        {"step_not_open": it.step not in steps(p), "unknown_person": not _is_here(it.person, told)}
    )
    if no or p.responsible.get(it.step, {}).get("person") == it.person:
        return no
    return [fact("step_assigned", step=it.step, person=it.person)]


def acknowledge_step(p: Page, it: Any, told: At) -> Said:
    no, clock = _not_given(p, it.step), p.clocks.get(it.step)
    called_since = clock and clock["climbed"] > clock["rested_at"]
    if no or (p.responsible[it.step]["taken_on"] and not called_since):
        return no
    until = rest_of(it.step, clock, told)
    rests = [fact("ladder_rests", step=it.step, until=until)] if until else []
    return [fact("step_acknowledged", step=it.step), *rests]


def name_contract_owner(p: Page, it: Any, told: At) -> Said:
    no = over(p) or when({"unknown_person": not _is_here(it.person, told)})
    return no if no or p.owner == it.person else [fact("contract_owner_named", person=it.person)]


def pass_on_step(p: Page, it: Any, told: At) -> Said:
    to_department = it.to in {each.id for each in told.policy.departments}
    no = over(p) or when(
        {
            "step_not_open": it.step not in steps(p),
            "unknown_person": not to_department and not _is_here(it.to, told),
        }
    )
    now = p.responsible.get(it.step, {})
    if no or it.to in (now.get("person"), now.get("department")):
        return no
    person, department = ("", it.to) if to_department else (it.to, "")
    return [fact("step_passed_on", step=it.step, person=person, department=department)]


def name_deputy(p: Page, it: Any, told: At) -> Said:
    no = _not_given(p, it.step) or when(
        {
            "unknown_person": not _is_here(it.person, told),
            "deputy_for_oneself": it.person == p.responsible[it.step]["person"],
        }
    )
    if no or p.responsible[it.step]["deputy"] == it.person:
        return no
    return [fact("deputy_named", step=it.step, person=it.person)]


def mark_secret(p: Page, _: Any, __: At) -> Said:
    return when({"unknown_contract": not p.details, "marked_already": p.secret}) or [fact("secrecy_marked")]


def lift_secrecy_mark(p: Page, _: Any, __: At) -> Said:
    no = when({"unknown_contract": not p.details, "not_marked": not p.secret})
    return no or [fact("secrecy_mark_lifted")]
