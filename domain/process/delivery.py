"""The delivery as a whole: every promised place taken, or an end although some did not come."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_in, must_not_be_concluded
from domain.happened import Happened
from domain.phase import everything_is_placed
from domain.process.common import Why
from domain.process.placement import PLACE
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Phase
from domain.words import N_


class DeliveryConcluded(Happened):
    """No more places will come; `reason` says why some promised ones did not."""

    says: ClassVar[str] = N_("The placements were concluded, although promised places did not come.")
    type: Literal["DeliveryConcluded"] = "DeliveryConcluded"
    reason: FreeText

    def rests_on(self, earlier: Happened) -> bool:
        return earlier.type == "CommitmentsConcluded"

    def evolve(self, state: Contract) -> Contract:
        return changed(state, delivery_concluded=True)


class ConcludeDelivery(Command):
    """End the delivery although promised places did not come; the reason is kept."""

    wording: ClassVar[Wording] = Wording(
        N_("End the placements although some did not come"),
        N_("End the placements"),
        N_("The placements are ended."),
    )
    type: Literal["conclude_delivery"] = "conclude_delivery"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DELIVERY)
        must_not_be_concluded(state)
        if everything_is_placed(state):
            raise Refusal("all_placed", N_("Every promised place is already completed."))
        if running := len(state.running_placements):
            raise Refusal(
                "placements_running", N_("Not possible yet: {number} placements are running."), number=running
            )

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield DeliveryConcluded(reason=self.reason)


def _asked(state: Contract) -> str:
    promised = sum(commitment.places for commitment in state.commitments.values())
    full = len(state.kept_placements) >= promised
    return "complete_placement" if state.running_placements and full else "start_placement"


def _promised_period(state: Contract, context: Context) -> Start:
    if not state.commitments:
        return when_opened(state, context)
    return Start(max(c.ends_on for c in state.commitments.values()), N_("The promised period ends"))


STEPS = (
    Step(
        PLACE,
        N_("Placements"),
        (Phase.DELIVERY,),
        Heading(N_("Start and complete the placements by {day}"), N_("Start and complete the placements")),
        asks=_asked,
        is_open=lambda state: not everything_is_placed(state),
        starts=_promised_period,
        is_moot=lambda state: state.delivery_concluded or not state.commitments or state.terminated,
        days=lambda state: (placement.completed_on for placement in state.placements.values()),
        owners=lambda state: {d for c in state.commitments.values() for d in c.departments},
        can_be_limited=False,
        with_supplier=True,
    ),
)
