"""Who is told what when something happens. A notice names the contract, the step and the date; never a person."""

from collections.abc import Iterator
from datetime import date

from domain import step_events as e
from domain.contract import Contract
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.open_steps import departments_of, responsible_for
from domain.policy import THE_DEPARTMENT, Person, Policy, the_person
from domain.process import LETTERS as OF_THE_PROCESS
from domain.process.undeliverable import UNDELIVERABLE
from domain.vocabulary import Role
from domain.words import N_

STEP_OPENED = Letter(
    "step_opened", N_("Next step"), N_("{contract}: {step}"), N_("Next step for you: {step}. {last_day}")
)
REMINDER = Letter(
    "reminder", N_("Reminder"), N_("Reminder, {contract}: {step}"), N_("Not done yet: {step}. {last_day}")
)
ESCALATION = Letter(
    "escalation",
    N_("Escalation"),
    N_("Late, {contract}: {step}"),
    N_("Late: {step}. {last_day} This is step {number} of the escalation."),
)
MISS_WITHDRAWN = Letter(
    "miss_withdrawn",
    N_("Done in time after all"),
    N_("{contract}: done in time after all"),
    N_("{step} was done on {due}, in time, but recorded late. The escalation has stopped."),
)
LAST_DAY_MOVED = Letter(
    "last_day_moved",
    N_("A last day has moved"),
    N_("{contract}: a last day has moved"),
    N_("{step}: the last day was {was} and is now {due}."),
)
OF_ANY_STEP = (STEP_OPENED, REMINDER, ESCALATION, MISS_WITHDRAWN, LAST_DAY_MOVED)
LETTERS: dict[str, Letter] = {letter.kind: letter for letter in OF_ANY_STEP} | OF_THE_PROCESS

AT_ONCE = (ESCALATION.kind, UNDELIVERABLE.kind)  # whoever gets a digest gets these beside it


def waits_for_digest(kind: str, person: Person | None) -> bool:
    """`person`: None for a supplier's contact. What a policy moves comes in one mail to whoever it is."""
    if kind == LAST_DAY_MOVED.kind:
        return True
    return person is not None and person.digest and kind not in AT_ONCE


def notices_for(event: Happened, state: Contract, policy: Policy) -> Iterator[Notice]:
    """`state` is that after the event's whole decision, so that a step's last day is known.

    What a department is told of a step, whoever has been given the step is told too, and the deputy.
    """
    for notice in by_route(event, state, policy):
        yield notice
        if notice.step and notice.recipient == THE_DEPARTMENT:
            for person in responsible_for(notice.step, state).people:
                yield notice._replace(recipient=the_person(person), departments=())


def by_route(event: Happened, state: Contract, policy: Policy) -> Iterator[Notice]:
    match event:
        case e.StepOpened():
            due = _due(event.step, state)
            yield Notice(STEP_OPENED.kind, THE_DEPARTMENT, event.departments, event.step, due)
        case e.StepReminded():
            departments = departments_of(event.step, state, policy)
            yield Notice(REMINDER.kind, THE_DEPARTMENT, departments, event.step, _due(event.step, state))
        case e.StepEscalated():
            yield from _escalation(event, state, policy)
        case e.DeadlineMoved(policy=str()):
            departments, due = departments_of(event.step, state, policy), _due(event.step, state)
            yield Notice(LAST_DAY_MOVED.kind, THE_DEPARTMENT, departments, event.step, due, was=event.was)
        case e.MissWithdrawn():
            yield Notice(MISS_WITHDRAWN.kind, Role.COORDINATOR, (), event.step, event.done_on)
        case _:
            yield from event.tells(state, policy)


def _escalation(event: e.StepEscalated, state: Contract, policy: Policy) -> Iterator[Notice]:
    departments = departments_of(event.step, state, policy)
    for recipient in event.recipients:
        yield Notice(ESCALATION.kind, recipient, departments, event.step, _due(event.step, state), event.rung)


def _due(step: str, state: Contract) -> date | None:
    deadline = state.deadlines.get(step)
    return deadline.plan.due if deadline else None
