"""Who sees to an open step: given to a person, taken on, passed on, or covered by a deputy."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.free_text import FreeText
from domain.guards import must_be_running
from domain.happened import Happened
from domain.ladder import rests_until
from domain.notice import Letter, Notice
from domain.policy import THE_DEPARTMENT, Policy, the_person
from domain.process.common import Why
from domain.refusal import Refusal
from domain.responsible import Responsibility, Responsible, changed, given
from domain.step_events import LadderRests
from domain.words import N_

STEP_ASSIGNED = Letter(
    "step_assigned",
    N_("A step is yours"),
    N_("{contract}: {step} is yours"),
    N_("You have been given the step: {step}. {last_day} Say on the contract's page that you take it on."),
)
STEP_PASSED_ON = Letter(
    "step_passed_on",
    N_("A step was passed on to you"),
    N_("{contract}: {step} was passed on to you"),
    N_("The step was passed on to you: {step}. {last_day} The reason is on the contract's page."),
)
DEPUTY_NAMED = Letter(
    "deputy_named",
    N_("You are deputy"),
    N_("{contract}: you are deputy for {step}"),
    N_("You are deputy for the step: {step}. {last_day}"),
)
LETTERS = (STEP_ASSIGNED, STEP_PASSED_ON, DEPUTY_NAMED)

OpenStep = Annotated[Word, Field(title=N_("Step")), Shown("step")]
GivenStep = Annotated[Word, Field(title=N_("Step")), Shown("given_step")]


def _due(step: str, state: Contract) -> date | None:
    deadline = state.deadlines.get(step)
    return deadline.plan.due if deadline else None


class StepAssigned(Happened):
    says: ClassVar[str] = N_("“{step}” was given to {person}.")
    type: Literal["StepAssigned"] = "StepAssigned"
    step: Word
    person: Word

    def evolve(self, state: Contract) -> Contract:
        return given(state, self.step, Responsible(self.person))

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        due = _due(self.step, state)
        yield Notice(STEP_ASSIGNED.kind, the_person(self.person), step=self.step, due=due)


class StepAcknowledged(Happened):
    says: ClassVar[str] = N_("{person} took on “{step}”.")
    type: Literal["StepAcknowledged"] = "StepAcknowledged"
    step: Word
    person: Word
    acknowledged_on: date

    def evolve(self, state: Contract) -> Contract:
        return changed(state, self.step, acknowledged_on=self.acknowledged_on)


class StepPassedOn(Happened):
    """To a person, or to a department whose case workers then hear of the step; with the reason."""

    says: ClassVar[str] = N_("“{step}” was passed on to {to}.")
    type: Literal["StepPassedOn"] = "StepPassedOn"
    step: Word
    person: Word | None = None
    department: Word | None = None
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return given(state, self.step, Responsible(self.person or "", department=self.department or ""))

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        due = _due(self.step, state)
        if self.person:
            yield Notice(STEP_PASSED_ON.kind, the_person(self.person), step=self.step, due=due)
        if self.department:
            yield Notice(STEP_PASSED_ON.kind, THE_DEPARTMENT, (self.department,), self.step, due)


class DeputyNamed(Happened):
    says: ClassVar[str] = N_("{person} is deputy for “{step}”.")
    type: Literal["DeputyNamed"] = "DeputyNamed"
    step: Word
    person: Word

    def evolve(self, state: Contract) -> Contract:
        return changed(state, self.step, deputy=self.person)

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(DEPUTY_NAMED.kind, the_person(self.person), step=self.step, due=_due(self.step, state))


class AssignStep(Command):
    """Give an open step to a person."""

    wording: ClassVar[Wording] = Wording(
        N_("Give a step to somebody"), N_("Give the step"), N_("The step is given, and the person is told.")
    )
    type: Literal["assign_step"] = "assign_step"
    step: OpenStep
    person: Annotated[Word, Field(title=N_("To whom?")), Shown("person")]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        must_be_here(self.person, context.policy)
        if state.of(Responsibility).of(self.step).person != self.person:
            yield StepAssigned(step=self.step, person=self.person)


class AcknowledgeStep(Command):
    """Say that whoever was given the step takes it on; anew when a rung has come since. The climb rests a while."""

    wording: ClassVar[Wording] = Wording(
        N_("Take on a step"), N_("Take on the step"), N_("It is saved that the step is taken on.")
    )
    type: Literal["acknowledge_step"] = "acknowledge_step"
    step: GivenStep

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_given_to_somebody(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        now, deadline = _responsible(self.step, state), state.deadlines.get(self.step)
        called_since = deadline is not None and deadline.rungs_climbed > deadline.rested_at
        if now.acknowledged_on is not None and not called_since:
            return
        yield StepAcknowledged(step=self.step, person=now.person, acknowledged_on=context.occurred_on)
        if deadline and (until := rests_until(deadline, context.occurred_on, context.policy)):
            yield LadderRests(step=self.step, until=until)


class PassOnStep(Command):
    """Pass an open step on to another person, or to another department; `to` is the id of either."""

    wording: ClassVar[Wording] = Wording(
        N_("Pass a step on"), N_("Pass the step on"), N_("The step is passed on, and the receiver is told.")
    )
    type: Literal["pass_on_step"] = "pass_on_step"
    step: OpenStep
    to: Annotated[Word, Field(title=N_("To whom?")), Shown("person_or_department")]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        now = state.of(Responsibility).of(self.step)
        if self.to in (now.person, now.department):
            return
        if self.to in {department.id for department in context.policy.departments}:
            yield StepPassedOn(step=self.step, department=self.to, reason=self.reason)
            return
        must_be_here(self.to, context.policy, *(d.id for d in context.policy.departments))
        yield StepPassedOn(step=self.step, person=self.to, reason=self.reason)


class NameDeputy(Command):
    """Say who sees to a step when the person who has it is away."""

    wording: ClassVar[Wording] = Wording(
        N_("Name a deputy for a step"), N_("Name the deputy"), N_("The deputy is named and told.")
    )
    type: Literal["name_deputy"] = "name_deputy"
    step: GivenStep
    person: Annotated[Word, Field(title=N_("Who?")), Shown("person")]

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_given_to_somebody(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        now = _responsible(self.step, state)
        must_be_here(self.person, context.policy)
        if self.person == now.person:
            raise Refusal(
                "deputy_for_oneself", N_("The deputy has to be somebody else than who has the step.")
            )
        if self.person != now.deputy:
            yield DeputyNamed(step=self.step, person=self.person)


def must_be_here(person: str, policy: Policy, *others: str) -> None:
    if policy.person(person) is None:
        there_are = (*(f"{each.name} ({each.id})" for each in policy.people), *others)
        raise Refusal("unknown_person", N_("Nobody here has that id. There are: {people}."), people=there_are)


def _must_be_given_to_somebody(state: Contract) -> None:
    must_be_running(state)
    if not any(each.person for each in state.of(Responsibility).by_step.values()):
        raise Refusal("nobody_responsible", N_("No step is given to anybody yet."))


def _responsible(step: str, state: Contract) -> Responsible:
    now = state.of(Responsibility).of(step)
    if not now.person:
        raise Refusal("step_not_given", N_("That step is given to nobody yet. Give it to somebody first."))
    return now
