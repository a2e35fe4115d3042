"""Of some contracts, how each is called and which of its open steps comes first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

# `step`: empty where none is open.
OF_THESE = """
SELECT id, number, coalesce(nullif(suppliers, ''), title) AS name,
       coalesce((SELECT step FROM open_step WHERE contract_id = id ORDER BY due NULLS LAST, step LIMIT 1), '') AS step
FROM contract WHERE id = ANY($1) ORDER BY name, id
"""


async def next_steps(pool: "asyncpg.Pool[Any]", contracts: Sequence[UUID]) -> list[Row]:
    return await pool.fetch(OF_THESE, contracts)
