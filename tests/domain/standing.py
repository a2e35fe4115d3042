"""How a contract stands by the domain's own state, in the words of the reference model's page."""

from typing import Any

from domain.contract import Contract, RunningDeadline
from domain.open_steps import open_steps, responsible_for
from domain.phase import phase_of, places_left
from domain.process.deficiency import Deficiency
from domain.process.evidence import Evidence
from domain.process.outcome import still_to_ask
from domain.process.places import Places
from domain.process.secrecy import Secrecy
from domain.process.support import Support
from domain.process.suspension import Suspension
from domain.responsible import NOBODY


def as_it_stands(state: Contract) -> dict[str, Any]:
    steps, places, lacking = set(open_steps(state)), state.of(Places), state.of(Deficiency)
    return {
        "phase": phase_of(state),
        "open steps": steps,
        "places left": {each: places_left(state, each) for each in state.commitments},
        "running placements": set(state.running_placements),
        "opened places": set(places.open),
        "awaiting answer": set(places.awaiting_answer),
        "clocks": {step: _clock(each) for step, each in state.deadlines.items() if step in steps},
        "rests": state.is_suspended,
        "time saved": _saved(state) if state.is_suspended else {},
        "closed": state.closed,
        "contacts": set(state.contacts),
        "reports due": state.reports_planned - state.reports_approved,
        "report waits": state.report_waits,
        "outcomes asked": still_to_ask(state),
        "evidence": dict(state.of(Evidence).judged),
        "support owed": set(state.of(Support).owed),
        "deficiency": (lacking.is_open, lacking.rectify_by, lacking.rectified_on),
        "ends on": state.facts.ends_on if state.facts else None,
        "promised": {n: (each.places, each.ends_on) for n, each in state.commitments.items()},
        "confirmed": set(state.confirmed_by),
        "responsible": _responsible(state),
        "secret": state.of(Secrecy).marked,
        "struck": set(state.struck),
    }


def _clock(deadline: RunningDeadline) -> tuple[Any, ...]:
    climbed = (deadline.rungs_climbed, deadline.rests_until)
    return deadline.plan.due, deadline.missed, deadline.reminders_sent, *climbed


def _saved(state: Contract) -> dict[str, tuple[int, str]]:
    return {step: (left.number, left.unit) for step, left in state.of(Suspension).unused.items()}


def _responsible(state: Contract) -> dict[str, tuple[str, str, str, bool]]:
    given = {step: responsible_for(step, state) for step in open_steps(state)}
    return {
        step: (each.person, each.deputy, each.department, each.acknowledged_on is not None)
        for step, each in given.items()
        if each != NOBODY
    }
