"""Each event is decoded once and each beginning of a stream folded once: both are pure, and half of a year's work.

What is held against the sentences afterwards is read and folded anew, without this.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import command_handler
import event_store.streams as store
from domain.contract import Contract
from domain.happened import Happened, evolve
from event_store.codec import Recorded, decode
from simulator.replacing import replaced


class Memory:
    """Both kinds of key name one object each: what is remembered is held, so that no id comes twice."""

    def __init__(self) -> None:
        self.decoded: dict[bytes, Recorded] = {}
        self.folded: dict[tuple[int, int], tuple[Happened, Contract]] = {}

    def decode(self, position: int, body: bytes, leaf: bytes, keys: Mapping[UUID, bytes]) -> Recorded:
        if keys:
            return decode(position, body, leaf, keys)
        if leaf not in self.decoded:
            self.decoded[leaf] = decode(position, body, leaf, keys)
        return self.decoded[leaf]

    def fold(self, state: Contract, happened: Iterable[Happened]) -> Contract:
        events = list(happened)
        known = 0 if state.version else self._known(events)
        if known:
            _, state = self.folded[known, id(events[known - 1])]
        for event in events[known:]:
            state = evolve(state, event)
            self.folded[state.version, id(event)] = event, state
        return state

    def _known(self, events: list[Happened]) -> int:
        """How many of them, from the first on, have been folded before."""
        for number in range(len(events), 0, -1):
            if (number, id(events[number - 1])) in self.folded:
                return number
        return 0


@contextmanager
def remembering() -> Iterator[Memory]:
    memory = Memory()
    with replaced((store, "decode", memory.decode), (command_handler, "fold", memory.fold)):
        yield memory
