"""All that has happened in a stream, decision by decision: what its rows are told by when they are told anew."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.contract import Contract
from domain.happened import fold
from domain.step_events import LadderRests, StepEscalated, StepReminded
from event_store.codec import Recorded

# Of phase, open steps and whom they wait for: thousands of these may come at once.
CHANGES_NOTHING: tuple[type, ...] = (StepReminded, StepEscalated, LadderRests)


class Decision(NamedTuple):
    """`state` is that after it."""

    state: Contract
    recorded: Sequence[Recorded]


Story = Sequence[Decision]  # from its beginning


def story_of(recorded: Sequence[Recorded]) -> Iterator[Decision]:
    """One command id, one decision."""
    state, start = Contract(), 0
    for end, record in enumerate(recorded, 1):
        if end == len(recorded) or recorded[end].origin.command_id != record.origin.command_id:
            state = fold(state, (each.event for each in recorded[start:end]))
            yield Decision(state, recorded[start:end])
            start = end
