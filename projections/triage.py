"""Contracts that wait for somebody to decide about the clause, with what the sources say of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

WHERE = """
FROM contract JOIN contract_told AS told ON contract_id = id
WHERE phase = 'triage'
  AND ($1 = '' OR concat_ws(' ', number, title, told.procurement, contract.suppliers, buyer_unit)
                  ILIKE '%' || $1 || '%')
  AND ($2 = '' OR EXISTS (SELECT FROM unnest(cpv) AS code WHERE starts_with(code, $2)))
  AND ($3 = '' OR buyer_unit = $3)
"""


@dataclass(frozen=True)
class Waiting:
    """Filters; empty means all. `cpv`: the beginning of a code."""

    text: str = ""
    cpv: str = ""
    buyer_unit: str = ""

    @property
    def values(self) -> tuple[str, str, str]:
        text = self.text.replace("\0", "").replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        return text, self.cpv.replace("\0", ""), self.buyer_unit.replace("\0", "")


async def waiting(
    pool: "asyncpg.Pool[Any]", filters: Waiting, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[Row]:
    """The newest first."""
    return await pool.fetch(
        "SELECT id, number, title, told.suppliers, buyer_unit, procurement, amount::text, currency, cpv, objectives,"
        " terms, source, signed_on, ends_on, registered_at"
        + WHERE
        + "AND ($4::timestamptz IS NULL OR (registered_at, id) < ($4, $5))"
        " ORDER BY registered_at DESC, id DESC LIMIT $6",
        *filters.values,
        *(after or (None, None)),
        limit,
    )


async def how_many_wait(pool: "asyncpg.Pool[Any]", filters: Waiting, most: int | None = None) -> int:
    """Counted no further than `most`."""
    query = f"SELECT count(*) FROM (SELECT {WHERE} LIMIT $4) AS counted"  # noqa: S608 - words of ours
    number: int = await pool.fetchval(query, *filters.values, most)
    return number


async def units_waiting(pool: "asyncpg.Pool[Any]") -> list[str]:
    rows = await pool.fetch(
        "SELECT DISTINCT buyer_unit FROM contract_told JOIN contract ON id = contract_id"
        " WHERE phase = 'triage' AND buyer_unit <> '' ORDER BY buyer_unit LIMIT 200"
    )
    return [row["buyer_unit"] for row in rows]
