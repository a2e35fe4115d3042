"""The record of the dialogue confirmed by both parties, or disputed by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.phase import record_is_confirmed
from domain.policy import Policy
from domain.process.common import NOBODY
from domain.process.dialogue import TheRecord
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Party, Phase, Role
from domain.words import N_

CONFIRM = "confirm"

RECORD_DISPUTED = Letter(
    "record_disputed",
    N_("The record is disputed"),
    N_("{contract}: the record of the dialogue is disputed"),
    N_(
        "A party does not agree with the record of the dialogue. Read why, write the record again if it is wrong, "
        "and let both parties confirm it."
    ),
)
RECORD_RECEIPT = Letter(
    "record_receipt",
    N_("Receipt for the record"),
    N_("{contract}: your receipt for the record"),
    N_("Both parties have confirmed the record of the dialogue. Your receipt lies on the contract's page."),
)
LETTERS = (RECORD_DISPUTED, RECORD_RECEIPT)


@dataclass(frozen=True)
class Dispute:
    """The last one; over when the record is written again, or its party confirms it after all."""

    party: Party | None = None
    reason: str = ""
    of_version: int = 0

    def is_open(self, state: Contract) -> bool:
        written_since = state.of(TheRecord).version != self.of_version
        return self.party is not None and not written_since and self.party not in state.confirmed_on


class RecordConfirmed(Happened):
    """`of_version`: the version of the record that the party had read, where that was told."""

    says: ClassVar[str] = N_("{party} confirmed the record.")
    type: Literal["RecordConfirmed"] = "RecordConfirmed"
    party: Party
    confirmed_on: date
    of_version: int | None = None

    def evolve(self, state: Contract) -> Contract:
        return changed(state, confirmed_on={**state.confirmed_on, self.party: self.confirmed_on})

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        if record_is_confirmed(state):
            for recipient in (THE_SUPPLIER, Role.COORDINATOR):
                yield Notice(RECORD_RECEIPT.kind, recipient)


class RecordDisputed(Happened):
    """Takes back what both had confirmed of this record."""

    says: ClassVar[str] = N_("{party} does not agree with the record.")
    type: Literal["RecordDisputed"] = "RecordDisputed"
    party: Party
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        dispute = Dispute(self.party, self.reason, state.of(TheRecord).version)
        return changed(state, confirmed_on={}).having(dispute)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(RECORD_DISPUTED.kind, Role.COORDINATOR, step=CONFIRM)


def may_judge(state: Contract) -> None:
    must_be_in(state, Phase.DIALOGUE)
    if state.held is None:
        raise Refusal("not_held", N_("There is no record to confirm yet. First record the dialogue."))


def must_be_the_record(version: int | None, state: Contract) -> None:
    if version not in (None, state.of(TheRecord).version):
        raise Refusal(
            "record_rewritten", N_("The record has been written again since you opened it. Read it first.")
        )


class ConfirmRecord(Command):
    """`of_version`: the version that was read; when it is told, a record written again since is not confirmed."""

    wording: ClassVar[Wording] = Wording(N_("Confirm the record"), "", N_("The confirmation is saved."))
    type: Literal["confirm_record"] = "confirm_record"
    party: Annotated[Party, Field(title=N_("Who confirms?")), Shown("buttons")]
    of_version: Annotated[int | None, Field(ge=1, title=N_("Version of the record")), Shown("hidden")] = None

    @staticmethod
    def may(state: Contract) -> None:
        may_judge(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        must_be_the_record(self.of_version, state)
        if state.held and context.occurred_on < state.held.held_on:
            raise Refusal(
                "confirmed_before_held",
                N_("The record cannot have been confirmed before the dialogue was held on {held_on}."),
                held_on=state.held.held_on,
            )
        if self.party not in state.confirmed_on:
            yield RecordConfirmed(
                party=self.party, confirmed_on=context.occurred_on, of_version=self.of_version
            )


class DisputeRecord(Command):
    """A party does not agree with the record as it is written. It can be written again, and confirmed again."""

    wording: ClassVar[Wording] = Wording(
        N_("The record is not right"),
        N_("Dispute the record"),
        N_("The dispute is saved. The coordinator is told."),
    )
    type: Literal["dispute_record"] = "dispute_record"
    party: Annotated[Party, Field(title=N_("Who does not agree?")), Shown("radio")]
    reason: Annotated[FreeText, Field(title=N_("What is not right?"), description=NOBODY)]
    of_version: Annotated[int | None, Field(ge=1, title=N_("Version of the record")), Shown("hidden")] = None

    @staticmethod
    def may(state: Contract) -> None:
        may_judge(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_the_record(self.of_version, state)
        yield RecordDisputed(party=self.party, reason=self.reason)


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
        with_supplier=True,
    ),
)
