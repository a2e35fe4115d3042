"""Who may sign in for a supplier: the confirmed contacts, known by their address as one person over all contracts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.policy import Person
from domain.vocabulary import Party, Role

if TYPE_CHECKING:
    import asyncpg

FOR_A_SUPPLIER = "s-"  # how their ids begin; migration 0204 makes them

BY_ADDRESS = """
SELECT person FROM supplier_contact WHERE lower(address) = lower($1) ORDER BY since, person LIMIT 1
"""
THEIRS = """
SELECT theirs.contract_id, theirs.contact, own.name, own.address FROM supplier_contact AS own
JOIN supplier_contact AS theirs ON lower(theirs.address) = lower(own.address)
WHERE own.person = $1 ORDER BY theirs.contact
"""


@dataclass(frozen=True)
class SupplierPerson:
    """`contracts`: each with their number as its contact."""

    person: Person
    contracts: Mapping[UUID, int] = field(default_factory=dict)


async def supplier_with_address(pool: "asyncpg.Pool[Any]", address: str) -> str | None:
    """The id of whoever has it: that of the contract that they have been a contact of for the longest."""
    person: str | None = await pool.fetchval(BY_ADDRESS, address.replace("\0", ""))
    return person


async def supplier_person(pool: "asyncpg.Pool[Any]", person_id: str) -> SupplierPerson | None:
    """None too for whoever was taken off: they are out at once."""
    if not person_id.startswith(FOR_A_SUPPLIER) or not (rows := await pool.fetch(THEIRS, person_id)):
        return None
    person = Person(
        id=person_id,
        name=" ".join(rows[0]["name"].split())[:200],
        address=rows[0]["address"],
        department=Party.SUPPLIER,
        roles=(Role.SUPPLIER,),
    )
    return SupplierPerson(person, {row["contract_id"]: row["contact"] for row in rows})
