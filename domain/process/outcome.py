"""How it went for the people afterwards, at 3, 6 and 12 months: counts, never who."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.calendar import months_after
from domain.command import ChosenFrom, Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.process.common import Why
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Form, Phase
from domain.words import N_

OUTCOME = "outcome"


class After(IntEnum):
    """Months after the last placement was completed."""

    QUARTER = 3
    HALF_A_YEAR = 6
    A_YEAR = 12


Count = Annotated[int, Field(ge=0, le=10_000)]


@dataclass(frozen=True)
class Outcomes:
    recorded: frozenset[int] = frozenset()
    concluded: bool = False


def completed(state: Contract) -> list[date]:
    """Of those after which there is something to ask: a study visit leads to nothing by itself."""
    kept = (p for p in state.kept_placements if p.form is not Form.STUDY_VISIT)
    return [placement.completed_on for placement in kept if placement.completed_on]


def still_to_ask(state: Contract) -> list[int]:
    outcomes = state.of(Outcomes)
    if outcomes.concluded or state.terminated or not completed(state):
        return []
    return [months for months in After if months not in outcomes.recorded]


class OutcomeRecorded(Happened):
    says: ClassVar[str] = N_(
        "After {months} months: {working} working, {studying} studying, {placed} placed anew, {other} other, "
        "{unknown} unknown."
    )
    type: Literal["OutcomeRecorded"] = "OutcomeRecorded"
    months: int
    working: int
    studying: int
    placed: int
    other: int
    unknown: int

    def evolve(self, state: Contract) -> Contract:
        outcomes = state.of(Outcomes)
        return state.having(replace(outcomes, recorded=outcomes.recorded | {self.months}))


class OutcomesConcluded(Happened):
    says: ClassVar[str] = N_("No more outcomes will be asked for.")
    type: Literal["OutcomesConcluded"] = "OutcomesConcluded"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return state.having(replace(state.of(Outcomes), concluded=True))


class RecordOutcome(Command):
    """So many work, study and so on, so many months after the last placement was completed."""

    wording: ClassVar[Wording] = Wording(
        N_("Record the outcome"), N_("Save the outcome"), N_("The outcome is saved.")
    )
    type: Literal["record_outcome"] = "record_outcome"
    months: Annotated[
        int, Field(ge=3, le=12, title=N_("After how many months?")), ChosenFrom("months", still_to_ask)
    ]
    working: Annotated[Count, Field(title=N_("Working"))]
    studying: Annotated[Count, Field(title=N_("Studying"))]
    placed: Annotated[Count, Field(title=N_("In a new placement"))]
    other: Annotated[Count, Field(title=N_("Something else"))]
    unknown: Annotated[
        Count, Field(title=N_("Not known"), description=N_("Numbers only. Write nothing about people."))
    ]

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_asked(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if self.months not in still_to_ask(state):
            raise Refusal(
                "outcome_not_asked",
                N_("The outcome after {months} months is not asked for."),
                months=self.months,
            )
        from_on = months_after(max(completed(state)), self.months)
        if context.occurred_on < from_on:
            raise Refusal("outcome_too_early", N_("That can be told from {day} on."), day=from_on)
        told = self.working + self.studying + self.placed + self.other + self.unknown
        if told != len(completed(state)):
            raise Refusal(
                "outcome_of_others",
                N_("{number} placements were completed, and {told} outcomes are told. Count each once."),
                number=len(completed(state)),
                told=told,
            )
        yield OutcomeRecorded(**self.model_dump(exclude={"type"}))


class ConcludeOutcomes(Command):
    wording: ClassVar[Wording] = Wording(
        N_("No more outcomes can be told"), N_("Save"), N_("No more outcomes will be asked for.")
    )
    type: Literal["conclude_outcomes"] = "conclude_outcomes"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_asked(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield OutcomesConcluded(reason=self.reason)


def _must_be_asked(state: Contract) -> None:
    must_be_in(state, Phase.EVALUATION)
    if not still_to_ask(state):
        raise Refusal("no_outcome_asked", N_("No outcome is asked for."))


def _months_later(state: Contract, context: Context) -> Start:
    if not (asked := still_to_ask(state)):
        return when_opened(state, context)
    return Start(months_after(max(completed(state)), asked[0]), N_("So long after the last placement"))


STEPS = (
    Step(
        OUTCOME,
        N_("Outcome after the placements"),
        (Phase.EVALUATION,),
        Heading(N_("Record the outcome by {day}"), N_("Record the outcome")),
        asks=lambda _: "record_outcome",
        is_open=lambda state: bool(still_to_ask(state)),
        starts=_months_later,
        is_moot=lambda state: state.of(Outcomes).concluded or state.terminated,
        round=lambda state: len(state.of(Outcomes).recorded),
    ),
)
