"""Who looked at a contract, at its texts, or took an export: kept apart from the events, by the month."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

What = Literal["contract", "texts", "export", "reason"]

GIVEN = """
SELECT EXISTS (SELECT FROM look WHERE person = $1 AND contract_id = $2 AND what = 'reason'
               AND looked_at > now() - interval '12 hours')
"""  # as long as a sign-in to the pages lasts


@dataclass(frozen=True)
class Look:
    """`contract`: None for an export of the whole log, which held `size` events; `about`: what an export held."""

    person: str
    role: str
    what: What
    way: str
    contract: UUID | None = None
    about: str = ""
    reason: str = ""
    size: int | None = None


async def note_look(pool: "asyncpg.Pool[Any]", look: Look) -> None:
    """Before anything is shown: what cannot be noted is not shown."""
    await note_looks(pool, look, [look.contract])


async def note_looks(pool: "asyncpg.Pool[Any]", look: Look, contracts: Sequence[UUID | None]) -> None:
    """The same at several contracts, such as a list that somebody takes along."""
    await pool.execute(
        "SELECT note_looks($1, $2, $3, $4, $5, $6, $7, $8)",
        look.person,
        look.role,
        look.what,
        look.way,
        contracts,
        look.about,
        look.reason,
        look.size,
    )


async def has_given_a_reason(pool: "asyncpg.Pool[Any]", person: str, contract: UUID) -> bool:
    return bool(await pool.fetchval(GIVEN, person, contract))


async def looks_at(pool: "asyncpg.Pool[Any]", contract: UUID, limit: int = 500) -> list[Row]:
    """Newest first; an export of the whole log held this one too, if it was there already."""
    return await pool.fetch(
        "SELECT * FROM look WHERE contract_id = $1 OR (contract_id IS NULL AND size >="
        " (SELECT position FROM event WHERE stream_id = $1 AND version = 1)) ORDER BY looked_at DESC LIMIT $2",
        contract,
        limit,
    )
