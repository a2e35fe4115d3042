"""The record of the dialogue confirmed by both parties."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_in
from domain.happened import Happened
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Party, Phase
from domain.words import N_

CONFIRM = "confirm"


class RecordConfirmed(Happened):
    says: ClassVar[str] = N_("{party} confirmed the record.")
    type: Literal["RecordConfirmed"] = "RecordConfirmed"
    party: Party
    confirmed_on: date

    def evolve(self, state: Contract) -> Contract:
        return replace(state, confirmed_on={**state.confirmed_on, self.party: self.confirmed_on})


class ConfirmRecord(Command):
    wording: ClassVar[Wording] = Wording(N_("Confirm the record"), "", N_("The confirmation is saved."))
    type: Literal["confirm_record"] = "confirm_record"
    party: Annotated[Party, Field(title=N_("Who confirms?")), Shown("buttons")]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DIALOGUE)
        if state.held is None:
            raise Refusal("not_held", N_("There is no record to confirm yet. First record the dialogue."))

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if state.held and context.occurred_on < state.held.held_on:
            raise Refusal(
                "confirmed_before_held",
                N_("The record cannot have been confirmed before the dialogue was held on {held_on}."),
                held_on=state.held.held_on,
            )
        if self.party not in state.confirmed_on:
            yield RecordConfirmed(party=self.party, confirmed_on=context.occurred_on)


def _since_held(state: Contract, context: Context) -> Start:
    held = state.held
    return Start(held.held_on, N_("The dialogue was held")) if held else when_opened(state, context)


STEPS = (
    Step(
        CONFIRM,
        N_("Confirm the record"),
        (Phase.DIALOGUE,),
        Heading(N_("Confirm the record by {day}"), N_("Confirm the record")),
        asks=lambda _: "confirm_record",
        is_open=lambda state: state.held is not None,
        starts=_since_held,
        days=lambda state: state.confirmed_on.values(),
    ),
)
