"""What somebody who knows the contract could well do next: of what may be done, with numbers that are there."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from domain.command import ChosenFrom, Command
from domain.commands import PEOPLES
from domain.contract import Contract
from domain.open_steps import open_steps
from domain.passing_time import LetTimePass
from domain.process.extension import ExtendLastDay
from domain.process.outcome import RecordOutcome, completed
from domain.process.placement import StartPlacement
from domain.process.places import Places
from domain.refusal import Refusal
from domain.responsible import Responsibility
from tests.domain.any_command import any_of

# What ends a contract, and what can be done at any time: given seldom, or nothing else would be.
ENDINGS = {"strike_off", "cancel_award", "terminate_contract", "evaluate_contract"}
SELDOM_POSSIBLE = {
    "open_place",
    "propose_candidate",
    "answer_candidate",
    "record_appeal",
    "record_court_decision",
    "schedule_dialogue",
    "reschedule_dialogue",
    "report_support",
    "record_outcome",
    "interrupt_placement",
}
AT_ANY_TIME = {
    "supply_details",
    "confirm_supplier_contact",
    "name_subcontractor",
    "strike_entry",
    "suspend_contract",
    "replace_supplier",
    "extend_last_day",
    "take_option",
    "note_option",
    "decline_option",
    "remove_supplier_contact",
    "change_dates",
    "assign_step",
    "acknowledge_step",
    "pass_on_step",
    "name_deputy",
    "name_contract_owner",
    "mark_secret",
    "lift_secrecy_mark",
    "conclude_outcomes",
    "conclude_delivery",
}


@st.composite
def likely_command(draw: st.DrawFn, state: Contract, today: date) -> Command:
    kind = draw(st.sampled_from(_weighted(state)))
    near = st.integers(-7, 120).map(lambda n: today + timedelta(days=n))
    command: Command = draw(any_of(kind, near))
    return command.model_copy(update=dict(draw(_told(kind, command, state, today))))


def _weighted(state: Contract) -> list[type[Command]]:
    kinds: list[type[Command]] = [LetTimePass]
    for kind in PEOPLES:
        if _may(kind, state):
            kinds += [kind] * _weight(kind.model_fields["type"].default)
    return kinds


def _weight(name: str) -> int:
    if name in ENDINGS | AT_ANY_TIME:
        return 1 if name in ENDINGS else 2
    return 24 if name in SELDOM_POSSIBLE else 6


def _may(kind: type[Command], state: Contract) -> bool:
    try:
        kind.may(state)
    except Refusal:
        return False
    return True


@st.composite
def _told(
    draw: st.DrawFn, kind: type[Command], command: Command, state: Contract, today: date
) -> list[tuple[str, Any]]:
    told: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        if there := _numbers(field, state):
            told[name] = draw(st.sampled_from(there))
    if (happened := command.happened_on) and happened > today:
        told[kind.day] = today
    if "step" in kind.model_fields and (steps := _steps(kind, state)):
        told["step"] = draw(st.sampled_from(steps))
    if "of_version" in kind.model_fields:
        told["of_version"] = draw(st.none() | st.integers(1, 3))
    if kind is StartPlacement:
        told["place"] = draw(st.none() | st.sampled_from([*_filled(state), None]))
    if kind is RecordOutcome:
        told |= {"working": len(completed(state)), "studying": 0, "placed": 0, "other": 0, "unknown": 0}
    return list(told.items())


def _numbers(field: Any, state: Contract) -> list[int]:
    marks: Iterable[Any] = [
        *field.metadata,
        *(m for part in get_args(field.annotation) for m in get_args(part)),
    ]
    return [number for mark in marks if isinstance(mark, ChosenFrom) for number in mark.numbers(state)]


def _steps(kind: type[Command], state: Contract) -> list[str]:
    if kind is ExtendLastDay:
        return list(state.deadlines)
    given = [step for step in open_steps(state) if state.of(Responsibility).of(step).person]
    return given or list(open_steps(state))


def _filled(state: Contract) -> list[int]:
    places = state.of(Places)
    return [number for number in places.open if places.accepted_for(number)]
