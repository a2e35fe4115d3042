"""The final evaluation, which closes the contract."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.deficiency import Deficiency
from domain.process.outcome import still_to_ask
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Phase, Role
from domain.words import N_

EVALUATE = "evaluate"

CONTRACT_CLOSED = Letter(
    "contract_closed", N_("The contract is closed"), N_("{contract}: closed"), N_("The contract is closed.")
)
LETTERS = (CONTRACT_CLOSED,)


class ContractEvaluated(Happened):
    says: ClassVar[str] = N_("The contract was evaluated.")
    type: Literal["ContractEvaluated"] = "ContractEvaluated"
    assessment: FreeText


class ContractClosed(Happened):
    says: ClassVar[str] = N_("The contract was closed.")
    correctable: ClassVar[bool] = False
    type: Literal["ContractClosed"] = "ContractClosed"

    def evolve(self, state: Contract) -> Contract:
        return changed(state, closed=True)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(CONTRACT_CLOSED.kind, Role.COORDINATOR)


class EvaluateContract(Command):
    """The final evaluation; it closes the contract."""

    wording: ClassVar[Wording] = Wording(
        N_("Evaluate the contract"),
        N_("Save and close the contract"),
        N_("The evaluation is saved and the contract is closed."),
    )
    type: Literal["evaluate_contract"] = "evaluate_contract"
    assessment: Annotated[
        FreeText,
        Field(
            title=N_("What did the clause lead to?"),
            description=N_("Write nothing about people who may get a place."),
        ),
    ]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.EVALUATION)
        if still_to_ask(state):
            raise Refusal(
                "outcomes_missing",
                N_(
                    "The outcomes after the placements are not all in. Record them, or say that no more can be told."
                ),
            )
        if state.of(Deficiency).is_open:
            raise Refusal("deficiency_undecided", N_("A deficiency is open. First decide about it."))

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield ContractEvaluated(assessment=self.assessment)
        yield ContractClosed()


def _at_the_end(state: Contract, context: Context) -> Start:
    ends_on = state.facts.ends_on if state.facts else None
    if ends_on and ends_on > context.occurred_on:
        return Start(ends_on, N_("The contract ends"))
    return when_opened(state, context)


STEPS = (
    Step(
        EVALUATE,
        N_("Evaluate the contract"),
        (Phase.EVALUATION,),
        Heading(N_("Evaluate the contract by {day}"), N_("Evaluate the contract")),
        asks=lambda _: "evaluate_contract",
        is_open=lambda state: not still_to_ask(state),
        starts=_at_the_end,
        is_moot=lambda _: False,
    ),
)
