"""Kinds of events by the names that other systems know them by, and positions as they send them."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType

from api.problems import Problem
from domain.events import BY_TYPE
from domain.words import N_
from exchange.cloud_events import PREFIX

LARGEST = 2**53 - 1  # that every reader of JSON reads exactly (RFC 7493, 2.2)
Position = Annotated[int, Field(ge=0, le=LARGEST)]

TYPES = sorted(PREFIX + name for name in BY_TYPE)
# By the description one of them, told once there; `bare` says which was meant when it is none.
EventType = TypeAliasType(
    "EventType", Annotated[str, Field(max_length=100, json_schema_extra={"enum": list(TYPES)})]
)


def bare(types: Sequence[str]) -> list[str]:
    """As the store knows them, each once. Raises Problem."""
    for name in types:
        if name not in TYPES:
            near = ", ".join(get_close_matches(name, TYPES, n=2, cutoff=0.3)) or TYPES[0]
            message = N_("There is no type of event {type}. Did you mean {near}?")
            raise Problem(422, "unknown_event_type", message, type=name[:100], near=near)
    return [name.removeprefix(PREFIX) for name in dict.fromkeys(types)]
