"""Who is told what when something happens. A notice names the contract, the step and the date; never a person."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain import events as e
from domain.contract import Contract
from domain.policy import THE_DEPARTMENT, Policy
from domain.steps import departments_of
from domain.vocabulary import Answer, Role, Step

THE_SUPPLIER = "supplier"  # as a recipient: the contacts that a person has confirmed


class Notice(NamedTuple):
    """`recipient`: `department`, `supplier`, or a role; `departments` tells whose case workers are meant."""

    kind: str
    recipient: str
    departments: tuple[str, ...] = ()
    step: Step | None = None
    due: date | None = None
    number: int | None = None
    form: str = ""


def notices_for(event: e.Event, state: Contract, policy: Policy) -> Iterator[Notice]:  # noqa: C901
    """`state` is that after the event's whole decision, so that a step's last day is known."""
    match event:
        case e.StepOpened():
            yield Notice(
                "step_opened", THE_DEPARTMENT, event.departments, event.step, _due(event.step, state)
            )
        case e.StepReminded():
            departments = departments_of(event.step, state, policy)
            yield Notice("reminder", THE_DEPARTMENT, departments, event.step, _due(event.step, state))
        case e.StepEscalated():
            yield from _escalation(event, state, policy)
        case e.MissWithdrawn():
            yield Notice("miss_withdrawn", Role.COORDINATOR, (), event.step, event.done_on)
        case e.DialogueInvited():
            yield Notice("dialogue_invitation", THE_SUPPLIER, (), Step.HOLD, event.meeting_on)
        case e.DialogueHeld():
            yield from _dialogue_held(event, policy)
        case e.CommitmentAgreed():
            yield Notice(
                "commitment_agreed",
                THE_DEPARTMENT,
                event.departments,
                None,
                event.ends_on,
                event.places,
                event.form,
            )
        case e.PlacementStarted():
            yield Notice(
                "placement_started", Role.COORDINATOR, (), Step.PLACE, event.started_on, event.placement
            )
        case e.PlacementCompleted():
            yield Notice(
                "placement_completed", Role.COORDINATOR, (), Step.PLACE, event.completed_on, event.placement
            )
        case e.FollowUpReported():
            departments = departments_of(Step.FOLLOW_UP, state, policy)
            yield Notice("follow_up_reported", THE_DEPARTMENT, departments, Step.FOLLOW_UP)
        case e.ContractClosed():
            yield Notice("contract_closed", Role.COORDINATOR)
        case e.NoticeUndeliverable() if event.kind != "undeliverable":
            yield Notice("undeliverable", Role.COORDINATOR, number=event.attempts)
        case _:
            return


def _escalation(event: e.StepEscalated, state: Contract, policy: Policy) -> Iterator[Notice]:
    departments = departments_of(event.step, state, policy)
    for recipient in event.recipients:
        yield Notice("escalation", recipient, departments, event.step, _due(event.step, state), event.rung)


def _dialogue_held(event: e.DialogueHeld, policy: Policy) -> Iterator[Notice]:
    """The departments whose forms were not turned down learn of the meeting's outcome."""
    wanted = {policy.forms[a.form] for a in event.answers if a.answer is not Answer.NOT_POSSIBLE}
    if wanted:
        yield Notice("dialogue_held", THE_DEPARTMENT, tuple(sorted(wanted)), Step.HOLD, event.held_on)


def _due(step: Step, state: Contract) -> date | None:
    deadline = state.deadlines.get(step)
    return deadline.plan.due if deadline else None
