"""Events as they were written long ago, read as they are written today."""

from collections.abc import Callable
from typing import Any

Data = dict[str, Any]

# (event type, schema version it was written with) → its data one version later
UPCASTERS: dict[tuple[str, int], Callable[[Data], Data]] = {}


def upcast(event_type: str, schema: int, data: Data) -> Data:
    while step := UPCASTERS.get((event_type, schema)):
        data, schema = step(data), schema + 1
    return data
