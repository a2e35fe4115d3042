"""What a row of a register leaves to what is known already."""

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.facts import Organisation
from domain.refusal import Refusal
from domain.takeover import TakeIn
from domain.words import N_
from importing.items import Part
from projections.told import known_supplier

if TYPE_CHECKING:
    from event_store.streams import Connection


async def with_known_supplier(connection: "Connection", part: Part) -> Part:
    """A supplier told by its organisation number alone has the name that it has elsewhere. Raises Refusal."""
    if not isinstance(part.command, TakeIn) or all(each.name for each in part.facts.suppliers):
        return part
    named = tuple([await _named(connection, each) for each in part.facts.suppliers])
    facts = part.facts.model_copy(update={"suppliers": named})
    return replace(part, command=part.command.model_copy(update={"facts": facts}), facts=facts)


async def _named(connection: "Connection", supplier: Organisation) -> Organisation:
    if supplier.name:
        return supplier
    if not (name := await known_supplier(connection, supplier.number)):
        raise Refusal(
            "unknown_supplier",
            N_("{number} is not known here. Fill in the supplier's name as well."),
            number=supplier.number,
        )
    return supplier.model_copy(update={"name": name})
