"""Further dialogues, while commitments are agreed and kept: written down, and opening no step again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import RecruitmentNeed
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.phase import phase_of
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.common import AddsDuty, Needs
from domain.process.contract_change import ContractChangeWarned
from domain.process.dialogue import must_come_later
from domain.refusal import Refusal
from domain.vocabulary import Form, Phase
from domain.words import N_

FURTHER_DIALOGUE = Letter(
    "further_dialogue",
    N_("A further dialogue was held"),
    N_("{contract}: a further dialogue has been held"),
    N_("A further dialogue was held on {due}. Read what came of it."),
)
LETTERS = (FURTHER_DIALOGUE,)


class FurtherDialogueHeld(Happened):
    says: ClassVar[str] = N_("A further dialogue was held on {held_on}.")
    type: Literal["FurtherDialogueHeld"] = "FurtherDialogueHeld"
    held_on: date
    participants: tuple[FreeText, ...]
    note: FreeText | None = None
    next_on: date | None = None
    needs: tuple[RecruitmentNeed, ...] = ()

    def evolve(self, state: Contract) -> Contract:
        return state.having(FurtherDialogues((*state.of(FurtherDialogues).held, self)))

    def tells(self, state: Contract, policy: Policy) -> Iterator[Notice]:
        """The departments of the commitments; of hiring, employment's."""
        wanted = {department for each in state.commitments.values() for department in each.departments}
        if self.needs:
            wanted.add(policy.forms[Form.EMPLOYMENT])
        if wanted:
            yield Notice(FURTHER_DIALOGUE.kind, THE_DEPARTMENT, tuple(sorted(wanted)), due=self.held_on)


@dataclass(frozen=True)
class FurtherDialogues:
    held: tuple[FurtherDialogueHeld, ...] = ()


def next_planned(state: Contract) -> date | None:
    """The day that the latest dialogue set for the next one."""
    latest = state.of(FurtherDialogues).held[-1:] or ((state.held,) if state.held else ())
    return latest[0].next_on if latest else None


class RecordFurtherDialogue(Command):
    """A dialogue after the first one's record is confirmed. It asks for no confirmation of its own."""

    wording: ClassVar[Wording] = Wording(
        N_("Record a further dialogue"), N_("Save the dialogue"), N_("The further dialogue is saved.")
    )
    day: ClassVar[str] = "held_on"
    type: Literal["record_further_dialogue"] = "record_further_dialogue"
    held_on: Annotated[date, Field(title=N_("Held on"))]
    participants: Annotated[
        tuple[FreeText, ...],
        Field(
            min_length=1,
            max_length=20,
            title=N_("Present"),
            description=N_("Roles only, no names. Put a comma between them."),
        ),
        Shown("listed"),
    ]
    next_on: Annotated[date | None, Field(title=N_("Next meeting"))] = None
    note: Annotated[
        FreeText | None,
        Field(
            title=N_("What came of it"),
            description=N_("Write nothing about people who may get a place."),
        ),
    ] = None
    needs: Needs = ()
    adds_duty: AddsDuty = False

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DELIVERY if phase_of(state) is Phase.DELIVERY else Phase.COMMITMENT)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.held and self.held_on < state.held.held_on:
            raise Refusal(
                "before_the_first",
                N_("A further dialogue cannot have been held before the first one on {held_on}."),
                held_on=state.held.held_on,
            )
        must_come_later(self.next_on, self.held_on)
        yield FurtherDialogueHeld(
            held_on=self.held_on,
            participants=self.participants,
            note=self.note,
            next_on=self.next_on,
            needs=self.needs,
        )
        if self.adds_duty:
            yield ContractChangeWarned(held_on=self.held_on)
