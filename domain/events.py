"""Every kind of event there is, and how one is read."""

from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter

from domain import (
    adoption,
    delegations,
    erasing,
    importing,
    joining,
    needs,
    reading_back,
    recovery,
    step_events,
    takeover,
    taking_back,
)
from domain.happened import Happened
from domain.process import EVENTS as OF_THE_PROCESS

EVENTS: tuple[type[Happened], ...] = (
    *OF_THE_PROCESS,
    *step_events.EVENTS,
    *needs.EVENTS,
    *adoption.EVENTS,
    *delegations.EVENTS,
    *importing.EVENTS,
    *taking_back.EVENTS,
    *takeover.EVENTS,
    *joining.EVENTS,
    *erasing.EVENTS,
    *reading_back.EVENTS,
    *recovery.EVENTS,
)
BY_TYPE: dict[str, type[Happened]] = {event.model_fields["type"].default: event for event in EVENTS}

_any: Any = Union[EVENTS]  # noqa: UP007 - a tuple known only when the process is read
EVENT: TypeAdapter[Happened] = TypeAdapter(Annotated[_any, Field(discriminator="type")])
