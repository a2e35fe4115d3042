"""How a sentence is written: a function of the reading that yields where it does not hold, named as the sentence."""

from collections.abc import Callable, Iterator
from functools import wraps
from uuid import UUID

from simulator.reading import Broken, Reading

Where = tuple[UUID | None, str]


def sentence(held: Callable[[Reading], Iterator[Where]]) -> Callable[[Reading], list[Broken]]:
    @wraps(held)
    def broken(reading: Reading) -> list[Broken]:
        return [Broken(held.__name__, why, contract) for contract, why in held(reading)]

    return broken
