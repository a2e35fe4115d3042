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


def notices_for(event: e.Event, state: Contract, policy: Policy) -> Iterator[Notice]:
    """`state` is that after the event's whole decision, so that a step's last day is known."""
    match event:
        case e.StepOpened():
            due = _due(event.step, state)
            yield Notice("step_opened", THE_DEPARTMENT, event.departments, event.step, due)
        case e.StepReminded():
            departments = departments_of(event.step, state, policy)
            yield Notice("reminder", THE_DEPARTMENT, departments, event.step, _due(event.step, state))
        case e.StepEscalated():
            yield from _escalation(event, state, policy)
        case e.MissWithdrawn():
            yield Notice("miss_withdrawn", Role.COORDINATOR, (), event.step, event.done_on)
        case e.FollowUpReported() | e.FollowUpRejected():
            kind = "follow_up_reported" if isinstance(event, e.FollowUpReported) else "follow_up_rejected"
            departments = departments_of(Step.FOLLOW_UP, state, policy)
            yield Notice(kind, THE_DEPARTMENT, departments, Step.FOLLOW_UP, _due(Step.FOLLOW_UP, state))
        case e.DialogueHeld():
            yield from _dialogue_held(event, policy)
        case _:
            yield from _of_itself(event)


def _of_itself(event: e.Event) -> Iterator[Notice]:  # noqa: C901 - a case an event
    """What an event tells without a look at the contract or the policy."""
    coordinator = Role.COORDINATOR
    match event:
        case e.DialogueInvited():
            yield Notice("dialogue_invitation", THE_SUPPLIER, (), Step.HOLD, event.meeting_on)
        case e.CommitmentAgreed(departments=owners, ends_on=until, places=number, form=form):
            yield Notice("commitment_agreed", THE_DEPARTMENT, owners, None, until, number, form)
        case e.PlacementStarted(started_on=day, placement=number):
            yield Notice("placement_started", coordinator, (), Step.PLACE, day, number)
        case e.PlacementCompleted(completed_on=day, placement=number):
            yield Notice("placement_completed", coordinator, (), Step.PLACE, day, number)
        case e.PlacementInterrupted(interrupted_on=day, placement=number):
            yield Notice("placement_interrupted", coordinator, (), Step.PLACE, day, number)
        case e.SupplierAbsent(absent_on=day):
            yield Notice("supplier_absent", coordinator, (), Step.HOLD, day)
        case e.AppealFiled(filed_on=day):
            yield Notice("appeal_filed", coordinator, (), Step.STANDSTILL, day)
        case e.AwardCancelled() | e.ContractStruckOff() | e.ContractClosed():
            yield Notice("contract_closed", coordinator)
        case e.NoticeUndeliverable() if event.kind != "undeliverable":
            yield Notice("undeliverable", coordinator, number=event.attempts)
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
