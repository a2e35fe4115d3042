"""What every event has: how it changes a contract, how it reads, and who is told."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from domain.contract import Contract
from domain.facts import Fact
from domain.notice import Notice
from domain.policy import Policy


class Happened(Fact):
    """Stored for ever: fields are only added, with defaults, or upcast. `says` is its sentence on the timeline,
    with the event's own fields as {placeholders}."""

    schema_version: ClassVar[int] = 1
    says: ClassVar[str] = ""
    type: str

    def evolve(self, state: Contract) -> Contract:
        """Never raises: a stream that was written can always be read."""
        return state

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        """`_state` is that after the event's whole decision, so that a step's last day is known."""
        return iter(())


def evolve(state: Contract, event: Happened) -> Contract:
    return replace(event.evolve(state), version=state.version + 1)


def fold(state: Contract, happened: Iterable[Happened]) -> Contract:
    for event in happened:
        state = evolve(state, event)
    return state
