"""What every event has: how it changes a contract, how it reads, and who is told."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, cast

from domain.contract import Contract, changed
from domain.facts import Fact
from domain.notice import Notice
from domain.policy import Policy


class Happened(Fact):
    """Stored for ever: fields are only added, with defaults, or upcast. `says` is its sentence on the timeline,
    with the event's own fields as {placeholders}; `moves`: steps whose last day is worked out again."""

    schema_version: ClassVar[int] = 1
    says: ClassVar[str] = ""
    correctable: ClassVar[bool] = True
    moves: ClassVar[tuple[str, ...]] = ()
    type: str

    def evolve(self, state: Contract) -> Contract:
        """Never raises: a stream that was written can always be read."""
        return state

    @property
    def strikes(self) -> tuple[int, ...]:
        """Versions of earlier events that were wrong: the contract is what it would be without them."""
        return ()

    def rests_on(self, _earlier: "Happened") -> bool:
        """Without the earlier event this one would have no meaning."""
        return False

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        """`_state` is that after the event's whole decision, so that a step's last day is known."""
        return iter(())


def evolve(state: Contract, event: Happened) -> Contract:
    past, struck = (*state.past, event), state.struck | set(event.strikes)
    after = _without(struck, past) if event.strikes else event.evolve(state)
    return changed(after, version=len(past), past=past, struck=struck)


def _without(struck: frozenset[int], past: tuple[object, ...]) -> Contract:
    state = Contract()
    for version, event in enumerate(past, 1):
        kept = state if version in struck else cast("Happened", event).evolve(state)
        state = changed(kept, version=version)
    return state


def fold(state: Contract, happened: Iterable[Happened]) -> Contract:
    for event in happened:
        state = evolve(state, event)
    return state
