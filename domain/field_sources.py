"""Where each thing that is told of a contract comes from: the event that told it last."""

from collections.abc import Mapping
from typing import cast

from domain.contract import Contract
from domain.facts import ContractFacts
from domain.happened import Happened


def sources_of(state: Contract) -> Mapping[str, int]:
    """Field of the facts → version of the event. Of what is not told nothing stands."""
    told: dict[str, int] = {}
    now = Contract()
    for version, event in enumerate(state.past, 1):
        if version in state.struck:
            continue
        before, now = now.facts, cast("Happened", event).evolve(now)
        if now.facts is not before and now.facts is not None:
            told |= dict.fromkeys(_changed(before, now.facts), version)
    facts = state.facts
    return {
        name: version
        for name, version in told.items()
        if facts and getattr(facts, name) not in (None, "", ())
    }


def _changed(before: ContractFacts | None, after: ContractFacts) -> list[str]:
    """All fields where there was nothing before."""
    names = [name for name in ContractFacts.model_fields if name != "source"]
    return [name for name in names if before is None or getattr(before, name) != getattr(after, name)]
