"""What the published notices about a contract have told: the later ones add to what the first did."""

from collections.abc import Iterator, Mapping

from domain.contract import Contract
from domain.facts import Source
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.process.registration import ContractRegistered
from domain.public_notice import is_older, is_same_notice, keys_of
from domain.refusal import Refusal
from domain.taking_back import TakenBack
from domain.words import N_


class OfANotice(Happened):
    """Told by a notice that was read after the contract was put on record."""

    source: Source

    def taken_in(self) -> Mapping[str, object]:
        """Which facts of the contract it changed, and to what."""
        return {}


def must_not_be_struck_off(state: Contract) -> None:
    must_be_registered(state)
    if state.void:
        raise Refusal("struck_off", N_("The contract is struck off, or its award cancelled."))


def was_read(source: Source, state: Contract) -> bool:
    """Also when a person has struck what it told: reading a file again undoes nobody's word."""
    again = state.of(TakenBack).entries
    return any(
        is_same_notice(source, told)
        for version, event in _of_this_life(state)
        if version not in again and (told := source_of(event))
    )


def is_outdated(source: Source, kinds: tuple[type[Happened], ...], state: Contract) -> bool:
    """A later notice of the kind has been read."""
    return any(is_older(source, told) for event in kept(state, kinds) if (told := source_of(event)))


def kept(state: Contract, kinds: tuple[type[Happened], ...]) -> Iterator[Happened]:
    for version, event in _of_this_life(state):
        if isinstance(event, kinds) and version not in state.struck:
            yield event


def _of_this_life(state: Contract) -> Iterator[tuple[int, Happened]]:
    """Since it was put on record, last if that was taken back and done anew."""
    events = [(version, event) for version, event in enumerate(state.past, 1) if isinstance(event, Happened)]
    begun = max((version for version, event in events if isinstance(event, ContractRegistered)), default=1)
    return ((version, event) for version, event in events if version >= begun)


def told_by(state: Contract) -> frozenset[str]:
    """What the contract is found by: the keys of every notice that told of it (`keys_of`)."""
    sources = (source_of(event) for event in kept(state, (ContractRegistered, OfANotice)))
    return frozenset(key for source in sources if source for key in keys_of(source))


def untouched(name: str, state: Contract) -> bool:
    """The fact is as the notices have told it: no person has told otherwise since."""
    told: object = None
    for event in kept(state, (ContractRegistered, OfANotice)):
        if isinstance(event, ContractRegistered):
            told = getattr(event.facts, name)
        elif isinstance(event, OfANotice):
            told = event.taken_in().get(name, told)
    return bool(getattr(state.facts, name) == told)


def source_of(event: object) -> Source | None:
    match event:
        case ContractRegistered():
            return event.facts.source
        case OfANotice():
            return event.source
    return None
