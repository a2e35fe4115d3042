"""Who is told what when something happens. A notice names the contract, the step and the date; never a person."""

from collections.abc import Iterator
from datetime import date

from domain import step_events as e
from domain.contract import Contract
from domain.happened import Happened
from domain.last_rung import proposes_rectification
from domain.notice import Letter, Notice
from domain.open_steps import departments_of, responsible_for
from domain.policy import THE_DEPARTMENT, THE_OWNER, Person, Policy, the_person
from domain.process import LETTERS as OF_THE_PROCESS
from domain.process.confirming import RECORD_RECEIPT
from domain.process.extension import LAST_DAY_EXTENDED, LastDayExtended
from domain.process.owner import Owner
from domain.process.undeliverable import UNDELIVERABLE
from domain.responsible import Responsibility
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
LAST_ESCALATION = Letter(
    "last_escalation",
    N_("The last step of the escalation"),
    N_("Still late, {contract}: {step}"),
    N_(
        "Late: {step}. {last_day} This is step {number} of the escalation, and the last one. If it is the supplier "
        "that has not done its part, record a deficiency on the contract's page: then the supplier has time to rectify "
        "it. What that leads to is always decided by a person."
    ),
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
OF_ANY_STEP = (STEP_OPENED, REMINDER, ESCALATION, LAST_ESCALATION, MISS_WITHDRAWN, LAST_DAY_MOVED)
LETTERS: dict[str, Letter] = {letter.kind: letter for letter in OF_ANY_STEP} | OF_THE_PROCESS

AT_ONCE = (
    ESCALATION.kind,
    LAST_ESCALATION.kind,
    UNDELIVERABLE.kind,
    RECORD_RECEIPT.kind,  # by itself, to be kept
)  # whoever gets a digest gets these beside it


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
            yield from _withdrawn(event, state, policy)
        case LastDayExtended():
            departments = departments_of(event.step, state, policy)
            due = _due(event.step, state)
            yield Notice(LAST_DAY_EXTENDED.kind, THE_DEPARTMENT, departments, event.step, due)
        case _:
            yield from event.tells(state, policy)


def _escalation(event: e.StepEscalated, state: Contract, policy: Policy) -> Iterator[Notice]:
    departments = departments_of(event.step, state, policy)
    rungs = state.deadlines[event.step].plan.rungs if event.step in state.deadlines else ()
    text = rungs[event.rung - 1].text if event.rung <= len(rungs) else ""
    letter = LAST_ESCALATION if proposes_rectification(event.step, event.rung, state) else ESCALATION
    for recipient in dict.fromkeys(_called(each, departments, state, policy) for each in event.recipients):
        due = _due(event.step, state)
        yield Notice(letter.kind, recipient, departments, event.step, due, event.rung, text=text)


def _called(recipient: str, departments: tuple[str, ...], state: Contract, policy: Policy) -> str:
    """The coordinator, where nobody stands behind the word: a rung never calls into a silence."""
    if recipient == THE_OWNER:
        recipient = the_person(state.of(Owner).person)
    return recipient if policy.people_for(recipient, departments) else Role.COORDINATOR


def _withdrawn(event: e.MissWithdrawn, state: Contract, policy: Policy) -> Iterator[Notice]:
    """Whoever was told that it was late is told that it was not."""
    departments = departments_of(event.step, state, policy)
    had_it = state.of(Responsibility).of(event.step).people if THE_DEPARTMENT in event.told else ()
    for recipient in dict.fromkeys((Role.COORDINATOR, *event.told, *map(the_person, had_it))):
        yield Notice(MISS_WITHDRAWN.kind, recipient, departments, event.step, event.done_on)


def _due(step: str, state: Contract) -> date | None:
    deadline = state.deadlines.get(step)
    return deadline.plan.due if deadline else None
