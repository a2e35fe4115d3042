"""The generators of likely commands (`tests/domain/likely.py`), drawn from a seed without Hypothesis's engine."""

from random import Random
from typing import Any, TypeVar

from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.conjecture.providers import PrimitiveProvider
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
FAR = 1000  # of an integer without a bound


class Seeded(PrimitiveProvider):
    """The same draws from the same seed, whatever else the process has imported."""

    def __init__(self, random: Random) -> None:
        super().__init__(None)
        self.random = random

    def draw_boolean(self, p: float = 0.5) -> bool:
        return self.random.random() < p

    def draw_integer(self, min_value: int | None = None, max_value: int | None = None, **_: Any) -> int:
        low = min_value if min_value is not None else (max_value or 0) - FAR
        high = max_value if max_value is not None else (min_value or 0) + FAR
        return self.random.randint(low, high)

    def draw_float(self, **_: Any) -> float:
        raise NotImplementedError

    def draw_string(self, *_: Any, **__: Any) -> str:
        raise NotImplementedError

    def draw_bytes(self, *_: Any, **__: Any) -> bytes:
        raise NotImplementedError


def draw(strategy: SearchStrategy[T], random: Random) -> T:
    data = ConjectureData(random=None, provider=Seeded(random))
    with BuildContext(data, is_final=False, wrapped_test=draw):
        return data.draw(strategy)
