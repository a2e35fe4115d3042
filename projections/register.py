"""Who the suppliers and which the procurements are, across all sources: by organisation number where there is one."""

from typing import TYPE_CHECKING, Any

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

MOST = 500

SUPPLIERS = """
WITH named AS (
    SELECT contract_id, phase, source, listed.number, name, changed_at,
           CASE WHEN listed.number = '' THEN lower(name) ELSE listed.number END AS key
    FROM contract_told AS told JOIN contract ON contract.id = contract_id,
         unnest(told.suppliers, supplier_numbers) AS listed (name, number)
    WHERE NOT told.void
)
SELECT max(number) AS number, array_agg(DISTINCT name) AS names, count(DISTINCT contract_id) AS contracts,
       count(DISTINCT contract_id) FILTER (WHERE phase = 'triage') AS waiting,
       count(DISTINCT contract_id) FILTER (WHERE phase = 'closed') AS closed,
       array_agg(DISTINCT source) AS sources, (array_agg(name ORDER BY changed_at DESC))[1] AS name
FROM named WHERE $1 = '' OR name ILIKE '%' || $1 || '%' OR number LIKE $1 || '%'
GROUP BY key ORDER BY contracts DESC, name LIMIT $2
"""

# Of a register, which tells no procedure's id, by its name.
PROCUREMENTS = """
SELECT max(procedure_id) AS procedure, max(procurement) AS name, count(*) AS contracts,
       count(*) FILTER (WHERE phase = 'triage') AS waiting, count(*) FILTER (WHERE phase = 'closed') AS closed,
       array_agg(DISTINCT source) AS sources, max(buyer) AS buyer
FROM contract JOIN contract_told AS told ON contract_id = id
WHERE NOT told.void AND (procedure_id <> '' OR procurement <> '')
  AND ($1 = '' OR procurement ILIKE '%' || $1 || '%' OR procedure_id ILIKE $1)
GROUP BY CASE WHEN procedure_id = '' THEN lower(procurement) ELSE procedure_id END
ORDER BY contracts DESC, name LIMIT $2
"""


async def suppliers(pool: "asyncpg.Pool[Any]", text: str = "") -> list[Row]:
    """Those with most contracts first. `names`: each as some source writes it; `name`: as the last one did."""
    return await pool.fetch(SUPPLIERS, as_searched(text), MOST)


async def procurements(pool: "asyncpg.Pool[Any]", text: str = "") -> list[Row]:
    return await pool.fetch(PROCUREMENTS, as_searched(text), MOST)


def as_searched(text: str) -> str:
    """No sign of it is a pattern's; alone, as a pattern, it is what is equal to it."""
    return text.strip().replace("\0", "").replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
